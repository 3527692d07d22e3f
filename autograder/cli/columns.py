"""Lines and columns as the terminal shows them: aligned, and as wide as there is room.

Nothing is printed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from autograder.cli.fitting import counted, fit, fit_right, name_width, short_names
from autograder.course.cells import question_of
from autograder.course.optional import NONE, STAR, Apart, Place, total
from autograder.outcomes import UNCOUNTED, CellStatus, NotebookOutcome, Status, SubmissionOutcome

STATE = max(map(len, Status))
GAP = "  "
NO_SCORE = "no score"
_ABSENT = {
    Status.NOT_GRADABLE: "—",
    Status.MISSING: "·",
    Status.NOT_DUE: "›",
    Status.EXCUSED: "~",
}
_LEGEND = {
    "?": "a person decides the rest",
    "—": "not gradable",
    "·": "not handed in",
    "›": "not due yet",
    "~": "excused",
    STAR: "optional, apart",
}


@dataclass(frozen=True)
class Late:
    """What lateness does to a student's points.

    Attributes:
        before: points of the core questions without it.
        points: those with it, and what they are out of.
        star: the same of the optional questions.
        words: how late the latest notebook came; "" for in time.
    """

    before: float
    points: Apart
    star: Apart
    words: str


NOBODY: Mapping[str, Late] = {}


def points_apart(outcome: SubmissionOutcome, optional: frozenset[Place]) -> tuple[Apart, Apart]:
    """Return a student's points of the core questions, and those of the optional ones."""
    pairs = [_apart(notebook, optional) for notebook in outcome.notebooks]
    return total(core for core, _ in pairs), total(star for _, star in pairs)


def shown_points(outcome: SubmissionOutcome, optional: frozenset[Place]) -> tuple[str, str]:
    """Return a student's points as people read them: of core questions, and of optional ones.

    What is not gradable has no score, which is not zero. "" stands for no optional questions.
    """
    if outcome.status is Status.NOT_GRADABLE:
        return NO_SCORE, ""
    core, star = points_apart(outcome, optional)
    return str(core), str(star) if star.most else ""


def _apart(notebook: NotebookOutcome, optional: frozenset[Place]) -> tuple[Apart, Apart]:
    core: list[Apart] = []
    star: list[Apart] = []
    if notebook.status in UNCOUNTED:
        return Apart(), Apart()
    for cell in notebook.cells:
        place = (notebook.notebook, question_of(cell.cell))
        (star if place in optional else core).append(Apart(cell.points or 0.0, cell.max_points))
    return total(core), total(star)


def student_line(
    outcome: SubmissionOutcome,
    name: int,
    width: int,
    optional: frozenset[Place] = NONE,
    *,
    kept: bool = False,
) -> str:
    """Return a student's line: name, state, points, and what needs somebody's attention.

    Args:
        outcome: what came of the submission.
        name: columns of the name.
        width: columns of the whole line.
        optional: the assignment's optional questions.
        kept: whether it was on record already.
    """
    core, star = shown_points(outcome, optional)
    parts = [fit(outcome.student, name), fit(outcome.status, STATE), fit_right(core, 9)]
    parts += [f"{STAR} {star}"] if star else []
    begin = GAP.join(parts)
    rest = "; ".join([*(["unchanged"] if kept else []), *_attention(outcome)])
    return f"{begin}{GAP}{fit(rest, max(width - cell_len(begin) - len(GAP), 10))}".rstrip()


def _attention(outcome: SubmissionOutcome) -> list[str]:
    names = short_names([notebook.notebook for notebook in outcome.notebooks])
    pairs = list(zip(names, outcome.notebooks, strict=True))
    said = []
    for status in _ABSENT:
        found = [name for name, notebook in pairs if notebook.status is status]
        if found and len(found) < len(pairs):
            said.append(f"{_span(found, names)} {status}")
    for end, words in ((CellStatus.TIMEOUT, "out of time"), (CellStatus.DIED, "Python ended")):
        found = [n for n, notebook in pairs if any(cell.status is end for cell in notebook.cells)]
        said += [f"{_span(found, names)} {words}"] if found else []
    remarks = len(outcome.remarks) + sum(len(notebook.remarks) for _, notebook in pairs)
    said += [counted(remarks, "remark")] if remarks else []
    waiting = sum(map(_waiting, outcome.notebooks))
    return [*said, f"{waiting:g} to decide"] if waiting else said


def _span(found: list[str], names: list[str]) -> str:
    """Return some of the names; `02–05` for three or more that follow each other."""
    first = names.index(found[0])
    if len(found) > 2 and names[first : first + len(found)] == found:
        return f"{found[0]}–{found[-1]}"
    return " ".join(found)


def _waiting(notebook: NotebookOutcome) -> float:
    """Return the points that wait for a person."""
    if notebook.status is Status.NOT_GRADABLE:
        return 0.0
    return sum(cell.max_points for cell in notebook.cells if cell.status is CellStatus.PENDING)


@dataclass(frozen=True)
class _Column:
    """A column of the class table."""

    head: str
    values: tuple[str, ...]
    left: bool = False
    most: int = 1000

    @property
    def width(self) -> int:
        return min(max(map(cell_len, (self.head, *self.values))), self.most)

    def line(self, text: str) -> str:
        fitted = fit(text, self.width)
        return fitted if self.left else fit_right(fitted.strip(), self.width)


def class_table(
    outcomes: Sequence[SubmissionOutcome],
    width: int,
    optional: frozenset[Place] = NONE,
    late: Mapping[str, Late] = NOBODY,
) -> list[str]:
    """Return the table of the class: a head, a line for each student, and what signs mean.

    Points and state come first, those of optional questions in a column of their own; a column
    for each notebook and one for the seconds where there is room for them. Notebooks have their
    points before lateness takes anything off.

    Args:
        outcomes: one for each student.
        width: columns of the terminal.
        optional: the assignment's optional questions.
        late: what lateness does to each student's points; empty where it is not shown.
    """
    columns = _columns(outcomes, width, optional, late)
    heads = GAP.join(column.line(column.head) for column in columns).rstrip()
    rows = [
        GAP.join(column.line(column.values[number]) for column in columns).rstrip()
        for number in range(len(outcomes))
    ]
    shown = "".join(text for column in columns[1:] for text in (column.head, *column.values))
    legend = [f"{sign} {meaning}" for sign, meaning in _LEGEND.items() if sign in shown]
    rule = "─" * max(map(cell_len, (heads, *rows)))
    return [heads, rule, *rows, *([", ".join(legend)] if legend else [])]


def _columns(
    outcomes: Sequence[SubmissionOutcome],
    width: int,
    optional: frozenset[Place],
    late: Mapping[str, Late],
) -> list[_Column]:
    names = [outcome.student for outcome in outcomes]
    student = _Column("student", tuple(names), left=True, most=max(name_width(names, width), 7))
    state = _Column("state", tuple(outcome.status for outcome in outcomes), left=True)
    points = [*_late_columns(names, late), *_point_columns(outcomes, optional, late)]
    seconds = _Column("seconds", tuple(f"{outcome.seconds:.1f}" for outcome in outcomes))
    notebooks = _notebook_columns(outcomes, optional)
    for chosen in (
        [student, state, *notebooks, *points, seconds],
        [student, state, *notebooks, *points],
        [student, *notebooks, *points],
        [student, state, *points],
    ):
        room = width - sum(column.width + len(GAP) for column in chosen) + len(GAP)
        if room >= 0:
            return [replace(student, most=student.width + room), *chosen[1:]]
    return [student, *points] if late else [student, state, *points]


def _late_columns(names: Sequence[str], late: Mapping[str, Late]) -> list[_Column]:
    if not late:
        return []
    rows = [late.get(name) for name in names]
    before = tuple("" if row is None else f"{row.before:g}" for row in rows)
    words = tuple("" if row is None else row.words for row in rows)
    return [_Column("before", before), _Column("late", words)]


def _point_columns(
    outcomes: Sequence[SubmissionOutcome], optional: frozenset[Place], late: Mapping[str, Late]
) -> list[_Column]:
    both = [
        _late_points(late[one.student])
        if one.student in late and one.status is not Status.NOT_GRADABLE
        else shown_points(one, optional)
        for one in outcomes
    ]
    columns = [_Column("points", tuple(core for core, _ in both))]
    if any(star for _, star in both):
        columns.append(_Column(STAR, tuple(star for _, star in both)))
    return columns


def _late_points(late: Late) -> tuple[str, str]:
    return str(late.points), str(late.star) if late.star.most else ""


def _notebook_columns(
    outcomes: Sequence[SubmissionOutcome], optional: frozenset[Place]
) -> list[_Column]:
    heads = short_names([notebook.notebook for notebook in outcomes[0].notebooks])
    rows = zip(*([_points(one, optional) for one in o.notebooks] for o in outcomes), strict=True)
    return [_Column(head, values, most=16) for head, values in zip(heads, rows, strict=True)]


def _points(notebook: NotebookOutcome, optional: frozenset[Place]) -> str:
    core, _ = _apart(notebook, optional)
    points = f"{core.earned:g}{'?' if _waiting(notebook) else ''}"
    return _ABSENT.get(notebook.status, points)


def count_line(outcomes: Sequence[SubmissionOutcome], fresh: int) -> str:
    """Return the line that counts a class by state, and says how many were graded anew."""
    found = Counter(outcome.status for outcome in outcomes)
    parts = [f"{found[status]} {status}" for status in Status if found[status]]
    kept = len(outcomes) - fresh
    same = f" ({kept} unchanged)" if kept else ""
    return f"{counted(len(outcomes), 'submission')}: {', '.join(parts)}{same}."


RIGHT, WRONG, MUTANTS = "accepted", "caught", "mutants"


def question_line(
    place: str,
    counts: Sequence[tuple[int, int, str]],
    width: int,
    *,
    good: bool,
    star: bool = False,
) -> str:
    """Return the line of a question of the bank: how many answers got what is due.

    Args:
        place: notebook and question.
        counts: for each kind of answer how many got it, how many there are, and a word for them.
        width: columns of the place.
        good: whether everything holds, the stub and the solution included.
        star: whether the question is optional.
    """
    told = "".join(f"{GAP}{held:3} of {number:<3} {word}" for held, number, word in counts)
    return f"{'✓' if good else '✗'} {fit(place, width)}{told}{f'{GAP}{STAR}' if star else ''}"


def place_width(words: Iterable[str], width: int) -> int:
    """Return the columns that are left for a question's place.

    Args:
        words: those of the counts that stand behind it.
        width: columns of the whole line.
    """
    rest = question_line("", [(0, 0, word) for word in words], 0, good=True, star=True)
    return max(width - len(rest), 8)

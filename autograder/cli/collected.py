"""What the commands print that bring a class and its hand-ins into the course."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from autograder.cli import console
from autograder.cli.columns import GAP
from autograder.cli.fitting import counted, fit
from autograder.collecting.collect import Doubt, Plan, Row
from autograder.collecting.forms import NOTEBOOK, Sender
from autograder.collecting.roster import Change, Entering, Entry
from autograder.collecting.standing import State, attempts_folder, time_text
from autograder.course.students import FIELDS, Student
from autograder.markup.text import one_line

MAX_SENTENCES = 30
"""Sentences of one kind that are printed; `--json` has all of them."""
_LABEL = 80


def show_plan(plan: Plan) -> None:
    """Print what a run would do, for whom it does nothing, and why."""
    fresh = plan.open_rows
    if plan.rows:
        _show_table(
            ("in the LMS", "student", "what", "handed in (UTC)", "notebooks"),
            [_row_cells(plan, row) for row in (fresh or ())],
        )
    same = len(plan.rows) - len(fresh)
    if same:
        console.say(f"{counted(same, 'student')}: nothing new.")
    if plan.doubts:
        console.say("")
        console.say("Nothing is written for these:", "bold")
        _show_doubts(plan.doubts)
    _show_sentences("Left out:", plan.refused)
    made = [row.decision.student for row in plan.rows if row.new]
    notes = [*plan.remarks]
    if made:
        notes.insert(0, _made_sentence(made))
    _show_sentences("", notes)
    if not plan.rows and not plan.doubts:
        console.say("No file was found that somebody has handed in.")
    console.say("")


def show_failed(failed: Sequence[str]) -> None:
    """Print what could not be written."""
    for sentence in failed:
        _show_sentence(sentence, "red")


def show_written(plan: Plan, count: int) -> None:
    """Print what was written, and what comes next."""
    if not plan.open_rows:
        console.say("Nothing new.")
        return
    states = Counter(row.decision.state for row in plan.open_rows)
    parts = ", ".join(f"{states[state]} {state}" for state in State if states[state])
    console.say(f"Written: {counted(count, 'submission')} ({parts}).", "bold")
    if any(row.decision.aside or row.decision.state is State.NEWER for row in plan.open_rows):
        folder = attempts_folder(plan.course, plan.assignment)
        console.say(f"Attempts that do not count lie in {plan.course.relative(folder)}/.")
    console.say(f"Next: autograder grade {plan.assignment}")


def plan_data(plan: Plan, *, written: bool, failed: Sequence[str]) -> dict[str, object]:
    """Return a plan, and what became of it, for programs."""
    return {
        "assignment": plan.assignment,
        "downloads": list(plan.sources),
        "students": [_row_json(plan, row) for row in plan.rows],
        "doubtful": [
            {
                "name": doubt.sender.name,
                "number": doubt.sender.number,
                "why": doubt.why,
                "near": [student.id for student in doubt.near],
                "student": doubt.student,
            }
            for doubt in plan.doubts
        ],
        "left_out": plan.refused,
        "remarks": plan.remarks,
        "failed": list(failed),
        "written": written,
    }


def show_class_list(students: Sequence[Student]) -> None:
    """Print the class."""
    if not students:
        console.say("The class is not known yet. Enter it with: autograder roster FILE.csv")
        return
    _show_table(
        ("student", "name", "e-mail", "LMS", "section"),
        [(s.id, s.name, s.email, s.lms_user_id, s.section) for s in students],
    )
    console.say(counted(len(students), "student"))


def class_data(students: Sequence[Student]) -> dict[str, object]:
    """Return the class for programs."""
    return {"students": [_student_json(student) for student in students]}


def show_entering(entering: Entering) -> None:
    """Print what becomes of the class."""
    changing = [entry for entry in entering.entries if entry.change is not Change.KEPT]
    if changing:
        _show_table(
            ("", "student", "name", "e-mail", "section"), [_entry_cells(one) for one in changing]
        )
    count = Counter(entry.change for entry in entering.entries)
    parts = [f"{count[change]} {change}" for change in Change]
    if entering.others:
        parts.append(f"{len(entering.others)} not in the table, who stay")
    console.say(", ".join(parts) + ".", "bold")
    _show_sentences("", entering.contradictions)
    _show_sentences("", entering.problems)
    _show_sentences("", entering.remarks)


def entering_data(entering: Entering, *, written: bool) -> dict[str, object]:
    """Return what becomes of the class for programs."""
    return {
        "students": [
            {**_student_json(one.student), "change": one.change, "changed": list(one.what)}
            for one in entering.entries
        ],
        "others": [_student_json(student) for student in entering.others],
        "contradictions": entering.contradictions,
        "problems": entering.problems,
        "remarks": entering.remarks,
        "written": written,
    }


def _row_cells(plan: Plan, row: Row) -> tuple[str, ...]:
    last = row.decision.counts or row.attempts[-1]
    present = sum(f"{name}{NOTEBOOK}" in last.files for name in plan.notebooks)
    when = time_text(last.when)[:16] + (" LATE" if last.late else "")
    names = ", ".join(_label(sender) for sender in row.senders)
    found = f"{present} of {len(plan.notebooks)}"
    return names, row.decision.student, row.decision.state, when.strip(), found


def _row_json(plan: Plan, row: Row) -> dict[str, object]:
    last = row.decision.counts or row.attempts[-1]
    return {
        "student": row.decision.student,
        "names": [sender.name for sender in row.senders],
        "numbers": [sender.number for sender in row.senders if sender.number],
        "new_id": row.new,
        "state": row.decision.state,
        "time": time_text(last.when),
        "late": last.late,
        "files": sorted(last.files),
        "notebooks": [n for n in plan.notebooks if f"{n}{NOTEBOOK}" in last.files],
        "kept_aside": len(row.decision.aside),
    }


def _show_doubts(doubts: Sequence[Doubt]) -> None:
    """Print who it is that nobody can tell, and then what else is in doubt."""
    names = [doubt for doubt in doubts if not doubt.student]
    _show_table(
        ("in the LMS", "why", "perhaps"),
        [(_label(one.sender), one.why, _near_text(one.near)) for one in names],
    )
    for doubt in doubts:
        if doubt.student:
            _show_sentence(f"{one_line(doubt.student, _LABEL)}: {doubt.why}.")
    if names:
        first = next((one for one in names if one.near), names[0])
        student = first.near[0].id if first.near else "STUDENT"
        # It is there to be copied into a shell, and the name is a stranger's.
        choice = shlex.quote(f"{one_line(first.sender.name)}={student}")
        console.say(f"To say who somebody is: --as {choice}")


def _near_text(near: Sequence[Student]) -> str:
    return " or ".join(f"{one.id} ({one.name})" if one.name else one.id for one in near)


def _made_sentence(made: Sequence[str]) -> str:
    return (
        f"The class is not known, so {counted(len(made), 'id')} "
        f"{'was' if len(made) == 1 else 'were'} made of names. To use your own ids, enter the "
        "class first: autograder roster FILE.csv"
    )


def _label(sender: Sender) -> str:
    number = f" {sender.number}" if sender.number else ""
    return one_line(f"{sender.name}{number}", _LABEL)


def _entry_cells(entry: Entry) -> tuple[str, ...]:
    student = entry.student
    sign = {Change.ADDED: "+", Change.CHANGED: "~"}[entry.change]
    return sign, student.id, student.name, student.email, student.section


def _student_json(student: Student) -> dict[str, str]:
    return {name: getattr(student, name) for name in FIELDS}


def _show_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that fits the terminal: the widest columns give way."""
    if not rows:
        return
    cells = [[one_line(cell, 200) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*([*cells, list(heads)]), strict=True)]
    room = console.console.width - len(GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    for number, row in enumerate([list(heads), *cells]):
        line = GAP.join(fit(cell, width) for cell, width in zip(row, widths, strict=True))
        console.say(line.rstrip(), "bold" if number == 0 else None)


def _show_sentences(head: str, sentences: Iterable[str]) -> None:
    found = list(sentences)
    if found:
        console.say("")
        if head:
            console.say(head, "bold")
    for sentence in found[:MAX_SENTENCES]:
        _show_sentence(sentence)
    if len(found) > MAX_SENTENCES:
        console.say(f"… and {len(found) - MAX_SENTENCES} more like these: --json has them all.")


def _show_sentence(sentence: str, style: str | None = None) -> None:
    for line in textwrap.wrap(sentence, console.console.width, subsequent_indent="  "):
        console.say(line, style)

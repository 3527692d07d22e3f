"""Gathering results: the records of grading and nbgrader's gradebook together.

`grading.json` knows states, sentences and times; the gradebook knows what a person decided. Where
both speak of points the gradebook wins. Nothing here runs or imports what students handed in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from autograder.course.adopted import source_digest
from autograder.course.corrections import read_corrections
from autograder.course.dates import AssignmentDates
from autograder.course.dates_file import dated
from autograder.course.lateness import Deadline
from autograder.course.layout import Course
from autograder.course.optional import Place, optional_among, source_questions
from autograder.course.questions import Question
from autograder.course.refused import refused
from autograder.errors import NotFoundError
from autograder.gradebook.penalties import handed_in_at
from autograder.gradebook.read import Score, Scores, graded_assignments, read_scores
from autograder.gradebook.session import gradebook_exists
from autograder.outcomes import (
    RECORD_NAME,
    UNCOUNTED,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    inside_by_test,
    load_outcome,
)
from autograder.reporting.corrected import corrected
from autograder.reporting.html.states import State
from autograder.reporting.questions import as_blank, as_optional, merged_cells, questions_of
from autograder.reporting.results import (
    Layout,
    NotebookResult,
    Results,
    StudentResult,
)


@dataclass(frozen=True)
class _Sheet:
    """What all students of an assignment have in common.

    Attributes:
        layout: graded cells of each notebook.
        optional: notebook and grade id of the ★ questions.
        scores: the gradebook's entries.
        apart: its tests run apart from the answers; those of an assignment without texts may not.
        dated: its dates; None where `dates.toml` has none.
    """

    layout: Layout
    optional: frozenset[Place]
    scores: Scores
    apart: bool
    dated: AssignmentDates | None


def read_results(course: Course, assignment: str) -> Results:
    """Return what came of an assignment.

    Raises:
        NotFoundError: there is no such assignment, or nothing of it is graded.
        GradebookError: the gradebook cannot be read.
        CourseError: `dates.toml` is wrong: no points are shown by a wrong date.
    """
    dates = dated(course, assignment)
    records = _read_records(course, assignment)
    there = assignment in course.assignments() or bool(records)
    if not records and not gradebook_exists(course):
        raise _nothing(course, assignment, known=there)
    scores = read_scores(course, assignment)
    if not records and not scores.cells:
        raise _nothing(course, assignment, known=there or bool(scores.layout))
    sources = source_questions(course, assignment)
    layout = _layout(sources, records.values(), scores)
    apart = assignment in course.written()
    sheet = _Sheet(layout, optional_among(course, sources), scores, apart, dates)
    known = {*scores.names, *(student for student, _ in scores.cells)}
    names = sorted({*known, *(name for name in records if _handed_in(course, assignment, name))})
    students = [_student(name, records.get(name), sheet) for name in names]
    students += _refused(course, assignment, sheet)
    students.sort(key=lambda one: one.student)
    inside = inside_by_test(records[name] for name in names if name in records)
    stale = _stale(course, assignment, [records[name] for name in names if name in records])
    found = Results(
        assignment,
        layout,
        tuple(students),
        sheet.optional,
        inside,
        dates,
        stale,
        graded=_written(course, assignment, records),
    )
    corrections = read_corrections(course, assignment, found.columns(), names)
    return corrected(found, corrections)


def _stale(
    course: Course, assignment: str, records: Iterable[SubmissionOutcome]
) -> tuple[str, ...]:
    """Return the students who were graded by another source than there is now.

    Of records that an earlier version has written nobody can tell.
    """
    if assignment not in course.assignments():
        return ()
    source = source_digest(course, assignment)
    return tuple(record.student for record in records if record.source not in ("", source))


def all_assignments(course: Course) -> list[str]:
    """Return the assignments of which something is graded, sorted.

    Raises:
        NotFoundError: nothing is graded yet.
        GradebookError: the gradebook cannot be read.
    """
    found = {
        name
        for _, name, folder in course.folders.existing("autograded")
        if (folder / RECORD_NAME).is_file()
    }
    if gradebook_exists(course):
        for name in graded_assignments(course):
            if name in found or read_scores(course, name).cells:
                found.add(name)
    if not found:
        raise NotFoundError(
            "Nothing is graded yet: there is no gradebook with scores.",
            "Run: autograder grade <assignment>",
        )
    return sorted(found)


def _nothing(course: Course, assignment: str, *, known: bool) -> NotFoundError:
    if not known:
        names = ", ".join(course.assignments()) or "none yet"
        return NotFoundError(
            f"There is no assignment {assignment!r}.", f"Assignments of this course: {names}."
        )
    return NotFoundError(
        f"Nothing of {assignment!r} is graded yet.", f"Run: autograder grade {assignment}"
    )


def _read_records(course: Course, assignment: str) -> dict[str, SubmissionOutcome]:
    if assignment in ("", ".", "..") or "/" in assignment:
        return {}
    folders = course.folders.existing("autograded", assignment=assignment)
    outcomes = {name: load_outcome(folder / RECORD_NAME) for name, _, folder in folders}
    return {name: outcome for name, outcome in outcomes.items() if outcome is not None}


def _written(
    course: Course, assignment: str, records: Iterable[str]
) -> tuple[datetime, datetime] | None:
    """Return when the first and the last record of students were written; None without any."""
    paths = (course.graded_folder(name, assignment) / RECORD_NAME for name in records)
    times = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in paths if path.is_file()]
    return (min(times), max(times)) if times else None


def _handed_in(course: Course, assignment: str, student: str) -> bool:
    """Tell whether a student has something below `submitted/`.

    Who is neither there nor in the gradebook has left the course, whatever was graded once.
    """
    places = [course.submission_folder(student, assignment)]
    if course.folders.usual("submitted"):  # other forms of folders are taken as well
        places += [course.submitted / student, course.submitted / assignment / student]
    return any(os.path.lexists(place) for place in places)


def _refused(course: Course, assignment: str, sheet: _Sheet) -> Iterator[StudentResult]:
    """Yield those whose folders have names that nobody can write down: of them nothing is known."""
    if assignment in course.assignments():
        for outcome in refused(course, assignment):
            yield _student(outcome.student, outcome, replace(sheet, scores=Scores()))


def _layout(
    sources: dict[str, list[Question]], records: Iterable[SubmissionOutcome], scores: Scores
) -> Layout:
    """Collect graded cells: the source's order first, then what only grading has seen.

    A notebook without graded cells is for reading, and no part of any result.
    """
    layout: Layout = {
        notebook: {name: worth for item in found for name, worth in item.points.items()}
        for notebook, found in sources.items()
    }
    for record in records:
        for notebook in record.notebooks:
            cells = layout.setdefault(notebook.notebook, {})
            for cell in notebook.cells:
                cells.setdefault(cell.cell, cell.max_points)
    for name, worths in scores.layout.items():
        layout.setdefault(name, worths)
    return {name: cells for name, cells in layout.items() if cells}


def _student(student: str, record: SubmissionOutcome | None, sheet: _Sheet) -> StudentResult:
    scores = sheet.scores
    outcomes = {item.notebook: item for item in record.notebooks} if record else {}
    notebooks = tuple(_notebook(student, name, outcomes.get(name), sheet) for name in sheet.layout)
    return StudentResult(
        student=student,
        name=scores.names.get(student, student),
        notebooks=notebooks,
        remarks=record.remarks if record else (),
        submitted=record is not None or any(key[0] == student for key in scores.cells),
        isolated=record is not None and sheet.apart,
    )


def _notebook(
    student: str,
    name: str,
    outcome: NotebookOutcome | None,
    sheet: _Sheet,
) -> NotebookResult:
    scores = sheet.scores
    entries = scores.cells.get((student, name), {})
    outcome = outcome or NotebookOutcome(name, Status.GRADED if entries else Status.MISSING)
    outcome = _seen(student, outcome, entries, sheet.dated)
    status = outcome.status
    cells = merged_cells(outcome, entries, sheet.layout[name])
    comments = scores.comments.get((student, name), {})
    found = tuple(
        as_optional(question, outcome.untouched)
        if (name, question.name) in sheet.optional
        else as_blank(question, outcome.untouched)
        for question in questions_of(cells, status, entries, comments)
    )
    if status in (Status.GRADED, Status.NEEDS_PERSON):
        waits = any(question.state is State.WAITING for question in found)
        status = Status.NEEDS_PERSON if waits else Status.GRADED
    result = NotebookResult(name, status, found, outcome.remarks, outcome.seconds)
    return _with_lateness(result, student, outcome.handed_in, sheet)


def _with_lateness(
    result: NotebookResult, student: str, first: datetime | None, sheet: _Sheet
) -> NotebookResult:
    """Return a result with what lateness takes off: by dates, or as the gradebook says.

    Args:
        result: the result without.
        student: whose it is.
        first: when its answers first came, where the record knows it.
        sheet: what all students have in common.
    """
    stamp, due = sheet.scores.times.get(student, (None, None))
    if sheet.dated is None:
        penalty = sheet.scores.penalties.get((student, result.name), 0.0)
        return replace(result, penalty=penalty, lateness=Deadline(due).lateness(stamp))
    deadline = sheet.dated.deadline(student, result.name)
    came = result.status not in (Status.MISSING, *UNCOUNTED)
    when = handed_in_at(stamp, first) if came else None
    return replace(result, lateness=deadline.lateness(when))


def _seen(
    student: str,
    outcome: NotebookOutcome,
    entries: dict[str, Score],
    dated: AssignmentDates | None,
) -> NotebookOutcome:
    """Return an outcome with its state: what a person has decided is graded, whatever came in."""
    if outcome.status in (Status.NOT_GRADABLE, Status.MISSING) and _decided_by_person(entries):
        return msgspec.structs.replace(outcome, status=Status.GRADED)
    if dated is None or any(entry.by_person for entry in entries.values()):
        return outcome
    return dated.seen_notebook(student, outcome)


def _decided_by_person(entries: dict[str, Score]) -> bool:
    return bool(entries) and all(e.by_person and not e.waiting for e in entries.values())

"""The report: one page that shows an instructor how a class and its questions did."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path

from autograder.course.adopted import read_adopted, reason_of
from autograder.course.layout import Course
from autograder.course.titles import titles_of
from autograder.errors import CourseError
from autograder.files import file_name, write_text
from autograder.markup.text import plain_text
from autograder.outcomes import Status, tampering
from autograder.reporting.analysis import (
    BINS,
    Difficulty,
    Spread,
    difficulties,
    question_of_student,
    share,
    spread,
)
from autograder.reporting.html.pages import render
from autograder.reporting.html.states import State
from autograder.reporting.naming import read_named_results
from autograder.reporting.notes import Watcher, nobody, notes_on, tell_notes
from autograder.reporting.results import QuestionResult, Results, StudentResult

HEIGHT = 180  # of the chart's bars
STEP = 60  # width of one of its bars, with the gap
SLOWEST = 5


@dataclass(frozen=True)
class Bar:
    """One bar of the score distribution, in the chart's coordinates."""

    x: int
    height: float
    count: int
    label: str


@dataclass(frozen=True)
class Inside:
    """A test that runs where the answers run, and why."""

    notebook: str
    test: str
    reason: str


@dataclass(frozen=True)
class Open:
    """A notebook that somebody must look at, and what to do next."""

    student: StudentResult
    notebook: str
    remarks: tuple[str, ...]
    file: str


def make_report(course: Course, assignment: str, on_remark: Watcher = nobody) -> Path:
    """Write `report/<assignment>.html`, and return its path.

    Args:
        course: the course.
        assignment: the assignment.
        on_remark: told what no point shows (`autograder.reporting.notes`).

    Raises:
        NotFoundError: there is no such assignment, or nothing of it is graded.
        GradebookError: the gradebook cannot be read.
    """
    results = read_named_results(course, assignment)
    tell_notes(results, on_remark)
    path = course.report / f"{file_name(assignment)}.html"
    write_text(path, render_report(course, results))
    return path


def render_report(course: Course, results: Results) -> str:
    """Return the report's HTML; the same results give the same text."""
    students = results.students
    shares = [value for value in map(share, students) if value is not None]
    scores = spread(shares)
    hardest = difficulties(results)
    return render(
        "report.html.j2",
        script_name="table.js",
        assignment=results.assignment,
        counts={status: _count(students, status) for status in Status},
        total=len(students),
        scores=scores,
        bars=_bars(scores),
        median_x=None if scores.median is None else scores.median * BINS * STEP,
        difficulties=[item for item in hardest if not item.optional],
        stars=[item for item in hardest if item.optional],
        starred=results.optional,
        late=results.shows_lateness,
        late_count=sum(bool(student.late) for student in students),
        states=_states(results),
        tampering=tampering(results.inside),
        any_inside=any(results.inside.values()),
        notes=list(notes_on(results)),
        why_inside=_why_inside(course, results),
        messages=_with_messages(hardest, results),
        columns=_columns(results),
        titles=titles_of(course, results.assignment),
        rows=[(student, _row(results, student), share(student)) for student in students],
        open=_open(course, results),
        remarks=_remarks(results),
        times=_times(students),
    )


def _why_inside(course: Course, results: Results) -> list[Inside]:
    """Return the reason for each test that has run inside, as `autograder adopt` has noted it."""
    try:
        adopted = read_adopted(course, results.assignment)
    except CourseError:  # grading says what is wrong with the file
        return []
    noted = {} if adopted is None else adopted.tests
    return [
        Inside(notebook, test, reason_of(noted.get(notebook, {}).get(test, "")))
        for (notebook, test), inside in results.inside.items()
        if inside
    ]


def _count(students: tuple[StudentResult, ...], status: Status) -> int:
    return sum(student.status is status for student in students)


def _states(results: Results) -> list[State]:
    """Return the states that the table explains: those of ★ questions and dates where they are."""
    rare = [State.NOT_DUE, State.EXCUSED, State.DROPPED] + (
        [] if results.optional else [State.UNTRIED]
    )
    notebooks = (notebook for student in results.students for notebook in student.notebooks)
    seen = {question.state for notebook in notebooks for question in notebook.questions}
    return [state for state in State if state not in rare or state in seen]


def _bars(scores: Spread) -> list[Bar]:
    highest = max(scores.bins, default=0) or 1
    return [
        Bar(
            x=number * STEP,
            height=round(HEIGHT * count / highest, 2),
            count=count,
            label=f"{100 * number // BINS}–{100 * (number + 1) // BINS} %",
        )
        for number, count in enumerate(scores.bins)
    ]


def _with_messages(found: list[Difficulty], results: Results) -> list[Difficulty]:
    """Return the questions with failures, in the assignment's order."""
    order = {column: number for number, column in enumerate(results.columns())}
    failing = [item for item in found if item.messages]
    return sorted(failing, key=lambda item: order[item.notebook, item.question])


def _columns(results: Results) -> list[tuple[str, list[str]]]:
    """Return the questions of each notebook, for the table's two rows of heads."""
    return [
        (notebook, [question for name, question in results.columns() if name == notebook])
        for notebook in results.layout
    ]


def _row(results: Results, student: StudentResult) -> list[QuestionResult | None]:
    return [question_of_student(student, *column) for column in results.columns()]


def _open(course: Course, results: Results) -> list[Open]:
    return [
        Open(
            student,
            notebook.name,
            tuple(plain_text(text) for text in (*student.remarks, *notebook.remarks)),
            course.relative(
                course.submission_folder(student.student, results.assignment)
                / f"{notebook.name}.ipynb"
            ),
        )
        for student in results.students
        for notebook in student.notebooks
        if notebook.status is Status.NOT_GRADABLE
    ]


def _remarks(results: Results) -> list[tuple[StudentResult, str, str]]:
    """Return the remarks about notebooks that were graded all the same."""
    return [
        (student, notebook.name, plain_text(text))
        for student in results.students
        for notebook in student.notebooks
        for text in notebook.remarks
        if notebook.status is not Status.NOT_GRADABLE
    ]


def _times(students: tuple[StudentResult, ...]) -> dict[str, object]:
    timed = sorted((s for s in students if s.seconds), key=lambda s: (-s.seconds, s.student))
    seconds = [student.seconds for student in timed]
    return {
        "n": len(seconds),
        "total": sum(seconds),
        "median": statistics.median(seconds) if seconds else 0.0,
        "slowest": timed[:SLOWEST],
    }

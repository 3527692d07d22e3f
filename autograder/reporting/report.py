"""The report: one page that shows an instructor how a class and its questions did."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.adopted import read_adopted, reason_of
from autograder.course.layout import Course
from autograder.course.moments import shown_moment
from autograder.course.students import Student
from autograder.course.titles import titles_of
from autograder.errors import CourseError
from autograder.files import file_name, write_text
from autograder.markup.text import plain_text
from autograder.outcomes import Status, tampering
from autograder.reporting.analysis import (
    BINS,
    Spread,
    difficulties,
    question_of_student,
    share,
    spread,
)
from autograder.reporting.clusters import clusters
from autograder.reporting.feedback_places import Links
from autograder.reporting.html.pages import render
from autograder.reporting.html.states import State
from autograder.reporting.naming import read_named_results
from autograder.reporting.notes import Watcher, nobody, notes_on, tell_notes
from autograder.reporting.people import (
    NOBODY,
    absent_students,
    by_section,
    late_students,
    sections_of,
    waiting_questions,
)
from autograder.reporting.results import QuestionResult, Results, StudentResult

HEIGHT = 180  # of the chart's bars
STEP = 60  # width of one of its bars, with the gap
SLOWEST = 5
COLUMNS = 16
"""Questions that stand side by side on paper."""
MOST = 60
"""Lines of a list, and students of a cause, that are shown."""


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
class Sheet:
    """A table of students and questions that fits on a page of paper.

    Attributes:
        notebook: whose questions these are.
        questions: their grade ids.
        rows: each student, and what came of these questions.
        goes_on: an earlier table has the notebook's first questions.
    """

    notebook: str
    questions: list[str]
    rows: list[tuple[StudentResult, list[QuestionResult | None]]]
    goes_on: bool


@dataclass(frozen=True)
class Open:
    """A notebook that somebody must look at, and what to do next."""

    student: StudentResult
    notebook: str
    remarks: tuple[str, ...]
    file: str


def make_report(
    course: Course,
    assignment: str,
    on_remark: Watcher = nobody,
    *,
    people: Mapping[str, Student] = NOBODY,
) -> Path:
    """Write `report/<assignment>.html`, and return its path.

    Args:
        course: the course.
        assignment: the assignment.
        on_remark: told what no point shows (`autograder.reporting.notes`).
        people: what is known of students, by id: their sections count here.

    Raises:
        NotFoundError: there is no such assignment, or nothing of it is graded.
        GradebookError: the gradebook cannot be read.
    """
    results = read_named_results(course, assignment)
    tell_notes(results, on_remark)
    path = course.report / f"{file_name(assignment)}.html"
    write_text(path, render_report(course, results, people))
    return path


def render_report(course: Course, results: Results, people: Mapping[str, Student] = NOBODY) -> str:
    """Return the report's HTML; the same results give the same text.

    Args:
        course: the course.
        results: what came of the assignment.
        people: what is known of students, by id.
    """
    students = results.students
    waiting = waiting_questions(results)
    unread = {(one.notebook, one.question) for one in waiting}
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
        difficulties=[
            item
            for item in hardest
            if not item.optional and (item.notebook, item.question) not in unread
        ],
        waiting=waiting,
        stars=[item for item in hardest if item.optional],
        starred=results.optional,
        late=results.shows_lateness,
        **_people(results, people),
        graded=_graded(results),
        states=_states(results),
        tampering=tampering(results.inside),
        any_inside=any(results.inside.values()),
        notes=list(notes_on(results)),
        why_inside=_why_inside(course, results),
        clusters=clusters(results),
        links=Links(course, results.assignment),
        most=MOST,
        titles=titles_of(course, results.assignment),
        open=_open(course, results),
        remarks=_remarks(results),
        times=_times(students),
    )


def _people(results: Results, people: Mapping[str, Student]) -> dict[str, object]:
    """Return who is late, who is missing, and how sections did."""
    sections = sections_of(results, people)
    return {
        "late_students": late_students(results),
        "absent": absent_students(results),
        "sections": sections,
        "by_section": by_section(results, sections),
        "rows": [(student, share(student)) for student in results.students],
        "sheets": _sheets(results),
    }


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


def _sheets(results: Results) -> list[Sheet]:
    """Return the tables of all questions: one for each notebook, more where it has many."""
    sheets = []
    for notebook in results.layout:
        names = [question for name, question in results.columns() if name == notebook]
        for first in range(0, len(names), COLUMNS):
            part = names[first : first + COLUMNS]
            rows = [
                (student, [question_of_student(student, notebook, name) for name in part])
                for student in results.students
            ]
            sheets.append(Sheet(notebook, part, rows, goes_on=first > 0))
    return sheets


def _graded(results: Results) -> str:
    """Return when the class was graded, as the times of the records tell; "" where none do."""
    if results.graded is None:
        return ""
    minutes = (moment.replace(second=0, microsecond=0) for moment in results.graded)
    first, last = (shown_moment(moment, results.zone) for moment in minutes)
    return f"{first} ({results.zone})" if first == last else f"{first} to {last} ({results.zone})"


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

"""Feedback: one page for each student and notebook, readable anywhere, safe to open.

nbconvert's exporter renders the executed notebook with a template of our own. nbgrader's
`GetGrades` opens the gradebook for every notebook and asks four queries for every cell; here
scores and comments come from one reading for the whole class (`autograder.reporting.gather`).

Every page has a time limit of its own, and what goes wrong with one is that student's remark: what
students wrote may be slow or break a parser, whatever the cleaning foresees. The limit is an alarm
in this process. All that an alarm cannot interrupt is bounded in size, and a process for each page
would take longer than the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.config import Options, load_options
from autograder.course.dates import AssignmentDates
from autograder.course.layout import Course
from autograder.course.markers import load_markers
from autograder.course.regions import Markers
from autograder.course.titles import title_of
from autograder.errors import AutograderError
from autograder.files import write_text
from autograder.markup.text import one_line, quoted
from autograder.reporting.deadline import TooLateError, at_most
from autograder.reporting.feedback_page import feedback_page
from autograder.reporting.feedback_places import feedback_folder, index_name, page_name
from autograder.reporting.index_page import index_page
from autograder.reporting.naming import read_named_results
from autograder.reporting.notes import Watcher, nobody, tell_notes
from autograder.reporting.results import NotebookResult, Results, StudentResult
from autograder.reporting.shown_notebooks import (
    cells_of,
    chosen_students,
    executed_notebook,
    read_quietly,
)

PAGE_SECONDS = 30.0

_NOT_SHOWN = (
    "Your notebook cannot be shown on this page; your points are not affected. "
    "Ask your instructor to look at it with you."
)
_LATE = "Showing the notebook took longer than"
_BROKEN = "Showing the notebook failed:"


def make_feedback(
    course: Course,
    assignment: str,
    students: Sequence[str] | None = None,
    *,
    on_remark: Watcher = nobody,
) -> list[Path]:
    """Write `feedback/<student>/<assignment>/<notebook>.html`, and return the paths.

    Beside them, `index.html` leads to all of a student's notebooks. Names that cannot name a file
    are written differently there (`autograder.files.file_name`).

    Args:
        course: the course.
        assignment: the assignment.
        students: names of their folders; None for everyone who handed something in.
        on_remark: told which pages are not as they should be, and what no point shows.

    Raises:
        NotFoundError: nothing is graded, or a student handed in nothing.
        GradebookError: the gradebook cannot be read.
    """
    made = make_pages(course, assignment, students, on_remark=on_remark)
    return [path for one in made for path in one.pages.values()]


@dataclass(frozen=True)
class StudentPages:
    """The pages of one student.

    Attributes:
        student: whose they are.
        index: the first page, which leads to the others; None where it could not be written.
        pages: the page of each notebook that has one.
    """

    student: str
    index: Path | None
    pages: dict[str, Path]


def make_pages(
    course: Course,
    assignment: str,
    students: Sequence[str] | None = None,
    *,
    on_remark: Watcher = nobody,
    on_student: Callable[[int, int], None] | None = None,
) -> list[StudentPages]:
    """Do the same, and return whose pages they are.

    Args:
        course: the course.
        assignment: the assignment.
        students: names of their folders; None for everyone who handed something in.
        on_remark: told which pages are not as they should be, and what no point shows.
        on_student: told how many students are done, and how many there are; first none is.

    Raises:
        NotFoundError: nothing is graded, or a student handed in nothing.
        GradebookError: the gradebook cannot be read.
    """
    results = read_named_results(course, assignment)
    chosen = chosen_students(results.students, students, assignment)
    pages = pages_of(course, results, on_remark)
    tell_notes(results, on_remark)
    made: list[StudentPages] = []
    tell = on_student or (lambda _done, _all: None)
    tell(0, len(chosen))
    for student in chosen:
        made.append(pages.make_all(student))
        tell(len(made), len(chosen))
    return made


def pages_of(course: Course, results: Results, on_remark: Watcher) -> Pages:
    """Return what makes the pages of an assignment.

    Args:
        course: the course.
        results: what came of the assignment.
        on_remark: told which pages are not as they should be.
    """
    assignment = results.assignment
    found = {path.stem: read_quietly(path) for path in _source_paths(course, assignment)}
    sources = {name: source for name, source in found.items() if source}
    options, markers = load_options(course), load_markers(course)
    return Pages(
        course,
        assignment,
        list(sources.values()),
        options,
        markers,
        on_remark,
        results.dated,
        {name: title for name, source in sources.items() if (title := title_of(source))},
    )


@dataclass(frozen=True)
class Pages:
    """Makes the pages of an assignment, whatever stands in them."""

    course: Course
    assignment: str
    sources: list[NotebookNode]
    options: Options
    markers: Markers
    tell: Watcher
    dated: AssignmentDates | None
    titles: Mapping[str, str]

    def make_all(self, student: StudentResult) -> StudentPages:
        """Write all pages of a student, and the one that leads to them."""
        made = {notebook.name: self.make(student, notebook) for notebook in student.notebooks}
        pages = {name: path for name, path in made.items() if path is not None}
        return StudentPages(student.student, self._make_index(student, pages), pages)

    def _make_index(self, student: StudentResult, pages: Mapping[str, Path]) -> Path | None:
        names = {name: path.name for name, path in pages.items()}
        folder = feedback_folder(self.course, student.student, self.assignment)
        path = folder / index_name(one.name for one in student.notebooks)
        try:
            page = index_page(
                self.assignment,
                student,
                names,
                titles=self.titles,
                dated=self.dated,
                extra=self.options.optional_points == "extra",
            )
            write_text(path, page)
        except Exception as error:  # as for every other page
            self.tell(f"{one_line(student.student)}: there is no first page. {_reason(error)}")
            return None
        return path

    def make(self, student: StudentResult, notebook: NotebookResult) -> Path | None:
        """Write a page and return its path; None where that cannot be."""
        whose = f"{one_line(student.student)}, {notebook.name}"
        try:
            page = self._page_or_less(student, notebook, whose)
            folder = feedback_folder(self.course, student.student, self.assignment)
            path = folder / page_name(notebook.name)
            write_text(path, page)
        except Exception as error:  # one student's page, never the end of all
            self.tell(f"{whose}: there is no page. {_reason(error)}")
            return None
        return path

    def _page_or_less(self, student: StudentResult, notebook: NotebookResult, whose: str) -> str:
        """Return the page; where the notebook cannot be shown, the page without it."""
        try:
            with at_most(PAGE_SECONDS):
                executed = executed_notebook(self.course, student, self.assignment, notebook)
                return self._page(student, notebook, executed)
        except TooLateError:
            why = f"{_LATE} {PAGE_SECONDS:g} seconds."
        except Exception as error:  # a stranger's text may break any parser
            why = f"{_BROKEN} {_reason(error)}"
        self.tell(f"{whose}: the page shows results only. {why}")
        less = replace(notebook, remarks=(*notebook.remarks, _NOT_SHOWN))
        return self._page(student, less, None)

    def reply(
        self, student: StudentResult, notebook: NotebookResult, question: str, said: Sequence[str]
    ) -> str:
        """Return a page with one question alone, and sentences above it."""
        executed = executed_notebook(self.course, student, self.assignment, notebook)
        if executed is not None:
            executed = NotebookNode({**executed, "cells": cells_of(executed, question)})
        mine = tuple(one for one in notebook.questions if one.name == question)
        return self._page(student, replace(notebook, questions=mine), executed, tuple(said))

    def _page(
        self,
        student: StudentResult,
        notebook: NotebookResult,
        executed: NotebookNode | None,
        reply: tuple[str, ...] = (),
    ) -> str:
        return feedback_page(
            self.assignment,
            student,
            notebook,
            executed,
            self.sources,
            self.options,
            self.markers,
            self.dated,
            title=self.titles.get(notebook.name, ""),
            index="" if reply else index_name(one.name for one in student.notebooks),
            reply=reply,
        )


def _reason(error: Exception) -> str:
    return error.what if isinstance(error, AutograderError) else quoted(repr(error))


def _source_paths(course: Course, assignment: str) -> list[Path]:
    return sorted(course.source_folder(assignment).glob("*.ipynb"))

"""A reply to a request: one question of one student, run once more, as a page for the student."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.course.layout import Course
from autograder.errors import NotFoundError
from autograder.files import file_name, write_text
from autograder.reporting.feedback import pages_of
from autograder.reporting.naming import read_named_results
from autograder.reporting.notes import Watcher, nobody
from autograder.reporting.shown_notebooks import chosen_students

FOLDER = "replies"


def make_reply(
    course: Course,
    student: str,
    place: tuple[str, str, str],
    said: Sequence[str],
    on_remark: Watcher = nobody,
) -> Path:
    """Write `replies/<assignment>/<student>-<question>.html`, and return its path.

    The page shows what feedback shows of the question, a person's points and comment included.

    Args:
        course: the course.
        student: name of the student's folder.
        place: assignment, notebook and question.
        said: sentences above the question: what was done with the request.
        on_remark: told what of the page is not as it should be.

    Raises:
        NotFoundError: the student handed in nothing, or the notebook has no such question.
        GradebookError: the gradebook cannot be read.
    """
    assignment, notebook, question = place
    results = read_named_results(course, assignment)
    (whose,) = chosen_students(results.students, [student], assignment)
    found = next((one for one in whose.notebooks if one.name == notebook), None)
    if found is None or all(one.name != question for one in found.questions):
        raise NotFoundError(
            f"{notebook} has no question {question!r}.",
            "The grade ids of questions stand in the class report.",
        )
    page = pages_of(course, results, on_remark).reply(whose, found, question, said)
    name = f"{file_name(student)}-{file_name(question)}.html"
    path = course.root / FOLDER / file_name(assignment) / name
    write_text(path, page)
    return path

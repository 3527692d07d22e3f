"""Release: build, verify the bank, and enter the assignment into the gradebook."""

from __future__ import annotations

from autograder.authoring.acceptance import require
from autograder.authoring.build import Change, Listener, build
from autograder.authoring.tally import Watcher
from autograder.authoring.verify import verify
from autograder.course.layout import Course
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.register import register
from autograder.grading.masters import read_masters


def make_release(
    course: Course,
    assignment: str,
    *,
    verified: bool = True,
    jobs: int | None = None,
    fresh: bool = False,
    update: bool = False,
    watcher: Watcher | None = None,
    on_notebook: Listener | None = None,
) -> list[Change]:
    """Make an assignment ready for students; return the generated files that changed.

    One without texts is only entered into the gradebook: nbgrader makes its release.

    Args:
        course: the course.
        assignment: name of the assignment.
        verified: run the bank of answers first; a release is refused when it fails.
        jobs: notebooks of the bank at once; default the number of cores.
        fresh: run the whole bank, whatever is known from earlier runs.
        update: questions may come and go although submissions are graded; all other points stay.
        watcher: is told how far the bank has come.
        on_notebook: told each notebook as soon as it is built.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError, LeakError: a text breaks a rule, or the release would show an answer.
        BankError: the bank and the tests disagree.
        GradebookError: the gradebook cannot be used.
    """
    course.notebooks(assignment)  # a wrong name fails before any work
    written = assignment in course.written()
    changes = build(course, [assignment], on_notebook) if written else []
    if verified and written:
        require(verify(course, assignment, jobs=jobs, fresh=fresh, watcher=watcher))
    masters = read_masters(course, assignment)
    with open_gradebook(course) as book:
        notebooks = {name: master.notebook for name, master in masters.items()}
        register(course, book, assignment, notebooks, update=update)
    return changes

"""By dates: what `dates.toml` means for a run of grading, which runs and records all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.course.dates import AssignmentDates, Dates
from autograder.course.dates_file import read_dates
from autograder.course.layout import Course
from autograder.gradebook.penalties import has_penalties, refresh_penalties, untimed
from autograder.gradebook.read import known_students
from autograder.grading.handed_in import earlier_outcome, first_handed
from autograder.grading.listing import reason, shown_all
from autograder.grading.submissions import submitters
from autograder.markup.text import plain_text
from autograder.outcomes import SubmissionOutcome

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def students_of(course: Course, assignment: str) -> set[str]:
    """Return all students who are known: those of the gradebook, and who has handed in.

    Raises:
        GradebookError: the gradebook cannot be read.
    """
    return {*known_students(course), *submitters(course, assignment)}


@dataclass(frozen=True)
class ByDates:
    """The dates of an assignment while it is graded.

    Attributes:
        course: the course.
        assignment: name of the assignment.
        dates: what the file says.
        dated: what it says of this assignment; None where that is nothing.
    """

    course: Course
    assignment: str
    dates: Dates
    dated: AssignmentDates | None

    @classmethod
    def of(cls, course: Course, assignment: str) -> ByDates:
        """Return the dates by which an assignment is graded.

        Raises:
            CourseError: the file is wrong, and a date or a penalty would be.
        """
        dates = read_dates(course)
        return cls(course, assignment, dates, dates.of(assignment))

    def seen(self, outcome: SubmissionOutcome) -> SubmissionOutcome:
        """Return an outcome as people see it: what is not due yet is not missing."""
        return outcome if self.dated is None else self.dated.seen(outcome)

    def all_seen(self, outcomes: Iterable[SubmissionOutcome]) -> tuple[SubmissionOutcome, ...]:
        """Return all outcomes as people see them, sorted by student."""
        return tuple(sorted(map(self.seen, outcomes), key=lambda one: one.student))

    def write(
        self, book: Gradebook, outcomes: Iterable[SubmissionOutcome]
    ) -> tuple[list[str], bool]:
        """Bring nbgrader's gradebook up to date.

        Args:
            book: the open gradebook.
            outcomes: what came of this run's submissions, as they are recorded.

        Returns:
            Sentences about what has no effect, and whether the table of the class has to show
            lateness.
        """
        from sqlalchemy.exc import SQLAlchemyError

        known = {outcome.student: outcome for outcome in outcomes}

        def first(student: str) -> dict[str, datetime]:
            one = known.get(student) or earlier_outcome(self.course, self.assignment, student)
            return first_handed(one)

        notes = self._notes(book, known)
        try:
            refresh_penalties(self.course, book, self.assignment, self.dated, first)
        except SQLAlchemyError:
            raise
        except Exception as error:  # the plug-in is the instructor's own Python
            book.db.rollback()
            notes.append(
                f"The plug-in for late penalties fails ({reason(error)}): what it took off before "
                "stays."
            )
        return notes, self.dated is not None or has_penalties(book, self.assignment)

    def _notes(self, book: Gradebook, known: Iterable[str]) -> list[str]:
        notes = [plain_text(note) for note in self.dates.notes_for(self.assignment)]
        if self.dated is None:
            return notes
        students = {*known, *(student.id for student in book.students)}
        notes += [plain_text(note) for note in self.dated.stranger_notes(students)]
        without = sorted(untimed(book, self.assignment) & {*known})
        if without:
            notes.append(
                f"No time is known of the submissions of {shown_all(without)}: they count as in "
                "time. Put a timestamp.txt beside the notebooks."
            )
        return notes

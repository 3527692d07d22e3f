"""The errors of `autograder`: one family, and every message says what to do next.

    AutograderError
    ├── CourseError        the course's own files: configuration, texts, sources
    │   └── LintError      a text breaks a rule of docs/author.md
    ├── BuildError         what stands in source/ or release/ is not what the texts give
    │   └── LeakError      a release would show an answer
    ├── BankError          the bank of answers and the tests disagree
    ├── NotFoundError      an assignment, student, notebook or cell that does not exist
    ├── RecordError        a record of grading, `grading.json`, that cannot be used
    ├── GradebookError     the gradebook cannot be read or written
    └── ArchiveError       a backup cannot be made, or an archive cannot be trusted

Bad *submissions* raise none of these: they become a status with a sentence
(`autograder.grading.intake`), so that one of them never stops the others.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Something the user can mend.

    Attributes:
        what: one sentence naming what is wrong and where.
        hint: what to do next, a command where there is one.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what if not hint else f"{what}\n  → {hint}")
        self.what = what
        self.hint = hint


class CourseError(AutograderError):
    """The course's own files are wrong: configuration, texts or sources."""


class LintError(CourseError):
    """A text breaks a rule of docs/author.md."""


class BuildError(AutograderError):
    """What stands in `source/` or `release/` is not what the texts give."""


class LeakError(BuildError):
    """A release would show students an answer, a hidden test or an output."""


class BankError(AutograderError):
    """The bank of answers and the tests disagree."""


class NotFoundError(AutograderError):
    """An assignment, student, notebook or cell that does not exist."""


class RecordError(AutograderError):
    """A record of grading, `grading.json`, that cannot be used."""


class GradebookError(AutograderError):
    """The gradebook cannot be read or written."""


class ArchiveError(AutograderError):
    """A backup cannot be made, or an archive cannot be trusted."""

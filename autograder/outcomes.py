"""What came of grading: outcomes of cells, of notebooks and of submissions, and their record.

`autograded/<student>/<assignment>/grading.json` keeps what nbgrader's gradebook has no place
for: states, sentences, the seed, and the fingerprint that tells whether anything has changed.
It is read strictly: a record with a value of another type, or with more in it, is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from autograder.errors import RecordError

RECORD_NAME = "grading.json"
RECORD_FORMAT = 3

DIAGNOSIS_SEED = 1
"""The seed with which answers are traced. It is no secret: no point depends on it."""

THE_TEST = "the test"
"""The name under which a trace holds what the test itself said."""


class CellStatus(StrEnum):
    """What became of one test cell."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"  # a check failed: the answer is wrong
    ERROR = "error"  # the answer raised, or does not exist
    TIMEOUT = "timeout"
    DIED = "died"  # the process ended, or ran out of memory
    PENDING = "pending"  # a written answer: a person grades it
    BLANK = "blank"  # a written answer left as it was


_WRITTEN = (CellStatus.PENDING, CellStatus.BLANK)


class Status(StrEnum):
    """What became of a notebook or of a whole submission. *Not gradable* is not *zero*."""

    GRADED = "graded"
    NEEDS_PERSON = "needs a person"  # graded, and written answers wait
    MISSING = "missing"  # not handed in: zero
    NOT_GRADABLE = "not gradable"  # it cannot be run: no score until somebody has looked
    NOT_DUE = "not due yet"  # not handed in, and there is time: not zero
    EXCUSED = "excused"  # not handed in, and need not be: not zero


NOT_HANDED_IN = "was not handed in, so its questions earn no points."
"""Ends the remark on a notebook that is missing."""
UNCOUNTED = (Status.NOT_DUE, Status.EXCUSED)
"""What nobody waits for counts for nothing: neither its points nor what they are out of. Dates give
these states when results are read; no record holds them."""


def overall(statuses: Iterable[Status]) -> Status:
    """Return the status of a whole from those of its notebooks: the worst.

    It is missing only where all are that somebody waits for.
    """
    found = set(statuses)
    order = (Status.NOT_GRADABLE, Status.NEEDS_PERSON, Status.GRADED, Status.MISSING, *UNCOUNTED)
    return next((status for status in order if status in found), Status.MISSING)


class Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A function of one number: what an answer returned in a test, beside what is right.

    Attributes:
        function: what messages call the function.
        x: the numbers that were tried, from small to large.
        got: what the answer returned; None for NaN and infinities.
        expected: what is right; None where that is more than one value.
    """

    function: str
    x: tuple[float, ...]
    got: tuple[float | None, ...]
    expected: tuple[float | None, ...]

    @classmethod
    def of(cls, columns: Mapping[str, object]) -> Curve | None:
        """Return a curve made of its parts by name; None where they are not those of a curve."""
        try:
            curve = msgspec.convert(dict(columns), cls)
        except msgspec.ValidationError:
            return None
        return curve if len(curve.x) == len(curve.got) == len(curve.expected) else None


class CellOutcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came of one graded cell.

    Attributes:
        cell: its grade id.
        points: points earned; None while a person must decide.
        max_points: points it is worth.
        status: what became of it.
        message: what the student is told; empty where all is well.
        trace: digest of what each function of the answer replied to a test that failed.
        curve: what a function of the answer returned there; None where there is no such function.
    """

    cell: str
    points: float | None
    max_points: float
    status: CellStatus
    message: str = ""
    trace: dict[str, str] = msgspec.field(default_factory=dict)
    curve: Curve | None = None

    def traced(self, trace: dict[str, str], curve: Curve | None = None) -> CellOutcome:
        """Return the outcome with a trace, and the curve that belongs to it."""
        return msgspec.structs.replace(self, trace=trace, curve=curve)


class NotebookOutcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came of one notebook of a submission.

    Attributes:
        notebook: its name.
        status: what became of it.
        remarks: sentences for student and instructor: what was wrong with the file, what was
            put right before grading.
        cells: outcomes of its graded cells, in the source's order.
        seconds: wall-clock time of its execution.
        ran: what ran of it: `needed`, or `everything`.
        because: why everything ran although only what is needed was asked for; "" otherwise.
        left_out: ids of the code cells that did not run.
        untouched: grade ids of the answers that are as they were handed out.
        inside: grade ids of the tests that ran where the answers ran; None where nothing ran, or
            where all tests are written for this grader and run apart.
        blank: every answer is as it was handed out.
        answers: digest of what the student wrote; "" where nothing was read.
        handed_in: when these answers first came, in UTC; None where nobody can tell.
    """

    notebook: str
    status: Status
    remarks: tuple[str, ...] = ()
    cells: tuple[CellOutcome, ...] = ()
    seconds: float = 0.0
    ran: str = "everything"
    because: str = ""
    left_out: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    inside: tuple[str, ...] | None = None
    blank: bool = False
    answers: str = ""
    handed_in: datetime | None = None

    @property
    def points(self) -> float:
        """Points earned so far."""
        return sum(cell.points or 0.0 for cell in self.cells)

    @property
    def max_points(self) -> float:
        """Points of all graded cells, written ones included."""
        return sum(cell.max_points for cell in self.cells)


class SubmissionOutcome(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    tag_field="format",
    tag=RECORD_FORMAT,
):
    """What came of one student's submission of one assignment.

    Attributes:
        student: the student's name as the folder gives it.
        assignment: the assignment.
        seed: seed of the tests' random inputs; the same seed gives the same outcome.
        fingerprint: digest of everything the outcome depends on.
        environment: digest of the versions and limits among these.
        submitted: digest of the files that came in.
        notebooks: one outcome for each notebook of the assignment, in order.
        remarks: sentences about the submission as a whole.
        source: digest of the assignment's source when it was graded.
    """

    student: str
    assignment: str
    seed: int
    fingerprint: str
    notebooks: tuple[NotebookOutcome, ...] = ()
    remarks: tuple[str, ...] = ()
    environment: str = ""
    submitted: str = ""
    source: str = ""

    @property
    def status(self) -> Status:
        """The worst status of its notebooks; missing only where all are missing."""
        return overall(notebook.status for notebook in self.notebooks)

    @property
    def points(self) -> float:
        """Points earned so far."""
        return sum(notebook.points for notebook in self.notebooks)

    @property
    def max_points(self) -> float:
        """Points of the whole assignment."""
        return sum(notebook.max_points for notebook in self.notebooks)

    @property
    def seconds(self) -> float:
        """Wall-clock time of its execution."""
        return sum(notebook.seconds for notebook in self.notebooks)


def inside_by_test(outcomes: Iterable[SubmissionOutcome]) -> dict[tuple[str, str], bool]:
    """Return notebook and grade id of each test that may run inside, and whether it did so once.

    Inside is where the answers run. Empty for an assignment that was written for this grader.
    """
    found: dict[tuple[str, str], bool] = {}
    for outcome in outcomes:
        for notebook in outcome.notebooks:
            for cell in notebook.cells:
                if notebook.inside is not None and cell.status not in _WRITTEN:
                    place = (notebook.notebook, cell.cell)
                    found[place] = found.get(place, False) or cell.cell in notebook.inside
    return found


def tampering(inside: Mapping[tuple[str, str], bool]) -> str:
    """Return the sentence on how many tests no answer can tamper with; "" where it goes unsaid.

    Args:
        inside: each test, and whether it ran where the answers ran.
    """
    safe = sum(not one for one in inside.values())
    return f"{safe} of {len(inside)} tests cannot be tampered with." if inside else ""


class _Head(msgspec.Struct):
    """What every record holds, of whatever format."""

    format: int


def dump_outcome(outcome: SubmissionOutcome) -> str:
    """Return the outcome as the JSON text of `grading.json`."""
    return msgspec.json.format(msgspec.json.encode(outcome), indent=1).decode() + "\n"


def load_outcome(path: Path) -> SubmissionOutcome | None:
    """Return the outcome recorded at `path`; None where there is none that can be used."""
    try:
        return read_outcome(path)
    except RecordError:
        return None


def read_outcome(path: Path) -> SubmissionOutcome:
    """Return the outcome recorded at `path`.

    Raises:
        RecordError: there is no record, it is of another format, or something in it is not what
            it has to be.
    """
    try:
        record = path.read_bytes()
        written = msgspec.json.decode(record, type=_Head).format
        if written == RECORD_FORMAT:
            return msgspec.json.decode(record, type=SubmissionOutcome)
        reason = f"its format is {written}, and this version reads {RECORD_FORMAT}"
    except OSError as error:
        reason = str(error.strerror)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = str(error)
    raise RecordError(
        f"The record {path} cannot be used: {reason}.",
        "Run `autograder grade` again: it grades anew what has no record that can be used.",
    )

"""Findings: what the tests of a question have found, each of it once.

Visible and hidden tests of a question often fail for one reason and say one sentence, with other
numbers in it. That is one finding, shown with the smallest of its examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from autograder.course.cells import is_hidden, question_of
from autograder.markup.text import ours, plain_text
from autograder.outcomes import CellOutcome, CellStatus
from autograder.reporting.messages import MAX_SENTENCE, bounded, with_examples

MAX_MESSAGE = 4000
"""Characters of what one test has said."""
MAX_FINDINGS = 6
MAX_SLIPS = 3
MAX_LINES = 12
"""Lines below one sentence."""
NOTES = {
    CellStatus.TIMEOUT: "This took too long and was stopped.",
    CellStatus.DIED: "Python ended while this ran; often it had used up its memory.",
    CellStatus.PENDING: "A person reads this answer and gives its points.",
    CellStatus.BLANK: "This was left as it was handed out.",
}
_FAILED = (CellStatus.FAILED, CellStatus.ERROR, CellStatus.PARTIAL)
_NO_DETAILS = "The test failed; no details were recorded."
_PART = re.compile(r"^(?P<title>\S.{0,200}?) \(0 of [0-9.e+-]+\): ")
_LINE = re.compile(r"  (?P<label>input|at|got|expected|printed): +(?P<text>.*)")
_SLIP = "  Likely slip: "
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_SLOPE = re.compile(r"is not the slope of your own \S+$")
_NOTHING_LOST = ("Note: ", "⚠ ")
_BLANK = ("There is no answer yet", "No answer was given", NOTES[CellStatus.BLANK])


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with an answer.

    Attributes:
        sentence: what is wrong.
        parts: the parts of tests that say so.
        example: the lines of the smallest example: what each is, and its text.
        more: whatever else stands below the sentence.
        slips: the mistakes that most likely caused it.
    """

    sentence: str
    parts: tuple[str, ...] = ()
    example: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The sentence without the numbers and the strangers' words in it.

        A derivative that is not the slope of its function has a wrong value in other words.
        """
        return _SLOPE.sub("has a wrong value.", _NUMBER.sub("#", ours(self.sentence)))

    @property
    def costs(self) -> bool:
        """Whether it costs points; notes do not."""
        return not self.sentence.startswith(_NOTHING_LOST)

    @property
    def is_blank(self) -> bool:
        """Whether all that it says is that there is no answer."""
        return self.sentence.startswith(_BLANK) or "has no answer yet" in ours(self.sentence)

    def is_like(self, other: Finding) -> bool:
        """Tell whether another finding of other tests has the same cause, as far as words tell."""
        return self.key == other.key or self._is_about_the_line_of(other)

    def is_the_same_as(self, other: Finding) -> bool:
        """Tell that of a finding of the same test, which may find two things in one function."""
        one_slip = not self.slips or not other.slips or self.slips == other.slips
        return one_slip and self.is_like(other)

    def _is_about_the_line_of(self, other: Finding) -> bool:
        """Tell whether another one begins with the same words about the same line of an answer."""
        line = dict(self.example).get("at")
        begins = self.key.partition(",")[0] == other.key.partition(",")[0]
        return line is not None and begins and line == dict(other.example).get("at")

    def joined(self, other: Finding) -> Finding:
        """Return one finding in place of two, with the smaller example."""
        smaller = min(self, other, key=_size_of_example)
        parts = tuple(dict.fromkeys((*self.parts, *other.parts)))
        slips = tuple(dict.fromkeys((*self.slips, *other.slips)))[:MAX_SLIPS]
        return replace(smaller, parts=parts, slips=slips)


def findings_of(cells: Iterable[CellOutcome], examples: str = "both") -> list[Finding]:
    """Return what the tests of a question have found, what costs points first.

    Args:
        cells: outcomes of its graded cells.
        examples: how much hidden tests show of their examples, as for `with_examples`.
    """
    found: list[Finding] = []
    for cell in cells:
        if cell.status is CellStatus.PASSED:
            continue
        new: list[Finding] = []
        for finding in _parsed(message_of(cell, examples)):
            _take_in(new, finding, Finding.is_the_same_as)
        others = len(found)
        for finding in new:
            _take_in(found, finding, Finding.is_like, others)
    return sorted(found, key=lambda one: not one.costs)


def _take_in(
    found: list[Finding],
    new: Finding,
    same: Callable[[Finding, Finding], bool],
    among: int | None = None,
) -> None:
    """Add a finding to others, or join it with the one that has the same cause.

    Args:
        found: the others.
        new: the finding.
        same: whether two are to be joined.
        among: how many of the others it may be joined with; None for all.
    """
    like = next((place for place, one in enumerate(found[:among]) if same(one, new)), None)
    if like is None:
        found.append(new)
    else:
        found[like] = found[like].joined(new)


def message_of(cell: CellOutcome, examples: str = "both") -> str:
    """Return what a test that was not passed has said, as far as it is shown."""
    message = plain_text(cell.message, MAX_MESSAGE)
    if is_hidden(cell.cell):
        message = with_examples(message, examples)
    written = question_of(cell.cell) == cell.cell  # a person gave its points, and a comment
    if not message and cell.status in _FAILED and not written:
        return _NO_DETAILS
    return message or NOTES.get(cell.status, "")


def _parsed(message: str) -> Iterator[Finding]:
    """Yield the findings of a message: each begins with a line at the margin."""
    block: list[str] = []
    for line in message.split("\n"):
        if line.strip() and line[:1] != " " and block:
            yield _finding(block)
            block = []
        if line.strip():
            block.append(line)
    if block:
        yield _finding(block)


def _finding(block: list[str]) -> Finding:
    """Return the finding of a sentence and the lines below it."""
    first, *below = block
    part = _PART.match(first)
    sentence = first[part.end() :] if part else first.strip()
    example: list[tuple[str, str]] = []
    more: list[str] = []
    slip = ""
    for line in below[:MAX_LINES]:
        if line.startswith(_SLIP):
            slip = bounded(line.removeprefix(_SLIP))
        elif known := _LINE.fullmatch(line[: 2 * MAX_SENTENCE]):
            example.append((known["label"], bounded(known["text"])))
        else:
            more.append(bounded(line))
    title = (part["title"],) if part else ()
    slips = (slip,) if slip else ()
    return Finding(bounded(sentence), title, tuple(example), tuple(more), slips)


def _size_of_example(finding: Finding) -> tuple[bool, bool, int]:
    """Return how far an example is from what helps most: one that is there, and short."""
    lines = dict(finding.example)
    return ("input" not in lines, "expected" not in lines, len(lines.get("input", "")))

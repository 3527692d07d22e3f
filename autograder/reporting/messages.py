"""Messages of tests as feedback and report show them.

A message is what `helpers.checks` raises or prints: sentences at the margin, and below each of
them indented lines for the smallest example and the likely slip.

    relu_derivative (0 of 1): relu_derivative(0.0) is not a slope of relu.
      input:    0.0
      got:      2.0
      expected: between 0 and 1
      Likely slip: the derivative at 0 counts both sides
"""

from __future__ import annotations

from autograder.markup.text import ours, plain_text

MAX_SENTENCE = 600
EXPECTED_PREFIX = "  expected: "  # the same as in helpers.checks.failure; a test compares them
_EXAMPLE_PREFIXES = ("  input:    ", "  got:      ", "  printed:  ", EXPECTED_PREFIX)
_SLIP_PREFIX = "  Likely slip: "


def with_examples(text: str, examples: str) -> str:
    """Return a message with as much of its examples as may be shown.

    Args:
        text: the message.
        examples: `none`, the `input` with what came of it, or `both`: also what was expected.
    """
    left_out = {"none": _EXAMPLE_PREFIXES, "input": (EXPECTED_PREFIX,), "both": ()}[examples]
    return "\n".join(line for line in text.split("\n") if not line.startswith(left_out))


def sentences(text: str) -> list[str]:
    """Return the sentences of a message: its lines at the margin, one for each failed part."""
    lines = (line for line in plain_text(text).split("\n") if line.strip() and line[:1] != " ")
    return [_bounded(line.strip()) for line in lines]


def kinds(text: str) -> dict[str, str]:
    """Return the sentences of a message by what our own words in them are.

    What an exception of an answer said is different for everybody, and is no kind of failure.
    """
    return {ours(sentence): sentence for sentence in sentences(text)}


def _bounded(line: str) -> str:
    return line if len(line) <= MAX_SENTENCE else f"{line[:MAX_SENTENCE]}…"


def slips(text: str) -> list[str]:
    """Return the likely slips that a message names."""
    lines = plain_text(text).split("\n")
    found = (line for line in lines if line.startswith(_SLIP_PREFIX))
    return [_bounded(line.removeprefix(_SLIP_PREFIX)) for line in found]

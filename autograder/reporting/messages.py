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

MAX_SENTENCE = 600
EXPECTED_PREFIX = "  expected: "  # the same as in helpers.checks.failure; a test compares them
_EXAMPLE_PREFIXES = ("  input:    ", "  got:      ", "  printed:  ", EXPECTED_PREFIX)


def with_examples(text: str, examples: str) -> str:
    """Return a message with as much of its examples as may be shown.

    Args:
        text: the message.
        examples: `none`, the `input` with what came of it, or `both`: also what was expected.
    """
    left_out = {"none": _EXAMPLE_PREFIXES, "input": (EXPECTED_PREFIX,), "both": ()}[examples]
    return "\n".join(line for line in text.split("\n") if not line.startswith(left_out))


def bounded(line: str) -> str:
    """Return a line of a message, its end cut where it is long."""
    return line if len(line) <= MAX_SENTENCE else f"{line[:MAX_SENTENCE]}…"

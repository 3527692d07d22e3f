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

EXPECTED_PREFIX = "  expected: "  # the same as in helpers.checks.failure; a test compares them
_SLIP_PREFIX = "  Likely slip: "


def without_expected(text: str) -> str:
    """Return a message without its lines that show an expected value."""
    kept = [line for line in text.splitlines() if not line.startswith(EXPECTED_PREFIX)]
    return "\n".join(kept)


def sentences(text: str) -> list[str]:
    """Return the sentences of a message: its lines at the margin, one for each failed part."""
    return [line.strip() for line in text.splitlines() if line.strip() and line[:1] != " "]


def slips(text: str) -> list[str]:
    """Return the likely slips that a message names."""
    lines = text.splitlines()
    return [line.removeprefix(_SLIP_PREFIX) for line in lines if line.startswith(_SLIP_PREFIX)]

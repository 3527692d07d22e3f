"""What a failed check says: one sentence, the smallest example, and the likely slip."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

EXPECTED_PREFIX = "  expected: "
Example = str | Callable[[], str]
"""An input as a text, or what makes it: most inputs are never shown, and texts take time."""

_LIMIT = 200
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""In the text of a function: another one in every process."""


class CheckFailed(AssertionError):
    """An answer failed a check. Its text is written for the student.

    Args:
        sentence: what is wrong, in words.
        example: the smallest input that shows it.
        got: what the answer gave there.
        expected: what was expected there; feedback on hidden tests may leave this line out.
        slip: the mistake that most likely lies behind it.
    """

    def __init__(
        self,
        sentence: str,
        *,
        example: Example = "",
        got: str = "",
        expected: str = "",
        slip: str = "",
    ) -> None:
        self.sentence = sentence
        lines = [sentence]
        shown = example if isinstance(example, str) else example()
        if shown:
            lines.append(f"  input:    {shown}")
        if got:
            lines.append(f"  got:      {got}")
        if expected:
            lines.append(f"{EXPECTED_PREFIX}{expected}")
        if slip:
            lines.append(f"  Likely slip: {slip}")
        super().__init__("\n".join(lines))

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the sentence, and not a way through code that is not the student's."""
        return [f"{type(self).__name__}: {self}"]


def without_expected(text: str) -> str:
    """Return a failure's text without its lines that show an expected value."""
    kept = [line for line in text.splitlines() if not line.startswith(EXPECTED_PREFIX)]
    return "\n".join(kept)


def show(value: object) -> str:
    """Return a short text for a value: numbers with 10 digits, long arrays abbreviated."""
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=10, threshold=12, separator=", ")
        text = " ".join(text.split())
        return _cut(text if value.ndim else f"{value[()]:.10g}" if _is_number(value) else text)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.10g}"
    if isinstance(value, tuple):
        return _cut("(" + ", ".join(show(item) for item in value) + ")")
    if isinstance(value, list):
        return _cut("[" + ", ".join(show(item) for item in value) + "]")
    return _cut(_ADDRESS.sub("", repr(value)))


def _is_number(value: np.ndarray) -> bool:
    return value.dtype.kind in "fiu"


def _cut(text: str) -> str:
    return text if len(text) <= _LIMIT else text[: _LIMIT - 1] + "…"

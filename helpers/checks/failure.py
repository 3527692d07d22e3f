"""What a failed check says: one sentence, the smallest example and the likely slip."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

EXPECTED_PREFIX = "  expected: "
Example = str | Callable[[], str]
"""An input as a text, or a function that returns the text: most are never shown, and take time."""

_LIMIT = 200
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Part of a function's text, different in every process."""


class CheckFailed(AssertionError):
    """An answer failed a check. The text is written for the student.

    Args:
        sentence: what is wrong, in words.
        example: the smallest input that shows it.
        got: what the answer returned there.
        expected: what was expected there; feedback on hidden tests may leave this line out.
        slip: the mistake that most likely caused it.
        verdict: a last line for the screen, such as `✗ 0 of 2`; it is not part of the text.
    """

    def __init__(
        self,
        sentence: str,
        *,
        example: Example = "",
        got: str = "",
        expected: str = "",
        slip: str = "",
        verdict: str = "",
    ) -> None:
        self.sentence = sentence
        self.verdict = verdict
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
        """Let IPython show the sentence, and no traceback through the code of the checks."""
        shown = [f"{type(self).__name__}: {self}"]
        return [*shown, self.verdict] if self.verdict else shown


def show(value: object) -> str:
    """Return a short text for a value.

    Args:
        value: anything.

    Returns:
        Numbers with 10 digits, long arrays abbreviated, everything else as its `repr`, cut.
    """
    if isinstance(value, np.ndarray):
        return _cut(_shown_array(value))
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


def _shown_array(array: np.ndarray) -> str:
    if array.ndim == 0 and array.dtype.kind in "fiu":
        return f"{array[()]:.10g}"
    text = np.array2string(array, precision=10, threshold=12, separator=", ")
    return " ".join(text.split())


def _cut(text: str) -> str:
    return text if len(text) <= _LIMIT else text[: _LIMIT - 1] + "…"

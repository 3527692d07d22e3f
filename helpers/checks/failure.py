"""What a failed check says: one sentence, the smallest example and the likely slip."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Self

import numpy as np

EXPECTED_PREFIX = "  expected: "
Example = str | Callable[[], str]
"""An input as a text, or a function that returns the text: most are never shown, and take time."""

PRINTED_PREFIX = "  printed:  "
"""How each line begins that an answer has printed while it was checked."""

WRITE_CODE = "write your code in place of `raise NotImplementedError()`."
"""What to do about a blank."""

WRITE_VALUE = "give it a value, and remove `raise NotImplementedError()`."
"""What to do about a name that still has the value that was handed out."""

_LIMIT = 200
_MAX_PRINTED = 10
"""Lines of what an answer has printed."""
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, and signs that change the direction of reading."""

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Part of a function's text, different in every process."""


class CheckFailed(AssertionError):
    """An answer failed a check. The text is written for the student.

    Args:
        sentence: what is wrong, in words.
        example: the smallest input that shows it.
        place: the line of the answer that it is about, and where that stands.
        got: what the answer returned there.
        expected: what was expected there; feedback on hidden tests may leave this line out.
        printed: what the answer has printed on the way.
        slip: the mistake that most likely caused it.
        guess: a mistake that may have caused it, where nobody knows a more likely one.
        unanswered: whether there is no answer yet.
        verdict: a last line for the screen, such as `✗ 0 of 2`; it is not part of the text.
    """

    def __init__(
        self,
        sentence: str,
        *,
        example: Example = "",
        place: str = "",
        got: str = "",
        expected: str = "",
        printed: str = "",
        slip: str = "",
        guess: str = "",
        unanswered: bool = False,
        verdict: str = "",
    ) -> None:
        super().__init__()
        self.sentence = sentence
        self.unanswered = unanswered
        self.verdict = verdict
        self.printed = printed
        self.slip = slip
        self._guess = guess
        shown = example if isinstance(example, str) else example()
        lines = {"  input:    ": shown, "  at:       ": place, "  got:      ": got}
        lines[EXPECTED_PREFIX] = expected
        self._lines = [sentence, *(prefix + text for prefix, text in lines.items() if text)]

    def __str__(self) -> str:
        """Return the sentence, and below it indented lines for everything else that is known."""
        slip = self.slip or self._guess
        last = [f"  Likely slip: {slip}"] if slip else []
        return "\n".join([*self._lines, *printed_lines(self.printed), *last])

    def with_hints(self, *, printed: str = "", slip: str = "") -> Self:
        """Return this failure with what an answer printed and a slip, where it has none itself."""
        self.printed = self.printed or printed
        self.slip = self.slip or slip
        return self

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the sentence, and no traceback through the code of the checks."""
        return [str(self), self.verdict or "✗ failed"]


@contextlib.contextmanager
def hinting(slip: str) -> Iterator[None]:
    """Let whatever fails inside a `with` name a slip, where it does not know a better one."""
    try:
        yield
    except CheckFailed as failure:
        raise failure.with_hints(slip=slip) from None


def printed_lines(printed: str) -> list[str]:
    """Return the last lines that an answer has printed, as messages show them.

    They are an answer's words: bounded, each behind a prefix, so that none looks like a check's.
    """
    lines = printed.rstrip().splitlines()
    cut = ["…"] if len(lines) > _MAX_PRINTED else []
    return [PRINTED_PREFIX + _cut(legible(line)) for line in [*cut, *lines[-_MAX_PRINTED:]] if line]


def legible(line: str) -> str:
    """Return a stranger's line with controls, and signs that turn the reading, as escapes."""
    return _NOT_SHOWN.sub(lambda sign: ascii(sign[0])[1:-1], line[: 10 * _LIMIT])


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
    return _cut(_ADDRESS.sub("", _repr(value)))


def _repr(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # classes of an answer's own, and integers with more than 4300 digits
        return f"a value of type {type(value).__name__} that cannot be shown"


def _shown_array(array: np.ndarray) -> str:
    if array.ndim == 0 and array.dtype.kind in "fiu":
        return f"{array[()]:.10g}"
    text = np.array2string(array, precision=10, threshold=12, separator=", ")
    return " ".join(text.split())


def shortened(line: str, limit: int) -> str:
    """Return a line with at most `limit` characters, the last one "…" where it was cut."""
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _cut(text: str) -> str:
    return shortened(text, _LIMIT)

"""Comparing what an answer returns with what an independent oracle returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.checks.backends import quiet
from helpers.checks.calls import call_each
from helpers.checks.failure import CheckFailed, Example, show
from helpers.checks.wording import name_of, shown_arguments, words

RTOL, ATOL = 1e-9, 1e-12
"""Default tolerances: tight enough to catch finite differences, loose enough for any formula."""


@dataclass(frozen=True)
class Between:
    """An oracle's answer where a convention is free: anything from `low` to `high` is right.

    Attributes:
        low: the smallest right value, a number or an array.
        high: the largest one.
    """

    low: ArrayLike
    high: ArrayLike


Oracle = Callable[..., ArrayLike | Between]
Floats = NDArray[np.floating]


def agrees(
    function: Callable[..., object],
    oracle: Oracle,
    inputs: Iterable[object],
    *,
    keywords: Mapping[str, object] | None = None,
    name: str = "",
    slips: Mapping[str, Oracle] | None = None,
    slip: str = "",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> None:
    """Check that an answer agrees with an oracle on every input.

    Shape, floating dtype, finiteness and values are compared. float32 inputs may give float32
    results and are compared with a tolerance to match.

    Args:
        function: the answer.
        oracle: called like the answer; returns the right value, or `Between`.
        inputs: each a tuple of arguments, or a single argument that is not a tuple.
        keywords: keyword arguments for every call.
        name: what messages call the answer (default: its name).
        slips: sentence → wrong formula; named if the answer returns exactly its values.
        slip: sentence for every other wrong value.
        rtol: relative tolerance.
        atol: absolute tolerance.

    Raises:
        CheckFailed: with the smallest input that shows the difference.
    """
    calls = [item if isinstance(item, tuple) else (item,) for item in inputs]
    kwargs, title = dict(keywords or {}), name or name_of(function)
    for args, got in zip(calls, call_each(function, calls, **kwargs), strict=True):
        one = _Comparison(function, args, kwargs, title, rtol, atol)
        one.compare(got, oracle, slips or {}, slip)


def equals(
    got: object,
    expected: ArrayLike,
    title: str,
    *,
    slip: str = "",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> None:
    """Check that a value (number or array) is what it should be, including its shape.

    Args:
        got: the value of an answer.
        expected: the right value.
        title: what messages call the value.
        slip: the mistake that most likely caused a wrong value.
        rtol: relative tolerance.
        atol: absolute tolerance.

    Raises:
        CheckFailed: with both values.
    """
    values = as_floats(got, title, "")
    wanted = np.asarray(expected, dtype=float)
    _check_shape(values, wanted.shape, title, "")
    if not _inside(values, wanted, wanted, rtol, atol).all():
        raise CheckFailed(
            f"{title} has a wrong value.", got=show(values), expected=show(wanted), slip=slip
        )


def is_true(condition: bool, sentence: str, *, slip: str = "", got: object = None) -> None:
    """Check a condition.

    Args:
        condition: what should hold.
        sentence: what is wrong if it does not hold.
        slip: the mistake that most likely caused it.
        got: what the answer returned, to be shown in the message; None for nothing.

    Raises:
        CheckFailed: the condition is false.
    """
    if not condition:
        raise CheckFailed(sentence, got="" if got is None else show(got), slip=slip)


def as_floats(got: object, title: str, example: Example) -> Floats:
    """Return an answer's value as a floating-point array.

    Args:
        got: the value.
        title: what messages call it.
        example: the input that gave it, or a function that returns the input's text.

    Returns:
        The value as an array of its own floating dtype.

    Raises:
        CheckFailed: it is None, not numeric, or bool, integer or complex.
    """
    if got is None:
        raise CheckFailed(
            f"{title} returned None.", example=example, slip="the `return` is missing."
        )
    values = _as_array(got, title, example)
    if values.dtype.kind == "f":
        return values
    kinds = {"i": "integers", "u": "integers", "b": "True and False", "c": "complex numbers"}
    kind = kinds.get(values.dtype.kind, f"objects of type {type(got).__name__}")
    raise CheckFailed(
        f"{title} returned {kind}, but floating-point numbers are expected.",
        example=example,
        got=show(got),
        slip=_DTYPE_SLIPS.get(kind, ""),
    )


_DTYPE_SLIPS = {
    "integers": "the result has an integer dtype (from `zeros_like`, `astype` or integer input): "
    "make it floating.",
    "True and False": "the result of a comparison is not a number yet: turn it into floats.",
}
"""What came in place of floating-point numbers → the mistake that usually causes it."""


def _as_array(got: object, title: str, example: Example) -> Floats:
    """Return an answer's value as an array; whether it is floating is checked by the caller."""
    detach = getattr(got, "detach", None)  # a torch tensor
    try:
        return np.asarray(detach() if callable(detach) else got)
    except Exception as error:  # objects may raise anything when made an array
        raise CheckFailed(
            f"{title} returned something that is not an array: {words(error)}", example=example
        ) from None


@dataclass(frozen=True)
class _Comparison:
    """One call of an answer, to be compared with an oracle.

    Attributes:
        function: the answer.
        args: the positional arguments of the call.
        kwargs: its keyword arguments.
        title: what messages call the answer.
        rtol: relative tolerance.
        atol: absolute tolerance.
    """

    function: Callable[..., object]
    args: tuple[object, ...]
    kwargs: dict[str, object]
    title: str
    rtol: float
    atol: float

    def compare(self, got: object, oracle: Oracle, slips: Mapping[str, Oracle], slip: str) -> None:
        """Compare the value that the call returned with the oracle's.

        Raises:
            CheckFailed: they differ.
        """
        with quiet():
            expected = oracle(*self.args, **self.kwargs)
        low, high = _bounds(expected)
        example = partial(shown_arguments, self.function, self.args, self.kwargs)
        values = as_floats(got, self.title, example)
        _check_shape(values, low.shape, self.title, example)
        right = _inside(values, low, high, *self._tolerances())
        if not right.all():
            named = self._named_slip(values, slips) or self._lost_digits(values) or slip
            raise self._difference(values, (low, high), ~right, named)

    def _single(self) -> bool:
        """Tell whether float32 was handed over, and may come back."""
        return any(getattr(arg, "dtype", None) == np.float32 for arg in self.args)

    def _tolerances(self) -> tuple[float, float]:
        if self._single():
            return max(self.rtol, 2e-5), max(self.atol, 1e-5)
        return self.rtol, self.atol

    def _lost_digits(self, values: Floats) -> str:
        lost = values.dtype == np.float32 and not self._single()
        return "the result has only the seven digits of float32." if lost else ""

    def _named_slip(self, values: Floats, slips: Mapping[str, Oracle]) -> str:
        """Return the sentence of the wrong formula that has these values, if there is one."""
        rtol, atol = self._tolerances()
        for sentence, wrong in slips.items():
            with quiet():
                alike, _ = _bounds(wrong(*self.args, **self.kwargs))
            if alike.shape == values.shape and np.allclose(
                values, alike, rtol=rtol, atol=atol, equal_nan=True
            ):
                return sentence
        return ""

    def _difference(
        self, values: Floats, bounds: tuple[Floats, Floats], wrong: NDArray[np.bool_], slip: str
    ) -> CheckFailed:
        """Say what differs, at the entry with the smallest input if each entry has its own."""
        where, args = _smallest(wrong, self.args)
        value = values.reshape(-1)[where]
        low, high = (bound.reshape(-1)[where] for bound in bounds)
        sentence = f"{self.title} has a wrong value."
        if not np.isfinite(value) and np.isfinite(low):
            sentence = f"{self.title} returns {value}, but the right value is finite."
            slip = slip or _overflow_slip(args)
        return CheckFailed(
            sentence,
            example=shown_arguments(self.function, args, self.kwargs),
            got=show(value),
            expected=show(low) if low == high else f"a value from {show(low)} to {show(high)}",
            slip=slip,
        )


def _smallest(wrong: NDArray[np.bool_], args: tuple[object, ...]) -> tuple[int, tuple[object, ...]]:
    """Return where the smallest input with a wrong value is, and the arguments for it alone."""
    first = np.asarray(args[0]) if args else np.empty(0)
    if first.shape != wrong.shape or not wrong.size or first.dtype.kind not in "fiu":
        return int(np.argmax(wrong)), args
    candidates = np.flatnonzero(wrong)
    where = int(candidates[np.argmin(np.abs(first.reshape(-1)[candidates]))])
    return where, (first.reshape(-1)[where].item(), *args[1:])


def _overflow_slip(args: tuple[object, ...]) -> str:
    if args and np.ndim(np.asarray(args[0])) == 0 and args[0] == 0:
        return "the formula divides by 0 here."
    return "an exponential leaves the range of floats; keep its argument negative."


def _bounds(expected: ArrayLike | Between) -> tuple[Floats, Floats]:
    """Return the smallest and the largest right value of each entry."""
    if isinstance(expected, Between):
        low, high = np.broadcast_arrays(
            np.asarray(expected.low, dtype=float), np.asarray(expected.high, dtype=float)
        )
        return low, high
    value = np.asarray(expected, dtype=float)
    return value, value


def _inside(
    values: Floats, low: Floats, high: Floats, rtol: float, atol: float
) -> NDArray[np.bool_]:
    with np.errstate(all="ignore"):
        above = values >= low - atol - rtol * np.abs(low)
        below = values <= high + atol + rtol * np.abs(high)
    return np.asarray((above & below) | (values == low))  # == for infinities


def _check_shape(values: Floats, shape: tuple[int, ...], title: str, example: Example) -> None:
    if values.shape != shape:
        raise CheckFailed(
            f"{title} returned shape {values.shape}, but {shape} is expected.", example=example
        )

"""One value of an answer beside the right one: is it an array of floats, and are they right?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.checks.backends import quiet
from helpers.checks.calls import call
from helpers.checks.failure import CheckFailed, Example, hinting, show
from helpers.checks.listening import aside, mark, printed_since
from helpers.checks.shrinking import smallest
from helpers.checks.wording import shown_arguments, words


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
class Comparison:
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
        low, high = right_values(oracle, self.args, self.kwargs)
        example = partial(shown_arguments, self.function, self.args, self.kwargs)
        with hinting(slip):
            values = as_floats(got, self.title, example)
        named = self._named_slip(values, slips)
        check_shape(values, low.shape, self.title, example, named or slip)
        right = inside(values, low, high, *self._tolerances())
        if not right.all():
            named = named or self._lost_digits(values) or slip
            here = self._difference(values, (low, high), ~right, named)
            with aside():
                found = smallest(partial(self._failure, oracle, named), self.args, ~right)
            raise found or here.with_hints(printed=self._printed())

    def _printed(self) -> str:
        """Return what this very call prints, of an answer that prints at all."""
        if not printed_since(0):
            return ""
        with aside():
            before = mark()
            with contextlib.suppress(CheckFailed):
                call(self.function, *self.args, **self.kwargs)
            return printed_since(before)

    def _failure(self, oracle: Oracle, slip: str, args: tuple[object, ...]) -> CheckFailed | None:
        """Call the answer with other arguments; return what is wrong there, if they are taken."""
        other, before = replace(self, args=args), mark()
        try:
            low, high = right_values(oracle, args, self.kwargs)
            values = as_floats(call(self.function, *args, **self.kwargs), self.title, "")
            check_shape(values, low.shape, self.title, "")
        except Exception:  # the answer, or the oracle, knows no such input
            return None
        right = inside(values, low, high, *other._tolerances())
        if right.all():
            return None
        failure = other._difference(values, (low, high), ~right, slip)
        return failure.with_hints(printed=printed_since(before))

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
            alike, _ = right_values(wrong, self.args, self.kwargs)
            if alike.shape == values.shape and np.allclose(
                values, alike, rtol=rtol, atol=atol, equal_nan=True
            ):
                return sentence
        return ""

    def _difference(
        self, values: Floats, bounds: tuple[Floats, Floats], wrong: NDArray[np.bool_], slip: str
    ) -> CheckFailed:
        """Say what differs: everything if that is little, or else the first wrong entry."""
        low, high = bounds
        place = ""
        first = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        value = values[first]
        if values.size > _FEW:
            place = f" at index {tuple(map(int, first))}" if wrong.ndim else ""
            values, low, high = values[first], low[first], high[first]
        sentence = f"{self.title} has a wrong value."
        if not np.isfinite(value) and np.isfinite(bounds[0][first]):
            sentence = f"{self.title} returns {value}, but the right value is finite."
            slip = slip or _overflow_slip(self.args)
        got, expected = _told_apart(values, low)
        if np.any(low != high):
            expected = f"a value from {show(low)} to {show(high)}"
        return CheckFailed(
            sentence,
            example=shown_arguments(self.function, self.args, self.kwargs),
            got=got + place,
            expected=expected,
            slip=slip,
        )


_FEW = 12
"""So many numbers of a result are shown; of more, only the first wrong one."""


def _told_apart(got: Floats, expected: Floats) -> tuple[str, str]:
    """Return two values as texts, single numbers with as many digits as it takes to tell them."""
    texts = show(got), show(expected)
    if texts[0] == texts[1] and np.ndim(got) == 0:
        return repr(float(got)), repr(float(expected))
    return texts


def _overflow_slip(args: tuple[object, ...]) -> str:
    if args and np.ndim(np.asarray(args[0])) == 0 and args[0] == 0:
        return "the formula divides by 0 here."
    return "an exponential leaves the range of floats; keep its argument negative."


def right_values(
    oracle: Oracle, args: Iterable[object], kwargs: Mapping[str, object]
) -> tuple[Floats, Floats]:
    """Return the smallest and the largest right value of each entry.

    Args:
        oracle: what tells them.
        args: positional arguments of the call.
        kwargs: its keyword arguments.

    Returns:
        Two arrays of one shape.
    """
    with quiet():
        expected = oracle(*args, **kwargs)
    return _bounds(expected)


def _bounds(expected: ArrayLike | Between) -> tuple[Floats, Floats]:
    """Return the smallest and the largest right value of each entry."""
    if isinstance(expected, Between):
        low, high = np.broadcast_arrays(
            np.asarray(expected.low, dtype=float), np.asarray(expected.high, dtype=float)
        )
        return low, high
    value = np.asarray(expected, dtype=float)
    return value, value


def inside(
    values: Floats, low: Floats, high: Floats, rtol: float, atol: float
) -> NDArray[np.bool_]:
    """Return which values lie between two bounds, with tolerances.

    Args:
        values: the values.
        low: the lower bounds, of the same shape.
        high: the upper bounds.
        rtol: relative tolerance.
        atol: absolute tolerance.

    Returns:
        An array of their shape.
    """
    with np.errstate(all="ignore"):
        above = values >= low - atol - rtol * np.abs(low)
        below = values <= high + atol + rtol * np.abs(high)
    return np.asarray((above & below) | (values == low))  # == for infinities


def check_shape(
    values: Floats, shape: tuple[int, ...], title: str, example: Example, slip: str = ""
) -> None:
    """Check the shape of a value.

    Args:
        values: the value.
        shape: the shape that is due.
        title: what messages call the value.
        example: the input that gave it.
        slip: the mistake that most likely caused another one.

    Raises:
        CheckFailed: it has another shape.
    """
    if values.shape != shape:
        raise CheckFailed(
            f"{title} returned shape {values.shape}, but {shape} is expected.",
            example=example,
            slip=slip,
        )

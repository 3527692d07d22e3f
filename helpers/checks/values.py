"""Comparing what an answer gives with what an independent oracle gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.checks.calls import call_each, name_of, quiet, shown_arguments
from helpers.checks.failure import CheckFailed, Example, show

RTOL, ATOL = 1e-9, 1e-12
"""Default tolerances: tight enough to catch finite differences, loose enough for any formula."""

Oracle = Callable[..., Any]


@dataclass(frozen=True)
class Between:
    """An oracle's answer where a convention is free: anything from `low` to `high` is right."""

    low: ArrayLike
    high: ArrayLike


def agrees(
    function: Callable[..., Any],
    oracle: Oracle,
    inputs: Iterable[Any],
    *,
    keywords: Mapping[str, Any] | None = None,
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
        inputs: each a tuple of arguments, or one argument that is no tuple. The answer gets all
            of them before the first value is looked at.
        keywords: keyword arguments for every call.
        name: what messages call the answer (default: its name).
        slips: sentence → wrong formula; named when the answer gives just its values.
        slip: sentence for every other wrong value.
        rtol: relative tolerance.
        atol: absolute tolerance.

    Raises:
        CheckFailed: with the smallest input that shows the difference.
    """
    title = name or name_of(function)
    calls = [item if isinstance(item, tuple) else (item,) for item in inputs]
    kwargs = dict(keywords or {})
    for args, got in zip(calls, call_each(function, calls, **kwargs), strict=True):
        with quiet():
            expected = oracle(*args, **kwargs)
        low, high = _bounds(expected)
        example = partial(shown_arguments, function, args, kwargs)
        values = as_floats(got, title, example)
        _check_shape(values, low.shape, title, example)
        single = any(getattr(arg, "dtype", None) == np.float32 for arg in args)
        near = max(rtol, 2e-5) if single else rtol
        least = max(atol, 1e-5) if single else atol
        right = _inside(values, low, high, near, least)
        if not right.all():
            named = _named_slip(values, args, kwargs, slips or {}, near, least)
            if values.dtype == np.float32 and not single:
                named = named or "the result has only the seven digits of float32."
            named = named or slip
            raise _difference(title, function, args, kwargs, values, (low, high), ~right, named)


def equals(
    got: Any,
    expected: ArrayLike,
    title: str,
    *,
    slip: str = "",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> None:
    """Check that a value (number or array) is what it should be, shape and all.

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
    """Check a condition; `sentence` says what is wrong where it does not hold.

    Raises:
        CheckFailed: the condition is false.
    """
    if not condition:
        raise CheckFailed(sentence, got="" if got is None else show(got), slip=slip)


def as_floats(got: Any, title: str, example: Example) -> NDArray[Any]:
    """Return an answer's value as a floating array.

    Args:
        got: the value.
        title: what messages call it.
        example: the input that gave it, or what makes its text.

    Raises:
        CheckFailed: it is None, no number, or bool, integer or complex.
    """
    if got is None:
        raise CheckFailed(
            f"{title} returned None.", example=example, slip="the `return` is missing."
        )
    detach = getattr(got, "detach", None)  # a torch tensor
    try:
        values = np.asarray(detach() if callable(detach) else got)
    except Exception as error:  # objects may raise anything when made an array
        raise CheckFailed(
            f"{title} returned something that is no array: {error}", example=example
        ) from None
    if values.dtype.kind == "f":
        return values
    kinds = {"i": "integers", "u": "integers", "b": "True and False", "c": "complex numbers"}
    kind = kinds.get(values.dtype.kind, f"objects of type {type(got).__name__}")
    slips = {
        "integers": "the result takes over an integer dtype (`zeros_like`, `astype`, integer "
        "input): make it floating.",
        "True and False": "a comparison is no number yet: turn it into floats.",
    }
    raise CheckFailed(
        f"{title} returned {kind} where floating-point numbers are due.",
        example=example,
        got=show(got),
        slip=slips.get(kind, ""),
    )


def _bounds(expected: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    if isinstance(expected, Between):
        low, high = np.broadcast_arrays(
            np.asarray(expected.low, dtype=float), np.asarray(expected.high, dtype=float)
        )
        return low, high
    value = np.asarray(expected, dtype=float)
    return value, value


def _inside(
    values: NDArray[Any], low: NDArray[Any], high: NDArray[Any], rtol: float, atol: float
) -> NDArray[np.bool_]:
    with np.errstate(all="ignore"):
        above = values >= low - atol - rtol * np.abs(low)
        below = values <= high + atol + rtol * np.abs(high)
    result: NDArray[np.bool_] = (above & below) | (values == low)  # == for infinities
    return np.asarray(result)


def _check_shape(
    values: NDArray[Any], shape: tuple[int, ...], title: str, example: Example
) -> None:
    if values.shape != shape:
        raise CheckFailed(
            f"{title} returned shape {values.shape} where {shape} is due.", example=example
        )


def _named_slip(
    values: NDArray[Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    slips: Mapping[str, Oracle],
    rtol: float,
    atol: float,
) -> str:
    for sentence, wrong in slips.items():
        with quiet():
            alike = np.asarray(wrong(*args, **kwargs), dtype=float)
        if alike.shape == values.shape and np.allclose(
            values, alike, rtol=rtol, atol=atol, equal_nan=True
        ):
            return sentence
    return ""


def _difference(
    title: str,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    values: NDArray[Any],
    bounds: tuple[NDArray[Any], NDArray[Any]],
    wrong: NDArray[np.bool_],
    slip: str,
) -> CheckFailed:
    """Say what differs, at the entry with the smallest input where input and output match up."""
    first = np.asarray(args[0]) if args else np.empty(0)
    if first.shape == values.shape and values.size and first.dtype.kind in "fiu":
        candidates = np.flatnonzero(wrong)
        where = candidates[np.argmin(np.abs(first.reshape(-1)[candidates]))]
        args = (first.reshape(-1)[where].item(), *args[1:])
    else:
        where = np.argmax(wrong)
    value = values.reshape(-1)[where]
    low, high = (bound.reshape(-1)[where] for bound in bounds)
    expected = show(low) if low == high else f"a value from {show(low)} to {show(high)}"
    sentence = f"{title} has a wrong value."
    if not np.isfinite(value) and np.isfinite(low):
        sentence = f"{title} gives {value} where the right value is finite."
        at_zero = bool(args) and np.ndim(args[0]) == 0 and args[0] == 0
        slip = slip or (
            "the formula divides by 0 here."
            if at_zero
            else "an exponential leaves the range of floats; keep its argument negative."
        )
    return CheckFailed(
        sentence,
        example=shown_arguments(function, args, kwargs),
        got=show(value),
        expected=expected,
        slip=slip,
    )

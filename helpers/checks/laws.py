"""Laws that an answer keeps with itself: no oracle is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from helpers.checks.calls import (
    call_each,
    call_record,
    call_records,
    name_of,
    shown_arguments,
)
from helpers.checks.failure import CheckFailed, show
from helpers.checks.values import as_floats


def is_derivative(
    derivative: Callable[..., Any],
    function: Callable[..., Any],
    inputs: Iterable[float],
    *,
    keywords: Mapping[str, Any] | None = None,
    by: str = "",
    step: float = 1e-5,
    slip: str = "",
) -> None:
    """Check a derivative against central differences of the function itself.

    (f(z + h) − f(z − h)) / 2h has an error of order h²; the comparison allows 1e-6. Leave out
    inputs closer than `step` to a kink.

    Args:
        derivative: the answer that is checked.
        function: the answer that it should be the derivative of.
        inputs: values of the first argument.
        keywords: keyword arguments for every call.
        by: the keyword argument that the derivative is taken by; else it is the first argument.
        step: h.
        slip: sentence for a wrong value.

    Raises:
        CheckFailed: with the first input where slope and derivative differ.
    """
    kwargs, points = dict(keywords or {}), list(inputs)
    if by:
        up, down = (
            _numbers(function, points, {**kwargs, by: kwargs[by] + h}) for h in (step, -step)
        )
    else:
        up, down = (_numbers(function, [z + h for z in points], kwargs) for h in (step, -step))
    values = _numbers(derivative, points, kwargs)
    for z in points:
        slope = (next(up) - next(down)) / (2 * step)
        value = next(values)
        if not abs(value - slope) <= 1e-6 * max(1, abs(slope)):
            measured = f"measured from {name_of(function)} at {by or 'z'} ± {step:g}"
            raise CheckFailed(
                f"{name_of(derivative)} is not the slope of your own {name_of(function)}.",
                example=shown_arguments(derivative, (z,), kwargs),
                got=show(value),
                expected=f"{slope:.6g} ({measured})",
                slip=slip,
            )


def is_pure(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Check that a function leaves its arguments alone and gives the same result twice.

    Raises:
        CheckFailed: an argument changed, or the second call gave something else.
    """
    (first, afterwards), (second, _) = call_records(function, [args, args], kwargs)
    for before, after in zip(args, afterwards, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after, equal_nan=True):
            raise CheckFailed(
                f"{name_of(function)} changes its argument.",
                example=show(before),
                got=f"{show(after)} stands in the caller's array afterwards",
                slip="an in-place operation (`z[...] = `, `z *= `, `out=z`); work on a new array.",
            )
    if not _identical(first, second):
        raise CheckFailed(f"{name_of(function)} gives another result when called again.")


def point_out_warnings(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Print a note when a call warns, or its result is not finite.

    A warning on the way costs no points; hidden tests look at the result.
    """
    record = call_record(function, *args, **kwargs)
    name, where = name_of(function), shown_arguments(function, args, kwargs)
    values = as_floats(record.value, name, where)
    if not np.isfinite(values).all():
        print(
            f"Note: {name} gives {show(values)} at {where}, and a finite result is due there. "
            "An exponential leaves the range of floats: rewrite the formula so that none can."
        )
    elif record.warnings:
        print(
            f"Note: {name} warns ({record.warnings[0]}) at {where}. The result is what counts; "
            "a formula that never leaves the range of floats would be silent."
        )


def _numbers(
    function: Callable[..., Any], points: Sequence[float], kwargs: dict[str, Any]
) -> Iterator[float]:
    """Call an answer with one number after the other and yield the one that it gives for each."""
    title, found = name_of(function), call_each(function, [(z,) for z in points], **kwargs)
    for z, got in zip(points, found, strict=True):
        example = partial(shown_arguments, function, (z,), kwargs)
        values = as_floats(got, title, example)
        if values.size != 1:
            raise CheckFailed(
                f"{title} returned shape {values.shape} for one number.", example=example
            )
        yield float(values.item())


def _identical(first: Any, second: Any) -> bool:
    """Tell whether two results are the same, whatever they are made of; NaN equals NaN."""
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(_identical, first, second))
    one, other = np.asarray(first), np.asarray(second)
    return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc" and other.dtype.kind in "fc")

"""Laws that hold among the values of an answer itself, without any oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from helpers.checks.calls import call_each, call_record, call_records
from helpers.checks.failure import CheckFailed, show
from helpers.checks.values import as_floats
from helpers.checks.wording import name_of, shown_arguments


def is_derivative(
    derivative: Callable[..., object],
    function: Callable[..., object],
    inputs: Iterable[float],
    *,
    keywords: Mapping[str, object] | None = None,
    by: str = "",
    step: float = 1e-5,
    slip: str = "",
) -> None:
    """Check a derivative against central differences of the function itself.

    (f(z + h) − f(z − h)) / 2h has an error of order h²; the comparison allows 1e-6. Leave out
    inputs closer than `step` to a kink.

    Args:
        derivative: the answer to check.
        function: the answer whose derivative it should be.
        inputs: values of the first argument.
        keywords: keyword arguments for every call.
        by: the keyword argument to differentiate with respect to; by default the first argument.
        step: h.
        slip: sentence for a wrong value.

    Raises:
        CheckFailed: with the first input at which slope and derivative differ.
    """
    kwargs, points = dict(keywords or {}), list(inputs)
    slopes = _slopes(function, points, kwargs, by, step)
    for z, slope, value in zip(points, slopes, _numbers(derivative, points, kwargs), strict=True):
        if not abs(value - slope) <= 1e-6 * max(1, abs(slope)):
            measured = f"measured from {name_of(function)} at {by or 'z'} ± {step:g}"
            raise CheckFailed(
                f"{name_of(derivative)} is not the slope of your own {name_of(function)}.",
                example=shown_arguments(derivative, (z,), kwargs),
                got=show(value),
                expected=f"{slope:.6g} ({measured})",
                slip=slip,
            )


def _slopes(
    function: Callable[..., object],
    points: Sequence[float],
    kwargs: Mapping[str, object],
    by: str,
    step: float,
) -> Iterator[float]:
    """Yield the central difference at each point, with respect to z or the keyword `by`."""
    if by:
        middle = float(kwargs[by])  # type: ignore[arg-type]  # what one differentiates by is a number
        up, down = (_numbers(function, points, {**kwargs, by: middle + h}) for h in (step, -step))
    else:
        up, down = (_numbers(function, [z + h for z in points], kwargs) for h in (step, -step))
    for high, low in zip(up, down, strict=True):
        yield (high - low) / (2 * step)


def is_pure(function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Check that a function does not modify its arguments and returns the same result twice.

    Args:
        function: the answer.
        *args: its positional arguments.
        **kwargs: its keyword arguments.

    Raises:
        CheckFailed: an argument changed, or the second call returned something else.
    """
    (first, afterwards), (second, _) = call_records(function, [args, args], kwargs)
    for before, after in zip(args, afterwards, strict=True):
        if isinstance(before, np.ndarray) and not _identical(before, after):
            raise CheckFailed(
                f"{name_of(function)} modifies its argument.",
                example=show(before),
                got=f"{show(after)} in the caller's array afterwards",
                slip="an in-place operation (`z[...] = `, `z *= `, `out=z`); work on a new array.",
            )
    if not _identical(first, second):
        raise CheckFailed(f"{name_of(function)} returns another result when called again.")


def point_out_warnings(function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Print a note if a call warns, or its result is not finite.

    A warning alone costs no points; hidden tests look at the result.

    Args:
        function: the answer.
        *args: its positional arguments.
        **kwargs: its keyword arguments.

    Raises:
        CheckFailed: the answer raised an exception, or its result is not floating-point.
    """
    record = call_record(function, *args, **kwargs)
    name, where = name_of(function), shown_arguments(function, args, kwargs)
    values = as_floats(record.value, name, where)
    if not np.isfinite(values).all():
        print(
            f"Note: {name} returns {show(values)} at {where}, but the right result is finite. "
            "An exponential leaves the range of floats: rewrite the formula so that none can."
        )
    elif record.warnings:
        print(
            f"Note: {name} warns ({record.warnings[0]}) at {where}. Only the result counts, "
            "but a formula that never leaves the range of floats would not warn."
        )


def _numbers(
    function: Callable[..., object], points: Sequence[float], kwargs: Mapping[str, object]
) -> Iterator[float]:
    """Call an answer with one number after the other and yield the number returned for each."""
    title, found = name_of(function), call_each(function, [(z,) for z in points], **kwargs)
    for z, got in zip(points, found, strict=True):
        example = partial(shown_arguments, function, (z,), kwargs)
        values = as_floats(got, title, example)
        if values.size != 1:
            raise CheckFailed(
                f"{title} returned shape {values.shape} for one number.", example=example
            )
        yield float(values.item())


def _identical(first: object, second: object) -> bool:
    """Tell whether two results are the same, whatever they are made of; NaN equals NaN."""
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(_identical, first, second))
    one, other = np.asarray(first), np.asarray(second)
    return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc" and other.dtype.kind in "fc")

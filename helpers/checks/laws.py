"""Laws that hold among the values of an answer itself, without any oracle."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from helpers.checks.by_hand import watched
from helpers.checks.calls import call_each, call_record, call_records
from helpers.checks.comparing import as_floats
from helpers.checks.failure import CheckFailed, hinting, show
from helpers.checks.session import at_risk
from helpers.checks.watching import THE_PROCESS
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
    numbers = _hinted(_numbers(derivative, points, kwargs), slip)
    for z, slope, value in zip(points, slopes, numbers, strict=True):
        if not abs(value - slope) <= 1e-6 * max(1, abs(slope)):
            measured = f"measured from {name_of(function)} at {by or 'z'} ± {step:g}"
            raise CheckFailed(
                f"{name_of(derivative)} is not the slope of your own {name_of(function)}.",
                example=shown_arguments(derivative, (z,), kwargs),
                got=show(value),
                expected=f"{slope:.6g} ({measured})",
                slip=slip,
            )


def _hinted(numbers: Iterable[float], slip: str) -> Iterator[float]:
    with hinting(slip):
        yield from numbers


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
    """Check that a function changes nothing, returns the same result twice and is the answer's own.

    Args:
        function: the answer.
        *args: its positional arguments.
        **kwargs: its keyword arguments.

    Raises:
        CheckFailed: something changed (see `leaves_alone`), a generator of the whole process was
            used, or the second call returned something else.
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
    _check_untouched(function, args, kwargs, {}, draws=False)


def leaves_alone(
    function: Callable[..., object],
    *args: object,
    may_change: Mapping[int, Collection[str]] | None = None,
    draws: bool = True,
    **kwargs: object,
) -> None:
    """Check that a call changes nothing that belongs to others, and does its own work.

    That is: arrays, tensors, lists and dicts among the arguments; `.grad`, `requires_grad` and
    hooks of tensors; parameters, buffers and modes of modules; the seeds and generators of the
    whole process. And no function of `helpers.checks` does the answer's work.

    Args:
        function: the answer.
        *args: its positional arguments: plain values, or handles to models and tensors.
        may_change: what a call is there to change: the position of an argument, and some of
            `values`, `gradient`, `requires_grad`, `hooks`, `mode` and `members`. Position -1 stands
            for the process: `numpy`, `random`, `torch` and `torch's seed`.
        draws: whether it may draw from torch's global generator.
        **kwargs: its keyword arguments.

    Raises:
        CheckFailed: the answer raised an exception, changed something else, seeded or used a
            generator that it should not, or used the checks.
    """
    _check_untouched(function, args, kwargs, may_change or {}, draws=draws)


def _check_untouched(
    function: Callable[..., object],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    may_change: Mapping[int, Collection[str]],
    *,
    draws: bool,
) -> None:
    name, seen = name_of(function), watched(function, args, kwargs)
    for position, aspect in _pairs(seen["changed"]):
        if aspect in may_change.get(position, ()):
            continue
        if position == THE_PROCESS and not (aspect == "torch" and draws):
            sentence = _GLOBAL.get(aspect, _GLOBAL["numpy"])
            raise CheckFailed(f"{name} {sentence}", slip=_GLOBAL_SLIP)
        if position != THE_PROCESS:
            example = show(args[position]) if position < len(args) else ""
            raise CheckFailed(f"{name} {_CHANGES.get(aspect, _CHANGES['values'])}", example=example)


_CHANGES = {
    "values": "modifies its argument: the caller's array, tensor or model has other numbers "
    "afterwards.",
    "gradient": "changes the `.grad` of what it was given.",
    "requires_grad": "changes `requires_grad` of what it was given.",
    "hooks": "leaves a hook on what it was given.",
    "mode": "changes the train/eval mode of the model that it was given.",
    "members": "modifies its argument: the caller's list or dict has other entries afterwards.",
}
_GLOBAL = {
    "numpy": "uses NumPy's global generator, and so changes the numbers that everyone else draws.",
    "random": "uses the global generator of `random`, and so changes what everyone else draws.",
    "torch": "uses PyTorch's global generator, and so changes the numbers that everyone else "
    "draws.",
    "torch's seed": "sets PyTorch's global seed: from then on everyone draws the same numbers.",
}
_GLOBAL_SLIP = "leave the global generators alone; draw from the generator that you are given."


def _pairs(found: object) -> list[tuple[int, str]]:
    """Return what `watch` says has changed; what comes from the answer's side is not believed."""
    if not isinstance(found, list):
        return []
    pairs = (tuple(item) for item in found if isinstance(item, list | tuple) and len(item) == 2)
    return [(int(place), str(aspect)) for place, aspect in pairs if isinstance(place, int)]


def point_out_warnings(function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Print a note if a call warns, or its result is not finite.

    A warning alone costs no points. A result that is not finite passes here, and hidden tests look
    at it: the cell's verdict says so, `⚠ 2 of 2: sigmoid will lose points when graded`.

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
        at_risk(name)
        print(
            f"⚠ {name} returns {show(values)} at {where}, but the right result is finite: this "
            "will lose points when graded. An exponential leaves the range of floats: rewrite the "
            "formula so that none can."
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

"""Comparing what an answer returns with what an independent oracle returns."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized

import numpy as np
from numpy.typing import ArrayLike

from helpers.checks import curves
from helpers.checks.calls import call_each
from helpers.checks.comparing import (
    Comparison,
    Oracle,
    as_floats,
    check_shape,
    inside,
    right_values,
)
from helpers.checks.failure import WRITE_VALUE, CheckFailed, hinting, show
from helpers.checks.wording import name_of

RTOL, ATOL = 1e-9, 1e-12
"""Default tolerances: tight enough to catch finite differences, loose enough for any formula."""


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
        slip: sentence for everything else that fails: value, shape, type or exception.
        rtol: relative tolerance.
        atol: absolute tolerance.

    Raises:
        CheckFailed: with the smallest input that shows the difference.
    """
    calls = [item if isinstance(item, tuple) else (item,) for item in inputs]
    kwargs, title = dict(keywords or {}), name or name_of(function)
    replies, seen = call_each(function, calls, **kwargs), list[object]()
    with hinting(slip):
        for args, got in zip(calls, replies, strict=True):
            one = Comparison(function, args, kwargs, title, rtol, atol)
            seen.append(got)
            try:
                one.compare(got, oracle, slips or {}, slip)
            except CheckFailed:
                if curves.wanted() and all(len(one) == 1 for one in calls):
                    _draw(title, oracle, kwargs, calls, _and_the_rest(seen, replies))
                raise


def _and_the_rest(seen: Iterable[object], replies: Iterable[object]) -> Iterator[object]:
    """Yield what was compared, and what an answer replied to the calls behind it."""
    yield from seen
    with contextlib.suppress(CheckFailed):  # it raised an exception there
        yield from replies


def _draw(
    title: str,
    oracle: Oracle,
    kwargs: Mapping[str, object],
    calls: Iterable[Sequence[object]],
    values: Iterable[object],
) -> None:
    """Keep the answer's curve beside the right one."""
    pieces: list[tuple[object, object, object, object]] = []
    with contextlib.suppress(Exception):  # a picture costs no check its sentence
        for (argument,), got in zip(calls, values, strict=False):
            low, high = right_values(oracle, (argument,), kwargs)
            if not _goes_by_entry(oracle, argument, kwargs, low):
                return
            pieces.append((argument, as_floats(got, title, ""), low, high))
    told = ", ".join(["z", *(f"{name}={show(value)}" for name, value in kwargs.items())])
    curves.keep(f"{title}({told})", pieces)


def _goes_by_entry(
    oracle: Oracle, argument: object, kwargs: Mapping[str, object], right: np.ndarray
) -> bool:
    """Tell whether an entry of the right result depends on one entry alone, as far as the first."""
    entries = np.asarray(argument, dtype=float).reshape(-1)
    if entries.size < 2 or right.size != entries.size:
        return right.size == entries.size
    alone, _ = right_values(oracle, (entries[:1],), kwargs)
    return bool(np.allclose(alone, right.reshape(-1)[:1], rtol=1e-4, atol=1e-7, equal_nan=True))


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
    with hinting(slip):
        values = as_floats(got, title, "")
        wanted = np.asarray(expected, dtype=float)
        check_shape(values, wanted.shape, title, "")
    if not inside(values, wanted, wanted, rtol, atol).all():
        raise CheckFailed(
            f"{title} has a wrong value.", got=show(values), expected=show(wanted), slip=slip
        )


def answered(value: object, title: str) -> None:
    """Check that students have bound a name to a value of their own.

    Args:
        value: what the name is bound to; None, or something empty, is what was handed out.
        title: what the message calls it.

    Raises:
        CheckFailed: there is no answer yet.
    """
    if value is None or (isinstance(value, Sized) and len(value) == 0):
        raise CheckFailed(f"{title} has no answer yet.", slip=WRITE_VALUE, unanswered=True)


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


def is_within(
    got: object, expected: ArrayLike, error: ArrayLike, title: str, *, slip: str = ""
) -> None:
    """Check that each entry of a value is right to an error of its own.

    Args:
        got: the value of an answer.
        expected: the right value.
        error: how far each entry may be off.
        title: what messages call the value.
        slip: the mistake that most likely caused a wrong value.

    Raises:
        CheckFailed: with the entry that is furthest outside.
    """
    with hinting(slip):
        values, wanted = as_floats(got, title, ""), np.asarray(expected, dtype=float)
        check_shape(values, wanted.shape, title, "")
    allowed = np.broadcast_to(np.asarray(error, dtype=float), wanted.shape)
    off = np.abs(values - wanted)
    if (off <= allowed).all():
        return
    where = int(np.argmax(np.nan_to_num(off - allowed, nan=np.inf)))
    value, due = values.reshape(-1)[where], wanted.reshape(-1)[where]
    lacking = off.reshape(-1)[where] < 1e-3 * max(1.0, abs(due))
    raise CheckFailed(
        f"{title} {'lacks digits' if lacking else 'has a wrong value'}.",
        got=f"{value:.17g}",
        expected=f"{due:.17g}, to {allowed.reshape(-1)[where]:.1g}",
        slip=slip,
    )

"""How many digits of a value are right, measured against a value with many more.

Another program in float64 cannot judge the last digits: it loses some of its own. So the
right values are computed with mpmath, and what may be lost is said in numbers that a notebook can
promise: a share of the value, or so many times 10⁻¹⁶ where a sum of ordinary numbers is small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from helpers.checks.calls import call
from helpers.checks.comparing import as_floats, check_shape
from helpers.checks.failure import CheckFailed
from helpers.checks.wording import name_of, shown_arguments

if TYPE_CHECKING:
    from mpmath import mpf

RTOL = 1e-13
"""Of the value: 450 units in the last place.

The condition number is allowed for: e^z turns half a unit in z into abs(z)/2 units of its own, and
beyond z = −745 it is 0.
"""

ATOL = 4e-16
"""Two units in the last place of 1, at which the terms of most formulas are rounded."""

_DIGITS = 40


def places(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return numbers at which formulas lose digits, if they do.

    Args:
        rng: draws some of them.

    Returns:
        Numbers of both signs from 1e-8 to 1e4, some of them between −40 and −20, where e^z is
        small beside 1.
    """
    sizes = np.array([1e-8, 1e-5, 1e-3, 0.1, 1.0, 9.5, 15.0, 36.75, 100.0, 700.0, 1e4])
    small = 10.0 ** rng.uniform(-8, 0, 2)
    drawn = [rng.uniform(-20, 20, 8), rng.uniform(-40, -20, 4), small, -small]
    return np.concatenate([sizes, -sizes, *drawn])


def _error(got: float, right: mpf) -> float:
    """Return how far a float is off; infinity where it is not a number."""
    return float(abs(got - right)) if np.isfinite(got) else np.inf


def has_digits(
    function: Callable[..., object],
    exact: Callable[..., mpf],
    inputs: Sequence[float] | NDArray[np.float64],
    *,
    keywords: Mapping[str, float] | None = None,
    rtol: float = RTOL,
    atol: float = ATOL,
    power: int = 1,
    slip: str = "",
) -> None:
    """Check the digits of an answer that takes an array and works on each entry by itself.

    A value v at z may be wrong by rtol·abs(v), or by atol·max(1, abs(z))^power if that is more.

    Args:
        function: the answer.
        exact: the right value for one mpmath number, computed with 40 digits; `keywords` are
            handed over as mpmath numbers.
        inputs: the numbers, handed over in one array.
        keywords: keyword arguments of the call.
        rtol: see above.
        atol: see above.
        power: see above.
        slip: the mistake that most likely costs digits.

    Raises:
        CheckFailed: with the input at which most digits are lost.
    """
    import mpmath

    z, kwargs, title = np.array(inputs, dtype=float), dict(keywords or {}), name_of(function)
    example = partial(shown_arguments, function, [z], {})
    got = as_floats(call(function, z, **kwargs), title, example)
    check_shape(got, z.shape, title, example)
    with mpmath.workdps(_DIGITS):
        numbers = {name: mpmath.mpf(value) for name, value in kwargs.items()}
        right = [exact(mpmath.mpf(x), **numbers) for x in z.tolist()]
        errors = np.array([_error(y, value) for y, value in zip(got.tolist(), right, strict=True)])
    wanted = np.array([float(value) for value in right])
    allowed = np.maximum(rtol * np.abs(wanted), atol * np.maximum(1.0, np.abs(z)) ** power)
    lost = errors > allowed
    if not lost.any():
        return
    with np.errstate(all="ignore"):
        worst = int(np.argmax(np.where(lost, errors / np.abs(wanted), -1.0)))
    value, margin = float(wanted[worst]), float(f"{allowed[worst]:.1e}")
    raise CheckFailed(
        f"{title} loses digits: {_right_digits(errors[worst], value)} of them are right here.",
        example=shown_arguments(function, [float(z[worst])], kwargs),
        got=repr(float(got[worst])),
        expected=f"{value!r}, give or take {margin:g}",
        slip=slip,
    )


def _right_digits(error: float, value: float) -> int:
    """Return how many decimal digits of a value are right."""
    share = error / abs(value) if value else np.inf
    return max(0, int(-np.log10(share))) if np.isfinite(share) else 0

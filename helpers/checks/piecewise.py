"""ReLU nets with one hidden layer against x² on [0, 1]: the largest error, exactly.

Such a net is linear between its kinks, so its error g(x) − x² is a concave parabola on each
piece. The extremes of the error lie at the pieces' ends and at the parabolas' vertices: finitely
many points, found by formula, so the worst one cannot lie between the points of a grid. Weights
are floats, hence rational numbers, and all arithmetic here is rational: scales of 1e3 and 1e-3,
zero units, kinks that coincide and large terms that cancel cost no accuracy.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.checks.failure import CheckFailed, show

Floats = NDArray[np.float64]
Weights = tuple[Floats, Floats, Floats, Floats]
NAMES = ("W1", "b1", "W2", "b2")
LAYOUT = "W1 (d, 1), b1 (d,), W2 (1, d), b2 (1,)"
SHARE = 0.98
"""An extreme counts as one of the largest if it reaches this share of the largest error."""


class _Piece(NamedTuple):
    """g(x) = slope·x + offset for left ≤ x ≤ right."""

    left: Fraction
    right: Fraction
    slope: Fraction
    offset: Fraction


def relu_weights(value: object, title: str = "the net", width: int | None = None) -> Weights:
    """Check the four arrays of a net g(x) = W2·relu(W1·x + b1) + b2 and return them.

    Args:
        value: what an answer returned. W1 (d, 1), b1 (d,), W2 (1, d), b2 (1,) are right, all
            float64 arrays with finite entries, in a tuple or list.
        title: what messages call the answer.
        width: the number d of units, if it is prescribed.

    Returns:
        W1, b1, W2 and b2.

    Raises:
        CheckFailed: it is something else; the sentence names the likely slip.
    """
    if not isinstance(value, tuple | list) or len(value) != len(NAMES):
        kind = f"{len(value)} values" if isinstance(value, tuple | list) else show(value)
        raise CheckFailed(
            f"{title} must return four arrays: {', '.join(NAMES)}.",
            got=kind,
            slip="the `return` is missing."
            if value is None
            else "`return W1, b1, W2, b2`, with the biases.",
        )
    w1, b1, w2, b2 = (_array(*pair, title) for pair in zip(NAMES, value, strict=True))
    arrays = (w1, b1, w2, b2)
    _check_shapes(arrays, title)
    for name, array in zip(NAMES, arrays, strict=True):
        if not np.isfinite(array).all():
            raise CheckFailed(f"{title}: {name} contains inf or NaN.", got=show(array))
    if width is not None and b1.size != width:
        raise CheckFailed(
            f"{title} has {b1.size} hidden units, but exactly {width} are required.",
            slip="n interior kinks make n + 1 pieces; a unit that is active everywhere counts too.",
        )
    return arrays


def evaluate(weights: object, x: ArrayLike) -> Floats:
    """Return g(x) for points in [0, 1], exact except for one final rounding.

    Args:
        weights: the four arrays of a net; see `relu_weights`.
        x: points, shape (n,).

    Returns:
        The values at these points, shape (n,).

    Raises:
        CheckFailed: the arrays are not a net.
        ValueError: a point lies outside [0, 1].
    """
    points = np.asarray(x, dtype=float).reshape(-1)
    if not ((points >= 0) & (points <= 1)).all():
        raise ValueError("evaluate takes points in [0, 1].")
    pieces = _pieces(relu_weights(weights))
    starts = [piece.left for piece in pieces]
    values = []
    for point in map(Fraction, points.tolist()):
        piece = pieces[bisect_right(starts, point) - 1]
        values.append(_float(piece.slope * point + piece.offset))
    return np.array(values)


def kinks(weights: object) -> Floats:
    """Return where units switch on or off inside (0, 1).

    Args:
        weights: the four arrays of a net; see `relu_weights`.

    Returns:
        The places, sorted, each once; shape (k,), k ≤ d.

    Raises:
        CheckFailed: the arrays are not a net.
    """
    return np.array([float(piece.left) for piece in _pieces(relu_weights(weights))][1:])


def sup_error(weights: object) -> float:
    """Return the largest abs(g(x) − x²) over all x in [0, 1].

    Args:
        weights: the four arrays of a net; see `relu_weights`.

    Returns:
        The error, exact except for one final rounding.

    Raises:
        CheckFailed: the arrays are not a net.
    """
    return max(abs(_float(error)) for _, error in _extremes(_pieces(relu_weights(weights))))


def error_extremes(weights: object) -> tuple[Floats, Floats]:
    """Return where g(x) − x² can be extreme on [0, 1], and its values there, with sign.

    Args:
        weights: the four arrays of a net; see `relu_weights`.

    Returns:
        x and values, both of shape (m,), ordered by x: at the ends, at the kinks, and at the
        vertices of parabolas that lie inside their pieces.

    Raises:
        CheckFailed: the arrays are not a net.
    """
    found = dict(_extremes(_pieces(relu_weights(weights))))
    return (
        np.array([_float(x) for x in found]),
        np.array([_float(error) for error in found.values()]),
    )


def alternations(weights: object, share: float = SHARE) -> int:
    """Return at how many points in a row the error is largest with alternating sign.

    Neighbours of equal sign count once. A best approximation spreads its error out, so its number
    is high.

    Args:
        weights: the four arrays of a net; see `relu_weights`.
        share: extremes of at least this share of the largest error count.

    Returns:
        The number of points.

    Raises:
        CheckFailed: the arrays are not a net.
    """
    _, errors = error_extremes(weights)
    large = errors[np.abs(errors) >= share * np.abs(errors).max()]
    return int(1 + np.count_nonzero(np.diff(np.sign(large)))) if large.any() else 0


def line_sup_error(slope: float, intercept: float) -> float:
    """Return the largest abs(slope·x + intercept − x²) over all x in [0, 1].

    Args:
        slope: the line's slope.
        intercept: its value at 0.

    Returns:
        The error; inf where one of the two is not finite.
    """
    if not (math.isfinite(slope) and math.isfinite(intercept)):
        return math.inf
    line = _Piece(Fraction(0), Fraction(1), Fraction(slope), Fraction(intercept))
    return max(abs(_float(error)) for _, error in _extremes([line]))


def _pieces(weights: Weights) -> list[_Piece]:
    """Cut [0, 1] at the kinks, and add up slope and offset of the active units on each piece."""
    (first, biases, last, (shift,)) = (array.reshape(-1).tolist() for array in weights)
    slope, offset = Fraction(0), Fraction(shift)
    steps: dict[Fraction, list[tuple[Fraction, Fraction]]] = {}
    for a, b, v in zip(first, biases, last, strict=True):
        change = (Fraction(v) * Fraction(a), Fraction(v) * Fraction(b))
        if b > 0 or (b == 0 and a > 0):  # active just right of 0
            slope, offset = slope + change[0], offset + change[1]
        if 0 < -b < a or a < -b < 0:  # the kink −b/a lies inside (0, 1)
            sign = 1 if a > 0 else -1  # switches on there, or off
            step = (sign * change[0], sign * change[1])
            steps.setdefault(-Fraction(b) / Fraction(a), []).append(step)
    places = sorted(steps)
    pieces = []
    for left, right in pairwise([Fraction(0), *places, Fraction(1)]):
        for step in steps.get(left, []):
            slope, offset = slope + step[0], offset + step[1]
        pieces.append(_Piece(left, right, slope, offset))
    return pieces


def _extremes(pieces: list[_Piece]) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield (x, g(x) − x²) wherever the error can be extreme, ordered by x; kinks occur twice."""
    for left, right, slope, offset in pieces:
        vertex = slope / 2
        for x in (left, vertex, right) if left < vertex < right else (left, right):
            yield x, (slope - x) * x + offset


def _float(number: Fraction) -> float:
    """Return the nearest float, ±inf beyond the range of floats."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _array(name: str, array: object, title: str) -> Floats:
    """Return one of the arrays.

    Raises:
        CheckFailed: it is not a float64 array.
    """
    if not isinstance(array, np.ndarray):
        raise CheckFailed(
            f"{title}: {name} is not a NumPy array but of type {type(array).__name__}.",
            got=show(array),
            slip="wrap it in `np.array(…)`, even the single number b2.",
        )
    if array.dtype != np.float64:
        raise CheckFailed(
            f"{title}: {name} has dtype {array.dtype}, but float64 is expected.",
            slip="`np.array([1, 2])` contains integers, `np.array([1.0, 2.0])` floats."
            if array.dtype.kind in "iub"
            else "`.astype(np.float64)` helps, but it is better to compute in float64 throughout.",
        )
    return np.asarray(array)


def _check_shapes(arrays: Weights, title: str) -> None:
    got = tuple(array.shape for array in arrays)
    w1, b1, w2, b2 = got
    units = b1[0] if len(b1) == 1 else arrays[0].size
    if got == ((units, 1), (units,), (1, units), (1,)):
        return
    slip = f"the layout is {LAYOUT}."
    if len(w1) == len(w2) == 2 and (w1[0], w2[1]) == (1, 1) and w1[1] == w2[0] == units > 1:
        slip = "W1 and W2 are swapped or transposed: W1 maps 1 number to d, so it is (d, 1)."
    elif len(w1) == 1 or len(w2) == 1:
        slip = "weights are matrices: `W1.reshape(-1, 1)` is (d, 1), `W2.reshape(1, -1)` is (1, d)."
    elif len(b1) != 1 or len(b2) != 1:
        slip = "biases are vectors with one index: b1 (d,) and b2 (1,)."
    elif (w1, w2, b2) == ((w1[0], 1), (1, w1[0]), (1,)) and b1 != (w1[0],):
        slip = "every hidden unit has its own entry in b1."
    shown = ", ".join(f"{name} {shape}" for name, shape in zip(NAMES, got, strict=True))
    raise CheckFailed(f"{title}: the shapes do not fit together.", got=shown, slip=slip)

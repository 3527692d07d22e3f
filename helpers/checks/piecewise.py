"""ReLU nets with one hidden layer against x² on [0, 1]: the largest error, exactly.

Such a net is linear between its kinks, so its error g(x) − x² is a concave parabola on each
piece. The extremes of the error lie at the pieces' ends and at the parabolas' vertices: finitely
many points, found by formula. No grid can step over the worst one. Weights are floats, hence
rational numbers, and all arithmetic here is rational: scales of 1e3 and 1e-3, zero units, kinks
that coincide and large terms that cancel cost no accuracy.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.checks.failure import CheckFailed, show

Floats = NDArray[np.float64]
Weights = tuple[Floats, Floats, Floats, Floats]
NAMES = ("W1", "b1", "W2", "b2")
LAYOUT = "W1 (d, 1), b1 (d,), W2 (1, d), b2 (1,)"
SHARE = 0.98
"""An extreme counts as one of the largest when it reaches this share of the largest error."""


class _Piece(NamedTuple):
    """g(x) = slope·x + offset for left ≤ x ≤ right."""

    left: Fraction
    right: Fraction
    slope: Fraction
    offset: Fraction


def relu_weights(value: Any, title: str = "the net", width: int | None = None) -> Weights:
    """Return the four arrays of a net g(x) = W2·relu(W1·x + b1) + b2 after checking them.

    Args:
        value: what an answer returned; right are W1 (d, 1), b1 (d,), W2 (1, d), b2 (1,), all
            float64 arrays with finite entries, in a tuple or list.
        title: what messages call the answer.
        width: the number d of units, where it is prescribed.

    Raises:
        CheckFailed: something else; the sentence names the likely slip.
    """
    if not isinstance(value, tuple | list) or len(value) != len(NAMES):
        kind = f"{len(value)} values" if isinstance(value, tuple | list) else show(value)
        raise CheckFailed(
            f"{title} must return four arrays: {', '.join(NAMES)}.",
            got=kind,
            slip="`return W1, b1, W2, b2`, with the biases." if value is not None else "no return.",
        )
    for name, array in zip(NAMES, value, strict=True):
        _check_array(name, array, title)
    arrays: Weights = tuple(np.asarray(array) for array in value)  # type: ignore[assignment]
    _check_shapes(arrays, title)
    for name, array in zip(NAMES, arrays, strict=True):
        if not np.isfinite(array).all():
            raise CheckFailed(f"{title}: {name} holds inf or NaN.", got=show(array))
    units = arrays[1].size
    if width is not None and units != width:
        raise CheckFailed(
            f"{title} has {units} hidden units where exactly {width} are asked for.",
            slip="n interior kinks make n + 1 pieces; a unit that is active everywhere counts too.",
        )
    return arrays


def evaluate(weights: Any, x: ArrayLike) -> Floats:
    """Return g(x) for points of [0, 1], exact but for one last rounding; x and g have shape (n,).

    Raises:
        ValueError: a point lies outside [0, 1].
    """
    points = np.asarray(x, dtype=float).reshape(-1)
    if not ((points >= 0) & (points <= 1)).all():
        raise ValueError("evaluate wants points of [0, 1].")
    pieces = _pieces(relu_weights(weights))
    starts = [piece.left for piece in pieces]
    values = []
    for point in map(Fraction, points.tolist()):
        piece = pieces[bisect_right(starts, point) - 1]
        values.append(_float(piece.slope * point + piece.offset))
    return np.array(values)


def kinks(weights: Any) -> Floats:
    """Return where units switch inside (0, 1), sorted, each place once; shape (k,), k ≤ d."""
    return np.array([float(piece.left) for piece in _pieces(relu_weights(weights))][1:])


def sup_error(weights: Any) -> float:
    """Return the largest abs(g(x) − x²) over all x in [0, 1], exact but for one last rounding."""
    return max(abs(_float(error)) for _, error in _extremes(_pieces(relu_weights(weights))))


def error_extremes(weights: Any) -> tuple[Floats, Floats]:
    """Return where g(x) − x² can be extreme on [0, 1], and its values there, with sign.

    Both arrays have shape (m,), ordered by x: the ends, the kinks, and the vertices of the
    parabolas that lie inside their pieces.
    """
    found = dict(_extremes(_pieces(relu_weights(weights))))
    return (
        np.array([_float(x) for x in found]),
        np.array([_float(error) for error in found.values()]),
    )


def alternations(weights: Any, share: float = SHARE) -> int:
    """Return at how many points in a row the error is largest with alternating sign.

    Extremes of at least `share` times the largest error count; neighbours of equal sign count
    once. A best approximation spreads its error out, so its number is high.
    """
    _, errors = error_extremes(weights)
    large = errors[np.abs(errors) >= share * np.abs(errors).max()]
    return int(1 + np.count_nonzero(np.diff(np.sign(large)))) if large.any() else 0


def line_sup_error(slope: float, intercept: float) -> float:
    """Return the largest abs(slope·x + intercept − x²) over all x in [0, 1]; inf for NaN or inf."""
    if not (math.isfinite(slope) and math.isfinite(intercept)):
        return math.inf
    line = _Piece(Fraction(0), Fraction(1), Fraction(slope), Fraction(intercept))
    return max(abs(_float(error)) for _, error in _extremes([line]))


def _pieces(weights: Weights) -> list[_Piece]:
    """Cut [0, 1] at the kinks, and sum up slope and offset of the active units on each piece."""
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
    """Yield (x, g(x) − x²) wherever the error can be extreme, ordered by x; kinks come twice."""
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


def _check_array(name: str, array: Any, title: str) -> None:
    if not isinstance(array, np.ndarray):
        raise CheckFailed(
            f"{title}: {name} is no NumPy array but of type {type(array).__name__}.",
            got=show(array),
            slip="wrap it: `np.array(…)`, for the single number b2 too.",
        )
    if array.dtype != np.float64:
        raise CheckFailed(
            f"{title}: {name} has dtype {array.dtype} where float64 is due.",
            slip="`np.array([1, 2])` holds integers, `np.array([1.0, 2.0])` floats."
            if array.dtype.kind in "iub"
            else "`.astype(np.float64)` helps, but better compute in float64 from the start.",
        )


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

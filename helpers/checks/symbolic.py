"""Comparing a SymPy expression of an answer with the right one, by numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.checks.failure import CheckFailed
from helpers.checks.trees import DIGITS, Tree, describe_expression, evaluate_tree

if TYPE_CHECKING:
    from mpmath import mpf
    from sympy import Basic

TOLERANCE = 1e-12
"""Relative for values beyond 1. Looser than floats, so constants may be written as floats."""


def same_expression(
    tree: object,
    expected: Basic,
    symbols: Mapping[str, object],
    points: Sequence[Mapping[str, float]],
    title: str,
    *,
    by: str = "",
    slips: Mapping[str, Basic] | None = None,
) -> None:
    """Check that a described expression equals `expected` at every point, to twelve digits.

    Two analytic expressions that agree at a dozen random points are the same. Simplifying them
    could hang; evaluating them cannot.

    Args:
        tree: the described answer.
        expected: the right SymPy expression.
        symbols: the symbols that may occur, by name.
        points: values of the symbols, by name.
        title: what messages call the expression.
        by: name of a symbol. With it, the answer should be the derivative of `expected` with
            respect to this symbol, measured by a central difference in twice as many digits.
        slips: sentence → wrong expression, named if the answer equals it.

    Raises:
        CheckFailed: with the first point at which they differ.
    """
    places = [{name: float(point[name]) for name in symbols} for point in points]
    values, right = _values(tree, places), describe_expression(expected)
    wanted = [_slope(right, place, by) for place in places] if by else _values(right, places)
    for place, value, truth in zip(places, values, wanted, strict=True):
        if not _same(value, truth):
            raise CheckFailed(
                f"{title} is not the derivative.",
                example=", ".join(f"{name} = {x:.6g}" for name, x in place.items()),
                got=f"{complex(value):.10g}" if value.imag else f"{float(value.real):.10g}",
                expected=f"{float(truth.real):.10g}",
                slip=_named_slip(values, places, slips or {}),
            )


def _named_slip(
    values: Sequence[mpf], points: Sequence[Mapping[str, float]], slips: Mapping[str, Basic]
) -> str:
    """Return the sentence of the wrong expression that has these values, if there is one."""
    for sentence, wrong in slips.items():
        if all(map(_same, values, _values(describe_expression(wrong), points))):
            return sentence
    return ""


def _values(tree: object, points: Sequence[Mapping[str, float]]) -> list[mpf]:
    return [evaluate_tree(tree, point) for point in points]


def _slope(tree: Tree, point: Mapping[str, float], by: str) -> mpf:
    """Return the derivative of an expression at a point; SymPy's would take longer than the rest.

    With a step of 10⁻¹⁵ the error, of order 10⁻³⁰, is that of an evaluation to 30 digits.
    """
    import mpmath

    digits = 2 * DIGITS
    with mpmath.workdps(digits):
        step = mpmath.mpf(10) ** (-DIGITS // 2)
        up, down = (
            evaluate_tree(tree, {**point, by: point[by] + h}, digits) for h in (step, -step)
        )
        return (up - down) / (2 * step)


def _same(value: mpf, right: mpf) -> bool:
    return bool(abs(value - right) <= TOLERANCE * max(1, abs(right)))

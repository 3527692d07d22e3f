"""SymPy expressions across the door: a plain tree there, numbers to compare here.

A tree that comes back is evaluated by a short list of functions on numbers; SymPy never sees it.
Sizes of trees, numbers and precisions are bounded, so that no tree can hang the side that checks.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from helpers.checks.failure import CheckFailed

MAX_NODES = 4000
MAX_DEPTH = 100
DIGITS = 30
"""Numbers are evaluated with so many digits."""
TOLERANCE = 1e-12
"""Relative, for values beyond 1: looser than floats, so that constants may be written as such."""

_LARGEST = 20_000
"""Beyond 2 to this power a number counts as infinite, and its reciprocal as zero."""
_INTEGER = re.compile(r"-?\d{1,400}")
_FLOAT = re.compile(r"-?\d{1,60}(\.\d{0,60})?(e[+-]?\d{1,4})?")


def describe_expression(expression: Any) -> Any:
    """Return a SymPy expression as nested lists: `["Mul", ["Symbol", "z"], ["Float", "0.5"]]`.

    Python numbers are taken as SymPy takes them.

    Raises:
        TypeError: it is no SymPy expression.
        ValueError: it is too large.
    """
    import sympy

    if not isinstance(expression, sympy.Basic | int | float):
        raise TypeError(f"{type(expression).__name__} is no SymPy expression")
    count = 0

    def walk(node: Any) -> list[Any]:
        nonlocal count
        count += 1
        if count > MAX_NODES:
            raise ValueError("the expression is too large")
        if isinstance(node, sympy.Symbol):
            return ["Symbol", str(node.name)]
        if isinstance(node, sympy.Rational):
            return ["Rational", str(node.p), str(node.q)]
        if isinstance(node, sympy.Float):
            return ["Float", str(node)]
        return [type(node).__name__, *(walk(argument) for argument in node.args)]

    return walk(sympy.sympify(expression))


def evaluate_tree(tree: Any, point: Mapping[str, Any], digits: int = DIGITS) -> Any:
    """Return the value of a described expression at a point, as an mpmath number; NaN: none.

    Args:
        tree: as `describe_expression` returns it; it may come from a hostile process.
        point: values of the symbols that may occur, by name.
        digits: how many digits it is evaluated with.

    Raises:
        CheckFailed: another symbol, a function outside the list, too large, or no tree at all.
    """
    import mpmath

    count = 0

    def value(node: Any, depth: int) -> Any:
        nonlocal count
        count += 1
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise CheckFailed("The expression is too large to be checked.", slip="simplify it.")
        kind, rest = _parts(node)
        if kind == "Symbol":
            return mpmath.mpf(_symbol(rest, point))
        if kind in ("Rational", "Float"):
            return _number(kind, rest)
        function = _functions().get(kind)
        if function is None:
            raise CheckFailed(
                f"The expression holds {kind[:60]}, which this check does not know.",
                slip="write the formula out in elementary functions, without Derivative or Lambda.",
            )
        arguments = [value(child, depth + 1) for child in rest]
        try:
            return _bounded(function(*arguments))
        except (ArithmeticError, TypeError, ValueError):
            return mpmath.nan

    with mpmath.workdps(digits):
        result = value(tree, 0)
    return result if isinstance(result, mpmath.mpf | mpmath.mpc) else mpmath.nan


def same_expression(
    tree: Any,
    expected: Any,
    symbols: Mapping[str, Any],
    points: Sequence[Mapping[str, float]],
    title: str,
    *,
    by: str = "",
    slips: Mapping[str, Any] | None = None,
) -> None:
    """Check that a described expression equals `expected` at every point, to twelve digits.

    Two analytic expressions that agree at a dozen random points are the same; evaluating them
    cannot hang, as simplifying can.

    Args:
        tree: the described answer.
        expected: the right SymPy expression.
        symbols: the symbols that may occur, by name.
        points: values of the symbols, by name.
        title: what messages call the expression.
        by: name of a symbol. Where it is given, the answer should be the derivative of `expected`
            by it, which is measured by a central difference in twice as many digits.
        slips: sentence → wrong expression, named when the answer equals it.

    Raises:
        CheckFailed: with the first point where they differ.
    """
    points = [{name: float(point[name]) for name in symbols} for point in points]
    values = _values(tree, points)
    right = describe_expression(expected)
    wanted = [_slope(right, point, by) for point in points] if by else _values(right, points)
    for point, value, right in zip(points, values, wanted, strict=True):
        if not _same(value, right):
            alike = (
                sentence
                for sentence, wrong in (slips or {}).items()
                if all(map(_same, values, _values(describe_expression(wrong), points)))
            )
            raise CheckFailed(
                f"{title} is not the derivative.",
                example=", ".join(f"{name} = {x:.6g}" for name, x in point.items()),
                got=f"{complex(value):.10g}" if value.imag else f"{float(value.real):.10g}",
                expected=f"{float(right.real):.10g}",
                slip=next(alike, ""),
            )


def _values(tree: Any, points: Sequence[Mapping[str, float]]) -> list[Any]:
    return [evaluate_tree(tree, point) for point in points]


def _slope(tree: Any, point: Mapping[str, float], by: str) -> Any:
    """Return the derivative of an expression at a point: SymPy's would take longer than all else.

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


def _same(value: Any, right: Any) -> bool:
    return bool(abs(value - right) <= TOLERANCE * max(1, abs(right)))


def _parts(node: Any) -> tuple[str, Sequence[Any]]:
    if not isinstance(node, list | tuple) or not node or not isinstance(node[0], str):
        raise CheckFailed("The answer holds something that is no SymPy expression.")
    return node[0], node[1:]


def _symbol(rest: Sequence[Any], point: Mapping[str, Any]) -> Any:
    name = rest[0] if rest and isinstance(rest[0], str) else ""
    if name not in point:
        raise CheckFailed(
            f"The expression holds the symbol {name[:60]!r}.",
            slip="use the symbols that the function is given, and make no new ones.",
        )
    return point[name]


def _number(kind: str, rest: Sequence[Any]) -> Any:
    import mpmath

    form, count = (_INTEGER, 2) if kind == "Rational" else (_FLOAT, 1)
    if len(rest) != count or not all(isinstance(x, str) and form.fullmatch(x) for x in rest):
        raise CheckFailed("The expression holds a number that is too long, or none.")
    if kind == "Float":
        return mpmath.mpf(rest[0])
    return mpmath.mpf(int(rest[0])) / int(rest[1]) if int(rest[1]) else mpmath.nan


def _bounded(value: Any) -> Any:
    """Keep a number within 2^±_LARGEST: beyond, the functions would need ever more digits."""
    import mpmath

    if not isinstance(value, mpmath.mpf | mpmath.mpc) or not value or not mpmath.isfinite(value):
        return value
    size = mpmath.mag(value)
    if size < -_LARGEST:
        return mpmath.mpf(0)
    return mpmath.inf * mpmath.sign(value) if size > _LARGEST else value


@functools.cache
def _functions() -> dict[str, Callable[..., Any]]:
    """Return every function that a tree may hold, by the name of its SymPy class."""
    import operator

    import mpmath

    same_name = (
        "exp", "log", "sinh", "cosh", "tanh", "sech", "csch", "coth", "asinh", "atanh",
        "sin", "cos", "tan", "atan", "erf", "erfc", "sign",
    )  # fmt: skip
    return {name: getattr(mpmath, name) for name in same_name} | {
        "Add": lambda *terms: mpmath.fsum(terms),
        "Mul": lambda *factors: mpmath.fprod(factors),
        "Pow": _power,
        "Abs": abs,
        "Max": lambda *items: max(items),
        "Min": lambda *items: min(items),
        "UnevaluatedExpr": lambda inner: inner,
        "Heaviside": _heaviside,
        "DiracDelta": lambda z: mpmath.mpf(0) if z else mpmath.nan,
        "Exp1": lambda: +mpmath.e,
        "Pi": lambda: +mpmath.pi,
        "Infinity": lambda: mpmath.inf,
        "NegativeInfinity": lambda: -mpmath.inf,
        "Piecewise": lambda *pairs: next((x for x, holds in pairs if holds is True), mpmath.nan),
        "ExprCondPair": lambda value, condition: (value, condition),
        "ITE": lambda condition, yes, no: yes if condition else no,
        "And": lambda *items: all(items),
        "Or": lambda *items: any(items),
        "Not": operator.not_,
        "BooleanTrue": lambda: True,
        "BooleanFalse": lambda: False,
        "Equality": operator.eq,
        "Unequality": operator.ne,
        "StrictLessThan": operator.lt,
        "LessThan": operator.le,
        "StrictGreaterThan": operator.gt,
        "GreaterThan": operator.ge,
    }


def _power(base: Any, exponent: Any) -> Any:
    """Return a power; a huge exponent by way of the logarithm, else mpmath multiplies for long."""
    import mpmath

    if base and mpmath.mag(exponent) > math.log2(1e9):
        return mpmath.exp(exponent * mpmath.log(base))
    return mpmath.power(base, exponent)


def _heaviside(z: Any, at_zero: Any) -> Any:
    import mpmath

    return at_zero if z == 0 else mpmath.mpf(z > 0)

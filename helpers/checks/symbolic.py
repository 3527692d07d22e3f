"""SymPy expressions across the door: a plain tree there, an allow-list back, numbers to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.checks.failure import CheckFailed

MAX_NODES = 4000
_DIGITS = 30
_NODES = frozenset({
    "Add", "Mul", "Pow", "Abs", "Max", "Min", "sign", "Heaviside", "Piecewise", "ExprCondPair",
    "exp", "log", "sinh", "cosh", "tanh", "sech", "csch", "coth", "sin", "cos", "tan", "atan",
    "erf", "erfc", "And", "Or", "Not", "ITE", "Equality", "Unequality", "StrictLessThan",
    "LessThan", "StrictGreaterThan", "GreaterThan", "BooleanTrue", "BooleanFalse",
})  # fmt: skip
_CONSTANTS = frozenset({"Exp1", "Pi", "Infinity", "NegativeInfinity"})


def describe_expression(expression: Any) -> Any:
    """Return a SymPy expression as nested lists: `["Add", ["Symbol", "z"], ["Integer", "1"]]`.

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


def rebuild_expression(tree: Any, symbols: Mapping[str, Any]) -> Any:
    """Return the SymPy expression of a described tree; only an allow-list of nodes is made.

    Args:
        tree: as `describe_expression` returns it; it may come from a hostile process.
        symbols: the symbols that may occur, by name.

    Raises:
        CheckFailed: another symbol, another kind of node, or no tree at all.
    """
    import sympy

    if not isinstance(tree, list | tuple) or not tree or not isinstance(tree[0], str):
        raise CheckFailed("The answer holds something that is no SymPy expression.")
    kind, *rest = tree
    if kind == "Symbol":
        if rest and rest[0] in symbols:
            return symbols[rest[0]]
        raise CheckFailed(
            f"The expression holds the symbol {rest[0] if rest else ''!r}.",
            slip="use the symbols that the function is given, and make no new ones.",
        )
    if kind == "Rational":
        return sympy.Rational(int(str(rest[0])[:400]), int(str(rest[1])[:400]))
    if kind == "Float":
        return sympy.Float(str(rest[0])[:60])
    if kind in _CONSTANTS:
        return getattr(sympy.S, kind)
    if kind in _NODES:
        return _constructor(kind)(*(rebuild_expression(child, symbols) for child in rest))
    raise CheckFailed(
        f"The expression holds {kind}, which this check does not know.",
        slip="write the derivative out in elementary functions, without Derivative or Lambda.",
    )


def _constructor(kind: str) -> Any:
    import sympy
    from sympy.functions.elementary.piecewise import ExprCondPair

    special = {
        "ExprCondPair": ExprCondPair,
        "BooleanTrue": lambda: sympy.true,
        "BooleanFalse": lambda: sympy.false,
    }
    return special.get(kind) or getattr(sympy, kind)


def same_expression(
    tree: Any,
    expected: Any,
    symbols: Mapping[str, Any],
    points: Sequence[Mapping[str, float]],
    title: str,
    *,
    slips: Mapping[str, Any] | None = None,
) -> None:
    """Check that a described expression equals `expected` at every point, to 20 digits.

    Two analytic expressions that agree at a dozen random points are the same; evaluating them
    cannot hang, as simplifying can.

    Args:
        tree: the described answer.
        expected: the right SymPy expression.
        symbols: the symbols that may occur, by name.
        points: values of the symbols, by name.
        title: what messages call the expression.
        slips: sentence → wrong expression, named when the answer equals it.

    Raises:
        CheckFailed: with the first point where they differ.
    """
    got = rebuild_expression(tree, symbols)
    values = [_value(got, symbols, point) for point in points]
    wanted = [_value(expected, symbols, point) for point in points]
    for point, value, right in zip(points, values, wanted, strict=True):
        if not _same(value, right):
            alike = {
                sentence: [_value(wrong, symbols, other) for other in points]
                for sentence, wrong in (slips or {}).items()
            }
            slip = next((text for text, other in alike.items() if _all_same(values, other)), "")
            raise CheckFailed(
                f"{title} is not the derivative.",
                example=", ".join(f"{name} = {float(x):.6g}" for name, x in point.items()),
                got=f"{complex(value):.10g}" if value.imag else f"{float(value.real):.10g}",
                expected=f"{float(right.real):.10g}",
                slip=slip,
            )


def _value(expression: Any, symbols: Mapping[str, Any], point: Mapping[str, float]) -> Any:
    import mpmath
    import sympy

    numbers = {symbols[name]: sympy.Float(float(x), _DIGITS) for name, x in point.items()}
    with mpmath.workdps(_DIGITS):
        try:
            return mpmath.mpmathify(sympy.sympify(expression).evalf(_DIGITS, subs=numbers))
        except (TypeError, ValueError, ZeroDivisionError):
            return mpmath.mpc(np.nan)


def _all_same(values: Sequence[Any], others: Sequence[Any]) -> bool:
    return all(_same(value, other) for value, other in zip(values, others, strict=True))


def _same(value: Any, right: Any) -> bool:
    import mpmath

    return bool(
        abs(mpmath.mpc(value) - mpmath.mpc(right)) <= 1e-15 * max(1, abs(mpmath.mpc(right)))
    )

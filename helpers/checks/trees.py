"""SymPy expressions as plain trees: made on the answer's side, evaluated on the test's.

A tree that comes back is evaluated by a short list of functions on numbers; SymPy never sees it.
The sizes of trees, numbers and precisions are bounded, so no tree can hang the side that checks.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from helpers.checks.failure import CheckFailed

if TYPE_CHECKING:
    from mpmath import mpf
    from sympy import Basic

MAX_NODES = 4000
MAX_DEPTH = 100
DIGITS = 30
"""Numbers are evaluated with this many digits."""

_LARGEST = 20_000
"""Beyond 2 to this power a number counts as infinite, and its reciprocal as zero."""
_INTEGER = re.compile(r"-?\d{1,400}")
_FLOAT = re.compile(r"-?\d{1,60}(\.\d{0,60})?(e[+-]?\d{1,4})?")


Tree: TypeAlias = list["Tree | str"]
"""`["Mul", ["Symbol", "z"], ["Float", "0.5"]]`: an expression's class, and what it consists of."""

Point: TypeAlias = Mapping[str, "float | mpf"]
"""Values of symbols, by name."""


def describe_expression(expression: Basic | float) -> Tree:
    """Return a SymPy expression as a `Tree`.

    Args:
        expression: an expression; Python numbers count as well.

    Raises:
        TypeError: it is not a SymPy expression.
        ValueError: it is too large.
    """
    import sympy

    if not isinstance(expression, sympy.Basic | int | float):
        raise TypeError(f"{type(expression).__name__} is not a SymPy expression")
    count = 0

    def walk(node: Basic) -> Tree:
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


def evaluate_tree(tree: object, point: Point, digits: int = DIGITS) -> mpf:
    """Return the value of a described expression at a point.

    Args:
        tree: what `describe_expression` returns; it may come from a hostile process.
        point: values of the symbols that may occur.
        digits: how many digits it is evaluated with.

    Returns:
        An mpmath number, NaN where the expression has no value.

    Raises:
        CheckFailed: it is not a tree, is too large, or contains another symbol or a function
            outside the list.
    """
    import mpmath

    with mpmath.workdps(digits):
        result = _Evaluation(point).value(tree, 0)
    return result if isinstance(result, mpmath.mpf | mpmath.mpc) else mpmath.nan


class _Evaluation:
    """The evaluation of one tree, which counts its nodes."""

    def __init__(self, point: Point) -> None:
        self._point, self._count = point, 0

    def value(self, node: object, depth: int) -> mpf:
        """Return the value of a node of the tree, at some depth."""
        import mpmath

        self._count += 1
        if self._count > MAX_NODES or depth > MAX_DEPTH:
            raise CheckFailed("The expression is too large to be checked.", slip="simplify it.")
        kind, rest = _parts(node)
        if kind == "Symbol":
            return mpmath.mpf(_symbol(rest, self._point))
        if kind in ("Rational", "Float"):
            return _number(kind, rest)
        function = _function(kind)
        arguments = [self.value(child, depth + 1) for child in rest]
        try:
            return _bounded(function(*arguments))
        except (ArithmeticError, TypeError, ValueError):
            return mpmath.nan


def _parts(node: object) -> tuple[str, Sequence[object]]:
    """Return the class of a node and what it consists of."""
    if not isinstance(node, list | tuple) or not node or not isinstance(node[0], str):
        raise CheckFailed("The answer contains something that is not a SymPy expression.")
    return node[0], node[1:]


def _symbol(rest: Sequence[object], point: Point) -> float | mpf:
    name = rest[0] if rest and isinstance(rest[0], str) else ""
    if name not in point:
        raise CheckFailed(
            f"The expression contains the symbol {name[:60]!r}.",
            slip="use the symbols that the function receives, and make no new ones.",
        )
    return point[name]


def _number(kind: str, rest: Sequence[object]) -> mpf:
    import mpmath

    form, count = (_INTEGER, 2) if kind == "Rational" else (_FLOAT, 1)
    texts = [x for x in rest if isinstance(x, str) and form.fullmatch(x)]
    if not len(texts) == len(rest) == count:
        raise CheckFailed("The expression contains a number that is too long or cannot be read.")
    if kind == "Float":
        return mpmath.mpf(texts[0])
    return mpmath.mpf(int(texts[0])) / int(texts[1]) if int(texts[1]) else mpmath.nan


def _bounded(value: mpf) -> mpf:
    """Keep a number within 2^±_LARGEST; beyond that, functions would need more and more digits."""
    import mpmath

    if not isinstance(value, mpmath.mpf | mpmath.mpc) or not value or not mpmath.isfinite(value):
        return value
    size = mpmath.mag(value)
    if size < -_LARGEST:
        return mpmath.mpf(0)
    return mpmath.inf * mpmath.sign(value) if size > _LARGEST else value


def _function(kind: str) -> Callable[..., mpf]:
    function = _functions().get(kind)
    if function is None:
        raise CheckFailed(
            f"The expression contains {kind[:60]}, which this check does not know.",
            slip="write the formula out in elementary functions, without Derivative or Lambda.",
        )
    return function


@functools.cache
def _functions() -> dict[str, Callable[..., mpf]]:
    """Return every function that a tree may contain, by the name of its SymPy class."""
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


def _power(base: mpf, exponent: mpf) -> mpf:
    """Return a power, by logarithms if the exponent is huge: mpmath would multiply for ages."""
    import mpmath

    if base and mpmath.mag(exponent) > math.log2(1e9):
        return mpmath.exp(exponent * mpmath.log(base))
    return mpmath.power(base, exponent)


def _heaviside(z: mpf, at_zero: mpf) -> mpf:
    import mpmath

    return at_zero if z == 0 else mpmath.mpf(z > 0)

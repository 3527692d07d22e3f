"""Changes: the slips that may stand in the place of one piece of code.

Each is a slip that people make: another operator, comparison, constant, axis, sign or dtype, two
arguments exchanged, a call or a condition left out.
"""

from __future__ import annotations

import ast
import copy
import itertools
import math
from collections.abc import Iterator, Sequence, Set
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
"""Operators whose sides must not be exchanged."""
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_PAIRS = (
    ("max", "min"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("any", "all"),
    ("sum", "mean"),
    ("zeros", "ones"),
    ("floor", "ceil"),
    ("sin", "cos"),
    ("exp", "expm1"),
    ("log", "log10"),
    ("tanh", "sigmoid"),
    ("abs", "square"),
    ("float", "int"),
    ("double", "float"),
    ("float64", "float32"),
    ("normal", "uniform"),
    ("normal_", "uniform_"),
)
TWINS = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])} | {"float": "int"}
"""Names that are taken for each other."""
NET = "strict"
"""An argument that only complains: without it every call that is right gives the same."""


def changes(node: ast.AST, parent: ast.AST, bound: Set[str]) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node; the node is not changed.

    Args:
        node: the piece of code.
        parent: what it is a part of.
        bound: names that the code binds: `z` in `z.sum()`, but not `np` in `np.sum(z)`.
    """
    match node:
        case ast.Constant() if not (isinstance(parent, ast.keyword) and parent.arg == NET):
            yield from _other_constants(node, parent)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield node.operand
        case ast.BinOp():
            yield with_(node, op=OPERATORS[type(node.op)]())
            if isinstance(node.op, ORDERED):
                yield with_(node, left=node.right, right=node.left)
        case ast.AugAssign():
            yield with_(node, op=OPERATORS[type(node.op)]())
            yield ast.copy_location(ast.Pass(), node)
        case ast.BoolOp():
            yield with_(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.Compare():
            for index, op in enumerate(node.ops):
                for other in COMPARISONS[type(op)]:
                    yield with_(node, ops=_put(node.ops, index, [other()]))
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.If():
            yield with_(node, test=ast.Constant(True))
        case ast.With():
            yield ast.copy_location(ast.If(ast.Constant(True), node.body, []), node)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield from _without_filters(node)
        case ast.Slice():
            yield from _other_slices(node)
        case ast.Tuple(ctx=ast.Load()):
            yield from (with_(node, elts=elements) for elements in _swapped(node.elts))
        case ast.Expr(value=ast.Call()):
            yield ast.copy_location(ast.Pass(), node)
        case ast.Call():
            yield from _other_calls(node, parent, bound)
        case ast.Attribute(attr="T"):
            yield node.value
        case ast.Attribute(attr=name, ctx=ast.Load()) if name in TWINS:
            yield with_(node, attr=TWINS[name])
        case ast.Name(id=name, ctx=ast.Load()) if name in TWINS and name not in bound:
            yield with_(node, id=TWINS[name])


def with_(node: Node, **fields: object) -> Node:
    """Return a copy of a node with other values in some fields; its other parts are shared."""
    result = copy.copy(node)
    for name, value in fields.items():
        setattr(result, name, value)
    return result


def _other_constants(node: ast.Constant, parent: ast.AST) -> Iterator[ast.expr]:
    match node.value:
        case bool(value):
            yield with_(node, value=not value)
        case int(value):
            yield from (_number(node, other) for other in (value + 1, value - 1))
        case float(value) if math.isfinite(value):
            yield _number(node, float(f"{value * 1.01:.12g}") if value else 1.0)
        case str(value) if value and not isinstance(parent, ast.JoinedStr | ast.Expr):
            yield with_(node, value="")
    signed = isinstance(node.value, int | float) and not isinstance(node.value, bool)
    below = isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub)
    if signed and node.value not in (0, 1) and not below:  # `1 - 1` and `-1` are near enough
        yield ast.UnaryOp(ast.USub(), node)


def _number(node: ast.Constant, value: float) -> ast.expr:
    """Return a number in the place of another; a tree has no negative constants."""
    number = with_(node, value=abs(value))
    return ast.UnaryOp(ast.USub(), number) if value < 0 else number


def _without_filters(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
) -> Iterator[ast.AST]:
    for index, loop in enumerate(node.generators):
        if loop.ifs:
            yield with_(node, generators=_put(node.generators, index, [with_(loop, ifs=[])]))


def _other_slices(node: ast.Slice) -> Iterator[ast.AST]:
    if node.step is not None:
        yield with_(node, step=None)
    if (node.lower is None) != (node.upper is None):
        yield with_(node, lower=node.upper, upper=node.lower)


def _other_calls(node: ast.Call, parent: ast.AST, bound: Set[str]) -> Iterator[ast.AST]:
    statement = isinstance(parent, ast.Expr)  # left out as a whole already
    if isinstance(node.func, ast.Attribute) and _root(node.func) in {*bound, None}:
        if not statement:
            yield node.func.value
    elif node.args and not isinstance(node.args[0], ast.Starred) and not statement:
        yield node.args[0]
    yield from (with_(node, args=args) for args in _swapped(node.args))
    for index, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, NET):
            yield with_(node, keywords=_put(node.keywords, index, []))


def _root(node: ast.expr) -> str | None:
    """Return the name that a chain of attributes begins with; None where it does not."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _swapped(nodes: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield the nodes with two neighbours exchanged, for each pair of neighbours."""
    for index, pair in enumerate(itertools.pairwise(nodes)):
        if not any(isinstance(node, ast.Starred) for node in pair):
            yield [*nodes[:index], pair[1], pair[0], *nodes[index + 2 :]]


def _put(nodes: Sequence[Node], index: int, others: Sequence[Node]) -> list[Node]:
    return [*nodes[:index], *others, *nodes[index + 1 :]]

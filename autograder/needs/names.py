"""Names: which ones a piece of code binds, and which belong to a function alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from autograder.needs.hidden import HiddenError
from autograder.needs.stars import starred

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def imported(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    """Return the names that an import binds, with the full names of what they mean.

    Raises:
        HiddenError: it binds names that it does not name.
    """
    if isinstance(node, ast.Import):
        return [
            (item.asname, item.name) if item.asname else (item.name.partition(".")[0],) * 2
            for item in node.names
        ]
    if any(item.name == "*" for item in node.names):
        names = starred(node.module or "")
        if names is None or node.level:
            raise HiddenError(f"imports everything from `{node.module}`")
        return [(name, f"{node.module}.{name}") for name in names]
    return [(item.asname or item.name, f"{node.module}.{item.name}") for item in node.names]


def bound(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that code binds where it stands; what inner functions bind is theirs."""
    found: set[str] = set()
    for node in here(nodes):
        found.update(bound_by(node))
        match node:
            case ast.Import() | ast.ImportFrom():
                found.update(name for name, _ in imported(node))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
    return found


def bound_by(node: ast.AST) -> Iterator[str]:
    """Yield the name that a node binds or deletes, besides definitions and imports."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


def here(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of code without those of inner functions, classes and comprehensions.

    What an inner scope evaluates outside of itself (defaults, decorators) and what `:=` binds out
    of a comprehension belongs to the code.
    """
    for node in nodes:
        yield node
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                yield from here(_outside(node))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                yield from _walrus(node)
            case _:
                yield from here(ast.iter_child_nodes(node))


def _outside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a definition that are evaluated where it stands."""
    yield from getattr(node, "decorator_list", [])
    yield from getattr(node, "bases", [])
    yield from getattr(node, "keywords", [])
    arguments = getattr(node, "args", None)
    if isinstance(arguments, ast.arguments):
        yield from arguments.defaults
        yield from (default for default in arguments.kw_defaults if default is not None)


def _walrus(node: ast.AST) -> Iterator[ast.AST]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.NamedExpr):
            yield inner.target


def locals_of(function: Function) -> dict[str, str]:
    """Return the names of a function's own, with the full names of those that it imports."""
    body = function.body if isinstance(function.body, list) else [function.body]
    found = dict.fromkeys({*bound(body), *(a.arg for a in _arguments(function.args))}, "")
    for node in here(body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= dict(imported(node))
    elsewhere = {n for node in here(body) if isinstance(node, ast.Global) for n in node.names}
    return {name: path for name, path in found.items() if name not in elsewhere}


def defaults_of(arguments: ast.arguments) -> dict[str, ast.expr]:
    """Return the defaults of a function's parameters, by name."""
    plain = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(plain[len(plain) - len(arguments.defaults) :], arguments.defaults, strict=True)]
    pairs += [
        (argument, default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    ]
    return {argument.arg: default for argument, default in pairs}


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return plain + [extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None]


def root_of(node: ast.AST) -> ast.AST:
    """Return what attributes and items are taken of: `x` of `x.y[0].z`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node


def is_fixed(node: ast.AST) -> bool:
    """Tell whether an expression's value can be changed by nobody, or belongs to a name."""
    if isinstance(node, ast.Tuple | ast.UnaryOp | ast.BinOp | ast.operator | ast.unaryop):
        return all(map(is_fixed, ast.iter_child_nodes(node)))
    return isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.expr_context)

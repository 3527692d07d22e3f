"""Rules on what an answer may call, read from its syntax tree."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from helpers.checks.calls import backend, name_of
from helpers.checks.failure import CheckFailed


def without(function: Callable[..., Any], *forbidden: str, because: str) -> None:
    """Refuse an answer whose cell uses a library function of a forbidden name.

    A use is an attribute (`np.tanh`, `z.tanh`), an import (`from math import tanh as t`,
    `from numpy import *`, also in an earlier cell), a `getattr(np, "tanh")`, or a name that an
    earlier cell bound to one of these. The answer's own functions may bear the name, and texts
    may mention it.

    Args:
        function: the answer; the last cell that defines its name is read.
        forbidden: bare names such as `"tanh"`.
        because: the rule, as the notebook states it.

    Raises:
        CheckFailed: the sentence names the line.
    """
    name = name_of(function)
    sources = backend().sources()
    cell = _defining_cell(name, sources)
    if cell is None:
        sources = [_own_source(function)]
        cell = sources[0]
    names = set(forbidden)
    aliases = set().union(*(_aliases(_parsed(source), names) for source in sources)) - _defined(
        cell
    )
    for node in ast.walk(_parsed(cell)):
        used = _use(node, names, aliases)
        if used:
            line = cell.splitlines()[getattr(node, "lineno", 1) - 1].strip()
            raise CheckFailed(f"{name} uses {used}, and {because}", example=line)


def _defining_cell(name: str, sources: Iterable[str]) -> str | None:
    """Return the last cell that defines `name` at its top level."""
    found = None
    for source in sources:
        if name in _defined(source):
            found = source
    return found


def _defined(source: str) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in _parsed(source).body if isinstance(node, kinds)}
    for node in _parsed(source).body:
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def _parsed(source: str) -> ast.Module:
    """Parse a cell; lines with IPython magic count as blank."""
    lines = ["" if line.lstrip()[:1] in ("%", "!", "?") else line for line in source.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _own_source(function: Callable[..., Any]) -> str:
    try:
        return inspect.cleandoc("\n" + inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def _aliases(tree: ast.Module, forbidden: set[str]) -> set[str]:
    """Return names that a cell binds to a forbidden function: by import or by assignment."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {item.asname or item.name for item in node.names if item.name in forbidden}
            if node.names[0].name == "*":
                found |= forbidden
        elif isinstance(node, ast.Assign) and _reaches(node.value, forbidden):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _reaches(node: ast.expr, forbidden: set[str]) -> bool:
    """Tell whether an expression *is* a forbidden function (`np.tanh`), not a call of one."""
    if isinstance(node, ast.Attribute):
        return node.attr in forbidden
    return isinstance(node, ast.Call) and _getattr_of(node, forbidden) != ""


def _use(node: ast.AST, forbidden: set[str], aliases: set[str]) -> str:
    """Return how a node uses a forbidden function, `""` where it does not."""
    if isinstance(node, ast.Attribute) and node.attr in forbidden:
        return f"`{ast.unparse(node)}`"
    if isinstance(node, ast.ImportFrom):
        for item in node.names:
            if item.name in forbidden:
                return f"`{ast.unparse(node)}`"
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in aliases:
        return f"`{node.id}`, which is a library's own"
    if isinstance(node, ast.Call) and (found := _getattr_of(node, forbidden)):
        return f"`{found}`"
    return ""


def _getattr_of(node: ast.Call, forbidden: set[str]) -> str:
    named = isinstance(node.func, ast.Name) and node.func.id == "getattr"
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    return ast.unparse(node) if named and any(text in forbidden for text in texts) else ""

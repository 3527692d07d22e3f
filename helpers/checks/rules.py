"""Rules on what an answer may call, read from its syntax tree."""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import re
from collections.abc import Callable, Iterable

from helpers.checks.blame import Place
from helpers.checks.context import backend
from helpers.checks.failure import CheckFailed
from helpers.checks.wording import name_of, shown_place


def without(function: Callable[..., object], *forbidden: str, because: str) -> None:
    """Reject an answer whose cell uses a library function with a forbidden name.

    A use is an attribute (`np.tanh`, `z.tanh`), an import (`from math import tanh as t`,
    `from numpy import *`, in an earlier cell too), a `getattr(np, "tanh")`, or a name that an
    earlier cell bound to one of these. Functions that the student defines may have the name, and
    texts may mention it.

    Args:
        function: the answer; the last cell that defines its name is read.
        *forbidden: bare names such as `"tanh"`.
        because: the rule, as the notebook states it.

    Raises:
        CheckFailed: with the line that uses it, or because no cell defines the answer.
    """
    name = name_of(function)
    sources = backend().sources()
    cell = _defining_cell(name, sources) or _cell_of(function, sources)
    if sources and not cell:
        raise CheckFailed(
            f"No cell defines {name}, and {because}",
            slip="define it with `def` or an assignment in a cell of this notebook.",
        )
    tree, names = _parsed(cell), set(forbidden)
    aliases = _aliases(tree, names) - _defined(cell)
    aliases |= _aliases_of_all(sources, names) - _bound(tree)
    own = _owners(tree, names)
    for node in ast.walk(tree):
        used = _use(node, names, aliases, own)
        if used:
            number = getattr(node, "lineno", 1)
            line = Place(name, number, cell.splitlines()[number - 1].strip())
            raise CheckFailed(f"{name} uses {used}, and {because}", place=shown_place(line))


def _aliases_of_all(sources: Iterable[str], forbidden: set[str]) -> set[str]:
    """Return names that stand for a forbidden function after these cells have run in order."""
    aliases: set[str] = set()
    for source in sources:  # a later definition of the student's own replaces an import
        aliases = (aliases - _defined(source)) | _aliases(_parsed(source), forbidden, nested=False)
    return aliases


def _defining_cell(name: str, sources: Iterable[str]) -> str | None:
    """Return the last cell that defines `name` at its top level, or else in a block."""
    cells = [*sources][::-1]
    top = (source for source in cells if name in _defined(source))
    return next(top, None) or next((s for s in cells if name in _bound(_parsed(s))), None)


def _cell_of(function: Callable[..., object], sources: Iterable[str]) -> str:
    """Return the last cell that contains the text of a function without a name (a lambda)."""
    text = _own_source(function)
    return next((source for source in reversed([*sources]) if text and text in source), text)


def _defined(source: str) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = _parsed(source).body
    names = {node.name for node in body if isinstance(node, kinds)}
    for node in body:
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


@functools.lru_cache(maxsize=256)
def _parsed(source: str) -> ast.Module:
    """Parse a cell, with the code that IPython's magics run; what is not code counts as empty."""
    with contextlib.suppress(SyntaxError):
        return ast.parse(source)
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        tree = ast.parse(str(TransformerManager().transform_cell(source)))
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])
    magics = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_magic(node)]
    for node in magics:
        for argument in node.args[1:]:
            if isinstance(argument, ast.Constant):
                text = _OPTIONS.sub("", str(argument.value))
                tree.body += _parsed(text).body if text != source else []
    return tree


_OPTIONS = re.compile(r"^(?:-\w+(?:\s*[\d.]+)?\s+)+")
"""The options between a magic's name and its code, as in `%prun -l 5 f()`."""


def _is_magic(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in (
        "run_line_magic",
        "run_cell_magic",
    )


def _own_source(function: Callable[..., object]) -> str:
    try:
        return inspect.cleandoc("\n" + inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def _aliases(tree: ast.Module, forbidden: set[str], *, nested: bool = True) -> set[str]:
    """Return names that a cell binds to a forbidden function, by import or assignment.

    Without `nested`, only at the top level, where other cells can see them.
    """
    found = set()
    for node in ast.walk(tree) if nested else tree.body:
        if isinstance(node, ast.ImportFrom):
            found |= {item.asname or item.name for item in node.names if item.name in forbidden}
            if node.names[0].name == "*":
                found |= forbidden
        elif isinstance(node, ast.Assign) and _reaches(node.value, forbidden):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a cell binds anywhere: there they no longer mean what others bound."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def _owners(tree: ast.Module, forbidden: set[str]) -> set[str]:
    """Return what may stand before the dot if a class of the cell has a method of that name."""
    methods = (ast.FunctionDef, ast.AsyncFunctionDef)
    classes = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(item, methods) and item.name in forbidden for item in node.body)
    }
    instances = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in classes
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return classes | instances | {"self", "cls"} if classes else set()


def _reaches(node: ast.expr, forbidden: set[str]) -> bool:
    """Tell whether an expression *is* a forbidden function (`np.tanh`), not a call to one."""
    if isinstance(node, ast.Attribute):
        return node.attr in forbidden
    return isinstance(node, ast.Call) and _getattr_of(node, forbidden) != ""


def _use(node: ast.AST, forbidden: set[str], aliases: set[str], own: set[str]) -> str:
    """Return how a node uses a forbidden function, `""` if it does not."""
    if isinstance(node, ast.Attribute) and node.attr in forbidden:
        mine = isinstance(node.value, ast.Name) and node.value.id in own
        return "" if mine else f"`{_dotted(node)}`"
    if isinstance(node, ast.ImportFrom):
        for item in node.names:
            if item.name in forbidden:
                return f"`{ast.unparse(node)}`"
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in aliases:
        return f"`{node.id}`, which comes from a library"
    if isinstance(node, ast.Call) and (found := _getattr_of(node, forbidden)):
        return f"`{found}`"
    return ""


def _dotted(node: ast.Attribute) -> str:
    """Return `torch.autograd.grad`, or `.backward` where it belongs to a longer expression."""
    text = ast.unparse(node)
    return text if text.replace(".", "_").isidentifier() else f".{node.attr}"


def _getattr_of(node: ast.Call, forbidden: set[str]) -> str:
    named = isinstance(node.func, ast.Name) and node.func.id == "getattr"
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    return ast.unparse(node) if named and any(text in forbidden for text in texts) else ""

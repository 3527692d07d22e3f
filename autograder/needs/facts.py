"""Facts: what has to be known of all cells before one of them can be read.

Whether `np.exp(x)` leaves x alone depends on what `np` is, and that another cell may say.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from autograder.needs.hidden import HiddenError
from autograder.needs.names import bound_by, here, imported

MAX_SOURCE = 200_000
"""Longer cells are not read: nobody writes them by hand."""
MAX_KEPT = 2000
_TIMED = re.compile(r"\A(?:\s*#.*\n)*\s*%%(?:time|timeit)\b.*(?:\n|\Z)")
_HARMLESS = re.compile(r"^[ \t]*%matplotlib(?: inline| widget)?[ \t]*$", re.MULTILINE)
_MAGIC = re.compile(r"^\s*(?:[%!?/,;]|>>>|\.\.\.|In \[)|\?\s*$|=\s*[%!]", re.MULTILINE)
_PLAIN = frozenset({"abstractmethod", "classmethod", "staticmethod", "torch.no_grad()"})
_QUIET = frozenset({"__call__", "__init__", "__init_subclass__", "__new__", "__post_init__"})


@lru_cache(MAX_KEPT)
def parsed(source: str) -> ast.Module | None:
    """Return a cell's syntax tree; None where the cell is no Python, so that it does nothing.

    Raises:
        HiddenError: IPython makes something else of it.
    """
    if len(source) > MAX_SOURCE:
        raise HiddenError("is too long to be read")
    plain = textwrap.dedent(_HARMLESS.sub("", _TIMED.sub("", source)))
    try:
        return ast.parse(plain)
    except SyntaxError:
        if _MAGIC.search(plain):
            raise HiddenError("uses IPython's magics") from None
        return None
    except (ValueError, RecursionError, MemoryError):
        raise HiddenError("cannot be read") from None


@dataclass(frozen=True)
class Facts:
    """What is known of a notebook's names.

    Attributes:
        names: all that any cell binds.
        imports: names that nothing but imports binds, with the full name of what they mean.
        definitions: names that only `def`, `class`, `lambda` and imports bind, and that carry no
            attributes: what they mean is not changed by handing it on.
        shadowed: builtins that the notebook gives another meaning.
        methods: names of the methods of the notebook's own classes.
        tricky: whether such a class redefines operators, so that a look may change something.
    """

    names: frozenset[str]
    imports: tuple[tuple[str, str], ...]
    definitions: frozenset[str]
    shadowed: frozenset[str]
    methods: frozenset[str]
    tricky: bool


def facts_of(trees: Iterable[ast.Module]) -> Facts:
    """Return the facts of a notebook's cells."""
    found: dict[str, set[str]] = {}
    methods: set[str] = set()
    owners: set[str] = set()
    for tree in trees:
        for name, meaning in meanings(tree):
            found.setdefault(name, set()).add(meaning)
        methods |= _methods(tree)
        owners |= _owners(tree)
    paths = {name: _only(kinds) for name, kinds in found.items()}
    return Facts(
        names=frozenset(found),
        imports=tuple(sorted((name, path) for name, path in paths.items() if path)),
        definitions=frozenset(
            name
            for name, kinds in found.items()
            if "" not in kinds and not (_DEFINED in kinds and name in owners)
        ),
        shadowed=frozenset(found) & frozenset(dir(builtins)),
        methods=frozenset(methods),
        tricky=any(map(_is_operator, methods)),
    )


_DEFINED = "def"


def _only(found: set[str]) -> str:
    """Return the full name that all bindings of a name agree on; "" where there is none."""
    return next(iter(found)) if len(found) == 1 and not found & {"", _DEFINED} else ""


@lru_cache(MAX_KEPT)
def meanings(tree: ast.Module) -> tuple[tuple[str, str], ...]:
    """Return the names that a cell binds with their meanings: a full name, "def", or ""."""
    found = [(name, "") for name in _declared_global(tree)]
    functions = {id(target) for node in here(tree.body) for target in _named_lambda(node)}
    for node in here(tree.body):
        match node:
            case ast.Import() | ast.ImportFrom():
                found += imported(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.append((node.name, _DEFINED))
        meaning = _DEFINED if id(node) in functions else ""
        found += [(name, meaning) for name in bound_by(node)]
    return tuple(found)


def _named_lambda(node: ast.AST) -> list[ast.expr]:
    """Return the targets of an assignment that is a definition written otherwise."""
    lambdas = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
    return node.targets if isinstance(node, ast.Assign) and lambdas else []


@lru_cache(MAX_KEPT)
def _methods(tree: ast.Module) -> frozenset[str]:
    """Return the names of methods of a cell's classes; a property counts as an operator."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for item in node.body:
            if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(item.name)
                plain = {*map(ast.unparse, item.decorator_list)} <= _PLAIN
                found |= set() if plain else {"__get__"}
            elif isinstance(item, ast.Assign):
                found |= {target.id for target in item.targets if isinstance(target, ast.Name)}
    return frozenset(found)


def _is_operator(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and name not in _QUIET


def _declared_global(tree: ast.Module) -> set[str]:
    return {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


@lru_cache(MAX_KEPT)
def _owners(tree: ast.Module) -> frozenset[str]:
    """Return the names of which a cell takes or sets attributes: a function may carry a state."""
    return frozenset(
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    )

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

from autograder.needs import libraries
from autograder.needs.hidden import HiddenError
from autograder.needs.libraries import is_module, setting_of
from autograder.needs.names import bound_by, here, imported, is_fixed, root_of

MAX_SOURCE = 200_000
"""Longer cells are not read: nobody writes them by hand."""
MAX_KEPT = 2000
_TIMED = re.compile(r"\A(?:\s*#.*\n)*\s*%%(?:time|timeit)\b.*(?:\n|\Z)")
_LINES = re.compile(r"^([ \t]*)%time(?:it)?[ \t]+(?:-\w+(?:[ \t]*\d+)?[ \t]+)*(?=\S)", re.MULTILINE)
_HARMLESS = re.compile(r"^[ \t]*%matplotlib(?: inline| widget)?[ \t]*$", re.MULTILINE)
_MAGIC = re.compile(r"^\s*(?:[%!?/,;]|>>>|\.\.\.|In \[)|\?\s*$|=\s*[%!]", re.MULTILINE)
_PLAIN = frozenset({"abstractmethod", "classmethod", "staticmethod", "torch.no_grad()"})
_BUILTINS = frozenset(dir(builtins))
_QUIET = frozenset({"__call__", "__init__", "__init_subclass__", "__new__", "__post_init__"})


@lru_cache(MAX_KEPT)
def parsed(source: str) -> ast.Module | None:
    """Return a cell's syntax tree; None where the cell is no Python, so that it does nothing.

    Raises:
        HiddenError: IPython makes something else of it.
    """
    if len(source) > MAX_SOURCE:
        raise HiddenError("is too long to be read")
    plain = textwrap.dedent(_LINES.sub(r"\1", _HARMLESS.sub("", _TIMED.sub("", source))))
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
        definitions: names that only definitions and imports bind, and of which nobody sets an
            attribute: what they mean is not changed by handing it on.
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

    def about(self, words: frozenset[str]) -> Facts:
        """Return the facts about some names alone: those of a cell decide how it reads."""
        return Facts(
            self.names & words,
            tuple((name, path) for name, path in self.imports if name in words),
            self.definitions & words,
            self.shadowed & words,
            self.methods & words,
            self.tricky,
        )


@lru_cache(MAX_KEPT)
def mentioned(source: str) -> frozenset[str]:
    """Return all words of a cell that may be names; a cell that is no Python has none."""
    return frozenset(re.findall(r"[^\W\d]\w*", source))


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
            name for name in _definitions(found, paths) if paths[name] or name not in owners
        ),
        shadowed=frozenset(found) & frozenset(dir(builtins)),
        methods=frozenset(methods),
        tricky=any(map(_is_operator, methods)),
    )


_DEFINED = "def"
_MADE = "made by "
_LIST, _OTHER = "[]", "?"
"""What stands for a list and for another value in a call that makes something."""


def _only(kinds: set[str]) -> str:
    """Return the full name that all bindings of a name agree on; "" where there is none."""
    (kind, *others) = kinds
    return "" if others or kind == _DEFINED or kind.startswith(_MADE) else kind


def _definitions(meanings: dict[str, set[str]], paths: dict[str, str]) -> frozenset[str]:
    """Return the names that definitions alone bind, also those made of one another."""
    found: set[str] = set()
    while True:
        new = {
            name
            for name, kinds in meanings.items()
            if name not in found and all(_defines(kind, paths, found) for kind in kinds)
        }
        if not new:
            return frozenset(found)
        found |= new


def _defines(kind: str, paths: dict[str, str], definitions: set[str]) -> bool:
    """Tell whether a binding is a definition.

    One that is made by something is if this turns out to be a library's, and what it is made of
    cannot change with its use.
    """
    if not kind.startswith(_MADE):
        return kind != ""
    maker, *parts = kind.removeprefix(_MADE).split()
    root, *attributes = maker.split(".")
    path = ".".join([paths.get(root, ""), *attributes])
    if not parts:  # another name of something in a library
        return bool(paths.get(root)) and not is_module(path) and not setting_of(path)
    harmless = definitions if path == "functools.partial" else definitions | {_LIST}
    known = all(part in harmless for part in parts[1:])
    return path in libraries.COMPILERS or (path in libraries.MAKERS and known)


@lru_cache(MAX_KEPT)
def meanings(tree: ast.Module) -> tuple[tuple[str, str], ...]:
    """Return the names that a cell binds with their meanings: a full name, a definition, or ""."""
    found = [(name, "") for name in _declared_global(tree)]
    made: dict[int, str] = {}
    for node in here(tree.body):
        made |= _made(node)
    for node in here(tree.body):
        match node:
            case ast.Import() | ast.ImportFrom():
                found += imported(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.append((node.name, _DEFINED))
        found += [(name, made.get(id(node), "")) for name in bound_by(node)]
    return tuple(found)


def _made(node: ast.AST) -> dict[int, str]:
    """Return the targets of an assignment that is a definition written otherwise, with its kind.

    `f = lambda z: …` is one; `f = np.tanh` and `f = np.vectorize(g)` are, if `np` turns out to be
    NumPy, and `g` a definition.
    """
    match node:
        case ast.Assign(targets=targets, value=ast.Lambda()):
            kind = _DEFINED
        case ast.Assign(targets=targets, value=ast.Attribute() as value) if _is_dotted(value):
            kind = f"{_MADE}{ast.unparse(value)}"
        case ast.Assign(targets=targets, value=ast.Call(func=maker) as call) if _is_dotted(maker):
            kind = f"{_MADE}{ast.unparse(maker)} of {' '.join(sorted(_held(call)))}"
        case _:
            return {}
    return {id(target): kind for target in targets}


def _is_dotted(node: ast.AST) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _held(call: ast.Call) -> set[str]:
    """Return the names that a call hands over; values that are made for it have a sign."""
    found = set()
    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
        if not isinstance(value, ast.Lambda):  # what it reads is its own affair
            found |= {n.id for n in ast.walk(value) if isinstance(n, ast.Name)} - _BUILTINS
            names = isinstance(value, ast.List) and all(map(is_fixed, value.elts))
            found |= set() if is_fixed(value) else {_LIST if names else _OTHER}
    return found


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
    """Return the names of which a cell sets attributes or items: a function may carry a state."""
    targets = (n for n in ast.walk(tree) if isinstance(n, ast.Attribute | ast.Subscript))
    roots = (root_of(n) for n in targets if not isinstance(n.ctx, ast.Load))
    return frozenset(root.id for root in roots if isinstance(root, ast.Name))

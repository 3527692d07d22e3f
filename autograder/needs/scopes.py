"""Scopes: what a name means at a place in a cell, and where to note what happens to it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.needs import libraries
from autograder.needs.effects import Effects, Footprint
from autograder.needs.facts import Facts
from autograder.needs.hidden import HiddenError
from autograder.needs.names import Function, bound, locals_of, root_of

_BUILTINS = frozenset(dir(builtins)) | {"display"}


class Scopes:
    """Knows the names at the place that is being read, and collects the statement's footprint.

    Args:
        facts: those of the notebook.
        cell: the cell that the statement stands in.
    """

    def __init__(self, facts: Facts, cell: ast.Module) -> None:
        self._facts = facts
        self._cell = bound(cell.body)
        self._imports = dict(facts.imports)
        self._found = Footprint()
        self._scopes: list[dict[str, str]] = []  # those of functions, the inner one last
        self._class: dict[str, str] = {}  # a class's own names, which its methods do not see
        self._memories: dict[str, str] = {}  # parameter → function that keeps its default
        self._put_back: list[str] = []  # what will be afterwards as it was before
        self._sure: set[str] = set()  # names that the statement has bound already
        self._deferred = False

    @property
    def _effects(self) -> Effects:
        return self._found.later if self._deferred else self._found.now

    @contextmanager
    def _inside(self, function: Function, memories: dict[str, str]) -> Iterator[None]:
        """Be in a function's body, which runs when it is called.

        Args:
            function: its definition.
            memories: parameters whose defaults may be changed, with the function's name.
        """
        outer = (self._deferred, self._class, self._put_back, self._memories)
        self._deferred, self._class, self._put_back = True, {}, []
        self._memories = self._memories | memories
        self._scopes.append(locals_of(function))
        yield
        self._scopes.pop()
        self._deferred, self._class, self._put_back, self._memories = outer

    def _read(self, name: str) -> None:
        if self._deferred:
            self._found.reads_later.add(name)
        elif name not in self._sure:
            self._found.reads_now.add(name)

    def _bind(self, name: str) -> None:
        if not self._is_local(name):
            self._effects.binds.add(name)
            if not self._deferred:
                self._sure.add(name)

    def _changed(self, node: ast.AST) -> None:
        """Note that what an expression means is changed in place."""
        self._hidden_attributes(node)
        root = root_of(node)
        if not isinstance(root, ast.Name):
            return  # it is read as an expression, which hands on what it holds
        path = self._meaning(root.id)
        if path:
            self._effects.settings.add(f"changes `{path}`")
        self._touch(root.id)

    def _touch(self, name: str) -> None:
        if not self._is_local(name):
            self._read(name)
            if self._is_shared(name):
                self._effects.touches.add(name)
        elif self._memories.get(name):
            self._effects.touches.add(self._memories[name])

    def _read_root(self, node: ast.AST) -> None:
        root = root_of(node)
        if isinstance(root, ast.Name) and not self._is_local(root.id):
            self._read(root.id)

    def _hidden_attributes(self, node: ast.AST) -> None:
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            name = getattr(node, "attr", "")
            if name in libraries.HIDING_ATTRIBUTES:
                raise HiddenError(f"uses `{name}`")
            node = node.value

    def _is_local(self, name: str) -> bool:
        return name in self._class or any(name in scope for scope in self._scopes)

    def _is_shared(self, name: str) -> bool:
        """Tell whether a name's value may be one that other statements know."""
        return self._deferred or name not in self._sure

    def _is_definition(self, node: ast.AST) -> bool:
        """Tell whether an expression is the name of a function or class of the notebook."""
        own = isinstance(node, ast.Name) and not self._is_local(node.id)
        return own and getattr(node, "id", "") in self._facts.definitions

    def _meaning(self, name: str) -> str:
        """Return the full name of what a name means by an import; "" where it is no import."""
        for scope in (self._class, *reversed(self._scopes)):
            if name in scope:
                return scope[name]
        return self._imports.get(name, "")

    def _path(self, node: ast.AST, *, with_builtins: bool = False) -> str:
        """Return the full name of what an expression means in a library; "" where it is none."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        meaning = self._meaning(node.id)
        if not meaning and with_builtins and self._is_builtin(node.id) and not parts:
            meaning = "builtins"
            parts = [node.id]
        return ".".join([meaning, *reversed(parts)]) if meaning else ""

    def _is_builtin(self, name: str) -> bool:
        shadowed = self._is_local(name) or name in self._facts.shadowed
        return name in _BUILTINS and not shadowed

    def _mention(self, path: str, *, handed_on: bool) -> None:
        """Note what reading a name of a library may mean for all cells."""
        if handed_on and libraries.is_module(path):
            raise HiddenError(f"hands the module `{path}` on")
        if libraries.is_hiding(path):
            raise HiddenError(f"uses `{path}`")
        package, seed = path.partition(".")[0], libraries.is_seed(path)
        if f"{'seeds' if seed else 'settings'} of {package}" in self._put_back:
            return
        reason = libraries.setting_of(path)
        if seed:
            self._effects.seeds.add(f"sets a seed that all cells share (`{path}`)")
        elif reason:
            self._effects.settings.add(reason)

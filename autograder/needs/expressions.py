"""Expressions: what reading a value, and handing it on, may do to the names of a notebook.

Where the text leaves open whether a value is changed, it counts as changed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from autograder.needs import libraries
from autograder.needs.hidden import HiddenError
from autograder.needs.names import Comprehension, Function, bound, defaults_of, is_fixed, root_of
from autograder.needs.scopes import Scopes

_SEARCHES = frozenset({ast.In, ast.NotIn})
_TEXTS = frozenset({"__doc__", "__module__", "__name__", "__qualname__"})
_HISTORY = re.compile(r"_+|_i{1,3}|_i?\d+|_[io]h|_dh|In|Out")
"""IPython's names for what was entered and shown before."""


class Expressions(Scopes):
    """Reads expressions, and the targets that values are bound to."""

    def _expression(self, node: ast.AST | None, *, kept: bool) -> None:
        """Read an expression.

        Args:
            node: the expression.
            kept: whether its value may be kept under another name, or changed.
        """
        match node:
            case None:
                return
            case ast.Name(id=name):
                self._name(name, kept=kept)
            case ast.Attribute():
                self._attribute(node, kept=kept)
            case ast.Subscript(value=value, slice=index):
                self._expression(value, kept=kept)
                self._expression(index, kept=False)
            case ast.Call():
                self._call(node, kept=kept)
            case ast.Lambda():
                self._lambda(node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._comprehension(node)
            case ast.NamedExpr(target=target, value=value):
                self._expression(value, kept=True)
                self._targets([target])
            case ast.BinOp(op=ast.Add() | ast.Mult() | ast.BitOr()):
                self._children(node, kept=kept)  # of lists and dicts: their items are in the result
            case ast.Compare(ops=operators) if not _SEARCHES.isdisjoint(map(type, operators)):
                self._children(node, kept=True)  # `in` uses an iterator up
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.FormattedValue():
                self._children(node, kept=False)
            case ast.Yield() | ast.YieldFrom() | ast.Await() | ast.Starred():
                self._uses_up(node)
                self._children(node, kept=True)
            case _:
                self._children(node, kept=kept)

    def _children(self, node: ast.AST, *, kept: bool) -> None:
        for child in ast.iter_child_nodes(node):
            self._expression(child, kept=kept)

    def _comprehension(self, node: Comprehension) -> None:
        first, *others = node.generators
        self._uses_up(first.iter)
        self._expression(first.iter, kept=True)
        outer, self._class = self._class, {}
        names = bound(part.target for part in node.generators)
        self._scopes.append(dict.fromkeys(names, ""))
        for part in others:
            self._expression(part.iter, kept=True)
        for part in node.generators:
            self._targets([part.target])
            for condition in part.ifs:
                self._expression(condition, kept=False)
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for value in values:
            self._expression(value, kept=True)
        self._scopes.pop()
        self._class = outer

    def _uses_up(self, node: ast.AST) -> None:
        """Note that a value is gone through: a generator runs code of the notebook's own."""
        if not self._deferred and not isinstance(node, ast.Call | ast.List | ast.Tuple | ast.Dict):
            self._found.draws = True

    def _name(self, name: str, *, kept: bool) -> None:
        if self._is_local(name):
            if kept and self._memories.get(name):
                self._touch(name)
            return
        if name in libraries.HIDING_BUILTINS and name not in self._facts.shadowed:
            raise HiddenError(f"uses `{name}`")
        if _HISTORY.fullmatch(name) and name not in self._cell:
            raise HiddenError(f"uses IPython's `{name}`")
        self._read(name)
        meaning = self._meaning(name)
        if meaning:
            self._mention(meaning, handed_on=kept)
        if (kept or self._facts.tricky) and self._is_shared(name):
            self._effects.uses.add(name)

    def _attribute(self, node: ast.Attribute, *, kept: bool) -> None:
        kept = kept and node.attr not in _TEXTS
        path = self._path(node)
        if path:
            self._hidden_attributes(node)
            self._read_root(node)
            self._mention(path, handed_on=kept)
            return
        if node.attr in libraries.HIDING_ATTRIBUTES and (kept or node.attr != "__class__"):
            raise HiddenError(f"uses `{node.attr}`")
        self._expression(node.value, kept=kept)

    def _call(self, node: ast.Call, *, kept: bool) -> None:
        if not self._deferred and self._may_draw(node):
            self._found.draws = True
        arguments_kept = self._callee(node, kept=kept)
        for argument in node.args:
            self._expression(argument, kept=arguments_kept)
        for keyword in node.keywords:
            self._expression(keyword.value, kept=arguments_kept or keyword.arg == "out")
            if keyword.arg == "out":
                self._changed(keyword.value)

    def _may_draw(self, node: ast.Call) -> bool:
        """Tell whether a call may draw random numbers, by itself or by code of the notebook.

        Names that are handed over may be functions, or generators that run when they are used up.
        """
        given = (*node.args, *(keyword.value for keyword in node.keywords))
        names = (n for value in given for n in ast.walk(value) if isinstance(n, ast.Name))
        if any(not self._meaning(name.id) for name in names):
            return True
        path = self._path(node.func, with_builtins=True)
        package, _, name = path.partition(".")
        if package == "builtins":
            return name not in libraries.PLAIN_BUILTINS
        return not path or libraries.may_draw(path)

    def _callee(self, node: ast.Call, *, kept: bool) -> bool:
        """Read what is called; tell whether it may keep or change its arguments."""
        function = node.func
        path = self._path(function, with_builtins=True)
        if path.startswith("builtins."):
            return self._builtin(node, path.removeprefix("builtins."))
        if path:
            self._read_root(function)
            self._hidden_attributes(function)
            self._mention(path, handed_on=False)
            return not libraries.looks(path, len(node.args))
        if isinstance(function, ast.Attribute):
            return self._method(function, kept=kept)
        self._expression(function, kept=True)
        return True

    def _builtin(self, node: ast.Call, name: str) -> bool:
        if name == "getattr":
            self._getattr(node)
        elif name == "open":
            self._effects.settings.add("opens a file")
        elif name in libraries.HIDING_BUILTINS:
            raise HiddenError(f"uses `{name}`")
        self._read(name)
        return name not in libraries.LOOKING_BUILTINS

    def _getattr(self, node: ast.Call) -> None:
        """Read `getattr(x, "name")` as `x.name`."""
        match node.args:
            case [owner, ast.Constant(value=str(name)), *_]:
                self._attribute(ast.Attribute(owner, name, ast.Load()), kept=True)
            case _:
                raise HiddenError("uses `getattr` with a name made at run time")

    def _method(self, function: ast.Attribute, *, kept: bool) -> bool:
        """Read a method of a value; tell whether it may keep or change its arguments."""
        self._hidden_attributes(function)
        name, own = function.attr, function.attr in self._facts.methods
        if name in libraries.WRITING_METHODS:
            self._effects.settings.add(f"may write a file (`{name}`)")
        if name in libraries.LOOKING_METHODS and not own:
            self._expression(function.value, kept=False)
            return False
        if name in libraries.VIEWING_METHODS and not own:
            self._expression(function.value, kept=kept)
            return False
        if self._is_definition(function.value) and not libraries.SETTING.match(name):
            self._expression(function.value, kept=False)  # a class that holds a state says so
            return True
        self._expression(function.value, kept=True)
        self._changed(function.value)
        return True

    def _defaults(self, function: Function, name: str) -> dict[str, str]:
        """Read the defaults of a function, which are evaluated where it is defined.

        Returns:
            The parameters whose defaults may be changed by a call, with the function's name.
        """
        defaults = defaults_of(function.args)
        for default in defaults.values():
            self._expression(default, kept=True)
        return {p: name for p, default in defaults.items() if not is_fixed(default)}

    def _lambda(self, node: ast.Lambda) -> None:
        with self._inside(node, self._defaults(node, "")):
            self._expression(node.body, kept=True)

    def _targets(self, targets: Iterable[ast.AST]) -> None:
        for target in targets:
            match target:
                case ast.Name(id=name):
                    self._bind(name)
                case ast.Tuple(elts=parts) | ast.List(elts=parts):
                    self._targets(parts)
                case ast.Starred(value=value):
                    self._targets([value])
                case ast.Attribute() | ast.Subscript():
                    self._changed(target)
                    self._expression(target, kept=not isinstance(root_of(target), ast.Name))

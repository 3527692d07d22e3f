"""Footprints: what a cell does with names, read from its syntax tree.

Where the text leaves open whether a value is changed, it counts as changed.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.needs import libraries
from autograder.needs.facts import MAX_KEPT, Facts, parsed
from autograder.needs.hidden import HiddenError
from autograder.needs.names import (
    Comprehension,
    Function,
    bound,
    defaults_of,
    imported,
    is_fixed,
    locals_of,
    root_of,
)

_BUILTINS = frozenset(dir(builtins)) | {"display"}
_SEARCHES = frozenset({ast.In, ast.NotIn})
_HISTORY = re.compile(r"_+|_i{1,3}|_i?\d+|_[io]h|_dh|In|Out")


@dataclass
class Effects:
    """What happens to a notebook's names when code runs.

    Attributes:
        binds: names that get another meaning, or none.
        touches: names whose values are changed in place, whatever they are.
        uses: names whose values are handed to code that may keep or change them, or are called.
        settings: what else is changed, as reasons.
        seeds: generators of random numbers that are set, as reasons.
    """

    binds: set[str] = field(default_factory=set)
    touches: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)
    seeds: set[str] = field(default_factory=set)

    def add(self, other: Effects) -> bool:
        """Take over what another one has; tell whether it was more."""
        before = self._size()
        self.binds |= other.binds
        self.touches |= other.touches
        self.uses |= other.uses
        self.settings |= other.settings
        self.seeds |= other.seeds
        return self._size() > before

    def without(self, own: Set[str]) -> Effects:
        """Return the effects on all names but these, whose values are nobody else's."""
        return Effects(self.binds, self.touches - own, self.uses - own, self.settings, self.seeds)

    def any(self) -> bool:
        """Tell whether anything happens."""
        return self._size() > 0

    def _size(self) -> int:
        parts = (self.binds, self.touches, self.uses, self.settings, self.seeds)
        return sum(map(len, parts))


@dataclass
class Footprint:
    """What one statement of a cell does.

    Attributes:
        reads_now: names that it reads when it runs.
        reads_later: names that are read when something that it defines is called.
        surely_binds: names that it binds unless it fails.
        now: what happens when it runs.
        later: what happens when something that it defines is called.
    """

    reads_now: set[str] = field(default_factory=set)
    reads_later: set[str] = field(default_factory=set)
    surely_binds: frozenset[str] = frozenset()
    now: Effects = field(default_factory=Effects)
    later: Effects = field(default_factory=Effects)

    @property
    def reads(self) -> set[str]:
        """All names that it reads, now or later."""
        return self.reads_now | self.reads_later


@lru_cache(MAX_KEPT)
def footprints(source: str, facts: Facts) -> tuple[Footprint, ...]:
    """Return the footprint of each statement of a cell; nothing may change what is returned.

    Args:
        source: the cell's text.
        facts: those of all cells of its notebook.

    Raises:
        HiddenError: the cell does what its text does not show.
    """
    tree = parsed(source)
    if tree is None:
        return ()
    try:
        return tuple(_Reader(facts).read(statement, tree) for statement in tree.body)
    except RecursionError:
        raise HiddenError("cannot be read") from None


class _Reader:
    """Reads one statement.

    Args:
        facts: those of the notebook.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._imports = dict(facts.imports)
        self._found = Footprint()
        self._scopes: list[dict[str, str]] = []  # those of functions, the inner one last
        self._class: dict[str, str] = {}  # a class's own names, which its methods do not see
        self._memories: dict[str, str] = {}  # parameter → function that keeps its default
        self._put_back: list[str] = []  # libraries whose seeds are what they were afterwards
        self._sure: set[str] = set()  # names that the statement has bound already
        self._deferred = False

    def read(self, statement: ast.stmt, cell: ast.Module) -> Footprint:
        """Return the statement's footprint; `cell` is what it stands in."""
        self._cell = bound(cell.body)
        self._statement(statement)
        self._found.surely_binds = frozenset(self._sure)
        return self._found

    @property
    def _effects(self) -> Effects:
        return self._found.later if self._deferred else self._found.now

    def _read(self, name: str) -> None:
        if self._deferred:
            self._found.reads_later.add(name)
        elif name not in self._sure:
            self._found.reads_now.add(name)

    # Statements

    def _statement(self, node: ast.AST) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._bind(node.name)
                self._decorators(node)
                self._function(node)
            case ast.ClassDef():
                self._class_definition(node)
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.Assign(targets=targets, value=value):
                self._expression(value, kept=True)
                self._targets(targets)
            case ast.AnnAssign(target=target, value=value):
                self._expression(value, kept=True)
                self._targets([target] if value is not None else [])
            case ast.AugAssign():
                self._expression(node.value, kept=True)
                self._changed(node.target)
                self._targets([node.target])
            case ast.Delete():
                for deleted in node.targets:
                    self._delete(deleted)
            case ast.For() | ast.AsyncFor():
                self._expression(node.iter, kept=True)
                self._branch([node.target], node.body)
                self._branch([], node.orelse)
            case ast.With() | ast.AsyncWith():
                self._with(node)
            case ast.Return(value=value):
                self._expression(value, kept=True)
            case ast.Global() | ast.Nonlocal() | ast.Pass() | ast.Break() | ast.Continue():
                pass
            case ast.Expr(value=value):
                self._expression(value, kept=False)
            case _:
                self._parts(node)

    def _branch(self, targets: Iterable[ast.AST], body: Iterable[ast.AST]) -> None:
        """Read code that may not run: what it binds is bound for sure only inside of it."""
        before = {*self._sure}
        self._targets(targets)
        self._all(body)
        self._sure = before

    def _all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self._statement(node)

    def _parts(self, node: ast.AST) -> None:
        """Read the parts of a statement that needs no rule of its own (if, while, try, match)."""
        before = {*self._sure}
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expression(child, kept=isinstance(node, ast.Match | ast.Raise))
            else:
                if isinstance(child, ast.ExceptHandler) and child.name:
                    self._bind(child.name)
                self._patterns(child)
                self._statement(child)
        self._sure = before

    def _patterns(self, node: ast.AST) -> None:
        if isinstance(node, ast.match_case):
            for name in bound([node.pattern]):
                self._bind(name)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, path in imported(node):
            self._bind(name)
            if not libraries.is_known(path):
                raise HiddenError(f"imports `{path}`, of which nothing is known here")

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        before = [*self._put_back]
        for item in node.items:
            self._expression(item.context_expr, kept=True)
            self._targets([item.optional_vars] if item.optional_vars else [])
            path = self._path(getattr(item.context_expr, "func", item.context_expr))
            self._put_back += [libraries.PUTS_BACK[path]] if path in libraries.PUTS_BACK else []
        self._all(node.body)
        self._put_back = before

    def _class_definition(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        self._decorators(node)
        for base in (*node.bases, *(keyword.value for keyword in node.keywords)):
            self._expression(base, kept=True)
        outer, names = self._class, bound(node.body)
        # Until the body has bound a name, it is looked up outside.
        self._found.reads_later |= names & _read_names(node.body)
        self._class = outer | dict.fromkeys(names, "")
        self._all(node.body)
        self._class = outer
        if _has_state(node):
            self._found.later.touches.add(node.name)

    def _decorators(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        decorator: ast.expr
        for decorator in node.decorator_list:
            self._expression(decorator, kept=True)
            path = self._path(getattr(decorator, "func", decorator), with_builtins=True)
            if path and path not in libraries.DECORATORS:
                raise HiddenError(f"decorates `{node.name}` with `{path}`")
            if path in libraries.MEMORIES:
                self._found.later.touches.add(node.name)

    def _function(self, node: Function) -> None:
        """Read a function: its defaults are evaluated now, its body when it is called."""
        defaults, name = defaults_of(node.args), getattr(node, "name", "")
        for default in defaults.values():
            self._expression(default, kept=True)
        outer = (self._deferred, self._class, self._put_back, self._memories)
        self._deferred, self._class, self._put_back = True, {}, []
        kept = {p: name for p, default in defaults.items() if not is_fixed(default)}
        self._memories = self._memories | kept
        self._scopes.append(locals_of(node))
        if isinstance(node, ast.Lambda):
            self._expression(node.body, kept=True)
        else:
            self._all(node.body)
        self._scopes.pop()
        self._deferred, self._class, self._put_back, self._memories = outer

    # Targets

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

    def _bind(self, name: str) -> None:
        if not self._is_local(name):
            self._effects.binds.add(name)
            if not self._deferred:
                self._sure.add(name)

    def _delete(self, target: ast.AST) -> None:
        self._targets([target])
        self._sure -= bound([target])

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

    # Expressions

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
                self._function(node)
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
                self._children(node, kept=True)
            case _:
                self._children(node, kept=kept)

    def _children(self, node: ast.AST, *, kept: bool) -> None:
        for child in ast.iter_child_nodes(node):
            self._expression(child, kept=kept)

    def _comprehension(self, node: Comprehension) -> None:
        first, *others = node.generators
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
        self._hidden_attributes(node)
        path = self._path(node)
        if path:
            self._read_root(node)
            self._mention(path, handed_on=kept)
        else:
            self._expression(node.value, kept=kept)

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

    def _call(self, node: ast.Call, *, kept: bool) -> None:
        arguments_kept = self._callee(node, kept=kept)
        for argument in node.args:
            self._expression(argument, kept=arguments_kept)
        for keyword in node.keywords:
            self._expression(keyword.value, kept=arguments_kept or keyword.arg == "out")
            if keyword.arg == "out":
                self._changed(keyword.value)

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
        self._expression(function.value, kept=True)
        self._changed(function.value)
        return True

    # Names

    def _is_local(self, name: str) -> bool:
        return name in self._class or any(name in scope for scope in self._scopes)

    def _is_shared(self, name: str) -> bool:
        """Tell whether a name's value may be one that other statements know."""
        return self._deferred or name not in self._sure

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
        if libraries.is_seed(path):
            if path.partition(".")[0] not in self._put_back:
                self._effects.seeds.add(f"sets a seed that all cells share (`{path}`)")
            return
        reason = libraries.setting_of(path)
        if reason:
            self._effects.settings.add(reason)


def _read_names(nodes: Iterable[ast.AST]) -> set[str]:
    return {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}


def _has_state(node: ast.ClassDef) -> bool:
    """Tell whether a class holds what its objects, or methods of the class, may change."""
    for part in node.body:
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value and not is_fixed(part.value):
            return True
    stores = (n for n in ast.walk(node) if isinstance(n, ast.Attribute | ast.Subscript))
    roots = [root_of(store) for store in stores if not isinstance(store.ctx, ast.Load)]
    return any(isinstance(r, ast.Call) or getattr(r, "id", "") == "cls" for r in roots)

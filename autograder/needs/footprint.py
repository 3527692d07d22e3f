"""Footprints: what each statement of a cell does with names, read from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from autograder.needs import libraries
from autograder.needs.effects import Footprint
from autograder.needs.expressions import Expressions
from autograder.needs.facts import MAX_KEPT, Facts, parsed
from autograder.needs.hidden import HiddenError
from autograder.needs.names import bound, imported, is_fixed, root_of


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
        return tuple(_Statements(facts, tree).footprint(statement) for statement in tree.body)
    except RecursionError:
        raise HiddenError("cannot be read") from None


class _Statements(Expressions):
    """Reads one statement."""

    def footprint(self, statement: ast.stmt) -> Footprint:
        """Return the statement's footprint."""
        self._statement(statement)
        self._found.draws |= self._facts.tricky
        self._found.surely_binds = frozenset(self._sure)
        return self._found

    def _statement(self, node: ast.AST) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
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
                self._uses_up(node.iter)
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
            if isinstance(decorator, ast.Attribute) and not path:
                self._method(decorator, kept=True)  # `@f.register` calls it
            if path in libraries.MEMORIES:
                self._found.later.touches.add(node.name)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name)
        self._decorators(node)
        with self._inside(node, self._defaults(node, node.name)):
            self._all(node.body)

    def _delete(self, target: ast.AST) -> None:
        self._targets([target])
        self._sure -= bound([target])


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

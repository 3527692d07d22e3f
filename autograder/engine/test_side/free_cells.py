"""Cells in the free style: run as a notebook runs them, as far as this process can.

IPython's own syntax is left out, and a cell that stands before a test may fail in parts: what it
does to the answer's names it cannot do here.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import sys
import warnings
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType

MAX_CELLS = 1000
PYPLOT = "matplotlib.pyplot"
ANSWERS_PYPLOT = "_answers_pyplot"
"""By this name a cell finds the answer's module of figures, where it imports its own."""
BIND, UNBIND = "_answers_bind", "_answers_unbind"
"""By these names a test tells the answer's side what it has made of a name, or that it is gone."""

_RUN_THEIR_BODY = ("%%time", "%%capture", "%%timeit", "%%prun")
_BINDING = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_ASSIGNING = ast.Assign | ast.AnnAssign
_PART = "_part_of_an_assignment"


class _Notebook(ast.NodeTransformer):
    """Takes IPython's commands out, and imports figures from the answer's side if asked."""

    def __init__(self, *, figures_there: bool) -> None:
        self._figures_there = figures_there

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        """Leave out a command, but for the statement that `%time` runs; it shows nothing."""
        if not _commands(node):
            return node
        return [*_timed(node), ast.copy_location(ast.Pass(), node)]

    def visit_Import(self, node: ast.Import) -> ast.AST:
        """Let `import matplotlib.pyplot as plt` mean the answer's figures."""
        named = [alias for alias in node.names if alias.name == PYPLOT and alias.asname]
        return self._theirs(node, str(named[0].asname)) if len(node.names) == len(named) else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        """Let `from matplotlib import pyplot` mean them, too."""
        if node.module == "matplotlib" and [alias.name for alias in node.names] == ["pyplot"]:
            return self._theirs(node, node.names[0].asname or "pyplot")
        return node

    def _theirs(self, node: ast.stmt, name: str) -> ast.stmt:
        if not self._figures_there:
            return node
        made = ast.parse(f"{name} = {ANSWERS_PYPLOT}").body[0]
        return ast.copy_location(ast.fix_missing_locations(made), node)


def _timed(node: ast.Expr) -> list[ast.stmt]:
    """Return the statements that a command runs and takes the time of; none for other commands."""
    match node.value:
        case ast.Call(args=[ast.Constant("time" | "timeit"), ast.Constant(str(source))]):
            with contextlib.suppress(SyntaxError, ValueError):
                return ast.parse(source).body
    return []


class _Telling(ast.NodeTransformer):
    """Lets a test that replaces or deletes a function of the answer do so over there, too.

    Names of its own functions are not looked at: only what is bound in the cell itself.
    """

    def visit_FunctionDef(self, node: ast.FunctionDef) -> list[ast.stmt]:
        """Tell of a function that the test defines."""
        return [node, *_told(node, BIND, [node.name])]

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> list[ast.stmt]:
        """Tell of a coroutine that the test defines."""
        return [node, *_told(node, BIND, [node.name])]

    def visit_ClassDef(self, node: ast.ClassDef) -> list[ast.stmt]:
        """Tell of a class that the test defines."""
        return [node, *_told(node, BIND, [node.name])]

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        """Tell of a name that the test assigns to."""
        return [node, *_told(node, BIND, [t.id for t in node.targets if isinstance(t, ast.Name)])]

    def visit_Delete(self, node: ast.Delete) -> list[ast.stmt]:
        """Tell of a name that the test deletes."""
        gone = [target.id for target in node.targets if isinstance(target, ast.Name)]
        return [node, *_told(node, UNBIND, gone)]


def _told(node: ast.stmt, how: str, names: list[str]) -> list[ast.stmt]:
    """Return calls that tell of a statement's names."""
    values = "" if how == UNBIND else ", {0}"
    calls = [ast.parse(f"{how}({name!r}{values.format(name)})").body[0] for name in names]
    for call in calls:
        for part in ast.walk(call):
            ast.copy_location(part, node)
    return calls


def _commands(node: ast.AST) -> bool:
    """Tell whether a statement gives IPython a command."""
    return any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name)
        and part.func.id == "get_ipython"
        for part in ast.walk(node)
    )


@lru_cache(MAX_CELLS)
def tree_of(source: str, *, figures_there: bool = False) -> ast.Module:
    """Return the tree of a cell without IPython's commands.

    Args:
        source: the cell.
        figures_there: whether imports of pyplot mean the answer's.

    Raises:
        SyntaxError, ValueError: what is left is not Python.
    """
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        source = rest if first.split()[0] in _RUN_THEIR_BODY else ""
    changed = _Notebook(figures_there=figures_there).visit(_parsed(source))
    assert isinstance(changed, ast.Module)
    return ast.fix_missing_locations(changed)


def _parsed(source: str) -> ast.Module:
    """Return a cell's tree; IPython is only loaded for a cell that is not Python as it stands."""
    try:
        return ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        plain: str = TransformerManager().transform_cell(source)
        return ast.parse(plain)


@lru_cache(MAX_CELLS)
def compiled(source: str) -> tuple[CodeType, CodeType | None]:
    """Return a test cell's code: its statements, and the expression that it ends with, if any."""
    tree = tree_of(source, figures_there=True)
    told = _Telling().visit(copy.deepcopy(tree))
    assert isinstance(told, ast.Module)
    body = list(told.body)
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    statements = compile(ast.Module(body, tree.type_ignores), "<test>", "exec")
    if not isinstance(last, ast.Expr):
        return statements, None
    return statements, compile(ast.Expression(last.value), "<test>", "eval")


def run_tolerantly(source: str, names: dict[str, object], *, is_test: bool) -> set[str]:
    """Run a cell that stands before a test, statement by statement; failing ones are passed over.

    Args:
        source: the cell.
        names: the names that it finds and binds.
        is_test: whether it is a test cell, of which only definitions are taken.

    Returns:
        Names that it assigns to and could not make here, such as an object of the answer's class.
        What it could not import is not among them: no answer may stand in for a library.
    """
    missing: set[str] = set()
    try:
        body = tree_of(source).body
    except (SyntaxError, ValueError):
        return missing
    for node in body:
        if is_test and not isinstance(node, _BINDING | _ASSIGNING):
            continue
        parts = _pairs(node)
        if parts:
            missing |= _assign_in_parts(parts, names)
            continue
        try:
            exec(compile(ast.Module([node], []), "<fixture>", "exec"), names)
        except (Exception, SystemExit):
            missing |= _made_by(node)
    return missing


def _pairs(node: ast.stmt) -> list[tuple[ast.expr, ast.expr]]:
    """Return target and value of each part of `a, expected = f(1), 5`; none of other statements."""
    match node:
        case ast.Assign(
            targets=[ast.Tuple(targets) | ast.List(targets)],
            value=ast.Tuple(values) | ast.List(values),
        ) if len(targets) == len(values):
            starred = any(isinstance(part, ast.Starred) for part in (*targets, *values))
            return [] if starred else list(zip(targets, values, strict=True))
    return []


def _assign_in_parts(parts: list[tuple[ast.expr, ast.expr]], names: dict[str, object]) -> set[str]:
    """Assign what can be made here, and return the names of the rest.

    An answer must not stand in for a constant because both are on one line. All values are made
    before any is bound, as in the whole statement.
    """
    missing: set[str] = set()
    made: list[tuple[ast.expr, object]] = []
    for target, value in parts:
        try:
            made.append((target, eval(compile(ast.Expression(value), "<fixture>", "eval"), names)))
        except (Exception, SystemExit):
            missing |= _stored(target)
    for target, result in made:
        names[_PART] = result
        part = ast.Assign([target], ast.Name(_PART, ast.Load()))
        module = ast.Module([ast.fix_missing_locations(ast.copy_location(part, target))], [])
        try:
            exec(compile(module, "<fixture>", "exec"), names)
        except (Exception, SystemExit):
            missing |= _stored(target)
        del names[_PART]
    return missing


def _made_by(node: ast.stmt) -> set[str]:
    """Return the names that a statement assigns to or defines a class by."""
    if isinstance(node, ast.ClassDef):
        return {node.name}
    return _stored(node) if isinstance(node, _ASSIGNING) else set()


def _stored(node: ast.AST) -> set[str]:
    """Return the names that something assigns to."""
    return {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


@contextlib.contextmanager
def hidden() -> Iterator[None]:
    """Show nothing of what a cell prints and warns of."""
    nowhere = io.StringIO()
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


class FreeFixtures:
    """The names that the cells before a test define, each cell run once.

    Attributes:
        missing: names that these cells bind and that could not be made without the answer.
    """

    def __init__(self) -> None:
        self._forget()

    def names(self, cells: tuple[str, ...], tests: tuple[int, ...], seed: int) -> dict[str, object]:
        """Run those cells that have not run, and return a dict of its own with all names.

        Args:
            cells: all code cells before the test.
            tests: indices of those that are tests.
            seed: seed of what helpers.checks draws.
        """
        from helpers.checks.backends import Local
        from helpers.checks.context import using

        rows = [(source, place in tests) for place, source in enumerate(cells)]
        if self._ran != rows[: len(self._ran)]:
            self._forget()
        with using(Local(), seed), hidden():
            for source, is_test in rows[len(self._ran) :]:
                self.missing |= run_tolerantly(source, self._names, is_test=is_test)
                self._ran.append((source, is_test))
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        return dict(self._names)

    def _forget(self) -> None:
        self._ran: list[tuple[str, bool]] = []
        self.missing: set[str] = set()
        self._names: dict[str, object] = {"__name__": "__main__", "display": print}

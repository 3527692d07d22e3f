"""Mutants: a reference solution with one slip in it. A test that lets one pass has a hole.

A mutant is told by what has changed in which function, not by a line: what is said about it (that
it is as right as the solution, for instance) holds still when the lines around it move.
"""

from __future__ import annotations

import ast
import contextlib
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from autograder.authoring.changes import changes
from autograder.course.regions import SOLUTION

SHOWN = 60
"""Characters of code that tell a change, where a whole expression is not longer."""
TELLING = 16
"""Characters that code must have to be told from other code; below, what stands around is shown."""


@dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    Attributes:
        line: where in the cell it was changed, from 1.
        change: what was changed, in which function; no two mutants of a cell share it.
        source: the changed cell.
    """

    line: int
    change: str
    source: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.change}"


@dataclass(frozen=True)
class _Place:
    """Where a node stands: a field of its parent, an entry of it where the field is a list."""

    path: tuple[ast.AST, ...]
    field: str
    index: int | None

    @property
    def node(self) -> ast.AST:
        return self.path[-1]

    def put(self, node: ast.AST) -> None:
        """Put a node into this place."""
        if self.index is None:
            setattr(self.path[-2], self.field, node)
        else:
            getattr(self.path[-2], self.field)[self.index] = node

    @contextlib.contextmanager
    def holding(self, node: ast.AST) -> Iterator[None]:
        """Let another node stand here for a while."""
        self.put(node)
        try:
            yield
        finally:
            self.put(self.node)


def mutants(source: str) -> tuple[Mutant, ...]:
    """Return every mutant of an answer cell of the source, in the order of its text.

    Changed is what stands in solution regions; all of it where the cell has none. What would not
    compile, or gives the same syntax tree as the solution or another mutant, is not made.

    Args:
        source: the cell with its solution.

    Raises:
        SyntaxError: the cell is not Python.
    """
    tree = ast.parse(source)
    lines = _solution_lines(source)
    bound = _bound(tree)
    seen = {ast.dump(tree)}
    told: Counter[str] = Counter()
    found = []
    for place in _places(tree, (tree,)):
        line = getattr(place.node, "lineno", 0)
        if line not in lines:
            continue
        for other in changes(place.node, place.path[-2], bound):
            change = _told(place, other)
            with place.holding(other):
                text = ast.unparse(tree)
            mark = _compiled(text)
            if mark is None or mark in seen:
                continue
            seen.add(mark)
            told[change] += 1
            number = f" ({told[change]})" if told[change] > 1 else ""
            found.append(Mutant(line, change + number, text))
    return tuple(found)


def names_read(source: str) -> frozenset[str]:
    """Return the names that code reads.

    Args:
        source: the code.

    Raises:
        SyntaxError: it is not Python.
    """
    nodes = ast.walk(ast.parse(source))
    return frozenset(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


def _solution_lines(source: str) -> set[int]:
    """Return the numbers of the lines in solution regions, of all lines where there are none."""
    inside, lines = False, set()
    texts = source.split("\n")
    for number, text in enumerate(texts, start=1):
        if SOLUTION.begin in text or SOLUTION.end in text:
            inside = SOLUTION.begin in text
        elif inside:
            lines.add(number)
    return lines or set(range(1, len(texts) + 1))


def _bound(tree: ast.AST) -> Set[str]:
    """Return the names that code binds: its variables, as opposed to libraries and built-ins."""
    nodes = list(ast.walk(tree))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def _places(node: ast.AST, path: tuple[ast.AST, ...]) -> Iterator[_Place]:
    """Yield the places of everything below a node, but for annotations and formats of texts."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "format_spec"):
            continue
        children: Sequence[object] = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if isinstance(child, ast.AST):
                inner = (*path, child)
                yield _Place(inner, field, index if isinstance(value, list) else None)
                yield from _places(child, inner)


def _compiled(text: str) -> str | None:
    """Return the syntax tree of a text that compiles, None otherwise."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # `2(x)`: a mutant like any other
            compile(text, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return None
    return ast.dump(ast.parse(text))


def _told(place: _Place, other: ast.AST) -> str:
    """Return which function is changed, and its code before and after."""
    shown = _shown(place.path)
    before = _text(shown)
    if shown is place.node:
        after = _text(other)
    else:
        with place.holding(other):
            after = _text(shown)
    before, after = _shortened(before, after)
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    scope = ".".join(node.name for node in place.path[:-1] if isinstance(node, scopes))
    told = "was left out" if isinstance(other, ast.Pass) else f"became `{after}`"
    return f"{scope}: `{before}` {told}" if scope else f"`{before}` {told}"


def _shown(path: tuple[ast.AST, ...]) -> ast.AST:
    """Return the code that tells a change: as much as is short, and more than a word."""
    whole = [node for node in path[:-1] if _can_stand_alone(node)] + [path[-1]]
    lengths = [len(ast.unparse(node)) for node in whole]
    short = next((index for index, length in enumerate(lengths) if length <= SHOWN), len(whole) - 1)
    if lengths[short] < TELLING and short:
        short -= 1
    return whole[short]


def _can_stand_alone(node: ast.AST) -> bool:
    """Tell whether a node is an expression, or a statement without a block."""
    inner = isinstance(node, ast.FormattedValue | ast.JoinedStr)
    return isinstance(node, ast.expr | ast.stmt) and not inner and not hasattr(node, "body")


def _text(node: ast.AST) -> str:
    """Return a node's code on one line; of a statement with a block, the line above it."""
    return ast.unparse(node).strip().split("\n")[0]


def _shortened(before: str, after: str) -> tuple[str, str]:
    """Return two long texts as far as they differ, with a little of what stands around."""
    if max(len(before), len(after)) <= 2 * SHOWN:
        return before, after
    same = zip(before, after, strict=False)
    first = next((i for i, (one, two) in enumerate(same) if one != two), 0)
    begin = max(first - SHOWN // 2, 0)
    return tuple(_cut(text, begin) for text in (before, after))  # type: ignore[return-value]


def _cut(text: str, begin: int) -> str:
    piece = text[begin : begin + SHOWN]
    return f"{'…' if begin else ''}{piece}{'…' if begin + SHOWN < len(text) else ''}"

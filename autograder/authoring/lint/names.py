"""Rules on names: a test leaves the student's own names alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding, parsed
from autograder.course.cells import is_test

SHARED = frozenset({"_", "marks", "rng"})
"""Names that every test may bind: each gives them a meaning of its own before it uses them."""

_OWN_SCOPE = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def tests_mark_their_names(notebook: NotebookNode) -> Iterator[Finding]:
    """In JupyterLab tests run among the student's own names: theirs end in `_`."""
    for index, cell in enumerate(notebook.cells):
        tree = parsed(cell) if is_test(cell) else None
        names = dict.fromkeys(_bound(tree)) if tree else {}
        plain = [name for name in names if not name.endswith("_") and name not in SHARED]
        if plain:
            yield Finding(
                index,
                f"the test binds {', '.join(plain)}: let names that a test binds end in `_` "
                "(`rng` and `marks` excepted), so that they hide no name of a student.",
            )


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that code binds where it stands, those of inner functions left out.

    Imports do not count: a module has the same meaning everywhere.
    """
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.comprehension():  # its variable is its own; a `:=` in it is not
            yield from _inner(node, node.target)
            return
    if not isinstance(node, _OWN_SCOPE):
        yield from _inner(node)


def _inner(node: ast.AST, but: ast.AST | None = None) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if child is not but:
            yield from _bound(child)

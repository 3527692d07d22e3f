"""Sources: an instructor's notebooks that have no text, brought up to date in memory.

Any nbgrader course is graded as it is. Its notebooks may be of an older format, and its cells of
an older schema; `source/` is never written to.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import (
    Cell,
    grade_id,
    grader_metadata,
    has_points,
    is_graded,
    is_locked,
    is_solution,
)
from autograder.course.notebooks import cell_ids
from autograder.course.questions import defined_names
from autograder.course.release_steps import quiet_nbgrader
from autograder.errors import CourseError

PYTHON = "python"
_OWN_NAMES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""What has names of its own."""
_MAGIC = re.compile(r"^[%!].*$", re.MULTILINE)


def read_source(path: Path, where: str) -> NotebookNode:
    """Return an instructor's notebook, with the newest format and schema.

    Args:
        path: the file.
        where: what messages call it.

    Raises:
        CourseError: it is not a notebook in Python, or its cells cannot be graded; the sentence
            names the cell.
    """
    notebook = _read(path, where)
    language = _language(notebook)
    if language != PYTHON:
        raise CourseError(
            f"{where} is a notebook in {language}, and only Python is graded here.",
            "Grade it with nbgrader's own autograde; the other notebooks go on here.",
        )
    _require_whole(notebook, where)
    return notebook


def with_ids(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook of the newest format, whose cells have ids that follow from their text."""
    cells = [copy.copy(cell) for cell in notebook.cells]
    for cell, cell_id in zip(cells, cell_ids(cells), strict=True):
        cell["id"] = cell_id
    return NotebookNode({**notebook, "nbformat": 4, "nbformat_minor": 5, "cells": cells})


def answer_names(notebook: NotebookNode) -> dict[str, tuple[str, ...]]:
    """Return what the instructor's answers define, by the grade id of the answer's cell."""
    return {
        grade_id(cell): _names(cell) if cell.cell_type == "code" else ()
        for cell in notebook.cells
        if is_solution(cell)
    }


def _read(path: Path, where: str) -> NotebookNode:
    from nbgrader.nbgraderformat import MetadataValidator

    try:
        with quiet_nbgrader():
            notebook = nbformat.read(path, as_version=4)
            notebook = nbformat.v4.upgrade(notebook)
            notebook = MetadataValidator().upgrade_notebook_metadata(notebook)
    except OSError as error:
        raise CourseError(
            f"{where} cannot be read: {error.strerror}.", "Check the file and its rights."
        ) from error
    except Exception as error:  # both raise many kinds for a broken file
        raise CourseError(
            f"{where} cannot be brought up to date: {type(error).__name__}: {error}",
            "Open it in JupyterLab and save it, or run: nbgrader update",
        ) from error
    return notebook


def _language(notebook: NotebookNode) -> str:
    metadata = notebook.metadata
    named = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get(
        "name"
    )
    return str(named or PYTHON).lower()


def _require_whole(notebook: NotebookNode, where: str) -> None:
    """Refuse cells that nbgrader refuses, too.

    Raises:
        CourseError: a cell has no grade id, the id of another one, or a test no points.
    """
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        if not (has_points(cell) or is_solution(cell) or is_locked(cell)):
            continue
        problem = _problem(cell, seen)
        if problem:
            raise CourseError(
                f"{where}, cell {number}: {problem}.", "Mend the cell in Jupyter, and save it."
            )
        seen.add(grade_id(cell))


def _problem(cell: Cell, seen: set[str]) -> str:
    """Return what is wrong with a cell, "" where nothing is."""
    name = grade_id(cell)
    if not name:
        return "it has no grade id"
    if name in seen:
        return f"the grade id {name!r} belongs to an earlier cell, too"
    points = grader_metadata(cell).get("points")
    if has_points(cell) and not isinstance(points, int | float):
        return f"{name!r} has no points"
    if is_graded(cell) and cell.cell_type != "code" and not is_solution(cell):
        return f"{name!r} is a test, and not a cell of code"
    return ""


def _names(cell: Cell) -> tuple[str, ...]:
    """Return what an answer defines; lines of magic are passed over."""
    try:
        return defined_names(_MAGIC.sub("", cell.source))
    except (SyntaxError, ValueError):
        return ()


def names_of_answers(notebook: NotebookNode) -> frozenset[str]:
    """Return all names that the instructor's answers may bind or change.

    Imports and loop variables are among them, and names of the course's own whose values an answer
    changes in place: items and attributes that it sets, and methods that it calls for their effect
    alone. Names within functions and classes are nobody else's.
    """
    found: set[str] = set()
    for cell in notebook.cells:
        if is_solution(cell) and cell.cell_type == "code":
            with contextlib.suppress(SyntaxError, ValueError):
                tree = ast.parse(_MAGIC.sub("", cell.source))
                for node in _at_once(tree):
                    found.update(_names_bound(node), _names_changed(node))
                for node in ast.walk(tree):
                    found.update(node.names if isinstance(node, ast.Global) else ())
    return frozenset(found)


def _at_once(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a cell that share its names: not what stands in functions or classes."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, _OWN_NAMES):
            yield from _at_once(node)


def _names_changed(node: ast.AST) -> list[str]:
    match node:
        case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store()):
            changed: ast.AST = node
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=changed))):
            pass
        case _:
            return []
    while isinstance(changed, ast.Subscript | ast.Attribute):
        changed = changed.value
    return [changed.id] if isinstance(changed, ast.Name) else []


def _names_bound(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [(item.asname or item.name).partition(".")[0] for item in names]
        case _:
            return []

"""The questions of a notebook: which cells belong together, and what they are worth."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal

from autograder.course.cells import (
    OPTIONAL_TAG,
    Cell,
    Notebook,
    grade_id,
    grader_metadata,
    has_points,
    is_graded,
    is_solution,
    is_test,
    question_of,
    tags,
)


@dataclass(frozen=True)
class Question:
    """One answered cell and what grades it.

    Attributes:
        grade_id: id of the cell that the student fills in.
        kind: `code` is graded by tests, `written` by a person.
        names: what the source's solution cell defines at its top level, in order.
        points: points of each graded cell: the test cells, or the written cell itself.
        optional: it is a ★ question, whose points are counted apart: the tag of the source's cell
            says so, and no student's.
    """

    grade_id: str
    kind: Literal["code", "written"]
    names: tuple[str, ...] = ()
    points: dict[str, float] = field(default_factory=dict)
    optional: bool = False

    @property
    def total(self) -> float:
        """Points of the whole question."""
        return sum(self.points.values())


def questions(notebook: Notebook) -> list[Question]:
    """Return the questions of a source notebook, in order.

    Cells that break the rules of docs/author.md are the affair of `autograder.authoring.lint`,
    not ours: a test without a question is passed over here.
    """
    points: dict[str, dict[str, float]] = {}
    for cell in notebook.cells:
        if is_graded(cell):
            worth = float(grader_metadata(cell).get("points", 0))
            points.setdefault(question_of(grade_id(cell)), {})[grade_id(cell)] = worth
    return [
        Question(
            grade_id=grade_id(cell),
            kind="written" if is_graded(cell) else "code",
            names=() if is_graded(cell) else defined_names(cell.source),
            points=points.get(grade_id(cell), {}),
            optional=is_optional(cell),
        )
        for cell in notebook.cells
        if is_solution(cell)
    ]


def graded_cells(notebook: Notebook) -> list[Question]:
    """Return a question for each graded cell of a notebook that was made for nbgrader.

    There a test belongs to no answer. Cells whose ids differ in an ending of ours alone are one.
    """
    found: dict[str, Question] = {}
    for cell in notebook.cells:
        if not has_points(cell):
            continue
        name = question_of(grade_id(cell))
        worth = {grade_id(cell): float(grader_metadata(cell).get("points") or 0)}
        before = found[name].points if name in found else {}
        kind: Literal["code", "written"] = "code" if is_test(cell) else "written"
        found[name] = Question(name, kind, points=before | worth, optional=is_optional(cell))
    return list(found.values())


def is_optional(cell: Cell) -> bool:
    """Tell whether a cell answers an optional question."""
    return OPTIONAL_TAG in tags(cell)


def defined_names(source: str) -> tuple[str, ...]:
    """Return the names that a cell defines for later cells, in order, without `_private` ones.

    Imports and loop variables do not count: they are means, not answers.

    Raises:
        SyntaxError: the cell is not Python.
    """
    bound = (name for statement in ast.parse(source).body for name in _bound(statement))
    return tuple(dict.fromkeys(name for name in bound if not name.startswith("_")))


def _bound(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            leaves = [leaf for target in targets for leaf in ast.walk(target)]
            return [leaf.id for leaf in leaves if isinstance(leaf, ast.Name) and _stored(leaf)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return [name]
        case ast.With() | ast.If() | ast.For() | ast.While() | ast.Try():
            inner = [node for node in ast.iter_child_nodes(statement) if isinstance(node, ast.stmt)]
            return [name for node in inner for name in _bound(node)]
        case _:
            return []


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)

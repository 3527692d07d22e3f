"""The questions of a notebook: which cells belong together, and what they are worth."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

TESTS_SUFFIX = "-tests"
HIDDEN_SUFFIX = "-hidden"


@dataclass(frozen=True)
class Question:
    """One answered cell and what grades it.

    Attributes:
        grade_id: id of the cell that the student fills in.
        kind: `code` is graded by tests, `written` by a person.
        names: what the source's solution cell defines at its top level, in order.
        points: points of each graded cell: the test cells, or the written cell itself.
    """

    grade_id: str
    kind: Literal["code", "written"]
    names: tuple[str, ...] = ()
    points: dict[str, float] = field(default_factory=dict)

    @property
    def tests_id(self) -> str:
        """Id of the visible test cell."""
        return self.grade_id + TESTS_SUFFIX

    @property
    def hidden_id(self) -> str:
        """Id of the hidden test cell."""
        return self.grade_id + HIDDEN_SUFFIX

    @property
    def total(self) -> float:
        """Points of the whole question."""
        return sum(self.points.values())


def grader_metadata(cell: Any) -> dict[str, Any]:
    """Return the cell's nbgrader metadata, `{}` where it has none."""
    metadata = cell.metadata.get("nbgrader", {})
    return dict(metadata) if isinstance(metadata, dict) else {}


def grade_id(cell: Any) -> str:
    """Return the cell's grade id, `""` where it has none."""
    value = grader_metadata(cell).get("grade_id", "")
    return value if isinstance(value, str) else ""


def is_solution(cell: Any) -> bool:
    """Tell whether the student answers in this cell."""
    return bool(grader_metadata(cell).get("solution"))


def is_graded(cell: Any) -> bool:
    """Tell whether the cell carries points."""
    return bool(grader_metadata(cell).get("grade"))


def is_test(cell: Any) -> bool:
    """Tell whether the cell tests an answer."""
    return is_graded(cell) and not is_solution(cell)


def is_locked(cell: Any) -> bool:
    """Tell whether grading puts the course's text into this cell, as nbgrader does."""
    locked = is_graded(cell) or bool(grader_metadata(cell).get("locked"))
    return locked and not is_solution(cell)


def is_fixture(cell: Any) -> bool:
    """Tell whether the cell is locked and no test: imports and data that tests rely on."""
    metadata = grader_metadata(cell)
    return bool(metadata.get("locked")) and not is_graded(cell) and not is_solution(cell)


def question_of(cell_id: str) -> str:
    """Return the question that a cell's grade id belongs to: `relu` for `relu-hidden`."""
    suffix = HIDDEN_SUFFIX if cell_id.endswith(HIDDEN_SUFFIX) else TESTS_SUFFIX
    return cell_id.removesuffix(suffix)


def checksum(cell: Any) -> str:
    """Return nbgrader's checksum of a cell; to import nbgrader for it would take a second."""
    metadata = grader_metadata(cell)
    graded, solution = metadata.get("grade", False), metadata.get("solution", False)
    locked = is_locked(cell)
    parts = [cell.source, cell.cell_type, str(graded), str(solution), str(locked), grade_id(cell)]
    if graded:
        parts.append(str(float(metadata["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def questions(notebook: Any) -> list[Question]:
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
        )
        for cell in notebook.cells
        if is_solution(cell)
    ]


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

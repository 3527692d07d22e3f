"""Rules on questions: an answer cell, its visible tests, its hidden tests."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding, parsed, worth
from autograder.course.cells import (
    HIDDEN_SUFFIX,
    TESTS_SUFFIX,
    grade_id,
    is_fixture,
    is_graded,
    is_hidden,
    is_solution,
    is_test,
    question_of,
)
from autograder.course.questions import defined_names

HIDDEN_SHARE = 0.5


def _code_answers(notebook: NotebookNode) -> dict[str, int]:
    """Return the grade ids of the cells that are answered in code, with their indices."""
    return {
        grade_id(cell): index
        for index, cell in enumerate(notebook.cells)
        if is_solution(cell) and not is_graded(cell)
    }


def graded_code_parses(notebook: NotebookNode) -> Iterator[Finding]:
    """Answers, tests and fixtures are plain Python: a grader runs tests without IPython."""
    for index, cell in enumerate(notebook.cells):
        graded = is_solution(cell) or is_test(cell) or is_fixture(cell)
        if graded and cell.cell_type == "code" and parsed(cell) is None:
            yield Finding(index, "the cell is no plain Python: mend it (magics are not allowed).")


def solutions_define_names(notebook: NotebookNode) -> Iterator[Finding]:
    """Tests reach an answer by a name that its cell defines."""
    for index in _code_answers(notebook).values():
        cell = notebook.cells[index]
        if parsed(cell) is not None and not defined_names(cell.source):
            yield Finding(index, "the answer defines no name that a test could use: define one.")


def tests_belong_to_questions(notebook: NotebookNode) -> Iterator[Finding]:
    """A test cell is named after its question; no other cell can be taken for one.

    An answer's id may end like that of visible tests, `own-tests`, where no answer is called `own`.
    """
    answers = _code_answers(notebook)
    for index, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if is_test(cell) and (name == question_of(name) or question_of(name) not in answers):
            yield Finding(
                index,
                f"name a test after its answer: `<id>{TESTS_SUFFIX}` or `<id>{HIDDEN_SUFFIX}`.",
            )
        taken = is_graded(cell) or is_hidden(name) or question_of(name) in answers
        if is_solution(cell) and name != question_of(name) and taken:
            yield Finding(
                index, f"`{TESTS_SUFFIX}` and `{HIDDEN_SUFFIX}` end the ids of tests: rename it."
            )


def questions_have_tests(notebook: NotebookNode) -> Iterator[Finding]:
    """`<id>-tests`, then `<id>-hidden` follow `<id>` before the next answer cell."""
    for name, index in _code_answers(notebook).items():
        following = []
        for cell in notebook.cells[index + 1 :]:
            if is_solution(cell):
                break
            following.append(grade_id(cell) if is_test(cell) else "")
        wanted = [name + TESTS_SUFFIX, name + HIDDEN_SUFFIX]
        if [found for found in following if found in wanted] != wanted:
            yield Finding(
                index,
                f"`{wanted[0]}` and then `{wanted[1]}` must follow, once each, "
                "before the next answer cell.",
            )


def hidden_tests_weigh_enough(notebook: NotebookNode) -> Iterator[Finding]:
    """Visible tests can be passed by heart."""
    points = {grade_id(cell): worth(cell) for cell in notebook.cells if is_test(cell)}
    for name, index in _code_answers(notebook).items():
        visible, hidden = points.get(name + TESTS_SUFFIX, 0), points.get(name + HIDDEN_SUFFIX, 0)
        if hidden < HIDDEN_SHARE * (visible + hidden):
            yield Finding(
                index,
                f"hidden tests hold {hidden:g} of {visible + hidden:g} points: "
                "give them at least half.",
            )


def parts_add_up(notebook: NotebookNode) -> Iterator[Finding]:
    """The points of `marks.part(points, …)` make up the cell's, and `marks.total()` ends it."""
    for index, cell in enumerate(notebook.cells):
        tree = parsed(cell) if is_test(cell) else None
        if tree is None or not any(_calls(node, "Marks") for node in ast.walk(tree)):
            continue
        if not (isinstance(tree.body[-1], ast.Expr) and _calls(tree.body[-1].value, "total")):
            yield Finding(index, "a cell with Marks ends with `marks.total()`.")
        total = math.fsum(_parts(tree, 1))
        if not math.isclose(total, worth(cell)):  # NaN, too
            known = "cannot be read" if math.isnan(total) else f"add up to {total:g}"
            yield Finding(
                index,
                f"the points of its parts {known}, the cell's are {worth(cell):g}: make them "
                "equal, with numbers as points and loops over written-out tuples only.",
            )


def checks_end_in_a_verdict(notebook: NotebookNode) -> Iterator[Finding]:
    """A visible check ends with `marks_.total()`: a bare number and silence say too little."""
    for index, cell in enumerate(notebook.cells):
        visible = is_test(cell) and not is_hidden(grade_id(cell))
        tree = parsed(cell) if visible else None
        if tree is None:
            continue
        last = tree.body[-1] if tree.body else None
        if not (isinstance(last, ast.Expr) and _calls(last.value, "total")):
            yield Finding(
                index,
                "a visible check ends in a verdict: make its checks parts of a `checks.Marks`, one "
                "part will do, and end the cell with `marks_.total()`.",
            )


def _parts(node: ast.AST, times: float) -> Iterator[float]:
    """Return the points of all parts below a node that runs so many times; NaN: unknown."""
    if _calls(node, "part"):
        yield times * _points(node)
    if isinstance(node, ast.For):
        times *= len(node.iter.elts) if isinstance(node.iter, ast.Tuple | ast.List) else math.nan
    for child in ast.iter_child_nodes(node):
        yield from _parts(child, times)


def _points(node: ast.AST) -> float:
    match node:
        case ast.Call(args=[ast.Constant(value=int() | float() as points), *_]):
            return float(points)
        case _:
            return math.nan


def _calls(node: ast.AST, name: str) -> bool:
    """Tell whether a node calls something of this name: `name(…)` or `….name(…)`."""
    match node:
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            return called == name
        case _:
            return False

"""A released notebook, run as it is handed out, fails at its blanks and nowhere else.

Run top to bottom, going on after errors, these and no other cells fail:

- an answer cell, if and only if it has a bare `raise NotImplementedError()` outside functions;
- every visible test cell, with a sentence for the student, or because an answer's name is not
  defined: nothing is passed for nothing;
- a figure or experiment that uses an answer, directly or through cells before it.

So fixtures, hidden tests (empty here), and every cell that needs no answer run without error.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from autograder.course.cells import TESTS_SUFFIX, grade_id, is_fixture, is_solution, is_test
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.course.questions import questions as questions_of

COURSE = Course(Path(__file__).parents[2])
NOTEBOOKS = [
    (assignment, name)
    for assignment in COURSE.assignments()
    for name in COURSE.notebooks(assignment)
]
SECONDS_PER_CELL = 120
SAMPLED = ("06_further", "03_concepts", "01_dropout", "01_iris_gradients")
"""One notebook of each assignment, which stands for the others: those run with the slow tests."""


def tree(cell: Any) -> ast.Module:
    """Return a code cell's syntax tree; magics become calls of IPython."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    """Return the names that code reads (`ast.Load`) or gives a meaning (`ast.Store`)."""
    found = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ctx) if isinstance(ctx, context):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if context is ast.Store:
                found.add(name)
    return found


def needs(cell: Any, unanswered: set[str]) -> set[str]:
    """Return the unanswered names that a cell uses, and bring `unanswered` up to date.

    From the first statement that uses one, whatever the cell defines is unanswered too; what it
    defines before is not, or no longer.
    """
    used: set[str] = set()
    for statement in tree(cell).body:
        used |= names(statement, ast.Load) & unanswered
        if used:
            unanswered |= names(statement, ast.Store)
        else:
            unanswered -= names(statement, ast.Store)
    return used


def has_bare_stub(cell: Any) -> bool:
    """Tell whether running the cell raises NotImplementedError, outside any function."""
    pending: list[ast.AST] = [tree(cell)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pending.extend(ast.iter_child_nodes(node))
    return False


def error_of(cell: Any) -> tuple[str, str] | None:
    """Return name and text of the error that stopped a cell."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return (errors[0].ename, errors[0].evalue) if errors else None


def complaints(executed: Any, answers: dict[str, set[str]]) -> Iterator[str]:
    """Yield a sentence for each cell that fails where it should not, or the reverse.

    Args:
        executed: a released notebook after its run.
        answers: grade id of an answer cell → the names that its answer defines.
    """
    unanswered: set[str] = set()  # names that hang on an answer, at this point of the notebook
    for index, cell in enumerate(executed.cells):
        if cell.cell_type != "code":
            continue
        error = error_of(cell)
        where = f"cell {index} ({grade_id(cell) or cell.source.strip().splitlines()[:1]})"
        if is_solution(cell):
            unanswered |= answers[grade_id(cell)]
            if (error is not None) != has_bare_stub(cell):
                yield f"{where} is an answer cell with a stub, and its run gave {error}"
        elif grade_id(cell).endswith(TESTS_SUFFIX):
            if error is None:
                yield f"{where} passes without an answer"
            elif not says_no_answer(error, unanswered):
                yield f"{where} does not say that there is no answer, but {error}"
        elif is_test(cell) or is_fixture(cell) or not (used := needs(cell, unanswered)):
            if error is not None:
                yield f"{where} needs no answer and fails: {error}"
        elif error is not None and not says_no_answer(error, unanswered):
            yield f"{where} uses {sorted(used)} and fails for another reason: {error}"


def says_no_answer(error: tuple[str, str], unanswered: set[str]) -> bool:
    """Tell whether the error is one that a missing answer may cause."""
    kind, text = error
    if kind == "NameError":
        missing = re.search(r"name '(\w+)' is not defined", text)
        return missing is not None and missing[1] in unanswered
    if kind == "CheckFailed":  # a sentence on the answer; that it raised something is none
        return " raised " not in text.partition("\n")[0]
    return kind == "NotImplementedError"


def run(path: Path) -> Any:
    """Execute a notebook in its folder, going on after errors."""
    for last in (False, False, True):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            startup_timeout=120,
            allow_errors=True,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            return client.execute()
        except (DeadKernelError, RuntimeError):  # a kernel's start fails now and then under load
            if last:
                raise
    raise AssertionError


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize(
    ("assignment", "name"),
    [
        pytest.param(*place, marks=[] if place[1] in SAMPLED else [pytest.mark.slow])
        for place in NOTEBOOKS
    ],
)
@pytest.mark.process
def test_fails_at_its_blanks_and_nowhere_else(assignment: str, name: str, tmp_path: Path) -> None:
    source = read_notebook(COURSE.source_path(assignment, name))
    answers = {question.grade_id: set(question.names) for question in questions_of(source)}
    folder = shutil.copytree(COURSE.release / assignment, tmp_path / assignment)
    found = list(complaints(run(folder / f"{name}.ipynb"), answers))
    assert not found, "\n".join(found)


# The rules themselves, on cells with made-up outcomes.

ANSWER = {"grade": False, "solution": True, "locked": False}
TESTS = {"grade": True, "solution": False, "locked": True}
FIXTURE = {"grade": False, "solution": False, "locked": True}
STUB = "def relu(z):\n    raise NotImplementedError()"


def cell(source: str, error: str = "", role: dict[str, bool] | None = None, name: str = "") -> Any:
    """Make an executed code cell; `error` is `kind: text`."""
    made = nbformat.v4.new_code_cell(source)
    if role:
        made.metadata["nbgrader"] = {**role, "grade_id": name, "schema_version": 3}
    if error:
        kind, _, text = error.partition(": ")
        made.outputs = [nbformat.v4.new_output("error", ename=kind, evalue=text, traceback=[])]
    return made


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        pytest.param([cell(STUB, role=ANSWER, name="relu")], "", id="a function stub"),
        pytest.param(
            [cell("raise NotImplementedError()", "NotImplementedError", ANSWER, "relu")],
            "",
            id="a bare stub",
        ),
        pytest.param(
            [cell("raise NotImplementedError()", role=ANSWER, name="relu")],
            "answer cell with a stub",
            id="a bare stub that passes",
        ),
        pytest.param(
            [cell(STUB, "SyntaxError: no", ANSWER, "relu")],
            "answer cell with a stub",
            id="a stub that fails at its definition",
        ),
        pytest.param(
            [cell("check(1)", role=TESTS, name="relu-tests")],
            "passes without an answer",
            id="tests that pass",
        ),
        pytest.param(
            [
                cell(STUB, role=ANSWER, name="relu"),
                cell("check(relu)", "CheckFailed: relu has no answer yet.", TESTS, "relu-tests"),
            ],
            "",
            id="tests that name the blank",
        ),
        pytest.param(
            [cell("check(relu)", "NameError: name 'check' is not defined", TESTS, "relu-tests")],
            "does not say that there is no answer",
            id="tests that miss an import",
        ),
        pytest.param(
            [cell("data", "NameError: name 'data' is not defined", FIXTURE, "data")],
            "needs no answer and fails",
            id="a fixture that fails",
        ),
        pytest.param(
            [
                cell(STUB, role=ANSWER, name="relu"),
                cell("y = relu(1)", "NotImplementedError"),
                cell("plot(y)", "NameError: name 'y' is not defined"),
            ],
            "",
            id="figures behind a blank",
        ),
        pytest.param(
            [
                cell(STUB, role=ANSWER, name="relu"),
                cell("y = relu(1)", "NotImplementedError"),
                cell("y = 3"),
                cell("plot(y)", "NameError: name 'y' is not defined"),
            ],
            "needs no answer and fails",
            id="a figure behind a name that has a meaning again",
        ),
        pytest.param(
            [
                cell(STUB, role=ANSWER, name="relu"),
                cell("check(relu)", "CheckFailed: relu raised TypeError: no", TESTS, "relu-tests"),
            ],
            "does not say that there is no answer",
            id="tests that crash a stub",
        ),
        pytest.param(
            [cell(STUB, role=ANSWER, name="relu"), cell("plot(1)", "NameError: name 'plot'")],
            "needs no answer and fails",
            id="a figure that fails by itself",
        ),
        pytest.param(
            [cell(STUB, role=ANSWER, name="relu"), cell("relu(z, 3)", "TypeError: one argument")],
            "fails for another reason",
            id="a figure that misuses an answer",
        ),
    ],
)
def test_the_rules(cells: list[Any], complaint: str) -> None:
    found = list(complaints(nbformat.v4.new_notebook(cells=cells), {"relu": {"relu"}}))
    assert complaint in "\n".join(found) if complaint else not found

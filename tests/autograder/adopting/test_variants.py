"""Variants: what a test is tried on."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from autograder.adopting.variants import MUTANTS, REFERENCE, variants
from autograder.course.cells import MISSING_CODE, grade_id
from autograder.grading.masters import read_masters
from tests.strangers.course import ASSIGNMENT, Answer, Cell, Test, source
from tests.support.strange import AREAS, NOTEBOOK, strange_course

PLAIN: list[Cell] = [Test("alone", "assert True")]
LONG = "def long(z):\n" + "".join(f"    z = z + {n}\n" for n in range(30)) + "    return z"


def made(root: Path, cells: list[Cell]) -> dict[str, NotebookNode]:
    """Return the variants of a notebook, by their names."""
    course = strange_course(root, **{NOTEBOOK: cells})
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    return dict(variants(path, read_masters(course, ASSIGNMENT)[NOTEBOOK]))


def answer(notebook: NotebookNode, name: str) -> str:
    """Return what stands in the cell of an answer."""
    return next(str(cell.source) for cell in notebook.cells if grade_id(cell) == name)


def test_the_model_answers_come_first_and_are_those_of_the_source(tmp_path: Path) -> None:
    found = made(tmp_path, AREAS)
    assert list(found)[:3] == [REFERENCE, "the release", "no answers"]
    expected = [cell.source for cell in source(AREAS).cells]
    assert [cell.source for cell in found[REFERENCE].cells] == expected


def test_the_release_has_stubs_and_no_answers_have_nothing(tmp_path: Path) -> None:
    found = made(tmp_path, AREAS)
    assert "raise NotImplementedError" in answer(found["the release"], "area")
    assert "np.pi" not in answer(found["the release"], "area")
    assert answer(found["no answers"], "area") == MISSING_CODE


def test_wrong_answers_have_a_slip_each_and_differ(tmp_path: Path) -> None:
    found = made(tmp_path, AREAS)
    texts = [answer(one, "area") for name, one in found.items() if name.startswith("wrong")]
    assert len(texts) == len(set(texts)) > 1
    assert answer(found[REFERENCE], "area") not in texts


def test_a_long_answer_has_a_bounded_number_of_slips(tmp_path: Path) -> None:
    found = made(tmp_path, [Answer("long", LONG), *PLAIN])
    assert len(found) == 3 + MUTANTS


def test_an_answer_that_is_not_python_is_tried_without_slips(tmp_path: Path) -> None:
    cells = [Answer("magic", "%%time\nx = 1"), *PLAIN]
    assert list(made(tmp_path, cells)) == [REFERENCE, "the release", "no answers"]


def test_a_notebook_without_answers_is_tried_as_it_is(tmp_path: Path) -> None:
    assert list(made(tmp_path, PLAIN)) == [REFERENCE, "the release", "no answers"]

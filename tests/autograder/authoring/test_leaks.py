"""The leak scanner: one tampered release for every way in which an answer could get out."""

from __future__ import annotations

import copy
from collections.abc import Callable

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.authoring.leaks import check_leaks
from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.release_steps import make_release
from autograder.course.texts import read_text
from autograder.errors import LeakError
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, make_course

ANSWER = "twice = np.multiply(z, 2.0)"
HIDDEN = 'with marks.part(1, "purity"):'
SENTENCE = "It maps sums to sums and multiples to multiples."
RELEASE = "release/a1/01_tiny.ipynb"
Pair = tuple[NotebookNode, NotebookNode]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The tiny notebook's source and its release."""
    course: Course = make_course(tmp_path_factory.mktemp("course"))
    source = read_text(course.text_path(ASSIGNMENT, NOTEBOOK))
    return source, make_release(source, load_config(course), NOTEBOOK)


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell of this id."""
    return next(cell for cell in notebook.cells if cell.id == name)


def append(name: str, text: str) -> Callable[[NotebookNode], None]:
    """Return a change that adds a text to a cell."""

    def change(release: NotebookNode) -> None:
        cell(release, name).source += text

    return change


def put(name: str, key: str, value: object) -> Callable[[NotebookNode], None]:
    """Return a change that puts something into a cell's metadata."""
    return lambda release: cell(release, name).metadata.update({key: value})


def give(name: str, key: str, value: object) -> Callable[[NotebookNode], None]:
    """Return a change that puts something into a cell."""
    return lambda release: cell(release, name).update({key: value})


def move(release: NotebookNode) -> None:
    """Swap two cells."""
    release.cells[0], release.cells[2] = release.cells[2], release.cells[0]


TAMPERED = {
    "a line of an answer": (append("double", f"\n    {ANSWER}"), "hidden in double"),
    "a line of an answer in prose": (append("why", f"\nUse `{ANSWER}`."), "hidden in double"),
    "an answer behind another statement": (append("imports", f"; {ANSWER}"), "hidden in double"),
    "an answer written with other blanks": (
        append("imports", "\ntwice=np.multiply(z,\n    2.0)"),
        "hidden in double",
    ),
    "a short line of an answer": (append("imports", "\nreturn twice"), "hidden in double"),
    "an answer in metadata": (put("why", "nbgrader", {"old": [ANSWER]}), "hidden in double"),
    "an answer as a key of metadata": (put("why", "nbgrader", {ANSWER: 1}), "hidden in double"),
    "an answer in the notebook's metadata": (
        lambda release: release.metadata.kernelspec.update({"env": ANSWER}),
        "hidden in double",
    ),
    "an answer in a tag": (put("why", "tags", [ANSWER]), "hidden in double"),
    "an answer in an attachment": (give("why", "attachments", {"a": {ANSWER: ""}}), "double"),
    "a hidden test": (append("double-tests", f"\n{HIDDEN}"), "hidden in double-hidden"),
    "a hidden test left where it was": (append("double-hidden", HIDDEN), "hidden in double-hidden"),
    "a model answer": (append("why", f"\n{SENTENCE}"), "hidden in why"),
    "a sentence of it, wrapped anew": (
        append("why", "\nNo: It maps sums to\nsums and multiples to\nmultiples. Yes."),
        "hidden in why",
    ),
    "one sentence out of a line": (append("why", " Nothing else is needed."), "hidden in why"),
    "a rubric": (append("why", "\n1 point: sums; 1 point: multiples."), "hidden in why"),
    "an output": (
        give("double", "outputs", [nbformat.v4.new_output("stream", text="4")]),
        "cell 4 has outputs",
    ),
    "an execution count": (give("double", "execution_count", 3), "cell 4 has execution_count"),
    "an attachment": (
        give("why", "attachments", {"a": {}}),
        "cell 7 has the attachment 'a', which its",
    ),
    "metadata of the notebook": (
        lambda release: release.metadata.update({"jupytext": {}}),
        "the notebook has the metadata 'jupytext'",
    ),
    "metadata of a cell": (
        put("imports", "collapsed", True),
        "cell 2 has the metadata 'collapsed'",
    ),
    "an answer cell that is missing": (
        lambda release: release.cells.remove(cell(release, "double")),
        "missing: double; added: none",
    ),
    "a cell too many": (
        lambda release: release.cells.append(nbformat.v4.new_code_cell("1", id="new")),
        "missing: none; added: new",
    ),
    "cells in another order": (move, "in the source's order"),
    "a cell of another type": (give("why", "cell_type", "raw"), "missing: why; added: why"),
    "an answer cell that is read-only": (
        put("double", "editable", False),
        "cannot write in double",
    ),
    "a written answer that is read-only": (put("why", "editable", False), "cannot write in why"),
    "an answer cell that is locked": (
        lambda release: cell(release, "double").metadata.nbgrader.update({"locked": True}),
        "cannot write in double",
    ),
    "a test that can be edited": (
        put("double-tests", "editable", True),
        "change the test double-te",
    ),
    "a test that is not locked": (
        lambda release: cell(release, "double-hidden").metadata.nbgrader.update({"locked": False}),
        "change the test double-hidden",
    ),
}


def test_a_release_passes(made: Pair) -> None:
    check_leaks(*made, RELEASE)


@pytest.mark.parametrize(("change", "finding"), TAMPERED.values(), ids=TAMPERED.keys())
def test_a_leak_is_found(made: Pair, change: Callable[[NotebookNode], None], finding: str) -> None:
    source, release = copy.deepcopy(made)
    change(release)
    with pytest.raises(LeakError) as caught:
        check_leaks(source, release, RELEASE)
    assert caught.value.what.startswith(f"{RELEASE} is not fit for students")
    assert finding in caught.value.what
    assert caught.value.hint


def test_the_source_itself_leaks_every_hidden_line(made: Pair) -> None:
    with pytest.raises(LeakError) as caught:
        check_leaks(made[0], made[0], RELEASE)
    for secret in (ANSWER, "return twice", HIDDEN, "marks.total()", SENTENCE):
        assert secret in caught.value.what


def test_all_leaks_are_listed(made: Pair) -> None:
    source, release = copy.deepcopy(made)
    for name in ("double-tests", "why"):
        append(name, f"\n{ANSWER}\n{HIDDEN}")(release)
    give("double", "execution_count", 3)(release)
    with pytest.raises(LeakError) as caught:
        check_leaks(source, release, RELEASE)
    assert len(caught.value.what.splitlines()) == 1 + 3


def test_a_line_that_the_source_shows_elsewhere_is_no_secret(made: Pair) -> None:
    source, release = copy.deepcopy(made)
    for notebook in (source, release):
        append("imports", f"\n{ANSWER}")(notebook)
    check_leaks(source, release, RELEASE)


def test_brackets_and_blank_lines_are_no_secrets(made: Pair) -> None:
    source, release = copy.deepcopy(made)
    cell(source, "double").source += "\n### BEGIN SOLUTION\n(\n\n)\n### END SOLUTION"
    append("double", "\n(\n\n)")(release)
    check_leaks(source, release, RELEASE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([ANSWER, HIDDEN, SENTENCE]),
    st.sampled_from(["imports", "double", "double-tests", "why"]),
    st.text("abc #(\n\t", max_size=9),
    st.text("abc )\n\t", max_size=9),
)
def test_a_whole_line_is_found_whatever_stands_around_it(
    made: Pair, secret: str, name: str, before: str, behind: str
) -> None:
    source, release = copy.deepcopy(made)
    append(name, f"\n{before}{secret}{behind}")(release)
    with pytest.raises(LeakError):
        check_leaks(source, release, RELEASE)


PICTURE = {"image/png": "iVBORw0KGgo="}


def with_pictures(made: Pair, where: str) -> Pair:
    """Return source and release with a picture in the written answer, named at a place of it."""
    source, release = copy.deepcopy(made)
    for notebook in (source, release):
        why = cell(notebook, "why")
        why["attachments"] = {"a b.png": PICTURE}
        if where == "question" or notebook is source:
            why.source = f"![](attachment:a%20b.png)\n{why.source}"
    return source, release


def test_a_picture_that_the_question_shows_may_stand_in_a_release(made: Pair) -> None:
    check_leaks(*with_pictures(made, "question"), RELEASE)


def test_a_picture_of_a_model_answer_is_found(made: Pair) -> None:
    with pytest.raises(LeakError, match=r"cell 7 has the attachment 'a b\.png', which its text"):
        check_leaks(*with_pictures(made, "answer"), RELEASE)


def test_a_picture_that_is_not_the_sources_is_found(made: Pair) -> None:
    source, release = with_pictures(made, "question")
    cell(release, "why")["attachments"] = {"a b.png": {"image/png": "AAAA"}}
    with pytest.raises(LeakError, match=r"has the attachment 'a b\.png'"):
        check_leaks(source, release, RELEASE)

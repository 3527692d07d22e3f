"""Reuse: what has changed runs again, and everything that depends on it; nothing else does."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course.cells import is_test
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook, write_notebook
from autograder.engine.reuse import cell_keys, fill_in, known_outputs
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.job import Failure, Job
from autograder.grading import beginning, circumstances
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.grading.replay import replay
from autograder.outcomes import RECORD_NAME, load_outcome
from tests.support.handing import ESSAY, HALF, answered, cell_of, copy_course, hand_in
from tests.support.recording import scores
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

NAMES = {"q": ("f", "g"), "r": ("h",)}
SOURCES = st.sampled_from(["", "x = 1", "x = 2", "x = 1\nx = 2", '["code", "x = 1"]'])
KINDS = st.sampled_from(["own", "q", "q-tests", "q-hidden", "r", "r-tests", "markdown"])
CELLS = st.lists(st.tuples(KINDS, SOURCES), max_size=8)


def notebook(cells: Iterable[tuple[str, str]]) -> NotebookNode:
    """Return a notebook of these kinds of cells."""
    return new_notebook(cells=[cell(kind, source) for kind, source in cells])


def cell(kind: str, source: str) -> NotebookNode:
    """Return a cell of the student's own, an answer, a test or a text."""
    if kind == "markdown":
        return new_markdown_cell(source)
    test = kind.endswith(("-tests", "-hidden"))
    flags = {"grade": test, "locked": test, "solution": not test}
    given = {"nbgrader": {"grade_id": kind, "points": 1, **flags}}
    return new_code_cell(source, metadata={} if kind == "own" else given)


@given(cells=CELLS)
def test_equal_notebooks_have_equal_keys(cells: list[tuple[str, str]]) -> None:
    keys = cell_keys(notebook(cells), NAMES)
    assert keys == cell_keys(notebook(cells), NAMES)
    assert [not key for key in keys] == [kind == "markdown" for kind, _ in cells]


@given(cells=CELLS.filter(bool), data=st.data())
def test_a_changed_cell_changes_its_own_key_and_those_that_depend_on_it(
    cells: list[tuple[str, str]], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(cells) - 1))
    kind, source = cells[index]
    changed = [*cells]
    changed[index] = (kind, f"{source}#")
    before, after = (cell_keys(notebook(which), NAMES) for which in (cells, changed))
    different = {i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}
    if kind == "markdown":
        assert different == set()
    elif is_test(cell(kind, source)):
        assert different == {index}
    else:
        assert different == {i for i in range(index, len(cells)) if cells[i][0] != "markdown"}


@given(cells=CELLS, extra=st.sampled_from(["q-tests", "markdown"]), data=st.data())
def test_tests_and_texts_can_come_and_go(
    cells: list[tuple[str, str]], extra: str, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(cells)))
    longer = cell_keys(notebook([*cells[:index], (extra, "new"), *cells[index:]]), NAMES)
    assert [*longer[:index], *longer[index + 1 :]] == cell_keys(notebook(cells), NAMES)


@given(cells=CELLS)
def test_names_matter_to_tests_of_their_question_only(cells: list[tuple[str, str]]) -> None:
    before = cell_keys(notebook(cells), NAMES)
    after = cell_keys(notebook(cells), {**NAMES, "q": ("f",)})
    different = [kind for (kind, _), a, b in zip(cells, before, after, strict=True) if a != b]
    assert different == [kind for kind, _ in cells if kind in ("q-tests", "q-hidden")]


@pytest.mark.parametrize(
    ("cells", "others"),
    [
        ([("own", "a"), ("own", "b")], [("own", "ab")]),
        ([("own", "a\nb")], [("own", "a"), ("own", "b")]),
        ([("own", 'a"]["code", "b')], [("own", "a"), ("own", "b")]),
        ([("own", "a"), ("q-tests", "t")], [("own", 'a"]["test", ["f", "g"], "t')]),
        ([("q-tests", "t")], [("own", "t")]),
    ],
)
def test_no_texts_of_cells_pass_for_others(
    cells: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    assert cell_keys(notebook(cells), NAMES)[-1] != cell_keys(notebook(others), NAMES)[-1]


@given(cells=CELLS, changed=st.sets(st.integers(0, 7)))
def test_filling_in_keeps_what_holds_and_runs_the_rest(
    cells: list[tuple[str, str]], changed: set[int]
) -> None:
    executed = notebook(cells)
    for number, node in enumerate(executed.cells):
        if node.cell_type == "code":
            node.outputs = [new_output("stream", name="stdout", text=f"old {number}")]
    waiting = notebook(
        (kind, f"{source}#") if index in changed else (kind, source)
        for index, (kind, source) in enumerate(cells)
    )
    known = known_outputs(executed, NAMES)
    settled, end = fill_in(waiting, NAMES, known)
    keys = cell_keys(waiting, NAMES)
    for index, (node, key) in enumerate(zip(waiting.cells, keys, strict=True)):
        if not key:
            continue
        assert bool(node.outputs) == (key in known)
        assert (index in settled) == (key in known and is_test(node))
        assert key in known or index < end
    assert end == 0 or (keys[end - 1] and keys[end - 1] not in known)
    for node in waiting.cells:  # what is filled in is a copy
        if node.cell_type == "code" and node.outputs:
            node.outputs[0]["text"] = "changed"
    assert known == known_outputs(executed, NAMES)


@given(cells=CELLS)
def test_of_an_unchanged_notebook_nothing_runs(cells: list[tuple[str, str]]) -> None:
    executed = notebook(cells)
    again = notebook(cells)
    settled, end = fill_in(again, NAMES, known_outputs(executed, NAMES))
    assert end == 0
    assert settled == {index for index, node in enumerate(again.cells) if is_test(node)}


TOKEN = "import secrets\nprint(secrets.token_hex(8))\n"
"""Shows that a cell has run: no two runs print the same."""


def edit(course: Course, name: str, change: Callable[[str], str]) -> None:
    """Change a cell of the course's source."""
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    source = read_notebook(path)
    found = cell_of(source, name)
    found.source = change(found.source)
    path.write_text(write_notebook(source), encoding="utf-8")


def tell_runs(text: str) -> str:
    """Let a test print a token."""
    marker = "### BEGIN HIDDEN TESTS\n"
    return text.replace(marker, marker + TOKEN) if marker in text else TOKEN + text


def executed_path(course: Course, student: str = "ada") -> Path:
    """Return where the executed notebook is kept."""
    return course.autograded / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"


def tokens(course: Course) -> dict[str, str]:
    """Return what the answer and each test printed last."""
    done = read_notebook(executed_path(course))
    printed = {}
    for name in ("double", "double-tests", "double-hidden"):
        texts = [o.text for o in cell_of(done, name).outputs if o.output_type == "stream"]
        printed[name] = "".join(texts).split()[0]
    return printed


@pytest.fixture(scope="module")
def graded(built: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Course:
    """A graded submission whose cells all tell when they run; nobody writes into it."""
    course = copy_course(built, tmp_path_factory.mktemp("reuse") / "course")
    for name in ("double-tests", "double-hidden"):
        edit(course, name, tell_runs)
    hand_in(course, "ada", answered(course, TOKEN + HALF, ESSAY))
    grade(course, ASSIGNMENT, seed=1, machines=Machines(jobs=1, sandbox=sandbox))
    return course


@pytest.fixture
def again(graded: Course, tmp_path: Path) -> Course:
    """A copy of it for one test."""
    return copy_course(graded, tmp_path / "again")


def test_after_a_test_has_changed_only_that_test_runs_again(
    again: Course, sandbox: Sandbox
) -> None:
    before, kept = tokens(again), scores(again)
    edit(again, "double-hidden", lambda text: text.replace('"purity"', '"pure"'))
    (outcome,) = grade(again, ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox)).outcomes
    after = tokens(again)
    assert {name for name in after if after[name] != before[name]} == {"double", "double-hidden"}
    assert scores(again) == kept
    assert outcome.seed == 1, "a new seed would mean running all"
    again_run = replay(again, "ada", "double", sandbox=sandbox)
    assert again_run.seed == 1
    points = [[cell.points for cell in run] for run in (again_run.recorded, again_run.again)]
    assert points == [[1.0, 1.0], [1.0, 1.0]]


class _Recorder(contextlib.AbstractContextManager["_Recorder"]):
    """A pool that runs nothing, and keeps what it should have run."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Failure]]:
        """Refuse all jobs."""
        for job in jobs:
            self.jobs.append(job)
            yield job, Failure("nothing runs here")


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> _Recorder:
    """What is handed to the pool, which runs nothing."""
    pool = _Recorder()
    monkeypatch.setattr(beginning, "pool_for", lambda *_: pool)
    return pool


def would_run(recorder: _Recorder) -> set[str]:
    """Return the tests that would run again."""
    (job,) = recorder.jobs
    settled, end = fill_in(job.notebook, job.names, job.known)
    cells = list(enumerate(job.notebook.cells))[:end]
    return {
        node.metadata.nbgrader.grade_id
        for index, node in cells
        if is_test(node) and index not in settled
    }


BOTH = {"double-tests", "double-hidden"}


def test_what_is_unchanged_does_not_get_as_far_as_the_pool(
    again: Course, recorder: _Recorder
) -> None:
    assert grade(again, ASSIGNMENT).fresh == frozenset()
    assert recorder.jobs == []


def test_only_a_changed_test_is_run(again: Course, recorder: _Recorder) -> None:
    edit(again, "double-tests", lambda text: text + "# changed\n")
    grade(again, ASSIGNMENT)
    assert would_run(recorder) == {"double-tests"}
    assert recorder.jobs[0].seed == 1


def test_the_same_seed_keeps_what_holds_and_another_runs_all(
    again: Course, recorder: _Recorder
) -> None:
    edit(again, "double-tests", lambda text: text + "# changed\n")
    grade(again, ASSIGNMENT, seed=1)
    assert would_run(recorder) == {"double-tests"}


@pytest.mark.parametrize("seed", [0, 2])
def test_another_seed_runs_all(again: Course, recorder: _Recorder, seed: int) -> None:
    edit(again, "double-tests", lambda text: text + "# changed\n")
    grade(again, ASSIGNMENT, seed=seed)
    assert would_run(recorder) == BOTH
    assert recorder.jobs[0].seed == seed


def test_regrading_runs_all_with_a_new_seed(again: Course, recorder: _Recorder) -> None:
    grade(again, ASSIGNMENT, regrade=True)
    assert would_run(recorder) == BOTH
    assert recorder.jobs[0].seed != 1


def test_other_limits_run_all(again: Course, recorder: _Recorder) -> None:
    with (again.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.Autograder.cell_seconds = 61\n")
    grade(again, ASSIGNMENT)
    assert would_run(recorder) == BOTH


def test_other_versions_run_all(
    again: Course, recorder: _Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circumstances, "PACKAGES", ("numpy",))
    grade(again, ASSIGNMENT)
    assert would_run(recorder) == BOTH


def test_a_changed_answer_runs_all_that_may_depend_on_it(
    again: Course, recorder: _Recorder
) -> None:
    hand_in(again, "ada", answered(again, TOKEN + HALF + "\n# changed", ESSAY))
    grade(again, ASSIGNMENT)
    assert would_run(recorder) == BOTH


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _not_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")


def _other_json(path: Path) -> None:
    path.write_text("[1, 2]", encoding="utf-8")


def _other_object(path: Path) -> None:
    path.write_text('{"notebooks": 7, "cells": 7}', encoding="utf-8")


def _deep(path: Path) -> None:
    path.write_text("[" * 100_000, encoding="utf-8")


def _gone(path: Path) -> None:
    path.unlink()


BREAK = [_truncate, _empty, _not_text, _other_json, _other_object, _deep, _gone]


@pytest.mark.parametrize("spoil", BREAK)
@pytest.mark.parametrize("which", [RECORD_NAME, f"{NOTEBOOK}.ipynb"])
def test_spoilt_files_mean_running_again(
    again: Course, recorder: _Recorder, spoil: Callable[[Path], None], which: str
) -> None:
    edit(again, "double-tests", lambda text: text + "# changed\n")
    spoil(executed_path(again).parent / which)
    grade(again, ASSIGNMENT)
    assert would_run(recorder) == BOTH


@pytest.mark.parametrize(
    ("key", "value"),
    [("metadata", 7), ("outputs", 7), ("outputs", [7]), ("source", None), ("cell_type", "odd")],
)
def test_spoilt_cells_mean_running_again(
    again: Course, recorder: _Recorder, key: str, value: Any
) -> None:
    edit(again, "double-tests", lambda text: text + "# changed\n")
    path = executed_path(again)
    content = json.loads(path.read_text(encoding="utf-8"))
    for spoilt in content["cells"]:
        if spoilt["cell_type"] == "code":
            spoilt[key] = value
    path.write_text(json.dumps(content), encoding="utf-8")
    grade(again, ASSIGNMENT)
    assert would_run(recorder) == BOTH


def test_a_spoilt_record_alone_means_running_again(again: Course, recorder: _Recorder) -> None:
    path = executed_path(again).parent / RECORD_NAME
    content = json.loads(path.read_text(encoding="utf-8"))
    content["notebooks"][0]["cells"][0]["points"] = 100
    path.write_text(json.dumps(content), encoding="utf-8")
    assert grade(again, ASSIGNMENT).fresh == {"ada"}
    record = load_outcome(path)
    assert record is not None
    assert [cell.points for cell in record.notebooks[0].cells] == [None, None, None]


def test_the_executed_notebook_stays_valid(graded: Course) -> None:
    nbformat.validate(read_notebook(executed_path(graded)))

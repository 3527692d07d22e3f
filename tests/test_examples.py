"""The examples: the sample class is what its names say, and the demo runs without a sandbox too."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.build import build
from autograder.course.layout import CONFIG_NAME, Course
from autograder.engine.sandbox import Sandbox, probe
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.outcomes import (
    RECORD_NAME,
    CellStatus,
    NotebookOutcome,
    Status,
    load_outcome,
)
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT, make_course

EXAMPLES = ROOT / "examples"
WORTH = {"double-tests": 1.0, "double-hidden": 2.0}
FULL, PART, NOTHING = 3.0, range(3), 0.0


@pytest.fixture(scope="module")
def sample_class() -> dict[str, Any]:
    """What examples/sample_class.py defines."""
    return runpy.run_path(str(EXAMPLES / "sample_class.py"))


@pytest.fixture(scope="module")
def handed_in(sample_class: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The tiny course, in which the whole sample class has handed in."""
    course = make_course(tmp_path_factory.mktemp("sample") / "course")
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.Autograder.cell_seconds = 5\n")
    build(course)
    sample_class["make_class"](course, ASSIGNMENT)
    return course


@pytest.fixture(scope="module")
def outcomes(handed_in: Course) -> dict[str, NotebookOutcome]:
    """What came of the class, by student."""
    sandbox: Sandbox = "bubblewrap" if probe().available else "none"
    graded = grade(handed_in, ASSIGNMENT, seed=1, machines=Machines(sandbox=sandbox))
    return {outcome.student: outcome.notebooks[0] for outcome in graded.outcomes}


def test_every_student_hands_in(
    handed_in: Course, sample_class: dict[str, Any], outcomes: dict[str, NotebookOutcome]
) -> None:
    students = sample_class["STUDENTS"]
    assert len(students) >= 12
    assert sorted(outcomes) == sorted(students)
    for student in students:
        assert (handed_in.submitted / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb").is_file()


def points(outcome: NotebookOutcome) -> float:
    """Return the points of tests."""
    return sum(cell.points or 0.0 for cell in outcome.cells if cell.cell in WORTH)


@pytest.mark.parametrize(
    "student",
    [
        "all-right",
        "all-right-another-way",
        "all-right-a-third-way",
        "cell-copied",
        "first-notebook-only",
        "from-another-editor",
        "talkative",
    ],
)
def test_right_answers_get_everything(outcomes: dict[str, NotebookOutcome], student: str) -> None:
    assert points(outcomes[student]) == FULL
    assert outcomes[student].status is Status.NEEDS_PERSON


@pytest.mark.parametrize("student", ["some-mistakes", "other-mistakes", "more-mistakes"])
def test_mistakes_lose_points(outcomes: dict[str, NotebookOutcome], student: str) -> None:
    assert points(outcomes[student]) in PART
    statuses = {cell.status for cell in outcomes[student].cells if cell.cell in WORTH}
    assert statuses & {CellStatus.FAILED, CellStatus.PARTIAL}


@pytest.mark.parametrize(
    ("student", "status"),
    [
        ("blank", CellStatus.FAILED),
        ("tests-edited", CellStatus.FAILED),
        ("half-done", CellStatus.FAILED),
        ("endless-loop", CellStatus.TIMEOUT),
        ("crash-in-the-middle", CellStatus.DIED),
        ("cells-deleted", None),
    ],
)
def test_what_is_not_answered_gets_nothing(
    outcomes: dict[str, NotebookOutcome], student: str, status: CellStatus | None
) -> None:
    assert points(outcomes[student]) == NOTHING
    found = {cell.status for cell in outcomes[student].cells if cell.cell in WORTH}
    assert status is None or status in found


@pytest.mark.parametrize(
    ("student", "says"),
    [("broken-file", "is not valid JSON"), ("not-a-notebook", "is JSON, but not a notebook")],
)
def test_what_is_no_notebook_is_not_gradable(
    outcomes: dict[str, NotebookOutcome], student: str, says: str
) -> None:
    assert outcomes[student].status is Status.NOT_GRADABLE
    assert says in outcomes[student].remarks[0]


@pytest.mark.parametrize(
    ("student", "says"),
    [
        ("cells-deleted", ["The answer cell double was deleted.", "; they were put back."]),
        ("cell-copied", ["The cell double occurs more than once; the last one was graded."]),
    ],
)
def test_what_was_put_right_is_said(
    outcomes: dict[str, NotebookOutcome], student: str, says: list[str]
) -> None:
    assert len(outcomes[student].remarks) == len(says)
    for remark, words in zip(outcomes[student].remarks, says, strict=True):
        assert words in remark


@pytest.mark.long
def test_in_the_courses_own_notebooks_each_file_differs(
    sample_class: dict[str, Any], tmp_path: Path
) -> None:
    course = Course(tmp_path)
    for folder in ("release", "source", "answers", "notebooks"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    shutil.copyfile(ROOT / CONFIG_NAME, tmp_path / CONFIG_NAME)
    (assignment, *_) = course.assignments()
    files = sample_class["make_class"](course, assignment)
    first = min(path.stem for path in files)
    texts = {path.parts[-3]: path.read_text("utf-8") for path in files if path.stem == first}
    assert len(texts) == len(sample_class["STUDENTS"])
    alike = {"all-right", "first-notebook-only"}
    assert len(set(texts.values())) == len(texts) - len(alike) + 1
    assert len([path for path in files if "first-notebook-only" in path.parts]) == 1
    half = [c for c in json.loads(texts["half-done"])["cells"] if c["cell_type"] == "code"]
    assert any("NotImplementedError" in "".join(cell["source"]) for cell in half)


def test_the_demo_takes_only_assignments_that_exist() -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "demo.py"), "nothing"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert all(repr(name) in done.stderr for name in Course(ROOT).assignments())


DEMO = """\
import pathlib, runpy, sys
found = runpy.run_path(sys.argv[1])
folder, assignment, *names = sys.argv[2:]
from sample_class import STUDENTS
chosen = {name: STUDENTS[name] for name in names}
folder = pathlib.Path(folder)
found["demo"](folder / "course", folder / "demo", assignment, chosen)
"""


@pytest.mark.process
def test_the_demo_runs_without_bubblewrap_and_says_so(tmp_path: Path) -> None:
    make_course(tmp_path / "course")
    words = [str(EXAMPLES / "demo.py"), str(tmp_path), ASSIGNMENT, "some-mistakes", "broken-file"]
    done = subprocess.run(
        [sys.executable, "-c", DEMO, *words],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "No sandbox here: bubblewrap is not installed." in said
    assert "2 notebooks of 2 students in demo/submitted/" in said
    assert "2 pages in demo/feedback/<student>/" in said
    assert all(len(line) <= 80 for line in said.splitlines() if "sandbox" not in line)
    for line in (
        f"the class report: demo/report/{ASSIGNMENT}.html",
        f"a student's feedback: demo/feedback/some-mistakes/{ASSIGNMENT}/{NOTEBOOK}.html",
    ):
        assert line in said
        assert (tmp_path / line.partition(": ")[2]).is_file()
    folder = tmp_path / "demo" / "autograded" / "some-mistakes" / ASSIGNMENT
    record = load_outcome(folder / RECORD_NAME)
    assert record is not None
    assert record.points in PART

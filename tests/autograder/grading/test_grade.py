"""Grading a class: fair, repeatable, and never lost, whatever one submission or a kill does."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.course.layout import CONFIG_NAME, Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import NotFoundError
from autograder.grading.beginning import Machines
from autograder.grading.grade import Graded, grade
from autograder.grading.submissions import submitters
from autograder.outcomes import RECORD_NAME, CellStatus, Status, SubmissionOutcome, load_outcome
from tests.support.handing import (
    ESSAY,
    HALF,
    RIGHT,
    WRONG,
    answered,
    copy_course,
    hand_in,
    without,
)
from tests.support.recording import change, dump, gradebook, rows, scores
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

SEED = 11
HONEST = {
    "ada": (RIGHT, ESSAY),
    "bob": (HALF, ESSAY),
    "cyn": (WRONG, None),
    "dan": (None, None),
    "Zoë Ω": (RIGHT, None),
}


def hand_in_a_class(course: Course) -> None:
    """Hand in honest submissions, and every kind of bad one."""
    for student, answers in HONEST.items():
        hand_in(course, student, answered(course, *answers), "2026-02-03 04:05:06 UTC")
    hand_in(course, "empty", b"")
    hand_in(course, "cut", nbformat.writes(answered(course, RIGHT)).encode()[:-40])
    hand_in(course, "deleter", without(answered(course, RIGHT, ESSAY), "double-hidden", "imports"))
    hand_in(course, "exiter", answered(course, f"{RIGHT}\nimport os\nos._exit(3)"))
    hand_in(course, "nobody", b"").unlink()
    hand_in(course, "linker", b"").unlink()
    path = course.submitted / "linker" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    path.symlink_to("/etc/passwd")
    (course.submitted / "stray.zip").write_bytes(b"PK")
    (course.submitted / ".hidden" / ASSIGNMENT).mkdir(parents=True)
    (course.submitted / "other" / "a2").mkdir(parents=True)


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def by_student(graded: Graded) -> dict[str, SubmissionOutcome]:
    """Return outcomes by student."""
    return {outcome.student: outcome for outcome in graded.outcomes}


@pytest.fixture(scope="module")
def classroom(
    built: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> tuple[Course, Graded]:
    """A graded class; nobody writes into it."""
    course = copy_course(built, tmp_path_factory.mktemp("class") / "course")
    hand_in_a_class(course)
    return course, grade(course, ASSIGNMENT, seed=SEED, machines=Machines(sandbox=sandbox))


@pytest.fixture
def again(classroom: tuple[Course, Graded], tmp_path: Path) -> Course:
    """A copy of the graded class for one test."""
    return copy_course(classroom[0], tmp_path / "again")


@pytest.mark.parametrize(
    ("student", "status", "points"),
    [
        ("ada", Status.NEEDS_PERSON, (1.0, 2.0, None)),
        ("bob", Status.NEEDS_PERSON, (1.0, 1.0, None)),
        ("cyn", Status.GRADED, (0.0, 1.0, 0.0)),
        ("dan", Status.GRADED, (0.0, 0.0, 0.0)),
        ("Zoë Ω", Status.GRADED, (1.0, 2.0, 0.0)),
        ("deleter", Status.NEEDS_PERSON, (1.0, 2.0, None)),
        ("exiter", Status.GRADED, (0.0, 0.0, 0.0)),
        ("empty", Status.NOT_GRADABLE, (None, None, None)),
        ("cut", Status.NOT_GRADABLE, (None, None, None)),
        ("linker", Status.NOT_GRADABLE, (None, None, None)),
        ("nobody", Status.MISSING, (0.0, 0.0, 0.0)),
    ],
)
def test_everyone_gets_what_is_due(
    classroom: tuple[Course, Graded],
    student: str,
    status: Status,
    points: tuple[float | None, ...],
) -> None:
    course, graded = classroom
    outcome = by_student(graded)[student]
    assert outcome.status is status
    assert tuple(cell.points for cell in outcome.notebooks[0].cells) == points
    found = scores(course)
    cells = [cell.cell for cell in outcome.notebooks[0].cells]
    assert tuple(found[student, cell][0] for cell in cells) == points
    assert load_outcome(course.autograded / student / ASSIGNMENT / RECORD_NAME) == outcome
    executed = course.autograded / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    runs = status in (Status.GRADED, Status.NEEDS_PERSON)
    assert executed.exists() == runs
    assert bool(outcome.notebooks[0].remarks) == (not runs or student == "deleter")


def test_nobody_else_is_graded(classroom: tuple[Course, Graded]) -> None:
    course, graded = classroom
    expected = [*HONEST, "empty", "cut", "deleter", "exiter", "nobody", "linker"]
    assert [outcome.student for outcome in graded.outcomes] == sorted(expected)
    assert graded.fresh == set(expected)
    assert submitters(course, ASSIGNMENT) == sorted(expected)
    assert {outcome.seed for outcome in graded.outcomes} == {SEED}


def test_the_one_who_left_is_told_so(classroom: tuple[Course, Graded]) -> None:
    cells = by_student(classroom[1])["exiter"].notebooks[0].cells
    assert [cell.status for cell in cells[:2]] == [CellStatus.DIED, CellStatus.DIED]


def test_grading_twice_changes_nothing(again: Course, sandbox: Sandbox) -> None:
    before = dump(again), tree(again.root)
    told = []
    graded = grade(
        again,
        ASSIGNMENT,
        on_outcome=lambda *told_of: told.append(told_of[1]),
        machines=Machines(sandbox=sandbox),
    )
    assert graded.fresh == frozenset()
    assert told == [True] * len(graded.outcomes)
    assert (dump(again), tree(again.root)) == before


def test_what_changed_is_graded_anew_and_the_rest_is_kept(again: Course, sandbox: Sandbox) -> None:
    change(again, "UPDATE grade SET manual_score = 2, needs_manual_grade = 0 "
                  "WHERE auto_score IS NULL")  # fmt: skip
    hand_in(again, "cyn", answered(again, RIGHT), "2026-02-04 00:00:00 UTC")
    hand_in(again, "empty", answered(again, RIGHT))
    hand_in(again, "bob", answered(again, HALF, ESSAY), "2026-02-05 00:00:00 UTC")
    hand_in(again, "new", answered(again))
    graded = grade(again, ASSIGNMENT, seed=99, machines=Machines(sandbox=sandbox))
    assert graded.fresh == {"cyn", "empty", "bob", "new"}
    found = scores(again)
    assert found["cyn", "double-tests"] == (1.0, None, 0)
    assert found["empty", "double-tests"] == (1.0, 2.0, 1)
    assert found["ada", "why"] == (None, 2.0, 0), "kept as the person left it"
    assert found["bob", "why"] == (None, 2.0, 0), "the answer is the same"
    seeds = {outcome.student: outcome.seed for outcome in graded.outcomes}
    assert (seeds["ada"], seeds["cyn"]) == (SEED, 99)


def test_one_student_may_be_regraded(again: Course, sandbox: Sandbox) -> None:
    (again.autograded / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_text("", "utf-8")
    kept = tree(again.autograded / "bob")
    graded = grade(
        again,
        ASSIGNMENT,
        students=["ada"],
        seed=SEED,
        regrade=True,
        machines=Machines(sandbox=sandbox),
    )
    assert [outcome.student for outcome in graded.outcomes] == ["ada"]
    assert graded.fresh == {"ada"}
    assert (again.autograded / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").read_text("utf-8")
    assert tree(again.autograded / "bob") == kept


def test_a_lost_record_or_gradebook_means_grading_again(again: Course, sandbox: Sandbox) -> None:
    for student in by_student_folders(again) - {"ada", "bob"}:
        shutil.rmtree(again.submitted / student)
    before = {key: value for key, value in scores(again).items() if key[0] in ("ada", "bob")}
    (again.autograded / "ada" / ASSIGNMENT / RECORD_NAME).unlink()
    assert grade(again, ASSIGNMENT, seed=SEED, machines=Machines(sandbox=sandbox)).fresh == {"ada"}
    gradebook(again).unlink()
    assert grade(again, ASSIGNMENT, seed=SEED, machines=Machines(sandbox=sandbox)).fresh == {
        "ada",
        "bob",
    }
    assert scores(again) == before


def by_student_folders(course: Course) -> set[str]:
    """Return all folders of students."""
    return {path.name for path in course.submitted.iterdir() if path.is_dir()}


def test_a_folder_with_a_name_that_is_no_text_stops_nobody(
    course: Course, sandbox: Sandbox
) -> None:
    hand_in(course, "empty", b"")
    (course.submitted / os.fsdecode(b"ren\xe9") / ASSIGNMENT).mkdir(parents=True)
    hand_in(course, "two\nlines", b"")
    found = by_student(grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox)))
    assert sorted(found) == ["empty", r"ren\udce9", r"two\nlines"]
    assert "rename it" in found[r"ren\udce9"].notebooks[0].remarks[0]
    assert [path.name for path in course.autograded.iterdir()] == ["empty"]


def test_an_unknown_assignment_or_student_is_named(course: Course) -> None:
    with pytest.raises(NotFoundError, match="no assignment 'a9'"):
        grade(course, "a9")
    with pytest.raises(NotFoundError, match=r"no assignment '\.\.'"):
        grade(course, "..")
    with pytest.raises(NotFoundError, match="Nobody has handed in a1"):
        grade(course, ASSIGNMENT)
    hand_in(course, "ada", b"")
    with pytest.raises(NotFoundError, match="no submission of a1 by 'eve'") as caught:
        grade(course, ASSIGNMENT, students=["ada", "eve"])
    assert "submitted/" in caught.value.hint
    assert not gradebook(course).exists()


def nbgrader(course: Course, *words: str) -> None:
    """Run the real nbgrader in a course."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nbgrader", *words],
        cwd=course.root,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.process
def test_plain_nbgrader_gives_honest_submissions_the_same_scores(
    classroom: tuple[Course, Graded], built: Course, tmp_path: Path
) -> None:
    course = copy_course(built, tmp_path / "course")
    for student in ("ada", "bob", "cyn", "dan"):
        hand_in(course, student, answered(course, *HONEST[student]))
    nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    nbgrader(course, "autograde", ASSIGNMENT)
    theirs = scores(course)
    ours = scores(classroom[0])
    assert theirs
    assert theirs == {key: ours[key] for key in theirs}
    query = (
        "SELECT s.student_id, c.name, m.auto_comment FROM comment m "
        "JOIN base_cell c ON c.id = m.cell_id JOIN submitted_notebook n ON n.id = m.notebook_id "
        "JOIN submitted_assignment s ON s.id = n.assignment_id"
    )
    assert set(rows(course, query)) <= set(rows(classroom[0], query))


@pytest.mark.process
def test_nbgraders_own_feedback_reads_what_we_leave(again: Course) -> None:
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    nbgrader(again, "generate_feedback", ASSIGNMENT, "--student=ada")
    page = again.feedback / "ada" / ASSIGNMENT / f"{NOTEBOOK}.html"
    assert ESSAY in page.read_text(encoding="utf-8")
    config = Config(CourseDirectory={"root": str(again.root), "course_id": "activation-lab"})
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    (submission,) = api.get_notebook_submissions(ASSIGNMENT, NOTEBOOK)[:1]
    assert submission["max_score"] == 5
    assert {row["student"] for row in api.get_submissions(ASSIGNMENT)} >= set(HONEST)


def test_limits_of_the_configuration_hold(course: Course, sandbox: Sandbox) -> None:
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.Autograder.file_bytes = 100\n")
    hand_in(course, "ada", answered(course, RIGHT))
    (outcome,) = grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox)).outcomes
    assert outcome.status is Status.NOT_GRADABLE
    assert "at most 0 MiB are read" in outcome.notebooks[0].remarks[0]


def test_seeds_are_drawn_anew_for_each_run(course: Course, sandbox: Sandbox) -> None:
    hand_in(course, "ada", b"")
    seeds = [
        grade(course, ASSIGNMENT, regrade=True, machines=Machines(sandbox=sandbox)).outcomes[0].seed
        for _ in range(2)
    ]
    assert all(a != b for a, b in itertools.pairwise(seeds))

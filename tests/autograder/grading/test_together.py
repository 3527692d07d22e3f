"""Several people at once: two who grade, and one who marks, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.read import Scores, read_scores
from autograder.outcomes import RECORD_NAME, load_outcome
from tests.support.handing import ESSAY, HALF, RIGHT, WRONG, answered, copy_course, hand_in
from tests.support.postgres import Server, use
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

pytestmark = pytest.mark.process

OTHER = "a2"
LIMIT = 120
CLASS = {"ada": RIGHT, "bob": HALF, "cyn": WRONG, "dan": None}
TESTS = {"ada": 3.0, "bob": 2.0, "cyn": 1.0, "dan": 0.0}
MARKING = """
import sys, time, warnings
warnings.simplefilter("ignore")
from nbgrader.api import Gradebook, MissingEntry
url, assignment, notebook, count = *sys.argv[1:4], int(sys.argv[4])
marked, rounds = {}, 0
deadline = time.monotonic() + 90
with Gradebook(url, "activation-lab") as book:
    while len(marked) < count or rounds < 200:
        assert time.monotonic() < deadline, marked
        rounds += 1
        for student in [student.id for student in book.students]:
            try:
                grade = book.find_grade("why", notebook, assignment, student)
                comment = book.find_comment("why", notebook, assignment, student)
            except MissingEntry:
                continue
            grade.manual_score = 1.5
            grade.needs_manual_grade = False
            comment.manual_comment = f"seen, {student}, {rounds}"
            book.db.commit()
            marked[student] = rounds
        book.db.rollback()
print(sorted(marked))
"""


@pytest.fixture(scope="module")
def handed_in(built: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that has handed in two assignments alike; nobody grades it here."""
    course = copy_course(built, tmp_path_factory.mktemp("handed") / "course")
    shutil.copytree(course.texts / ASSIGNMENT, course.texts / OTHER)
    build(course, [OTHER])
    for student, double in CLASS.items():
        path = hand_in(course, student, answered(course, double, ESSAY))
        other = course.submission_folder(student, OTHER) / path.name
        other.parent.mkdir(parents=True)
        other.write_bytes(path.read_bytes())
    return course


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request: pytest.FixtureRequest, handed_in: Course, tmp_path: Path) -> Course:
    """A copy of this class, with its gradebook in either database; there is none yet."""
    course = copy_course(handed_in, tmp_path / "course")
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("server")
        use(course, server.database())
    return course


def start(*words: str) -> subprocess.Popen[str]:
    """Start a Python process."""
    return subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def grading(course: Course, assignment: str, sandbox: Sandbox) -> subprocess.Popen[str]:
    """Start grading an assignment, anew whatever is on record."""
    options = ("--jobs", "1", "--sandbox", sandbox, "--regrade")
    return start("-m", "autograder", "--course", str(course.root), "grade", assignment, *options)


def finish(*processes: subprocess.Popen[str]) -> list[str]:
    """Wait until all have ended well; return what they printed."""
    ends = [process.communicate(timeout=LIMIT) for process in processes]
    for process, (out, err) in zip(processes, ends, strict=True):
        assert process.returncode == 0, out + err
        assert "Traceback" not in out + err
        assert "could not be recorded" not in out
    return [out for out, _ in ends]


def points_of_tests(scores: Scores, student: str) -> float:
    """Return a student's points of tests."""
    cells = scores.cells[student, NOTEBOOK]
    return sum(cells[name].points or 0.0 for name in ("double-tests", "double-hidden"))


def check(course: Course, assignment: str) -> Scores:
    """Every student is graded once, as the records say, and nothing half-written stands there."""
    scores = read_scores(course, assignment)
    assert set(scores.cells) == {(student, NOTEBOOK) for student in CLASS}
    for student, points in TESTS.items():
        assert set(scores.cells[student, NOTEBOOK]) == {"double-tests", "double-hidden", "why"}
        assert points_of_tests(scores, student) == points
        folder = course.graded_folder(student, assignment)
        outcome = load_outcome(folder / RECORD_NAME)
        assert outcome is not None
        assert sum(cell.points or 0.0 for cell in outcome.notebooks[0].cells) == points
        names = sorted(path.name for path in folder.parent.iterdir())
        assert set(names) <= {ASSIGNMENT, OTHER}
    return scores


def test_two_grade_the_same_assignment_for_the_first_time(course: Course, sandbox: Sandbox) -> None:
    finish(grading(course, ASSIGNMENT, sandbox), grading(course, ASSIGNMENT, sandbox))
    check(course, ASSIGNMENT)


def test_two_grade_two_assignments_and_a_third_marks(course: Course, sandbox: Sandbox) -> None:
    from autograder.course.config import database_url

    with open_gradebook(course):
        pass  # whoever marks finds a gradebook
    marking = start("-c", MARKING, database_url(course), ASSIGNMENT, NOTEBOOK, str(len(CLASS)))
    first = [grading(course, name, sandbox) for name in (ASSIGNMENT, OTHER)]
    finish(*first)
    finish(grading(course, ASSIGNMENT, sandbox), marking)
    scores = check(course, ASSIGNMENT)
    check(course, OTHER)
    for student in CLASS:
        why = scores.cells[student, NOTEBOOK]["why"]
        assert (why.points, why.by_person, why.waiting) == (1.5, True, False)
        assert scores.comments[student, NOTEBOOK]["why"].startswith(f"seen, {student}")

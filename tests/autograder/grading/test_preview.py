"""A preview says what grading would do, and does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import GradebookError
from autograder.gradebook.read import read_scores
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.grading.preview import Preview, preview
from tests.support.handing import ESSAY, HALF, RIGHT, WRONG, answered, copy_course, hand_in
from tests.support.recording import change
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

pytestmark = pytest.mark.process

CLASS = {"ada": RIGHT, "bob": HALF, "cyn": WRONG, "dan": None}
NEW = "eve"
OF_CELL = "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = '{}')"


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder but those of the cache, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    return {name: content for name, content in files.items() if not name.startswith(".cache/")}


SQUARED = {"lambda z: np.add(z, z) * 1.0, [-2.0": "lambda z: z ** 2.0, [-2.0"}
REPRICED = {
    '"double-tests", "locked": true, "points": 1': '"double-tests", "locked": true, "points": 2',
    'marks_.part(1, "values")': 'marks_.part(2, "values")',
}


def edit(course: Course, changes: dict[str, str]) -> None:
    """Change the text of the notebook, and build it."""
    (path,) = (course.root / "notebooks" / ASSIGNMENT).glob("*.py")
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    build(course)


@pytest.fixture(scope="module")
def graded(built: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Course:
    """A graded class; nobody writes into it."""
    course = copy_course(built, tmp_path_factory.mktemp("class") / "course")
    for student, answer in CLASS.items():
        hand_in(course, student, answered(course, answer, ESSAY))
    grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox))
    change(
        course,
        f"UPDATE grade SET manual_score = 1.5, needs_manual_grade = 0 {OF_CELL.format('why')}",
    )
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded class for one test."""
    return copy_course(graded, tmp_path / "again")


def totals(course: Course) -> dict[str, float]:
    """Return everybody's points in the gradebook."""
    found: dict[str, float] = {}
    for (student, _), cells in read_scores(course, ASSIGNMENT).cells.items():
        found[student] = found.get(student, 0.0) + sum(
            cell.points or 0.0 for cell in cells.values()
        )
    return found


def preview_of(course: Course, sandbox: Sandbox) -> Preview:
    """Make a preview, and see that nothing is written."""
    before = tree(course.root)
    found = preview(course, ASSIGNMENT, machines=Machines(sandbox=sandbox))
    assert tree(course.root) == before
    return found


def test_without_a_change_nobody_moves(course: Course, sandbox: Sandbox) -> None:
    hand_in(course, NEW, answered(course, RIGHT))
    assert preview_of(course, sandbox) == Preview((), len(CLASS), (NEW,))


def test_grading_does_what_the_preview_has_said(course: Course, sandbox: Sandbox) -> None:
    before = totals(course)
    edit(course, SQUARED | REPRICED)
    found = preview_of(course, sandbox)
    grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox))
    after = totals(course)
    moved = {student for student in before if before[student] != after[student]}
    assert {move.student: move.after for move in found.moves if move.after != move.before} == {
        student: after[student] for student in moved
    }
    assert {move.student: move.before for move in found.moves}.items() <= before.items()
    assert len(found.moves) + found.same == len(CLASS)


def test_whoever_moves_is_told_why(course: Course, sandbox: Sandbox) -> None:
    edit(course, SQUARED)
    moves = preview_of(course, sandbox).moves
    gains = [move.after - move.before for move in moves]
    assert gains == sorted(gains)
    found = {move.student: move for move in moves}
    (loss,) = found["ada"].changes
    assert (loss.notebook, loss.cell) == (NOTEBOOK, "double-tests")
    assert (loss.before, loss.after, loss.worth_before, loss.worth_after) == (1, 0, 1, 1)
    assert "double" in loss.why
    (gain,) = found["cyn"].changes
    assert (gain.before, gain.after, gain.why) == (0, 1, "")


def test_what_a_person_has_given_stays(course: Course, sandbox: Sandbox) -> None:
    change(course, f"UPDATE grade SET manual_score = 1 {OF_CELL.format('double-tests')}")
    edit(course, SQUARED)
    assert preview_of(course, sandbox).moves == ()


def test_before_the_first_grading_there_is_nothing_to_compare(
    built: Course, tmp_path: Path, sandbox: Sandbox
) -> None:
    course = copy_course(built, tmp_path / "new")
    hand_in(course, "ada", answered(course, RIGHT))
    with pytest.raises(GradebookError, match="nothing can change"):
        preview(course, ASSIGNMENT, machines=Machines(sandbox=sandbox))
    assert not (course.root / "gradebook.db").exists()

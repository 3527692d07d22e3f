"""Replay: one question once more, from the seed on record, and nothing is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.commands import main
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import NotFoundError, RecordError
from autograder.grading import replay as replaying
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.grading.replay import Replay, replay
from autograder.outcomes import RECORD_NAME, CellStatus
from tests.support.handing import ESSAY, HALF, answered, copy_course, hand_in
from tests.support.recording import dump
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

SEED = 77


@pytest.fixture(scope="module")
def graded(built: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Course:
    """A course with one graded submission, and one that cannot be read; nobody writes into it."""
    course = copy_course(built, tmp_path_factory.mktemp("replay") / "course")
    hand_in(course, "ada", answered(course, HALF, ESSAY))
    hand_in(course, "bad", b"{")
    grade(course, ASSIGNMENT, seed=SEED, machines=Machines(jobs=1, sandbox=sandbox))
    return course


@pytest.fixture
def again(graded: Course, tmp_path: Path) -> Course:
    """A copy of it for one test."""
    return copy_course(graded, tmp_path / "again")


def test_it_gives_the_outcome_on_record(again: Course, sandbox: Sandbox) -> None:
    before = dump(again)
    result = replay(again, "ada", "double", sandbox=sandbox)
    assert result.seed == SEED
    assert result.same
    assert [cell.cell for cell in result.again] == ["double-tests", "double-hidden"]
    assert [cell.points for cell in result.again] == [1.0, 1.0]
    assert result.again[1].status is CellStatus.PARTIAL
    assert dump(again) == before


def test_an_answer_changed_since_then_shows(again: Course, sandbox: Sandbox) -> None:
    hand_in(again, "ada", answered(again, "def double(z):\n    return 7.0", ESSAY))
    command = ["--course", str(again.root), "replay", "ada", "double", "--sandbox", sandbox]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert "double-tests: 0 of 1, failed" in done.output
    assert f"Seed {SEED}: NOT the same as the outcome on record." in done.output


def command(course: Course, monkeypatch: pytest.MonkeyPatch, result: Replay) -> Result:
    """Run the command with this result."""
    monkeypatch.setattr(replaying, "replay", lambda *_, **__: result)
    return CliRunner().invoke(main, ["--course", str(course.root), "replay", "ada", "double"])


def test_the_command_says_points_states_and_messages(
    graded: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.outcomes import CellOutcome

    cells = (
        CellOutcome("double-tests", 1.0, 1.0, CellStatus.PASSED),
        CellOutcome("double-hidden", 1.0, 2.0, CellStatus.PARTIAL, "No.\n  got: 1"),
        CellOutcome("why", None, 2.0, CellStatus.PENDING),
    )
    done = command(graded, monkeypatch, Replay(5, cells, cells))
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "double-tests: 1 of 1, passed",
        "double-hidden: 1 of 2, partial",
        "    No.",
        "      got: 1",
        "why: a person decides of 2, pending",
        "Seed 5: the same as the outcome on record.",
    ]


@pytest.mark.parametrize(
    ("student", "question", "assignment", "says"),
    [
        ("ada", "triple", None, "There is no question 'triple' in a1"),
        ("ada", "double", "a9", "There is no assignment 'a9'"),
        ("eve", "double", None, "No grading of a1 by 'eve' is on record"),
        ("bad", "double", None, "is not valid JSON"),
    ],
)
def test_what_cannot_be_replayed_is_named(
    graded: Course, student: str, question: str, assignment: str | None, says: str
) -> None:
    with pytest.raises(NotFoundError, match=says):
        replay(graded, student, question, assignment=assignment)


def test_a_record_that_cannot_be_used_is_named(again: Course) -> None:
    path = again.autograded / "ada" / ASSIGNMENT / RECORD_NAME
    path.write_text(path.read_text(encoding="utf-8").replace('"seed": ', '"seed": 1.5, "x": '))
    with pytest.raises(RecordError, match=r"cannot be used: .*seed"):
        replay(again, "ada", "double")


def test_a_submission_that_is_gone_is_named(again: Course) -> None:
    (again.submitted / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").unlink()
    with pytest.raises(NotFoundError, match="was not handed in"):
        replay(again, "ada", "double")


def test_points_and_a_comment_answer_a_request(
    graded: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from autograder.gradebook.read import read_scores
    from autograder.outcomes import CellOutcome

    course = copy_course(graded, tmp_path / "again")
    cells = (
        CellOutcome("double-tests", 0.0, 1.0, CellStatus.FAILED),
        CellOutcome("double-hidden", 0.0, 2.0, CellStatus.FAILED),
    )
    result = Replay(5, cells, cells, assignment=ASSIGNMENT, notebook=NOTEBOOK)
    monkeypatch.setattr(replaying, "replay", lambda *_, **__: result)
    words = ["--course", str(course.root), "replay", "ada", "double"]
    done = CliRunner().invoke(main, [*words, "--give", "1.5", "--comment", "Half is right."])
    assert done.exit_code == 0
    assert "Entered into the gradebook; it stays" in done.output
    found = read_scores(course, ASSIGNMENT)
    entries = found.cells["ada", NOTEBOOK]
    assert [entries[cell.cell].points for cell in cells] == [1.0, 0.5]
    assert found.comments["ada", NOTEBOOK] == {"double": "Half is right."}
    refused = CliRunner().invoke(main, [*words, "--give", "9"])
    assert refused.exit_code == 1
    assert "double is worth 3 points" in refused.output

"""nbgrader's own view of the model answers, and what it says where it fails."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autograder.adopting.nbgraders import NbgraderError, scores_by_nbgrader
from tests.strangers.course import ASSIGNMENT
from tests.support.strange import AREAS, NOTEBOOK, WRONG_TEST, strange_course


@pytest.mark.process
def test_nbgrader_grades_the_model_answers_and_the_course_is_left_alone(tmp_path: Path) -> None:
    course = strange_course(tmp_path, **{NOTEBOOK: AREAS, "halves": WRONG_TEST})
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert scores_by_nbgrader(course, ASSIGNMENT) == {
        (NOTEBOOK, "area-close"): 2,
        (NOTEBOOK, "area-made"): 1,
        (NOTEBOOK, "area-goes-on"): 1,
        ("halves", "half-wrong"): 0,
    }
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize(("said", "words"), [("first\nlast\n\n", "last"), ("", "it said nothing")])
def test_where_it_fails_its_last_words_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, words: str
) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", said)

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(NbgraderError, match=f"generate_assignment {ASSIGNMENT} failed: {words}"):
        scores_by_nbgrader(strange_course(tmp_path), ASSIGNMENT)

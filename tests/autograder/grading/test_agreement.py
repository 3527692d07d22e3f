"""Honest submissions get the same scores everywhere: however many at once, wherever they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from tests.autograder.grading.test_grade import nbgrader
from tests.support.farm import farm
from tests.support.handing import ESSAY, HALF, RIGHT, WRONG, answered, copy_course, hand_in
from tests.support.recording import scores
from tests.support.tiny import ASSIGNMENT

pytestmark = pytest.mark.process

CLASS = {
    "ada": (RIGHT, ESSAY),
    "bob": (HALF, ESSAY),
    "cyn": (WRONG, None),
    "dan": (None, None),
    "eve": ("def double(z):\n    return z + np.asarray(z)", ESSAY),
    "fay": ("def double(z):\n    z *= 2\n    return z", ESSAY),
}
Scores = dict[tuple[str, str], tuple[float | None, float | None, int]]


@pytest.fixture(scope="module")
def handed_in(built: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class's honest submissions; nobody grades them here."""
    course = copy_course(built, tmp_path_factory.mktemp("handed") / "course")
    for student, answers in CLASS.items():
        hand_in(course, student, answered(course, *answers))
    return course


def graded(course: Course, folder: Path, **options: Any) -> tuple[Scores, list[Any]]:
    """Return scores, and the cells' outcomes, of a copy graded in this way."""
    copy = copy_course(course, folder)
    outcomes = grade(copy, ASSIGNMENT, **options).outcomes
    return scores(copy), [(o.student, n.cells) for o in outcomes for n in o.notebooks]


@pytest.fixture(scope="module")
def one_by_one(
    handed_in: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> tuple[Scores, list[Any]]:
    """Scores and outcomes with one worker."""
    return graded(
        handed_in, tmp_path_factory.mktemp("one") / "c", seed=1, machines=Machines(1, sandbox)
    )


def test_two_workers_agree_with_one(
    handed_in: Course, one_by_one: Any, tmp_path: Path, sandbox: Sandbox
) -> None:
    assert graded(handed_in, tmp_path / "c", seed=1, machines=Machines(2, sandbox)) == one_by_one


def test_without_a_sandbox_the_outcomes_are_the_same(
    handed_in: Course, one_by_one: Any, tmp_path: Path
) -> None:
    assert graded(handed_in, tmp_path / "c", seed=1, machines=Machines(2, "none")) == one_by_one


@pytest.mark.slow
def test_ten_seeds_and_every_way_agree(
    handed_in: Course, one_by_one: Any, tmp_path: Path, sandbox: Sandbox
) -> None:
    pytest.importorskip("distributed")
    plain = copy_course(handed_in, tmp_path / "plain")
    nbgrader(plain, "generate_assignment", ASSIGNMENT, "--force")
    nbgrader(plain, "autograde", ASSIGNMENT)
    expected = one_by_one[0]
    assert scores(plain) == expected
    with farm(tmp_path, workers=2) as dask:
        for seed in range(10):
            ways: list[dict[str, Any]] = [
                {"jobs": 1, "sandbox": sandbox},
                {"jobs": 2, "sandbox": sandbox},
                {"jobs": 2, "sandbox": "none"},
                {"scheduler": dask.address, "sandbox": sandbox},
            ]
            found = [
                graded(
                    handed_in, tmp_path / f"{seed}-{number}", seed=seed, machines=Machines(**way)
                )
                for number, way in enumerate(ways)
            ]
            assert [one[0] for one in found] == [expected] * len(ways), f"seed {seed}"
            assert [one[1] for one in found] == [found[0][1]] * len(ways), f"seed {seed}"

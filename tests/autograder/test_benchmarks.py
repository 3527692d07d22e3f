"""The benchmarks' own course is one that this project builds and grades in full."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.course import CONFIG_NAME
from autograder.engine.sandbox import Sandbox
from autograder.grade import grade

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("figure_inside", [False, True])
def test_the_small_course_builds_and_gives_its_points(
    tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, figure_inside: bool
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import small_course

    folder, config = tmp_path / "small", ROOT / CONFIG_NAME
    course = small_course.make_class(folder, config, 2, figure_inside=figure_inside)
    graded = grade(course, small_course.ASSIGNMENT, jobs=1, sandbox=sandbox)
    most = 2 * len(small_course.QUESTIONS)
    points = [outcome.notebooks[0].points for outcome in graded.outcomes]
    assert points[0] == most
    assert 0 < points[1] < most
    sys.modules.pop("small_course", None)

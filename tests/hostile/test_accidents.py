"""Honest accidents: what is right in a submission keeps its points, whatever stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.conftest import Judge
from tests.hostile.stories import Story, docstring, stories
from tests.hostile.test_attacks import check_pages, check_points, check_words

pytestmark = pytest.mark.process

ACCIDENTS = stories(Path(__file__).parent / "accidents")


@pytest.mark.parametrize("story", ACCIDENTS)
def test_an_accident_costs_no_points_beyond_its_own_cell(
    story: Story, grader: Judge, tmp_path: Path
) -> None:
    execution, _ = grader.grade(story, tmp_path)

    assert execution is not None
    check_points(execution, story)
    check_words(execution, story)
    check_pages(execution)
    assert grader.honest() == grader.usual


def test_there_are_many_accidents_and_each_says_what_it_is() -> None:
    told = [parameter.values[0] for parameter in ACCIDENTS]

    assert len(told) >= 20
    assert all(docstring(story) for story in told)

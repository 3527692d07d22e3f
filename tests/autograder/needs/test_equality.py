"""What a test sees is the same whether everything runs, or only what is needed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings

from autograder.needs.plan import plan
from autograder.needs.reading import CodeCell
from tests.support.cells import notebooks, outcome, with_tests


@pytest.mark.long
@given(notebooks)
@settings(
    max_examples=600, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_tests_see_the_same_without_the_cells_that_nothing_needs(
    drawn: tuple[Sequence[CodeCell], Sequence[int]],
) -> None:
    cells = with_tests(*drawn)
    found = plan(cells)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        everything = outcome(cells, (), found.seeding)
        assert outcome(cells, found.left_out, found.seeding) == everything

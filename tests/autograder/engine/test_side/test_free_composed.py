"""Tests that are composed at random come to the same outside as in one namespace."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.free import free_result
from tests.support.free_composed import ANSWER, statements
from tests.support.free_pairs import passes_in_one_namespace


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(statements, min_size=1, max_size=4))
def test_a_composed_test_comes_to_the_same(parts: list[str]) -> None:
    test = "\n".join(parts)
    assert free_result(ANSWER, test).error == passes_in_one_namespace(ANSWER, test)

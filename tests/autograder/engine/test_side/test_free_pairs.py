"""Test cells in the free style come to the same outside the answer's process as inside."""

from __future__ import annotations

import pytest

from tests.support.free import free_result
from tests.support.free_pairs import pairs, passes_in_one_namespace


@pytest.mark.parametrize(("answer", "test"), pairs())
def test_a_cell_comes_to_the_same_as_in_one_namespace(answer: str, test: str) -> None:
    assert free_result(answer, test).error == passes_in_one_namespace(answer, test)

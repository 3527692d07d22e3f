"""Arguments that an answer has changed are changed in the test."""

from __future__ import annotations

import copy
from collections import deque
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from autograder.engine.test_side.mending import mend

CASES: list[tuple[Any, Any]] = [
    ([1, 2], [3]),
    ([1], [1, 2, 3]),
    ({"a": 1, "b": 2}, {"b": 3, "c": 4}),
    ({1}, {2, 3}),
    (deque([1]), deque([2])),
    (bytearray(b"a"), bytearray(b"bc")),
    ([[1], {"a": [2]}], [[5], {"a": [6]}]),
]


@pytest.mark.parametrize(("own", "changed"), CASES, ids=repr)
def test_a_container_becomes_what_came_back(own: Any, changed: Any) -> None:
    own = copy.deepcopy(own)
    assert mend(own, changed) is own
    assert own == changed


def test_containers_inside_stay_the_same_objects() -> None:
    inner: list[Any] = [1]
    outer = [inner, (inner, 2), {"k": inner}]
    mend(outer, [[9], ([9], 2), {"k": [9]}])
    assert inner == [9]
    assert outer[0] is inner and outer[1] == (inner, 2) and outer[2] == {"k": inner}


@pytest.mark.parametrize(
    ("own", "changed"), [(1, 2), ("a", "b"), (None, 3), ([1], (1,)), ((1,), (2,))]
)
def test_what_cannot_be_changed_is_replaced(own: Any, changed: Any) -> None:
    assert mend(own, changed) == changed


def test_arrays_and_tables_are_changed_in_place() -> None:
    array, tensor, table = np.zeros(2), torch.zeros(2), pd.DataFrame({"a": [1]})
    assert mend(array, np.ones(2)) is array and array.tolist() == [1, 1]
    assert mend(tensor, torch.ones(2)) is tensor and tensor.tolist() == [1, 1]
    assert mend(table, pd.DataFrame({"b": [2, 3]})) is table and list(table["b"]) == [2, 3]


def test_an_array_that_cannot_be_changed_is_replaced() -> None:
    array = np.zeros(2)
    array.flags.writeable = False
    changed = np.ones(2)
    assert mend(array, changed) is changed
    assert mend(np.zeros(2), np.ones(3)).shape == (3,)

"""Values with an error of their own for each entry."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.checks import CheckFailed, is_within


def test_an_error_is_allowed_for_each_entry() -> None:
    is_within(np.array([1.0, 2.1]), [1.0, 2.0], [0.0, 0.2], "The value")


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        ([1.0, 2.3], "The value has a wrong value"),
        ([1.0 + 1e-9, 2.0], "The value lacks digits"),
        ([float("nan"), 2.0], "The value has a wrong value"),
        ([1.0], "returned shape"),
    ],
)
def test_an_entry_beyond_its_error_is_refused(got: list[float], sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence):
        is_within(np.array(got), [1.0, 2.0], [0.0, 0.2], "The value")

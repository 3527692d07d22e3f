"""What a test does with objects of plain classes, on the side where they live."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.checks.acting import MADE_HERE, act, define


class Kept:
    """Keeps what it is given."""

    def keep(self, value: object) -> object:
        """Keep a value and return it."""
        self.value = value
        return value


def test_a_text_has_names_of_its_own() -> None:
    made = define("x = 1\nclass Made: pass", "Made")
    assert isinstance(made, type)
    assert made.__module__ == MADE_HERE
    with pytest.raises(NameError, match="Kept"):
        define("y = Kept", "y")


def test_arrays_inside_lists_and_tuples_are_copied_both_ways() -> None:
    thing, array = Kept(), np.zeros(2)
    (found,) = act(thing, [("call", "keep", [(array,), "text"])])
    assert isinstance(thing.value, list)
    thing.value[0][0][:] = 7.0
    assert array.tolist() == [0.0, 0.0]
    assert isinstance(found, list)
    assert found[0][0].tolist() == [0.0, 0.0]


def test_other_objects_are_handed_on_as_they_are() -> None:
    thing, other = Kept(), object()
    assert act(thing, [("set", "value", other), ("get", "value")]) == [other]
    assert thing.value is other

"""How messages name functions and arguments, and what mistake an exception points to."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import torch

from helpers.checks.wording import likely_slip, name_of, shown_arguments


def test_functions_are_named_as_readers_know_them() -> None:
    class Unit:
        def __call__(self) -> None: ...

    assert name_of(np.tanh) == "tanh"
    assert name_of(lambda z: z) == "the function"
    assert name_of(functools.partial(np.tanh, 1.0)) == "tanh"
    assert name_of(Unit()) == "Unit"


def test_arguments_without_known_names_are_shown_bare() -> None:
    assert shown_arguments(max, (1, 2.5), {"key": None}) == "1, 2.5, key = None"
    assert shown_arguments(lambda z: z, (1, 2), {}) == "z = 1, 2"


def test_what_is_not_a_function_has_a_name_and_shows_its_arguments_too() -> None:
    assert name_of(3) == "int"
    assert shown_arguments(3, (1,), {}) == "1"


def test_an_exception_points_to_its_usual_mistake() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.ones(1).sum().backward()
    assert "`.detach()`" in likely_slip(caught.value)
    with pytest.raises(IndexError) as other:
        np.array(1.0)[0]
    assert "0-d" in likely_slip(other.value)
    assert likely_slip(ValueError("of a student's own")) == ""

"""The words of a picture are read as a person reads them."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.checks.descriptions import describe_axes, new_axes
from helpers.checks.labels import can_be_read, means_slope


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("set_title", "Sine unit"),
        ("set_title", "THE SINE\nUNIT, and its slope"),
        ("set_xlabel", "z of the sine  unit"),
        ("set_ylabel", "Sine Unit"),
    ],
)
def test_a_name_can_be_read_in_any_place_and_with_any_capitals(place: str, text: str) -> None:
    axes: Any = new_axes()
    assert not can_be_read(describe_axes(axes), "sine unit")
    getattr(axes, place)(text)
    assert can_be_read(describe_axes(axes), "sine unit")
    assert not can_be_read(describe_axes(axes), "cosine unit")


def test_a_name_can_be_read_in_a_label() -> None:
    axes: Any = new_axes()
    axes.plot([0.0, 1.0], [0.0, 1.0], label="f = Sine Unit")
    assert can_be_read(describe_axes(axes), "sine unit")


@pytest.mark.parametrize(
    "label", ["f'", "$f'(z)$", "f′", "Derivative", "slope of f", "df/dz", r"$f^\prime$", "gradient"]
)
def test_a_label_of_a_derivative_is_known(label: str) -> None:
    assert means_slope(label)


@pytest.mark.parametrize("label", ["", "f", "$f(z)$", "Softsign 7", "value", "unit", "a = f(z)"])
def test_other_labels_do_not_speak_of_a_derivative(label: str) -> None:
    assert not means_slope(label)

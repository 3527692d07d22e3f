"""What a failed check says."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.checks.failure import CheckFailed, show


def test_a_failure_shows_input_values_and_slip_line_by_line() -> None:
    failure = CheckFailed("f is wrong.", example="z = 1", got="2", expected="3", slip="a sign.")
    assert str(failure).splitlines() == [
        "f is wrong.",
        "  input:    z = 1",
        "  got:      2",
        "  expected: 3",
        "  Likely slip: a sign.",
    ]
    assert failure.sentence == "f is wrong."


def test_what_is_not_known_is_not_shown() -> None:
    assert str(CheckFailed("f is wrong.")) == "f is wrong."


def test_a_failure_is_an_assertion_so_that_every_grader_takes_it_for_one() -> None:
    assert issubclass(CheckFailed, AssertionError)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (True, "True"),
        (np.bool_(False), "False"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333333333"),
        (np.float64(2.0), "2"),
        (np.float32(0.5), "0.5"),
        (np.int64(3), "3"),
        (np.array(0.25), "0.25"),
        (np.array([1.0, 0.5]), "[1. , 0.5]"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.array(True), "True"),
        ((1.0, [2, np.int64(3)]), "(1, [2, 3])"),
        (float("nan"), "nan"),
        (-np.inf, "-inf"),
        ("relu", "'relu'"),
        (None, "None"),
    ],
    ids=repr,
)
def test_values_are_shown_plainly(value: object, text: str) -> None:
    assert show(value) == text


def test_what_cannot_be_shown_is_named_by_its_type() -> None:
    assert show(10**5000) == "a value of type int that cannot be shown"


def test_arrays_that_differ_in_the_tenth_digit_look_different() -> None:
    assert show(np.array([0.1234567891])) != show(np.array([0.1234567892]))


@pytest.mark.parametrize("value", [np.zeros((99, 99)), "x" * 999, list(range(999))], ids=type)
def test_long_values_are_cut_to_one_line(value: object) -> None:
    assert len(show(value)) <= 200
    assert "\n" not in show(value)


def test_functions_are_shown_alike_in_every_process() -> None:
    assert show(lambda z: z).endswith("<lambda>>")

"""Comparing values: every right way of writing an answer passes, and wrong ones are named."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from helpers.checks.calls import call
from helpers.checks.comparing import Between, as_floats
from helpers.checks.failure import CheckFailed
from helpers.checks.inputs import arrays, rng
from helpers.checks.oracles import torch_function
from helpers.checks.values import agrees, equals, is_true

SLIP = "this is the derivative in terms of the output."


relu = torch_function(torch.relu)
sigmoid = torch_function(torch.sigmoid)


def step(z: Any) -> Any:
    """Return the derivative of relu, free at 0."""
    z = np.asarray(z)
    return Between(np.where(z > 0, 1.0, 0.0), np.where(z >= 0, 1.0, 0.0))


def loop(z: Any) -> Any:
    """Return relu as a beginner writes it."""
    flat = [max(float(item), 0.0) for item in np.asarray(z).reshape(-1)]
    return np.array(flat, dtype=float).reshape(np.shape(z))


def masked(z: Any) -> Any:
    """Return relu by way of a mask."""
    result = np.array(z, dtype=float)
    result[result < 0] = 0.0
    return result


RELU = {
    "np.maximum": lambda z: np.maximum(z, 0.0),
    "np.where": lambda z: np.where(np.asarray(z) > 0, z, 0.0),
    "np.clip": lambda z: np.clip(np.asarray(z, float), 0.0, None),
    "the absolute value": lambda z: (np.abs(z) + z) / 2,
    "heaviside": lambda z: np.asarray(z) * np.heaviside(z, 0.5),
    "a product with a comparison": lambda z: z * (np.asarray(z) > 0) * 1.0,
    "a mask": masked,
    "a loop": loop,
    "vectorize": lambda z: np.vectorize(lambda x: max(x, 0.0), otypes=[float])(z),
    "torch": lambda z: torch.relu(torch.as_tensor(np.array(z, dtype=float))),
    "a tensor with a gradient": lambda z: torch.tensor(
        np.maximum(z, 0.0), dtype=torch.float64, requires_grad=True
    ),
    "a list": lambda z: np.maximum(z, 0.0).tolist() if np.size(z) else np.maximum(z, 0.0),
}


@pytest.mark.parametrize("answer", RELU.values(), ids=RELU.keys())
def test_every_way_of_writing_relu_is_right(answer: Any) -> None:
    # Float64 arrays and numbers as floats; the other kinds of input are what some ways get wrong.
    inputs = [item for item in arrays(rng("relu")) if isinstance(item, np.ndarray | float)]
    inputs = [item for item in inputs if np.asarray(item).dtype == np.float64]
    agrees(answer, relu, inputs)


SIGMOID = {
    "expit": special.expit,
    "tanh": lambda z: 0.5 * (1 + np.tanh(0.5 * np.asarray(z))),
    "two branches": lambda z: np.where(
        np.asarray(z) >= 0,
        1 / (1 + np.exp(-np.abs(z))),
        np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))),
    ),
    "one exponential that overflows to the right value": lambda z: 1 / (1 + np.exp(-1.0 * z)),
    "logaddexp": lambda z: np.exp(-np.logaddexp(0.0, -1.0 * np.asarray(z))),
    "torch": lambda z: torch.sigmoid(torch.as_tensor(np.array(z, dtype=float))).numpy(),
}


@pytest.mark.parametrize("answer", SIGMOID.values(), ids=SIGMOID.keys())
def test_every_way_of_writing_sigmoid_is_right_on_all_inputs(answer: Any) -> None:
    agrees(answer, sigmoid, arrays(rng("sigmoid")))


@pytest.mark.parametrize(
    "answer",
    [
        lambda z: np.heaviside(z, 0.0),
        lambda z: np.heaviside(z, 0.5),
        lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0),
        lambda z: (np.asarray(z) > 0).astype(float),
        lambda z: (1 + np.sign(z)) / 2,
    ],
)
def test_every_convention_is_right_where_one_is_free(answer: Any) -> None:
    agrees(answer, step, [-1.0, 0.0, 2.0, np.array([-1.0, 0.0, 1.0])])


def test_outside_the_free_range_an_answer_is_wrong() -> None:
    with pytest.raises(CheckFailed, match="a value from 0 to 1"):
        agrees(lambda z: np.where(np.asarray(z) == 0, 1.5, step(z).low), step, [0.0, 1.0])


WRONG = {
    "a wrong value": (lambda z: z + 0.5, "has a wrong value"),
    "None": (lambda z: print(z), "returned None"),
    "integers": (lambda z: np.array([1, 2]), "returned integers"),
    "booleans": (lambda z: np.asarray(z) > 0, "returned True and False"),
    "complex numbers": (lambda z: z + 0j, "returned complex numbers"),
    "texts": (lambda z: "relu", "objects of type str"),
    "an object": (lambda z: object(), "objects of type object"),
    "a ragged list": (lambda z: [[1.0], [2.0, 3.0]], "not an array"),
    "another shape": (lambda z: np.zeros((2, 1)), r"shape \(2, 1\), but \(2,\) is expected"),
    "too little": (lambda z: 1.0, r"shape \(\), but \(2,\) is expected"),
    "NaN": (lambda z: z * np.nan, "returns nan, but the right value is finite"),
    "infinity": (lambda z: z / 0.0, "returns inf, but the right value is finite"),
    "an exception": (lambda z: 1 / 0, "ZeroDivisionError"),
}


@pytest.mark.parametrize(("answer", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_fails_with_a_sentence(answer: Any, sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence):
        agrees(answer, relu, [np.array([1.0, 2.0])])


@pytest.mark.parametrize(
    ("answer", "slip"),
    [
        (lambda z: z * (1 - z), SLIP),
        (lambda z: np.asarray(z) * 0.0, "something else."),
    ],
)
def test_a_known_slip_is_named_and_another_gets_the_general_one(answer: Any, slip: str) -> None:
    def derivative(z: Any) -> Any:
        return sigmoid(z) * sigmoid(-np.asarray(z))

    slips = {SLIP: lambda z: np.asarray(z) * (1 - np.asarray(z))}
    with pytest.raises(CheckFailed) as caught:
        agrees(answer, derivative, arrays(rng("x"), 1.0)[6:7], slips=slips, slip="something else.")
    assert f"Likely slip: {slip}" in str(caught.value)


def test_an_answer_in_float32_is_told_so() -> None:
    with pytest.raises(CheckFailed, match="float32"):
        agrees(lambda z: np.float32(z), lambda z: z, [0.1])


def test_float32_inputs_are_compared_in_their_own_precision() -> None:
    inputs = [np.array([0.1, -30.0], np.float32)]
    agrees(lambda z: special.expit(z), sigmoid, inputs)
    with pytest.raises(CheckFailed):
        agrees(lambda z: special.expit(z) + 1e-3, sigmoid, inputs)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=9), st.floats(-10, 10))
def test_what_is_shown_is_wrong_when_the_answer_is_called_again(
    values: list[float], limit: float
) -> None:
    def answer(z: Any) -> Any:
        return np.where(np.asarray(z) >= limit, z, np.asarray(z) + 1.0)

    if min(values) >= limit:
        agrees(answer, lambda z: z, [np.array(values)])
        return
    with pytest.raises(CheckFailed) as caught:
        agrees(answer, lambda z: z, [np.array(values)])
    shown = float(str(caught.value).splitlines()[1].rpartition("= ")[2])
    assert answer(shown) != shown
    assert abs(shown) <= min(abs(z) for z in values if z < limit) + 1e-9


def whole_softmax(z: Any) -> Any:
    """Return a softmax over everything, where one over the last axis is due."""
    e = np.exp(z - np.max(z))
    return e / e.sum()


def test_an_answer_that_is_right_on_each_row_is_shown_its_matrix() -> None:
    z = np.array([[0.0, 1.0], [2.0, 0.5]])
    with pytest.raises(CheckFailed, match=r"input:    z = \[\[0"):
        agrees(whole_softmax, lambda z: special.softmax(z, axis=-1), [z])


def test_a_number_that_alone_is_right_is_no_counterexample() -> None:
    def normalised(z: Any) -> Any:
        return z / np.sum(np.abs(z))

    with pytest.raises(CheckFailed) as caught:
        agrees(normalised, np.sign, [np.array([1.0, 2.0, 3.0, 4.0])])
    assert re.search(r"input:    z = \[\d., \d.\]\n  got:      \[", str(caught.value))


def test_digits_are_shown_where_ten_do_not_tell_the_values_apart() -> None:
    with pytest.raises(CheckFailed, match=r"got:      1\.0000000000002\n  expected: 1\.0\n"):
        agrees(lambda z: z + 2e-13, lambda z: z, [1.0], rtol=1e-14, atol=0.0, slip="digits.")


def test_of_a_large_result_the_first_wrong_entry_is_shown_with_its_index() -> None:
    def answer(w: Any) -> Any:
        return np.outer(w, w) + np.eye(w.size)[::-1] * (w.size > 3)

    with pytest.raises(CheckFailed, match=r"got:      5 at index \(0, 3\)"):
        agrees(answer, lambda w: np.outer(w, w), [np.array([1.0, 2.0, 3.0, 4.0])])


def test_an_infinite_input_is_shown_where_it_alone_is_wrong() -> None:
    with pytest.raises(CheckFailed, match="z = inf"):
        agrees(
            lambda z: np.where(np.isinf(z), 2.0, 0.0),
            lambda z: 0 * np.sign(z),
            [np.array([1.0, np.inf])],
        )


def test_infinities_agree_with_themselves() -> None:
    agrees(lambda z: z, lambda z: z, [np.array([np.inf, -np.inf])])
    with pytest.raises(CheckFailed):
        agrees(lambda z: -z, lambda z: z, [np.array([np.inf])])


def test_several_arguments_and_keywords_are_handed_over() -> None:
    agrees(
        lambda z, w, *, b: z * w + b, lambda z, w, b: z * w + b, [(2.0, 3.0)], keywords={"b": 1.0}
    )
    with pytest.raises(CheckFailed, match=r"z = 2, w = 3, b = 1"):
        agrees(
            lambda z, w, *, b: z + w, lambda z, w, b: z * w + b, [(2.0, 3.0)], keywords={"b": 1.0}
        )


def test_an_answer_cannot_reach_the_oracles_arguments() -> None:
    def spoil(z: Any, *, weight: Any) -> Any:
        result = z * weight
        z[...] = weight[...] = 0.0
        return result

    weight, z = np.array([2.0]), np.array([3.0])
    agrees(spoil, lambda z, weight: z * weight, [z], keywords={"weight": weight})
    assert (z[0], weight[0]) == (3.0, 2.0)


def test_messages_use_the_name_that_is_given() -> None:
    with pytest.raises(CheckFailed, match=r"^the derivative has"):
        agrees(lambda z: z, lambda z: z + 1.0, [1.0], name="the derivative")


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(-1, 1))
def test_a_value_equals_what_rounds_to_it(value: float, share: float) -> None:
    equals(value * (1 + 1e-10 * share), value, "f(1)")


@pytest.mark.parametrize("got", [1.1, [1.0], math.nan, None, 1, True, "1"])
def test_a_value_that_is_not_equal_fails_with_its_title(got: object) -> None:
    with pytest.raises(CheckFailed, match=r"^f\(1\)"):
        equals(got, 1.0, "f(1)", slip="a sign.")


def test_a_condition_fails_with_its_sentence() -> None:
    is_true(True, "f is odd.")
    with pytest.raises(CheckFailed, match=r"f is not odd\.") as caught:
        is_true(False, "f is not odd.", got=0.25, slip="a sign.")
    assert "got:      0.25" in str(caught.value)


@pytest.mark.parametrize("value", [1.0, np.float32(1), [1.0, 2.0], torch.ones(2), np.empty((0, 2))])
def test_floats_of_all_kinds_are_floats(value: Any) -> None:
    assert as_floats(value, "f", "").dtype.kind == "f"


def test_what_an_answer_prints_or_warns_costs_nothing() -> None:
    def talkative(z: Any) -> Any:
        print("here")
        np.log(np.zeros(1))
        return z

    agrees(talkative, lambda z: z, [1.0])
    assert call(talkative, 1.0) == 1.0

"""Torch objects on the answer's side: made, changed and read through plain values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from helpers import checks


class Doubled(nn.Module):
    """A student's module with a parameter, a buffer and a layer."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.layer = nn.Linear(3, 2, bias=False)
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the layer's output, scaled."""
        return self.scale * self.layer(x)


def test_a_tensor_is_read_as_an_array() -> None:
    weight = checks.remote(torch.empty, 3, 4)
    checks.call(torch.nn.init.constant_, weight, 1.5)
    assert checks.value(weight).tolist() == [[1.5] * 4] * 3
    assert checks.value(torch.ones(2, dtype=torch.bfloat16)).dtype == np.float32
    assert checks.value([torch.ones(1), 3]) == [np.ones(1), 3]


def test_an_in_place_function_changes_a_handle_and_no_plain_argument() -> None:
    handle = checks.remote(torch.zeros, 2)
    plain = torch.zeros(2)
    checks.call(torch.Tensor.add_, handle, 1.0)
    record = checks.call_record(torch.Tensor.add_, plain, 1.0)
    assert checks.value(handle).tolist() == [1.0, 1.0]
    assert plain.tolist() == [0.0, 0.0]
    assert record.arguments[0].tolist() == [1.0, 1.0]


def test_a_pullback_gives_gradients_and_changes_none() -> None:
    model = Doubled()
    x = np.array([[1.0, 2.0, 3.0]], dtype=np.float32)
    found = checks.pullback(model, [x], np.array([[1.0, -1.0]]))
    weight = model.layer.weight.detach().numpy()
    assert found.output == pytest.approx(2.0 * x @ weight.T)
    assert found.inputs[0] == pytest.approx(2.0 * (weight[0] - weight[1])[None])
    assert found.parameters["layer.weight"] == pytest.approx(2.0 * np.concatenate([x, -x]))
    assert found.parameters["scale"] == pytest.approx(float((x @ weight.T)[0] @ [1.0, -1.0]))
    assert all(item.grad is None for item in model.parameters())


class _Greedy(torch.autograd.Function):
    """x², with a way back that changes what is not its own."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, what: str) -> torch.Tensor:
        ctx.save_for_backward(x)
        ctx.what = what
        return x * x

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        (x,) = ctx.saved_tensors
        result = 2 * x * gradients[0]
        if ctx.what == "upstream":
            gradients[0].zero_()
        if ctx.what == "input":
            x.data.zero_()
        return result, None


@pytest.mark.parametrize(
    ("what", "message"),
    [("upstream", "changes the upstream gradient"), ("input", "changes its input")],
)
def test_a_way_back_leaves_what_it_is_handed_alone(what: str, message: str) -> None:
    def square(x: torch.Tensor, what: str = what) -> Any:
        return _Greedy.apply(x, what)

    with pytest.raises(checks.CheckFailed, match=f"square {message} in place"):
        checks.pullback(square, [np.ones(3)], np.full(3, 2.0))
    found = checks.pullback(lambda x: square(x, "nothing"), [np.ones(3)], np.full(3, 2.0))
    assert found.inputs[0].tolist() == [4.0] * 3


def test_several_pullbacks_are_those_of_one_after_the_other() -> None:
    cases = [([torch.tensor([1.0, 2.0])], torch.tensor([3.0, 1.0])), ([torch.ones(1)], None)]
    found = [*checks.pullbacks(torch.square, cases)]
    assert [part.inputs[0].tolist() for part in found] == [[6.0, 4.0], [2.0]]
    with pytest.raises(checks.CheckFailed, match="square raised"):
        [*checks.pullbacks(torch.square, [([torch.ones(2)], torch.ones(3))])]


def test_samples_of_matrices_are_summed_up_where_they_are_made() -> None:
    found = checks.sample_matrices(np.reshape, 3, [[1.0, 2.0], [3.0, 4.0]], (2, 2))
    assert (found.shapes, found.squares.tolist()) == ([(2, 2)], [30.0] * 3)
    assert (found.rows[0].tolist(), found.columns[0].tolist()) == ([1.0, 2.0], [1.0, 3.0])
    assert checks.sample_matrices(np.ones, 2, 5).rows.size == 0
    shapes = iter(((1, 2), (2, 1)))
    assert checks.sample_matrices(lambda: np.ones(next(shapes)), 2).columns.size == 0
    with pytest.raises(checks.CheckFailed, match="raised"):
        checks.sample_matrices(str, 1, "no number")


def test_a_pullback_works_for_functions_and_inside_no_grad() -> None:
    with torch.no_grad():
        found = checks.pullback(torch.mul, [np.ones(2), np.full(2, 3.0)])
    assert [item.tolist() for item in found.inputs] == [[3.0, 3.0], [1.0, 1.0]]
    assert found.parameters == {}
    assert checks.pullback(lambda x, _: x, [np.ones(1), np.ones(1)]).inputs[1] is None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda x: x.detach(), "autograd finds no way back"),
        (lambda x: x.detach().numpy(), "the result should be a tensor, not ndarray"),
    ],
)
def test_a_result_without_a_way_back_is_a_sentence(answer: Any, sentence: str) -> None:
    with pytest.raises(checks.CheckFailed, match=sentence):
        checks.pullback(answer, [np.ones(2)])


def test_a_model_is_described_in_the_order_of_registration() -> None:
    state = checks.model_state(Doubled())
    assert list(state["parameters"]) == ["scale", "layer.weight"]
    assert state["gradients"] == {"scale": None, "layer.weight": None}
    assert state["requires_grad"] == {"scale": True, "layer.weight": True}
    assert list(state["buffers"]) == ["seen"]
    assert state["training"] == {"": True, "layer": True}
    assert state["modules"][1] == {
        "name": "layer", "type": "Linear", "in_features": 3, "out_features": 2, "bias": False,
    }  # fmt: skip


def test_what_is_no_model_is_a_sentence() -> None:
    with pytest.raises(checks.CheckFailed, match=r"an nn\.Module is expected, not list"):
        checks.model_state([1])


def test_a_model_is_changed_by_name() -> None:
    model = checks.remote(nn.Linear, 2, 1)
    checks.set_parameters(model, {"weight": np.array([[3.0, 4.0]])})
    checks.set_gradients(model, {"weight": np.ones((1, 2)), "bias": None})
    checks.freeze(model, ["bias"])
    state = checks.model_state(model)
    assert state["parameters"]["weight"].tolist() == [[3.0, 4.0]]
    assert state["gradients"]["weight"].tolist() == [[1.0, 1.0]]
    assert state["gradients"]["bias"] is None
    assert state["requires_grad"] == {"weight": True, "bias": False}
    with pytest.raises(KeyError):
        checks.set_parameters(model, {"wieght": np.ones((1, 2))})


def test_a_generator_repeats_its_numbers() -> None:
    first, again = (checks.value(torch.rand(3, generator=checks.generator(5))) for _ in range(2))
    assert first.tolist() == again.tolist()

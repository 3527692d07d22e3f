"""The small engine for gradients: every gradient is torch's, whatever was computed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, mutually_broadcastable_shapes

from helpers.autodiff import SGD, Array, Linear_Layer, Model, Node
from helpers.errors import ShapeError
from tests.support.tiny import ROOT

FLOATS = st.floats(-3, 3).filter(lambda z: abs(z) > 1e-3)
UNITS: dict[str, tuple[Callable[[Node], Node], Callable[[Any], Any]]] = {
    "exp": (Node.exp, torch.exp),
    "log": (lambda z: (z * z + 0.1).log(), lambda z: (z * z + 0.1).log()),
    "tanh": (Node.tanh, torch.tanh),
    "sigmoid": (Node.sigmoid, torch.sigmoid),
    "relu": (Node.relu, torch.relu),
    "negative": (operator.neg, operator.neg),
    "cube": (lambda z: z**3, lambda z: z**3),
    "one over": (lambda z: z**-1, lambda z: z**-1),
    "constant": (lambda z: z**0, lambda z: z**0),
    "from the left": (lambda z: 1.0 - 2.0 / (3.0 * z) + (1.0 + z), lambda z: 2 - 2 / (3 * z) + z),
    "twice": (lambda z: z * z + z * z.tanh(), lambda z: z * z + z * z.tanh()),
    "sum": (Node.sum, torch.sum),
    "mean": (Node.mean, torch.mean),
    "transpose": (Node.transpose, lambda z: z.permute(tuple(reversed(range(z.ndim))))),
}


def agree(mine: Node, theirs: torch.Tensor, pairs: list[tuple[Node, torch.Tensor]]) -> None:
    """Compare values, and gradients of a sum with uneven weights."""
    np.testing.assert_allclose(mine.value, theirs.detach(), rtol=1e-12, atol=1e-12)
    weights = np.cos(np.arange(mine.value.size)).reshape(mine.shape)
    (mine * weights).sum().backward()
    leaves = [leaf for _, leaf in pairs]
    gradients = torch.autograd.grad((theirs * torch.tensor(weights)).sum(), leaves)
    for (node, _), gradient in zip(pairs, gradients, strict=True):
        assert node.gradient.shape == node.shape
        np.testing.assert_allclose(node.gradient, gradient, rtol=1e-10, atol=1e-10)


def pair(value: Array) -> tuple[Node, torch.Tensor]:
    """Return an array as a node and as a tensor."""
    return Node(value), torch.tensor(value, requires_grad=True)


@pytest.mark.parametrize("name", UNITS)
@given(value=arrays(float, st.sampled_from([(), (1,), (3,), (2, 3), (2, 1, 3)]), elements=FLOATS))
def test_what_is_done_to_one_array_has_torchs_gradient(name: str, value: Array) -> None:
    mine, theirs = UNITS[name]
    node, tensor = pair(value)
    agree(mine(node), theirs(tensor), [(node, tensor)])


@pytest.mark.parametrize(
    "act", [operator.add, operator.sub, operator.mul, operator.truediv], ids=lambda f: f.__name__
)
@given(shapes=mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), data=st.data())
def test_arrays_of_all_shapes_that_fit_are_combined(act: Any, shapes: Any, data: Any) -> None:
    values = [data.draw(arrays(float, shape, elements=FLOATS)) for shape in shapes.input_shapes]
    (a, s), (b, t) = map(pair, values)
    agree(act(a, b), act(s, t), [(a, s), (b, t)])


@given(st.tuples(*[st.integers(1, 4)] * 3), st.integers(0, 99))
def test_matrices_are_multiplied(sizes: tuple[int, int, int], seed: int) -> None:
    (n, m, k), rng = sizes, np.random.default_rng(seed)
    (a, s), (b, t) = pair(rng.normal(size=(n, m))), pair(rng.normal(size=(m, k)))
    agree(a @ b, s @ t, [(a, s), (b, t)])


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("name", ["sum", "mean"])
def test_sums_and_means_along_an_axis(name: str, axis: int) -> None:
    node, tensor = pair(np.random.default_rng(1).normal(size=(2, 1, 3)))
    agree(getattr(node, name)(axis), getattr(tensor, name)(axis), [(node, tensor)])


@pytest.mark.parametrize("z", [-1e4, -800.0, -40.0, 0.0, 40.0, 1e4])
def test_the_sigmoid_is_right_however_large_its_argument(z: float) -> None:
    node = Node(z)
    node.sigmoid().backward()
    with np.errstate(under="ignore"):
        e = np.exp(-abs(z))
        assert node.sigmoid().value == pytest.approx((1.0 if z >= 0 else e) / (1 + e), rel=1e-14)
        assert node.gradient == pytest.approx(e / (1 + e) ** 2, rel=1e-14)


def test_the_logarithm_of_0_is_finite_and_so_is_what_comes_back() -> None:
    node = Node([0.0, 1e-320, -1.0])
    (2.0 * node.log()).sum().backward()
    assert np.isfinite(node.log().value).all()
    assert np.isfinite(node.gradient).all()


def test_the_slope_of_relu_at_0_is_0() -> None:
    node = Node(0.0)
    node.relu().backward()
    assert node.gradient == 0


def test_each_backward_begins_anew() -> None:
    node = Node([1.0, 2.0])
    total = (node * node).sum()
    total.backward()
    total.backward()
    assert node.gradient.tolist() == [2.0, 4.0]


def test_long_chains_do_not_exhaust_the_stack() -> None:
    node = start = Node(1.0)
    for _ in range(5000):
        node = node * 1.0
    node.backward()
    assert start.gradient == 1.0


def test_what_a_node_was_used_for_many_times_adds_up() -> None:
    node = start = Node(1.0)
    for _ in range(60):
        node = node + node  # 2**60 ways lead from here to the start
    node.backward()
    assert start.gradient == 2.0**60


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: Node(np.ones(3)) + np.ones(4), "(3,) + (4,) do not fit"),
        (lambda: np.ones((2, 3)) - Node(np.ones((3, 2))), "(2, 3) - (3, 2) do not fit"),
        (
            lambda: Node(np.ones((2, 3))) @ np.ones((2, 3)),
            "(2, 3) @ (2, 3) is not a matrix product",
        ),
        (lambda: Node(np.ones((2, 3))) @ np.ones(3), "(2, 3) @ (3,) is not a matrix product"),
        (
            lambda: Node(np.ones(2)).backward(),
            "backward needs one number, not (2,)",
        ),
    ],
)
def test_shapes_that_do_not_fit_are_named(act: Callable[[], object], says: str) -> None:
    with pytest.raises(ShapeError) as caught:
        act()
    assert says in str(caught.value)
    assert caught.value.hint


def test_functions_of_numpy_do_not_take_a_node_apart() -> None:
    with pytest.raises(TypeError):
        np.tanh(Node([1.0]))  # type: ignore[call-overload]
    assert isinstance(np.ones(2) * Node([1.0, 2.0]), Node)


class Net(Model):
    """Two layers and a factor."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.layers = [Linear_Layer(3, 4, rng), Linear_Layer(4, 1, rng)]
        self.factor = Node(1.5)

    def loss(self, x: Array, y: Array) -> Node:
        """Return the mean square."""
        error = self.layers[1](self.layers[0](x).tanh()) * self.factor - y
        return (error * error).mean()


def test_parameters_have_names() -> None:
    assert list(Net(0).parameters()) == [
        "layers.0.W",
        "layers.0.b",
        "layers.1.W",
        "layers.1.b",
        "factor",
    ]


def test_layers_begin_within_their_bounds() -> None:
    layer = Linear_Layer(600, 50, np.random.default_rng(0))
    assert 0.99 < np.abs(layer.W.value).max() / np.sqrt(6 / 600) <= 1
    assert 0.8 < np.abs(layer.b.value).max() * np.sqrt(600) <= 1


def test_descent_takes_torchs_steps_on_the_batches_that_it_draws() -> None:
    rng, net = np.random.default_rng(3), Net(1)
    x, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    twins = [torch.tensor(p.value, requires_grad=True) for p in net.parameters().values()]
    optimizer = torch.optim.SGD(twins, lr=0.1)
    losses = SGD(net, x, y, rate=0.1, batch=7, seed=5).train(6)
    draws = np.random.default_rng(5)
    for loss in losses:
        chosen = draws.integers(20, size=7)
        weight, bias, last, shift, factor = twins
        out = (torch.tanh(torch.tensor(x[chosen]) @ weight + bias) @ last + shift) * factor
        due = ((out - torch.tensor(y[chosen])) ** 2).mean()
        assert loss == pytest.approx(due.item(), rel=1e-12)
        optimizer.zero_grad()
        due.backward()
        optimizer.step()
    for mine, theirs in zip(net.parameters().values(), twins, strict=True):
        np.testing.assert_allclose(mine.value, theirs.detach(), rtol=1e-12)


def test_it_can_be_read_in_one_sitting() -> None:
    lines = (ROOT / "helpers" / "autodiff.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 250
    assert not any("torch" in line for line in lines)

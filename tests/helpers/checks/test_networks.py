"""Networks that an answer makes: drawn anew, as PyTorch draws them, with numbers of their own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import nn

from helpers import checks


@pytest.fixture(autouse=True)
def own_generator() -> Iterator[None]:
    """Keep what the tests seed to themselves."""
    with torch.random.fork_rng():
        yield


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(40, 30), nn.Tanh(), nn.Linear(30, 20))


def with_weights(change: Callable[[torch.Tensor], object]) -> Any:
    """Return what is read from a network whose first weights were changed."""
    model: Any = network()
    with torch.no_grad():
        change(model[0].weight)
    return checks.model_state(model)


def test_networks_drawn_from_the_callers_seed_are_drawn_anew() -> None:
    state: Any = checks.draws_anew(network)
    assert [*state["parameters"]] == ["0.weight", "0.bias", "2.weight", "2.bias"]


def test_lazy_layers_are_drawn_when_they_are_first_called() -> None:
    state: Any = checks.draws_anew(lambda: nn.LazyLinear(5), inputs=torch.zeros(1, 3))
    assert state["parameters"]["weight"].shape == (5, 3)


def _seeded() -> nn.Module:
    torch.manual_seed(42)
    return network()


def _forked() -> nn.Module:
    with torch.random.fork_rng():
        return _seeded()


def _by_the_clock() -> nn.Module:
    with torch.random.fork_rng():
        torch.seed()
        return network()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_seeded, "equal weights"),
        (_forked, "equal weights"),
        (functools.cache(network), "equal weights"),
        (_by_the_clock, "other weights when the caller sets the same seed"),
    ],
    ids=["a seed inside", "a seed inside a fork", "made once", "a seed from the clock"],
)
def test_what_the_callers_seed_does_not_decide_is_refused(
    make: Callable[[], object], sentence: str
) -> None:
    with pytest.raises(checks.CheckFailed, match=sentence):
        checks.draws_anew(make)


def test_constant_parameters_may_be_equal_in_all_networks() -> None:
    checks.draws_anew(lambda: nn.Sequential(nn.Linear(9, 9), nn.PReLU(3), nn.LayerNorm(9)))


def test_default_weights_are_accepted() -> None:
    torch.manual_seed(0)
    checks.has_default_weights(checks.model_state(network()))


@pytest.mark.parametrize(
    "change",
    [nn.init.zeros_, nn.init.xavier_uniform_, nn.init.kaiming_normal_, lambda w: w.mul_(2)],
    ids=["zeros", "Xavier", "Kaiming", "twice as large"],
)
def test_other_weights_are_refused(change: Callable[[torch.Tensor], object]) -> None:
    torch.manual_seed(0)
    with pytest.raises(checks.CheckFailed, match="The weight of the layer with 40 inputs"):
        checks.has_default_weights(with_weights(change))


def test_modules_own_their_parameters() -> None:
    checks.owns_its_parameters(nn.PReLU)


def test_modules_that_share_a_default_are_refused() -> None:
    shared = torch.ones(1)

    class Shared(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.beta = nn.Parameter(shared)

    with pytest.raises(checks.CheckFailed, match="Two Shared share parameters"):
        checks.owns_its_parameters(Shared)


def test_the_logits_of_the_small_network_are_those_that_it_computes() -> None:
    model: Any = checks.tanh_network()
    images = torch.rand(4, 784)
    logits, parameters = checks.tanh_logits(model, images)
    torch.testing.assert_close(logits, model(images).double(), rtol=1e-4, atol=1e-5)
    assert all(item.requires_grad for item in parameters.values())
    assert logits.dtype is torch.float64


def test_labels_whose_logits_nearly_tie_are_wrong_either_way() -> None:
    logits = torch.tensor([[1.0, 1.0 + 1e-7, 0.0], [1.0, 2.0, 0.0], [0.5, 0.0, 0.5]])
    labels = checks.clear_labels(logits, torch.tensor([0, 1, 2]))
    assert labels.tolist() == [2, 1, 1]

"""`helpers.training.train`: the plain loop's figures, quicker; whatever the model is made of."""

from __future__ import annotations

import copy
import gc
import math
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers.budgets import BUDGET_VARIABLE
from helpers.training import History, ImageSet, fast_note, loop, train, train_many
from helpers.training.loop import PRECISE

CLASSES = 4
Batch = tuple[Tensor, Tensor]


class Swish(nn.Module):
    """A unit with a learnable parameter, written as a student may."""

    def __init__(self, shape: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.beta = nn.Parameter(torch.ones(shape))

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        return x * torch.sigmoid(self.beta * x)


class Hinge(nn.Module):
    """A unit that is not one of torch's modules, with a constant."""

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        return torch.maximum(x, 0.1 * x) - 0.2


UNITS: dict[str, Callable[[], nn.Module]] = {
    "ReLU": nn.ReLU,
    "Sigmoid": nn.Sigmoid,
    "Tanh": nn.Tanh,
    "Mish": nn.Mish,
    "PReLU": nn.PReLU,
    "PReLU by channel": lambda: nn.PReLU(32),
    "Swish": Swish,
    "Swish, shape (1,)": lambda: Swish((1,)),
    "Hinge": Hinge,
    "Softmax": lambda: nn.Softmax(1),
    "two units": lambda: nn.Sequential(nn.Tanh(), nn.Softplus()),
}


class Functional(nn.Module):
    """A network whose unit is a function, and whose input is flattened by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(60, 32), nn.Linear(32, CLASSES)

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        return self.last(torch.tanh(self.first(x.flatten(1))))


class Twice(nn.Module):
    """A network that uses its first layer's weights a second time."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(60, 32), nn.Linear(32, CLASSES)

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        hidden = torch.tanh(self.first(x))
        back = functional.linear(hidden, self.first.weight.T)
        return self.last(torch.tanh(self.first(back)))


def tied() -> nn.Module:
    layer = nn.Linear(60, 60)
    return nn.Sequential(layer, nn.Tanh(), layer, nn.Tanh(), nn.Linear(60, CLASSES))


def net(unit: Callable[[], nn.Module] = nn.ReLU, bias: bool = True) -> nn.Module:
    return nn.Sequential(
        nn.Linear(60, 32, bias=bias), unit(), nn.Linear(32, 32), unit(), nn.Linear(32, CLASSES)
    )


@pytest.fixture(scope="module")
def sets() -> tuple[Batch, Batch]:
    """Return 300 and 100 points of four classes, a sixth of the columns empty in training."""
    generator = torch.Generator().manual_seed(5)
    labels = torch.arange(400) % CLASSES
    scales = 2.0 ** -torch.arange(60) * 0 + torch.linspace(1, 0.01, 60)
    images = torch.randn(400, 60, generator=generator) * scales
    images[torch.arange(400), labels] += 2.0
    images[:300, 50:] = 0
    return (images[:300].clone(), labels[:300]), (images[300:].clone(), labels[300:])


def plain(model: nn.Module, sets: tuple[Batch, Batch], rate: float, epochs: int) -> History:
    """Train as a textbook does."""
    (images, labels), (valid_images, valid_labels) = sets
    history = History()
    for _ in range(epochs):
        logits = model(images)
        loss = functional.cross_entropy(logits, labels)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.grad is not None:
                    parameter -= rate * parameter.grad
            history.train_loss.append(loss.item())
            history.train_accuracy.append((logits.argmax(1) == labels).float().mean().item())
            logits = model(valid_images)
            history.valid_loss.append(functional.cross_entropy(logits, valid_labels).item())
            hits = logits.argmax(1) == valid_labels
            history.valid_accuracy.append(hits.float().mean().item())
    return history


def made(maker: Callable[[], nn.Module], seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return maker()


MODELS: dict[str, Callable[[], nn.Module]] = {
    **{name: (lambda unit=unit: net(unit)) for name, unit in UNITS.items()},
    "no bias": lambda: net(bias=False),
    "functional": Functional,
    "weights used twice": Twice,
    "a layer used twice": tied,
    "flattened": lambda: nn.Sequential(nn.Flatten(), net()),
}


@pytest.mark.long
@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_follows_the_plain_loop(name: str, fast: bool, sets: tuple[Batch, Batch]) -> None:
    epochs = PRECISE + 36
    one, other = made(MODELS[name]), made(MODELS[name])
    expected = plain(one, sets, 0.1, epochs)
    history = train(other, *sets, learning_rate=0.1, epochs=epochs, fast=fast, progress=False)
    close: dict[str, Any] = {"rel": 0.01, "abs": 2e-3} if fast else {"rel": 1e-4}
    assert history.train_loss == pytest.approx(expected.train_loss, **close)
    assert history.valid_loss == pytest.approx(expected.valid_loss, **close)
    for name_, values in other.state_dict().items():
        tolerance = 0.02 if fast else 1e-4
        torch.testing.assert_close(values, one.state_dict()[name_], rtol=0, atol=tolerance)


def test_accuracies_are_those_of_the_plain_loop(sets: tuple[Batch, Batch]) -> None:
    expected = plain(made(net), sets, 0.1, 30)
    history = train(made(net), *sets, learning_rate=0.1, epochs=30, progress=False)
    assert history.train_accuracy == pytest.approx(expected.train_accuracy, abs=0.01)
    assert history.valid_accuracy == pytest.approx(expected.valid_accuracy, abs=0.011)
    assert history.train_accuracy[-1] > history.train_accuracy[0]


@pytest.mark.parametrize("fast", [False, True])
def test_the_last_validation_belongs_to_the_returned_model(
    fast: bool, sets: tuple[Batch, Batch]
) -> None:
    model = made(net)
    history = train(model, *sets, learning_rate=0.1, epochs=40, fast=fast, progress=False)
    with torch.no_grad():
        loss = functional.cross_entropy(model(sets[1][0]), sets[1][1]).item()
    assert history.valid_loss[-1] == pytest.approx(loss, rel=0.02 if fast else 1e-5)


@pytest.mark.parametrize("fast", [False, True])
def test_the_same_seed_gives_the_same_history(fast: bool, sets: tuple[Batch, Batch]) -> None:
    first, second = (
        train(made(net), *sets, learning_rate=0.1, epochs=40, fast=fast, progress=False)
        for _ in range(2)
    )
    assert first.lists() == second.lists()


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("name", ["ReLU", "Swish", "functional"])
def test_only_what_is_learned_changes_in_the_model(
    name: str, fast: bool, sets: tuple[Batch, Batch]
) -> None:
    model = made(MODELS[name])
    before = copy.deepcopy(model)
    train(model, *sets, learning_rate=0.1, epochs=PRECISE + 2, fast=fast, progress=False)
    assert all(parameter.grad is None for parameter in model.parameters())
    assert repr(model) == repr(before)
    for one, other in zip(model.modules(), before.modules(), strict=True):
        assert "forward" not in one.__dict__
        assert one.training == other.training
    assert model.state_dict().keys() == before.state_dict().keys()


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("index", [0, 1, 4, 5])
def test_frozen_parameters_stay(index: int, fast: bool, sets: tuple[Batch, Batch]) -> None:
    model = made(net)
    frozen = list(model.parameters())[index].requires_grad_(False)
    before = frozen.clone()
    history = train(model, *sets, learning_rate=0.1, epochs=40, fast=fast, progress=False)
    assert torch.equal(frozen, before)
    assert history.train_loss[-1] < history.train_loss[0]


def test_weights_of_empty_columns_stay_exactly(sets: tuple[Batch, Batch]) -> None:
    model = made(net)
    layer = model.get_submodule("0")
    assert isinstance(layer, nn.Linear)
    before = layer.weight[:, 50:].clone()
    train(model, *sets, learning_rate=0.1, epochs=5, progress=False)
    assert torch.equal(layer.weight[:, 50:], before)


@pytest.mark.parametrize("fast", [False, True])
def test_divergence_is_recorded_and_the_rest_is_nan(fast: bool, sets: tuple[Batch, Batch]) -> None:
    model = made(lambda: net(nn.Identity))
    history = train(model, *sets, learning_rate=50.0, epochs=200, fast=fast, progress=False)
    end = history.diverged_at
    assert end is not None and 0 < end < 200
    assert history.diverged and history.epochs == end
    assert not math.isfinite(history.train_loss[end])
    assert all(math.isfinite(value) for value in history.train_loss[:end])
    for values in history.lists().values():
        assert len(values) == 200
        assert all(math.isnan(value) for value in values[end + 1 :])


def test_without_a_validation_set_its_lists_are_empty(sets: tuple[Batch, Batch]) -> None:
    history = train(made(net), sets[0], learning_rate=0.1, epochs=3, progress=False)
    assert len(history.train_loss) == 3
    assert history.valid_loss == history.valid_accuracy == []


@pytest.mark.parametrize("fast", [False, True])
def test_parameters_of_one_number_are_followed(fast: bool, sets: tuple[Batch, Batch]) -> None:
    model = made(lambda: net(Swish))
    history = train(model, *sets, learning_rate=0.1, epochs=30, fast=fast, progress=False)
    assert history.scalars.keys() == {"1.beta", "3.beta"}
    for name, path in history.scalars.items():
        assert len(path) == 30
        assert path[-1] == pytest.approx(dict(model.named_parameters())[name].item())
        assert path[0] != path[-1]


def test_random_units_follow_their_generator(sets: tuple[Batch, Batch]) -> None:
    def losses() -> list[float]:
        model = made(lambda: net(lambda: nn.Dropout(0.3)))
        return train(
            model, *sets, learning_rate=0.1, epochs=30, fast=True, progress=False
        ).train_loss

    assert losses() == losses()


def test_an_interrupted_training_leaves_a_usable_model(sets: tuple[Batch, Batch]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    model = made(net)
    with pytest.raises(KeyboardInterrupt):
        loop.descend(model, *sets, 0.1, 5, on_epoch=interrupt)
    assert all("forward" not in module.__dict__ for module in model.modules())
    assert torch.isfinite(model(sets[0][0])).all()


def test_a_progress_bar_can_be_had(
    sets: tuple[Batch, Batch], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(BUDGET_VARIABLE, raising=False)
    train(made(net), *sets, learning_rate=0.1, epochs=3, progress="ReLU")
    assert "ReLU" in capsys.readouterr().err
    train(made(net), *sets, learning_rate=0.1, epochs=3, progress=False)
    assert capsys.readouterr().err == ""


def test_nobody_waits_for_what_is_quick_and_graded_notebooks_hold_no_bar(
    sets: tuple[Batch, Batch], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BUDGET_VARIABLE, "quick")
    train(made(net), *sets, learning_rate=0.1, epochs=3, progress="ReLU")
    train_many({"a": net}, 0.1, *sets, epochs=3)
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU: training on one is not tried")
@pytest.mark.parametrize("fast", [False, True])
def test_trains_on_a_gpu(fast: bool, sets: tuple[Batch, Batch]) -> None:
    on_gpu = [(images.cuda(), labels.cuda()) for images, labels in sets]
    history = train(
        made(net).cuda(), *on_gpu, learning_rate=0.1, epochs=40, fast=fast, progress=False
    )
    assert history.train_loss == pytest.approx(plain(made(net), sets, 0.1, 40).train_loss, rel=0.01)


def test_the_note_tells_what_fast_means(monkeypatch: pytest.MonkeyPatch) -> None:
    for quick, words in ((True, "bfloat16 with"), (False, "no fast bfloat16")):
        monkeypatch.setattr("torch.cpu._is_avx512_bf16_supported", lambda q=quick: q, raising=False)
        monkeypatch.setattr("torch.cpu._is_amx_tile_supported", lambda: False, raising=False)
        assert words in fast_note()


@pytest.mark.parametrize("fast", [False, True])
def test_images_changed_between_two_trainings_count(fast: bool, sets: tuple[Batch, Batch]) -> None:
    (images, labels), valid = sets
    changed, clean = images.clone(), images.clone()

    def losses(used: Tensor) -> list[float]:
        options: dict[str, Any] = {"learning_rate": 0.1, "epochs": 30, "fast": fast}
        return train(made(net), (used, labels), valid, progress=False, **options).train_loss

    before = losses(changed)
    changed[:, :5] *= -1
    clean[:, :5] *= -1
    assert losses(changed) == losses(clean) != before


@pytest.mark.long
@pytest.mark.parametrize("fast", [False, True])
def test_nothing_of_the_images_is_kept_when_they_are_gone(
    fast: bool, sets: tuple[Batch, Batch]
) -> None:
    images, labels = sets[0][0].clone(), sets[0][1]
    kept = weakref.ref(images)
    train(made(net), (images, labels), learning_rate=0.1, epochs=2, fast=fast, progress=False)
    del images
    gc.collect()
    assert kept() is None


@pytest.mark.parametrize("fast", [False, True])
def test_a_training_on_a_set_that_was_used_before_gives_the_same_history(
    fast: bool, sets: tuple[Batch, Batch]
) -> None:
    def losses(*used: Batch) -> list[float]:
        options: dict[str, Any] = {"learning_rate": 0.1, "epochs": 30, "fast": fast}
        return train(made(net), *used, progress=False, **options).train_loss

    shared = [ImageSet(*batch) for batch in sets]
    assert losses(*shared) == losses(*shared) == losses(*sets)


@pytest.mark.parametrize("fast", [False, True])
def test_a_training_that_cannot_begin_leaves_the_model_as_it_was(
    fast: bool, sets: tuple[Batch, Batch], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(loop, "_fast_dtype", lambda device: torch.bfloat16)
    monkeypatch.setattr(loop, "_Run", broken)
    model = made(net)
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(MemoryError):
        train(model, *sets, learning_rate=0.1, epochs=2, fast=fast, progress=False)
    assert all("forward" not in module.__dict__ for module in model.modules())
    for name, values in model.state_dict().items():
        torch.testing.assert_close(values, before[name], rtol=0, atol=1e-6)

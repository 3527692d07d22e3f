"""`helpers.training.train_many`: every run once, kept on disk, whatever stops in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from helpers.budgets import BUDGET_VARIABLE
from helpers.training import History, Trained, many, store, train, train_many

MAKERS: dict[str, Callable[[], nn.Module]] = {
    "ReLU": lambda: nn.Sequential(nn.Linear(20, 8), nn.ReLU(), nn.Linear(8, 3)),
    "Tanh": lambda: nn.Sequential(nn.Linear(20, 8), nn.Tanh(), nn.Linear(8, 3)),
}
Batch = tuple[Tensor, Tensor]


@pytest.fixture
def sets() -> tuple[Batch, Batch]:
    generator = torch.Generator().manual_seed(3)
    images = torch.randn(60, 20, generator=generator)
    labels = images[:, :3].argmax(1)
    return (images[:40].clone(), labels[:40]), (images[40:].clone(), labels[40:])


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Count the trainings that are really done, by their rate."""
    rates: list[float] = []
    descend = many.descend

    def counting(
        model: nn.Module, train: Batch, valid: Batch | None, rate: float, *args: Any, **more: Any
    ) -> History:
        rates.append(rate)
        return descend(model, train, valid, rate, *args, **more)

    monkeypatch.setattr(many, "descend", counting)
    return rates


def run(sets: tuple[Batch, Batch], **changed: Any) -> dict[many.Key, Trained]:
    options: dict[str, Any] = {"epochs": 4, "progress": False, "learning_rates": 0.1} | changed
    makers = options.pop("makers", MAKERS)
    return train_many(makers, options.pop("learning_rates"), *sets, **options)


def test_runs_every_unit_rate_and_seed(sets: tuple[Batch, Batch]) -> None:
    runs = run(sets, learning_rates=[0.1, 0.5], seeds=[0, 7])
    assert set(runs) == {(n, r, s) for n in MAKERS for r in (0.1, 0.5) for s in (0, 7)}
    losses = {key: one.history.valid_loss[-1] for key, one in runs.items()}
    assert len(set(losses.values())) == len(losses)


def test_rates_may_differ_by_name(sets: tuple[Batch, Batch]) -> None:
    runs = run(sets, learning_rates={"ReLU": [0.1, 0.2, 0.1], "Tanh": 1})
    assert set(runs) == {("ReLU", 0.1, 0), ("ReLU", 0.2, 0), ("Tanh", 1.0, 0)}


def test_a_run_equals_a_single_training(sets: tuple[Batch, Batch]) -> None:
    torch.manual_seed(7)
    model = MAKERS["Tanh"]()
    history = train(model, *sets, learning_rate=0.5, epochs=4, progress=False)
    one = run(sets, learning_rates=0.5, seeds=[7])["Tanh", 0.5, 7]
    assert one.history.lists() == history.lists()
    for name, value in model.state_dict().items():
        assert torch.equal(value, one.model.state_dict()[name])


@pytest.mark.parametrize("workers", [1, 3])
def test_figures_do_not_depend_on_what_runs_beside(sets: tuple[Batch, Batch], workers: int) -> None:
    one = run(sets, learning_rates=[0.1, 0.5], seeds=[0, 1], workers=workers)
    other = run(sets, learning_rates=[0.5, 0.1], seeds=[1, 0], workers=2)
    assert {key: one[key].history.lists() for key in one} == {
        key: other[key].history.lists() for key in one
    }


def test_threads_and_random_numbers_stay_as_they_were(sets: tuple[Batch, Batch]) -> None:
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    run(sets)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)


def test_a_kept_run_is_not_trained_again(
    sets: tuple[Batch, Batch], tmp_path: Path, trained: list[float]
) -> None:
    first = run(sets, cache=tmp_path / "runs")
    assert len(trained) == 2
    second = run(sets, cache=tmp_path / "runs", learning_rates=[0.1, 0.3])
    assert trained == [0.1, 0.1, 0.3, 0.3]
    for key, one in first.items():
        assert second[key].history == one.history
        for name, value in one.model.state_dict().items():
            assert torch.equal(second[key].model.state_dict()[name], value)


class Scaled(nn.Module):
    """A unit whose constant stands in its code."""

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        return x * factor()


def factor() -> float:
    return 1.0


@pytest.mark.parametrize(
    "what", ["epochs", "fast", "rate", "seed", "data", "valid", "unit", "frozen", "code"]
)
def test_whatever_a_run_depends_on_makes_another_run(
    what: str,
    sets: tuple[Batch, Batch],
    tmp_path: Path,
    trained: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def maker() -> nn.Module:
        return nn.Sequential(nn.Linear(20, 8), Scaled(), nn.Linear(8, 3))

    def frozen() -> nn.Module:
        model = maker()
        next(model.parameters()).requires_grad_(False)
        return model

    options: dict[str, Any] = {"makers": {"unit": maker}, "cache": tmp_path}
    run(sets, **options)
    (train_set, valid) = sets
    if what in ("data", "valid"):
        other = [(images.clone(), labels) for images, labels in sets]
        other[what == "valid"][0][0, 0] += 1
        train_set, valid = other
    if what == "unit":
        monkeypatch.setattr(f"{__name__}.factor", lambda: 2.0)
    if what == "code":
        store._surroundings.cache_clear()
        monkeypatch.setattr(store, "_meaning", lambda source: source + " ")
    options |= {
        "epochs": {"epochs": 5},
        "fast": {"fast": True},
        "rate": {"learning_rates": 0.2},
        "seed": {"seeds": [1]},
        "frozen": {"makers": {"unit": frozen}},
    }.get(what, {})
    run((train_set, valid), **options)
    store._surroundings.cache_clear()
    assert len(trained) == 2


def test_the_meaning_of_code_is_not_in_its_comments() -> None:
    one = 'def f(x):\n    """Say."""\n    return x + 1\n'
    assert store._meaning(one) == store._meaning("def f(x):\n    # why\n    return (x + 1)\n")
    assert store._meaning(one) != store._meaning("def f(x):\n    return x + 2\n")


@pytest.mark.parametrize("content", [b"", b"no file of torch", None])
def test_a_damaged_file_is_trained_anew(
    content: bytes | None, sets: tuple[Batch, Batch], tmp_path: Path, trained: list[float]
) -> None:
    first = run(sets, cache=tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:100] if content is None else content)
    second = run(sets, cache=tmp_path)
    assert len(trained) == 4
    assert {k: v.history.lists() for k, v in first.items()} == {
        k: v.history.lists() for k, v in second.items()
    }


def test_stopped_in_between_the_finished_runs_are_kept(
    sets: tuple[Batch, Batch], tmp_path: Path, trained: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    save = store.save

    def once(path: Path, model: nn.Module, history: History) -> None:
        save(path, model, history)
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "save", once)
    with pytest.raises(KeyboardInterrupt):
        run(sets, cache=tmp_path, workers=1, learning_rates=[0.1, 0.2, 0.3])
    kept = len(list(tmp_path.iterdir()))
    assert 1 <= kept < 6
    monkeypatch.setattr(store, "save", save)
    done = len(trained)
    run(sets, cache=tmp_path, learning_rates=[0.1, 0.2, 0.3])
    assert len(trained) == done + 6 - kept


def test_an_unfinished_file_is_not_left_behind(
    sets: tuple[Batch, Batch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(OSError, match="No space"):
        run(sets, cache=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_diverges_stops_no_other(sets: tuple[Batch, Batch], tmp_path: Path) -> None:
    makers = {"ReLU": MAKERS["ReLU"]}
    runs = run(sets, makers=makers, learning_rates=[1e30, 0.1], epochs=8, cache=tmp_path)
    assert runs["ReLU", 1e30, 0].history.diverged
    assert not runs["ReLU", 0.1, 0].history.diverged
    again = run(sets, makers=makers, learning_rates=[1e30], epochs=8, cache=tmp_path)
    assert again["ReLU", 1e30, 0].history.diverged_at == runs["ReLU", 1e30, 0].history.diverged_at


def test_a_model_that_fails_says_so(sets: tuple[Batch, Batch]) -> None:
    with pytest.raises(RuntimeError, match="shapes"):
        run(sets, makers={"wrong": lambda: nn.Linear(21, 3)})


def test_the_bar_counts_every_epoch(
    sets: tuple[Batch, Batch],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(BUDGET_VARIABLE, raising=False)
    for _ in range(2):  # the second time all runs are found
        run(sets, cache=tmp_path, progress="search", learning_rates=[0.1, 1e30])
        shown = capsys.readouterr().err
        assert "search: 100%" in shown
        assert "16.0/16.0" in shown


def test_initial_weights_are_those_of_the_seed_whatever_runs_beside(
    sets: tuple[Batch, Batch], tmp_path: Path
) -> None:
    # Describing a run for the cache sets the generator aside: it must not do so for others.
    expected = {}
    for seed in range(12):
        torch.manual_seed(seed)
        expected[seed] = MAKERS["Tanh"]().state_dict()
    makers = {"Tanh": MAKERS["Tanh"]}
    runs = run(
        sets,
        makers=makers,
        learning_rates=1e-30,
        seeds=range(12),
        workers=4,
        cache=tmp_path,
        epochs=1,
    )
    for (_, _, seed), one in runs.items():
        for name, value in one.model.state_dict().items():
            assert torch.equal(value, expected[seed][name])

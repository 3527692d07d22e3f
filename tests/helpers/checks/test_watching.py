"""What one call of an answer changes and reaches."""

from __future__ import annotations

import functools
import math
import random
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.checks.oracles import torch_derivative
from helpers.checks.watching import THE_PROCESS, watch

Z = np.array([-1.0, 0.5, 2.0])


def changed(function: Callable[..., object], *args: object) -> list[tuple[int, str]]:
    """Return what a call changed."""
    return watch(function, args, {})["changed"]


def test_a_call_that_changes_nothing_is_said_to_change_nothing() -> None:
    model = torch.nn.Linear(3, 1)
    things = (Z.copy(), torch.tensor(Z), [Z.copy(), {"a": 1.0}], {"b": [2]}, {3}, model)
    assert changed(lambda *things: [str(thing) for thing in things], *things) == []


def _appends(thing: Any) -> None:
    thing.append(1)


def _pops(thing: Any) -> None:
    thing.pop("a")


def _sorts_the_inner_array(thing: Any) -> None:
    thing[0][::-1].sort()


def _replaces_an_equal_entry(thing: Any) -> None:
    thing[0] = thing[0].copy()


@pytest.mark.parametrize(
    ("function", "argument", "aspect"),
    [
        (lambda z: z.sort(), np.array([2.0, 1.0]), "values"),
        (lambda z: z.resize(1, 2), np.array([2.0, 1.0]), "values"),
        (lambda t: t.relu_(), torch.tensor(Z), "values"),
        (lambda t: t.requires_grad_(), torch.tensor(Z), "requires_grad"),
        (lambda t: (t * t).sum().backward(), torch.tensor(Z, requires_grad=True), "gradient"),
        (lambda t: t.register_hook(lambda g: g), torch.tensor(Z, requires_grad=True), "hooks"),
        (_appends, [1], "members"),
        (_pops, {"a": 1}, "members"),
        (lambda d: d.update(a=2.0), {"a": float("nan")}, "members"),
        (_sorts_the_inner_array, [np.array([1.0, 2.0])], "values"),
        (_replaces_an_equal_entry, [np.array([1.0])], "members"),
        (lambda s: s.add(2), {1}, "members"),
    ],
)
def test_what_a_call_changes_is_named(
    function: Callable[..., object], argument: object, aspect: str
) -> None:
    assert changed(function, argument) == [(0, aspect)]


@pytest.mark.parametrize(
    ("function", "aspect"),
    [
        (lambda m: m.eval(), "mode"),
        (lambda m: m[0].eval(), "mode"),
        (lambda m: m[0].register_forward_hook(lambda *_: None), "hooks"),
        (lambda m: m.register_full_backward_hook(lambda *_: None), "hooks"),
        (lambda m: m[0].bias.requires_grad_(requires_grad=False), "requires_grad"),
        (lambda m: torch.nn.init.zeros_(m[0].bias), "values"),
        (lambda m: m(torch.ones(1, 2)).sum().backward(), "gradient"),
    ],
)
def test_what_a_call_changes_in_a_model_is_named(
    function: Callable[..., object], aspect: str
) -> None:
    assert changed(function, torch.nn.Sequential(torch.nn.Linear(2, 2))) == [(0, aspect)]


@pytest.mark.parametrize(
    ("function", "aspects"),
    [
        (lambda: np.random.rand(), {"numpy"}),  # noqa: NPY002  (what is caught)
        (lambda: np.random.seed(1), {"numpy"}),  # noqa: NPY002
        (lambda: random.random(), {"random"}),
        (lambda: torch.rand(1), {"torch"}),
        (lambda: torch.manual_seed(1), {"torch", "torch's seed"}),
        (lambda: np.random.default_rng(1).normal(), set()),
        (lambda: torch.rand(1, generator=torch.Generator().manual_seed(1)), set()),
    ],
)
def test_draws_and_seeds_of_the_whole_process_are_seen(
    function: Callable[..., object], aspects: set[str]
) -> None:
    torch.manual_seed(0)
    assert set(changed(function)) == {(THE_PROCESS, aspect) for aspect in aspects}


def test_not_a_number_equals_itself() -> None:
    assert changed(lambda z: z + 1, np.array([np.nan])) == []


hidden = {"tanh": torch.tanh}
under_another_name = vars(np)["tanh"]


@pytest.mark.parametrize(
    "function",
    [
        lambda z: torch.tanh(torch.tensor(z)),
        lambda z: torch.tensor(z).tanh(),
        lambda z: hidden["tanh"](torch.tensor(z)),
        lambda z: [math.tanh(x) for x in z],
        lambda z: [*map(math.tanh, z)],
        lambda z: vars(np)["ta" + "nh"](z),
        np.tanh,
        lambda z: under_another_name(z),
        lambda z, t=np.tanh: t(z),
        functools.partial(np.tanh),
        np.vectorize(math.tanh),
    ],
)
def test_a_function_is_seen_whatever_it_is_called_by(function: Callable[..., object]) -> None:
    reached = watch(function, [Z], {}, ["*:tanh"])["reached"]
    assert {place.split(":")[1] for place in reached} == {"tanh"}
    assert watch(function, [Z], {}, ["*:sinh"])["reached"] == []


def test_functions_of_the_checks_are_always_looked_for() -> None:
    slope = torch_derivative(torch.tanh)
    reached = watch(slope, [Z], {})["reached"]
    assert reached[0] == "helpers.checks.oracles:torch_derivative.<locals>.oracle"


@given(st.sampled_from([ValueError, KeyError, SystemExit, ZeroDivisionError]))
def test_after_an_exception_everything_is_as_before(error: type[BaseException]) -> None:
    before, ufunc = sys.getprofile(), np.tanh

    def answer() -> None:
        raise error

    with pytest.raises(error):
        watch(answer, [], {}, ["*:tanh"])
    assert sys.getprofile() is before
    assert np.tanh is ufunc


@pytest.mark.parametrize(
    ("seeds", "aspects"),
    [
        (lambda: np.random.seed(1), {"numpy"}),  # noqa: NPY002
        (lambda: random.seed(1), {"random"}),
        (lambda: torch.manual_seed(1), {"torch", "torch's seed"}),
    ],
)
def test_a_seed_is_seen_that_an_earlier_call_had_set_too(
    seeds: Callable[[], object], aspects: set[str]
) -> None:
    seeds()
    assert {aspect for _, aspect in changed(seeds)} == aspects


def test_watching_leaves_the_generators_of_the_process_where_they_were() -> None:
    torch.manual_seed(3)
    random.seed(3)
    np.random.seed(3)  # noqa: NPY002
    expected = (np.random.random(), random.random(), float(torch.rand(1)))  # noqa: NPY002
    torch.manual_seed(3)
    random.seed(3)
    np.random.seed(3)  # noqa: NPY002
    changed(lambda: (np.random.random(), random.random(), torch.rand(1)))  # noqa: NPY002
    assert (np.random.random(), random.random(), float(torch.rand(1))) == expected  # noqa: NPY002
    assert torch.initial_seed() == 3

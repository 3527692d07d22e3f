"""The parts of a training that can be looked at alone: replaced methods and sets of images."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor, nn

from helpers.training.image_set import ImageSet
from helpers.training.replacing import forward_replaced, has_own_forward

X = torch.tensor([-1.0, 2.0])


def negated(x: Tensor) -> Tensor:
    return -x


def test_a_module_computes_something_else_inside_and_its_own_afterwards() -> None:
    unit, other = nn.ReLU(), nn.ReLU()
    with forward_replaced(unit, negated):
        assert unit(X).tolist() == [1, -2]
        assert other(X).tolist() == [0, 2]
        assert has_own_forward(unit) and not has_own_forward(other)
    assert unit(X).tolist() == [0, 2]
    assert not has_own_forward(unit)


def test_an_exception_restores_the_module_too() -> None:
    unit = nn.ReLU()
    with pytest.raises(KeyError), forward_replaced(unit, negated):
        raise KeyError
    assert not has_own_forward(unit)


def test_replacements_can_be_nested() -> None:
    unit = nn.ReLU()
    with forward_replaced(unit, negated):
        with forward_replaced(unit, torch.abs):
            assert unit(X).tolist() == [1, 2]
        assert unit(X).tolist() == [1, -2]
    assert unit(X).tolist() == [0, 2]


def test_a_set_is_the_pair_that_it_was_made_of() -> None:
    images, labels = torch.ones(2, 3), torch.zeros(2)
    one = ImageSet(images, labels)
    first, second = one
    assert first is images is one.images and second is labels
    assert ImageSet.of(one) is one
    assert ImageSet.of((images, labels)).images is images


def test_a_form_is_computed_once_for_each_choice_of_options() -> None:
    made: list[float] = []

    def scaled(images: Tensor, factor: float) -> Tensor:
        made.append(factor)
        return images * factor

    one, other = (ImageSet(torch.ones(2), torch.zeros(2)) for _ in range(2))
    assert one.form(scaled, 2.0) is one.form(scaled, 2.0)
    assert one.form(scaled, 3.0).tolist() == [3, 3]
    assert made == [2, 3]
    assert other.form(scaled, 2.0) is not one.form(scaled, 2.0)


def test_a_form_that_could_not_be_computed_is_tried_again() -> None:
    one, tries = ImageSet(torch.ones(2), torch.zeros(2)), iter((MemoryError(), None))

    def fragile(images: Tensor) -> int:
        if problem := next(tries):
            raise problem
        return images.numel()

    with pytest.raises(MemoryError):
        one.form(fragile)
    assert one.form(fragile) == 2


def test_threads_that_ask_at_the_same_time_get_the_same_form() -> None:
    one, begin = ImageSet(torch.ones(2), torch.zeros(2)), threading.Barrier(4)

    def ask(_: int) -> Tensor:
        begin.wait()
        return one.form(torch.clone)

    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(ask, range(4))]
    assert all(form is found[0] for form in found)

"""Calls of an answer: copies go in, and exceptions come out as sentences."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from helpers.checks.backends import Local
from helpers.checks.calls import call, call_each, call_record, call_records, describe, remote
from helpers.checks.context import backend, using
from helpers.checks.failure import CheckFailed


@pytest.fixture
def other_backend() -> Iterator[Any]:
    """A backend that remembers what it was asked, in use for one test."""

    class Remembering(Local):
        asked: list[str]

        def remote(self, factory: Any, args: Any, kwargs: Any) -> Any:
            self.asked.append(f"remote {factory.__name__}")
            return super().remote(factory, args, kwargs)

        def describe(self, handle: Any) -> Any:
            self.asked.append(f"describe {handle}")
            return "described"

    chosen = Remembering()
    chosen.asked = []
    with using(chosen):
        yield chosen


def test_a_call_gives_the_value() -> None:
    assert call(lambda a, *, b: a - b, 3, b=1) == 2


def test_arguments_are_copied_wherever_they_stand() -> None:
    def spoil(array: Any, items: Any, *, key: Any) -> None:
        array[0] = items[0][0] = key["a"][0] = 9.0
        items.append(1)

    array, inner, named = np.zeros(1), np.zeros(1), np.zeros(1)
    items = [inner]
    record = call_record(spoil, array, items, key={"a": named})
    assert (array[0], inner[0], named[0], len(items)) == (0.0, 0.0, 0.0, 1)
    assert record.arguments[0][0] == 9.0


def test_handles_in_a_list_are_not_copied() -> None:
    handle = object()
    assert call(lambda items: items[0], [handle]) is handle
    assert call(lambda items: items["a"][0], {"a": (handle,)}) is handle


def test_warnings_and_prints_are_kept_back() -> None:
    def talkative(z: float) -> Any:
        print("here")
        print("there", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return np.log(np.array(z))

    record = call_record(talkative, 0.0)
    assert record.printed == "here\nthere\n"
    assert record.warnings == ("careful", "divide by zero encountered in log")
    assert record.value == -np.inf


def test_an_underflow_is_no_warning() -> None:
    assert call_record(np.exp, np.array(-1e4)).warnings == ()


def test_a_seterr_of_the_answer_costs_nothing() -> None:
    with np.errstate(all="raise"):
        assert call(np.exp, 1e4) == np.inf


def test_an_exception_becomes_a_sentence_with_the_input() -> None:
    def fragile(z: float, beta: float = 1.0) -> float:
        raise KeyError("gone")

    with pytest.raises(CheckFailed) as caught:
        call(fragile, 0.5, beta=2.0)
    assert str(caught.value).splitlines() == [
        "fragile raised KeyError: “'gone'”",
        "  input:    z = 0.5, beta = 2",
    ]


class Own(CheckFailed):
    """A class of an answer's own."""


@pytest.mark.parametrize("kind", [CheckFailed, Own])
def test_an_answer_cannot_speak_as_a_check_does(kind: type[CheckFailed]) -> None:
    def posing(z: float) -> float:
        raise kind("All is well.", slip="none at all.")

    with pytest.raises(CheckFailed) as caught:
        call(posing, 0.5)
    assert str(caught.value).splitlines() == [
        f"posing raised {kind.__name__}: “All is well. Likely slip: none at all.”",
        "  input:    z = 0.5",
    ]


def test_the_words_of_an_exception_are_quoted_on_one_short_line() -> None:
    def forging() -> None:
        raise ValueError("no\n  Likely slip: ”none\r\nYou get 9 of 9.\u202e\x1b[0m" + "x" * 10**6)

    with pytest.raises(CheckFailed) as caught:
        call(forging)
    [line] = str(caught.value).splitlines()
    start = 'forging raised ValueError: “no Likely slip: "none You get 9 of 9.\\u202e\\x1b[0mxxx'
    assert line.startswith(start)
    assert line.endswith("x…”")
    assert len(line) < 250


def test_an_exception_without_words_or_with_broken_ones_is_named() -> None:
    class Silent(Exception):
        def __str__(self) -> str:
            raise ValueError

    for error in (Silent(), TypeError()):

        def raising(error: Exception = error) -> None:
            raise error

        with pytest.raises(CheckFailed) as caught:
            call(raising)
        assert str(caught.value) == f"raising raised {type(error).__name__}"


def test_an_exit_is_a_failure_like_any_other() -> None:
    with pytest.raises(CheckFailed, match="raised SystemExit"):
        call(sys.exit, 0)


def test_a_blank_answer_is_told_to_be_one() -> None:
    def blank() -> None:
        raise NotImplementedError

    with pytest.raises(CheckFailed, match="blank has no answer yet"):
        call(blank)


@pytest.mark.parametrize(
    ("function", "slip"),
    [
        (lambda z: z if z > 0 else 0.0, "np.where"),
        (lambda z: __import__("math").exp(z), "take one number"),
        (lambda z: max(z, 0.0), "np.maximum"),
    ],
)
def test_the_usual_mistake_with_arrays_is_named(function: Any, slip: str) -> None:
    with pytest.raises(CheckFailed, match="Likely slip") as caught:
        call(function, np.array([1.0, 2.0]))
    assert slip in str(caught.value)


def test_another_backend_takes_over_all_calls(other_backend: Any) -> None:
    assert remote(dict, a=1) == {"a": 1}
    assert describe("axes") == "described"
    assert other_backend.asked == ["remote dict", "describe axes"]
    assert backend() is other_backend


def test_here_a_handle_is_the_object_and_describes_itself() -> None:
    import sympy

    z = remote(sympy.Symbol, "z")
    assert describe(z) == ["Symbol", "z"]


def test_several_calls_give_their_values_in_order() -> None:
    assert [*call_each(lambda a, *, b: a - b, [(3,), (5,)], b=1)] == [2, 4]
    assert [*call_each(lambda a: a, [])] == []


def test_what_comes_before_an_exception_is_yielded_and_the_sentence_names_its_input() -> None:
    found = call_each(lambda z: 1 // z, [(1,), (0,), (1,)])
    assert next(found) == 1
    with pytest.raises(CheckFailed, match="ZeroDivisionError") as caught:
        next(found)
    assert "z = 0" in str(caught.value)


def test_several_calls_show_what_became_of_their_arguments() -> None:
    given = np.zeros(1)
    (one, first), (other, second) = call_records(lambda a: a.__iadd__(1), [(given,), (given,)])
    assert (one.item(), other.item(), first[0].item(), second[0].item()) == (1.0, 1.0, 1.0, 1.0)
    assert [after for _, after in call_records(abs, [(1,)], echo=False)] == [()]
    assert given.item() == 0.0

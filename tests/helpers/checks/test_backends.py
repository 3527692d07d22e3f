"""The backend for answers in the same process."""

from __future__ import annotations

import sys
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from helpers.checks.backends import Local, quiet


def test_outside_a_notebook_there_are_no_sources() -> None:
    assert Local().sources() == []


@pytest.mark.parametrize(("history", "sources"), [([""], []), (["", "x = 1", "x"], ["x = 1", "x"])])
def test_the_empty_beginning_of_a_history_is_no_source(
    monkeypatch: pytest.MonkeyPatch, history: list[str], sources: list[str]
) -> None:
    """A kernel that keeps no history, as nbval's, has that entry alone."""
    shell = SimpleNamespace(user_ns={"In": history})
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    assert Local().sources() == sources


def test_quiet_hands_over_what_it_kept_back() -> None:
    with quiet() as (heard, printed):
        print("text")
        warnings.warn("careful", stacklevel=1)
    assert printed.getvalue() == "text\n"
    assert [str(item.message) for item in heard] == ["careful"]


def test_quiet_holds_back_what_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with quiet() as (_, printed):
        print("text", file=sys.stderr)
    assert printed.getvalue() == "text\n"
    assert capsys.readouterr() == ("", "")


def test_plain_arguments_are_copied_with_their_kind() -> None:
    given = [np.ones(2), {1, 2}, {"a": [1]}, [[1]], ([1],), torch.ones(2, requires_grad=True)]
    taken = Local().call(lambda *items: None, given, {}).arguments
    for before, after in zip(given, taken, strict=True):
        assert type(before) is type(after)
        assert after is not before
    assert taken[-1].requires_grad and taken[-1].is_leaf


def test_functions_generators_and_handles_are_not_copied() -> None:
    side = Local()
    handle, generator = side.remote(list, ([1],), {}), np.random.default_rng(1)
    given = (len, generator, handle, "text")
    taken = side.call(lambda *items: None, given, {}).arguments
    assert all(before is after for before, after in zip(given, taken, strict=True))


def test_without_echo_there_are_no_arguments() -> None:
    assert Local().call(abs, [-1], {}, echo=False).arguments == ()
    assert Local().call_each(abs, [[-1], [-2]], {}) == [(1, ()), (2, ())]

"""Budgets: one environment variable says how long experiments may take."""

from __future__ import annotations

import pytest

from helpers.budgets import BUDGET_VARIABLE, budget, by_budget
from helpers.errors import HelpersError


@pytest.mark.parametrize(
    ("said", "meant"),
    [(None, "normal"), ("", "normal"), ("quick", "quick"), (" FULL ", "full")],
)
def test_the_environment_says_the_budget(
    monkeypatch: pytest.MonkeyPatch, said: str | None, meant: str
) -> None:
    monkeypatch.delenv(BUDGET_VARIABLE, raising=False)
    if said is not None:
        monkeypatch.setenv(BUDGET_VARIABLE, said)
    assert budget() == meant
    assert by_budget(quick="quick", normal="normal", full="full") == meant


def test_an_unknown_budget_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BUDGET_VARIABLE, "endless")
    with pytest.raises(HelpersError, match="Set it to one of: quick, normal, full"):
        budget()

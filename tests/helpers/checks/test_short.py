"""Short answers: every way to write a right one is understood, and nothing else is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from helpers import checks

WORDS = ("underflow", "overflow", "exact")


@pytest.mark.parametrize(
    "text", ["underflow", "Underflow", " UNDER flow ", "under-flow", "underflow.", "Under_Flow"]
)
def test_a_word_is_understood_in_any_writing(text: str) -> None:
    assert checks.word(text, WORDS, "the reason") == "underflow"


@pytest.mark.parametrize("answer", ["", "under", "overflow or underflow", "unterflow", None, 1])
def test_another_word_is_refused_with_the_choices(answer: Any) -> None:
    with pytest.raises(checks.CheckFailed, match="'underflow', 'overflow', 'exact'"):
        checks.word(answer, WORDS, "the reason")


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (3, 3.0),
        (-2.5, -2.5),
        (np.float32(0.5), 0.5),
        (np.array(7), 7.0),
        (torch.tensor(1.5), 1.5),
        ("561.7", 561.7),
        (" ≈ −183,6 ", -183.6),
        ("1e-5", 1e-5),
        ("10^-5", 1e-5),
        ("-10**(3)", -1000.0),
        ("1.5 · 10^{-3}", 1.5e-3),
        ("2×10^4", 2e4),
        ("inf", math.inf),
        ("-∞", -math.inf),
        ("12.5 dB", 12.5),
    ],
)
def test_a_number_is_understood_in_any_writing(answer: Any, right: float) -> None:
    assert checks.number(answer, "the value", units=("dB",)) == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize(
    "answer",
    ["", "many", "1.2.3", "1,000,000", "10^x", "3 m", True, None, [1.0], np.zeros(2), 1j, object()],
)
def test_what_is_no_number_is_refused(answer: Any) -> None:
    with pytest.raises(checks.CheckFailed, match="must be a number"):
        checks.number(answer, "the value", units=("dB",))

"""Labels and numbers in words that can be read aloud."""

from __future__ import annotations

import pytest

from helpers.plain_labels import number, plain


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("epoch", "epoch"),
        ("two\nlines", "two lines"),
        ("$z$", "z"),
        (r"$\sigma'(z)$", "σ′(z)"),
        (r"$\hat y$ and $\hat{y}$", "y hat and y hat"),
        (r"$\frac{1}{2l}$", "(1)/(2l)"),
        (r"$\sqrt{n}$", "√(n)"),
        (r"size of $\delta^{\ell}$", "size of δ^ℓ"),
        (r"$\mathrm{Var}(w)$", "Var(w)"),
        (r"$-\beta z$", "−βz"),
        ("5 $ a day", "5 $ a day"),
    ],
)
def test_a_label_is_one_plain_line(label: str, said: str) -> None:
    assert plain(label) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-0.27846, "−0.278"),
        (999.6, "1000"),
        (12345.0, "12300"),
        (2.5e-7, "2.5 × 10^−7"),
        (1e-28, "10^−28"),
        (-3e9, "−3 × 10^9"),
        (float("inf"), "∞"),
        (float("nan"), "not a number"),
    ],
)
def test_a_number_has_three_digits(value: float, said: str) -> None:
    assert number(value) == said


def test_what_cannot_be_seen_beside_a_span_is_0() -> None:
    assert (number(-1e-16, span=10.0), number(1e-3, span=10.0)) == ("0", "0.001")

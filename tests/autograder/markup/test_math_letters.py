"""Letters of formulas in a style of their own."""

from __future__ import annotations

import pytest

from autograder.markup.math_letters import STYLES, styled
from autograder.markup.mathml import to_html


@pytest.mark.parametrize(
    ("text", "variant", "shown"),
    [
        ("L", "script", "ℒ"),
        ("N", "script", "𝒩"),
        ("e", "script", "ℯ"),
        ("R", "double-struck", "ℝ"),
        ("1", "double-struck", "𝟙"),
        ("C", "fraktur", "ℭ"),
        ("A", "fraktur", "𝔄"),
        ("β", "bold-italic", "𝜷"),
        ("h", "italic", "h"),  # Unicode has it as Planck's constant, under another name
        ("Wx 1", "bold", "𝐖𝐱 𝟏"),
    ],
)
def test_a_letter_is_the_character_that_unicode_has_for_it(
    text: str, variant: str, shown: str
) -> None:
    assert styled(text, variant) == shown


@pytest.mark.parametrize("text", ["∂", "+", "é", "ℓ", "\ud800", ""])
def test_what_has_no_such_form_stays_as_it_is(text: str) -> None:
    assert all(styled(text, variant) == text for variant in (*STYLES, "normal", "", "no style"))


@pytest.mark.parametrize(
    ("tex", "letter"),
    [(r"\mathcal L", "ℒ"), (r"\mathbb{R}", "ℝ"), (r"\mathbf{x}", "𝐱"), (r"\boldsymbol\beta", "𝜷")],
)
def test_formulas_show_it_without_an_attribute_that_browsers_do_not_read(
    tex: str, letter: str
) -> None:
    shown = to_html(tex, block=False)
    assert letter in shown
    assert "mathvariant" not in shown


@pytest.mark.parametrize("tex", [r"\mathrm{Var}", r"\mathrm{E}[X]", r"n_\mathrm{E}", r"\mathrm d"])
def test_upright_letters_stay_upright(tex: str) -> None:
    assert 'mathvariant="normal"' in to_html(tex, block=False)

"""Formulas as a browser shows them: names of functions stand apart from what is beside them."""

from __future__ import annotations

import pytest

from autograder.markup.mathml import to_html

GAP = '<mspace width="0.167em"></mspace>'


@pytest.mark.parametrize(
    ("tex", "inside"),
    [
        (r"\log x", f"<mi>log</mi>{GAP}<mi>x</mi>"),
        (r"2\log x", f"<mn>2</mn>{GAP}<mi>log</mi>{GAP}<mi>x</mi>"),
        (r"z\tanh(x)", f'<mi>z</mi>{GAP}<mi>tanh</mi><mo stretchy="false">(</mo>'),
        (r"\sin^2 x", f"</msup>{GAP}<mi>x</mi>"),
        (r"-\log p_y", f"<mo>−</mo><mi>log</mi>{GAP}<msub>"),
        (r"\sqrt{2\ln n}", f"<mn>2</mn>{GAP}<mi>ln</mi>{GAP}<mi>n</mi>"),
    ],
)
def test_the_name_of_a_function_stands_apart(tex: str, inside: str) -> None:
    assert inside in to_html(tex, block=False)


@pytest.mark.parametrize(
    "tex", [r"xy", r"2\sigma", r"\mathrm{Var}(x)", r"f'(z)", r"\frac{x}{\log}"]
)
def test_letters_stand_beside_each_other(tex: str) -> None:
    assert "mspace" not in to_html(tex, block=False)

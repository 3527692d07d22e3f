"""SymPy expressions across the door: right forms pass, and no tree does harm."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from helpers.checks.failure import CheckFailed
from helpers.checks.symbolic import same_expression
from helpers.checks.trees import MAX_DEPTH, MAX_NODES, describe_expression, evaluate_tree

z, beta = sympy.symbols("z beta", real=True)
SYMBOLS = {"z": z, "beta": beta}
POINTS = [{"z": z0, "beta": b0} for z0 in (-2.3, -0.4, 0.7, 5.0) for b0 in (-1.2, 0.8)]
POINT = POINTS[0]
SWISH = sympy.diff(z / (1 + sympy.exp(-beta * z)), z)


def rational(numerator: int, denominator: int = 1) -> list[str]:
    """Return the tree of a rational number."""
    return ["Rational", str(numerator), str(denominator)]


def compare(answer: Any, expected: Any, **keywords: Any) -> None:
    """Compare an answer with what is expected at all points."""
    same_expression(describe_expression(answer), expected, SYMBOLS, POINTS, "swish", **keywords)


@pytest.mark.parametrize(
    "answer",
    [
        1 / sympy.cosh(z) ** 2,
        sympy.sech(z) ** 2,
        1 - sympy.tanh(z) ** 2,
        4 / (sympy.exp(z) + sympy.exp(-z)) ** 2,
        4 * sympy.exp(2 * z) / (sympy.exp(2 * z) + 1) ** 2,
        sympy.Mul(sympy.sech(z), sympy.sech(z), evaluate=False),
        sympy.UnevaluatedExpr(1 - sympy.tanh(z) ** 2),
        1 / (sympy.Float(0.5) * (sympy.cosh(2 * z) + 1)),
    ],
)
def test_every_form_of_a_right_answer_passes(answer: Any) -> None:
    compare(answer, sympy.diff(sympy.tanh(z), z))


@pytest.mark.parametrize(
    "answer",
    [
        sympy.Piecewise((1, z > 0), (0, True)),
        sympy.Piecewise((0, z < 0), (1, sympy.And(z >= 0, z < 99)), (1, True)),
        sympy.Heaviside(z),
        sympy.Heaviside(z, 1),
        (1 + sympy.sign(z)) / 2,
        sympy.Max(0, z) / z,
        (z + sympy.Abs(z)) / (2 * z),
        sympy.diff(z * sympy.Heaviside(z), z),  # holds a DiracDelta
    ],
)
def test_every_form_of_a_step_passes(answer: Any) -> None:
    compare(answer, sympy.Heaviside(z))


def test_numbers_in_place_of_expressions_are_taken() -> None:
    compare(1, sympy.Integer(1))
    compare(0.5, sympy.Rational(1, 2))
    with pytest.raises(CheckFailed):
        compare(True, sympy.Integer(1))


def test_a_constant_written_as_a_float_is_exact_enough() -> None:
    compare(sympy.Float(0.7978845608028654) * z, sympy.sqrt(2 / sympy.pi) * z)


def test_a_wrong_answer_is_shown_at_the_first_point_where_it_differs() -> None:
    with pytest.raises(CheckFailed) as caught:
        compare(sympy.Abs(z), z)
    assert "swish is not the derivative." in str(caught.value)
    assert "input:    z = -2.3, beta = -1.2" in str(caught.value)
    assert "got:      2.3" in str(caught.value)
    assert "expected: -2.3" in str(caught.value)


def test_a_known_slip_is_named() -> None:
    sigma = 1 / (1 + sympy.exp(-beta * z))
    slips = {"another.": z, "an inner β is missing.": sigma + z * sigma * (1 - sigma)}
    with pytest.raises(CheckFailed, match=r"Likely slip: an inner β is missing\."):
        compare(slips["an inner β is missing."], SWISH, slips=slips)
    with pytest.raises(CheckFailed) as caught:
        compare(sigma, SWISH, slips=slips)
    assert "slip" not in str(caught.value)


@pytest.mark.parametrize(
    "answer", [z / 0, sympy.nan, sympy.I * z, sympy.log(z - 99), 1 / (z - z + sympy.Float(0))]
)
def test_an_answer_without_a_real_value_is_wrong(answer: Any) -> None:
    with pytest.raises(CheckFailed):
        compare(answer, z)


def test_a_symbol_of_the_answers_own_is_named() -> None:
    with pytest.raises(CheckFailed, match="contains the symbol 'x'"):
        compare(sympy.Symbol("x"), z)


@pytest.mark.parametrize("answer", [sympy.Derivative(sympy.tanh(z), z), sympy.Function("f")(z)])
def test_a_function_outside_the_list_is_named(answer: Any) -> None:
    with pytest.raises(CheckFailed, match="which this check does not know"):
        compare(answer, z)


@pytest.mark.parametrize("thing", ["z", None, [z], object()])
def test_only_expressions_have_a_description(thing: object) -> None:
    with pytest.raises(TypeError, match="not a SymPy expression"):
        describe_expression(thing)


def test_an_expression_that_is_too_large_has_no_description() -> None:
    with pytest.raises(ValueError, match="too large"):
        describe_expression(sympy.Add(*(z**power for power in range(MAX_NODES))))


def nested(depth: int) -> list[Any]:
    """Return a tree of this depth."""
    tree: list[Any] = ["Symbol", "z"]
    for _ in range(depth):
        tree = ["sin", tree]
    return tree


@pytest.mark.parametrize(
    "tree",
    [
        None,
        "z",
        [],
        [1, 2],
        [["Symbol", "z"]],
        ["Symbol"],
        ["Symbol", ["z"]],
        ["Symbol", {"z": 1}],
        ["Symbol", "__class__"],
        ["Rational", "1"],
        ["Rational", 1, 2],
        ["Rational", "1", "2", "3"],
        ["Rational", "__import__('os')", "1"],
        ["Rational", "1" * 401, "1"],
        ["Float", "1e99999"],
        ["Float", "0x1p3"],
        ["Float", ["1"]],
        ["eval", "1"],
        ["__import__", "os"],
        ["sympify", ["Symbol", "z"]],
        ["Lambda", ["Symbol", "z"], ["Symbol", "z"]],
        ["Add", *[["Symbol", "z"]] * MAX_NODES],
        nested(MAX_DEPTH + 1),
        nested(100_000),
    ],
)
def test_a_hostile_tree_is_refused(tree: Any) -> None:
    with pytest.raises(CheckFailed):
        evaluate_tree(tree, POINT)


HUGE = ["Pow", rational(10), rational(6000)]


@pytest.mark.parametrize(
    "tree",
    [
        ["Pow", rational(10), rational(10**300)],
        ["Pow", rational(-3), rational(10**300 + 1)],
        ["Pow", ["Pow", rational(10**399), rational(10**399)], rational(10**399)],
        ["Pow", rational(0), rational(-1)],
        ["exp", ["exp", ["exp", ["exp", rational(1000)]]]],
        *([kind, HUGE] for kind in ("sin", "tan", "cosh", "tanh", "erf", "erfc", "log", "atanh")),
        ["Rational", "1", "0"],
        ["Max"],
        ["Not"],
        ["Piecewise", rational(1)],
        ["Add", ["ExprCondPair", rational(1), ["BooleanTrue"]]],
        ["Max", rational(1), ["Pow", rational(-1), ["Float", "0.5"]]],
        ["BooleanTrue"],
    ],
    ids=str,
)
def test_an_odd_tree_has_a_value_or_none_at_once(tree: Any) -> None:
    begin = time.perf_counter()
    assert isinstance(evaluate_tree(tree, POINT), mpmath.mpf | mpmath.mpc)
    assert time.perf_counter() - begin < 1


LEAVES = st.sampled_from([z, beta, sympy.pi, sympy.E, sympy.Rational(-2, 3), sympy.Float("0.25")])


def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return expressions one node larger."""
    functions = (sympy.tanh, sympy.sin, sympy.atan, sympy.erf, sympy.Abs, sympy.sign, sympy.sech)
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda pair: pair[0] + pair[1]),
        two.map(lambda pair: pair[0] * pair[1]),
        two.map(lambda pair: sympy.Max(*pair)),
        two.map(lambda pair: sympy.Piecewise((pair[0], z > pair[1]), (pair[1], True))),
        st.tuples(st.sampled_from(functions), inner).map(lambda pair: pair[0](pair[1])),
    )


@given(st.recursive(LEAVES, grown, max_leaves=6))
def test_a_description_has_the_value_of_its_expression(expression: Any) -> None:
    # Away from zero of a sign or a step, where the last digit decides.
    point = {"z": 0.7310585786300049, "beta": -1.4142135623730951}
    numbers = {SYMBOLS[name]: sympy.Float(x, 40) for name, x in point.items()}
    wanted = complex(expression.subs(numbers).evalf(40))
    got = complex(evaluate_tree(describe_expression(expression), point))
    assert got == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_a_derivative_is_measured_from_the_function_itself() -> None:
    z = sympy.Symbol("z", real=True)
    points, slope = [{"z": 0.5}, {"z": -40.0}], sympy.exp(-z) / (1 + sympy.exp(-z)) ** 2
    for answer, passes in ((slope, True), (slope + sympy.Float("1e-11"), False)):
        expected = contextlib.nullcontext() if passes else pytest.raises(CheckFailed)
        with expected:
            tree = describe_expression(answer)
            same_expression(tree, 1 / (1 + sympy.exp(-z)), {"z": z}, points, "σ′", by="z")

"""Mutants: every single slip, once, in the solution's region, told so that people find it."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.mutants import SHOWN, Mutant, mutants, names_read

OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "@", "&", "|"]
DEFINITIONS = st.recursive(
    st.sampled_from(
        ["z", "beta", "1", "2.5", "0", "True", "'name'", "np.pi", "f(z, 1)", "f'{z:.3f} of 3'"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map(
            lambda found: f"({found[0]} {found[1]} {found[2]})"
        ),
        st.tuples(inner, st.sampled_from(["<", "<=", "==", "is not", "in"]), inner).map(
            lambda found: f"({found[0]} {found[1]} {found[2]})"
        ),
        inner.map(lambda one: f"(-{one})"),
        inner.map(lambda one: f"np.sum({one}, axis=-1, keepdims=True)"),
        inner.map(lambda one: f"({one}).mean(dim=1)"),
        st.tuples(inner, inner).map(lambda found: f"({found[0]} if z else {found[1]})"),
        st.tuples(inner, inner).map(lambda found: f"[{found[0]}, z[{found[1]}:]]"),
        inner.map(lambda one: f"[x for x in z if {one}]"),
    ),
    max_leaves=4,
).map(lambda expression: f"def unit(z, beta=1.0):\n    return {expression}\n")


def changes(source: str) -> list[str]:
    """Return how the mutants of a function `f` differ from it."""
    return [mutant.change.removeprefix("f: ") for mutant in mutants(source)]


def bodies(expression: str) -> set[str]:
    """Return what mutants make of an expression in z and a."""
    found = mutants(f"def f(z, a):\n    return {expression}\n")
    return {mutant.source.split("return ")[1] for mutant in found}


@given(DEFINITIONS)
def test_every_mutant_is_another_program_and_no_two_are_the_same(source: str) -> None:
    found = mutants(source)
    trees = [ast.dump(ast.parse(mutant.source)) for mutant in found]
    assert len({ast.dump(ast.parse(source)), *trees}) == len(found) + 1
    assert len({mutant.change for mutant in found}) == len(found)


@given(DEFINITIONS)
def test_the_same_text_gives_the_same_mutants(source: str) -> None:
    assert mutants(source) == mutants(source)


@given(DEFINITIONS, st.integers(1, 5))
def test_what_is_said_of_a_change_holds_when_lines_move(source: str, lines: int) -> None:
    moved = mutants("\n" * lines + source)
    assert [one.change for one in moved] == [one.change for one in mutants(source)]
    assert [one.line - lines for one in moved] == [one.line for one in mutants(source)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("z + a", {"z - a"}),
        ("z - a", {"z + a", "a - z"}),
        ("z * a", {"z / a"}),
        ("z @ a", {"z * a", "a @ z"}),
        ("-z", {"z"}),
        ("not z", {"z"}),
        ("z < a", {"z <= a", "z > a"}),
        ("z == a", {"z != a"}),
        ("z and a", {"z or a"}),
        ("z is a", {"z is not a"}),
        ("z[a:]", {"z[:a]"}),
        ("z.T", {"z"}),
        ("z if a else None", {"z", "None"}),
        ("[x for x in z if x]", {"[x for x in z]"}),
        ("(z, a)", {"(a, z)"}),
        ("True", {"False"}),
        ("'relu'", {"''"}),
        ("3", {"4", "2", "-3"}),
        ("0", {"1", "-1"}),
        ("-1", {"1", "-2", "-0"}),
        ("2.0", {"2.02", "-2.0"}),
        ("0.0", {"1.0"}),
        ("np.sum(z, axis=a)", {"z", "np.mean(z, axis=a)", "np.sum(z)"}),
        ("z.mean(dim=a)", {"z", "z.sum(dim=a)", "z.mean()"}),
        ("np.dot(z, a)", {"z", "np.dot(a, z)"}),
        ("np.float64", {"np.float32"}),
        ("float(z)", {"z", "int(z)"}),
        ("z(**a)", set()),
        ("zip(*z, strict=True)", set()),
        ("f'{z} of 3'", set()),
        ("f'{-z:.2f}'", {"f'{z:.2f}'"}),
    ],
)
def test_slips_that_people_make(expression: str, expected: set[str]) -> None:
    assert bodies(expression) == expected


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("z += 1", "`z += 1` became `z -= 1`"),
        ("z += 1", "`z += 1` was left out"),
        ("z.append(2)", "`z.append(2)` was left out"),
        ("if z:\n        z = a", "`if z:` became `if True:`"),
        ("with z.no_grad():\n        a = z", "`with z.no_grad():` became `if True:`"),
    ],
)
def test_statements_are_changed_and_left_out(statement: str, change: str) -> None:
    assert change in changes(f"def f(z, a):\n    {statement}\n    return z\n")


def test_only_what_students_write_is_changed() -> None:
    source = (
        "scale = 2\n"
        "def f(z, a=1):\n"
        '    """Return z times a."""\n'
        "    ### BEGIN SOLUTION\n"
        "    return z * a\n"
        "    ### END SOLUTION\n"
    )
    assert mutants(source) == (
        Mutant(
            5,
            "f: `return z * a` became `return z / a`",
            'scale = 2\n\ndef f(z, a=1):\n    """Return z times a."""\n    return z / a',
        ),
    )


def test_a_change_names_the_function_and_the_class_it_stands_in() -> None:
    source = "class Unit:\n    def forward(self, z):\n        return z + 1\n"
    assert str(mutants(source)[0]) == ("line 3, Unit.forward: `return z + 1` became `return z - 1`")
    assert str(mutants("count = 2 * size")[0]) == (
        "line 1, `count = 2 * size` became `count = 2 / size`"
    )


def test_changes_that_read_the_same_are_numbered() -> None:
    found = changes("def f(z):\n    z = shift(z)\n    z = shift(z)\n    return z\n")
    assert found == ["`z = shift(z)` became `z = z`", "`z = shift(z)` became `z = z` (2)"]


def test_a_word_is_shown_with_what_stands_around_it() -> None:
    names = ", ".join(f"name_{number}" for number in range(7))
    (found,) = (
        one for one in changes(f"def f():\n    return call(4.0, {names})\n") if "4.04" in one
    )
    assert found == f"`call(4.0, {names})` became `call(4.04, {names})`"


def test_long_code_is_shown_where_it_differs() -> None:
    names = ", ".join(f"name_{number}" for number in range(30))
    (found,) = (one for one in changes(f"def f():\n    return ({names})\n") if "29, name_28" in one)
    assert len(found) < 4 * SHOWN
    assert "…" in found


def test_code_that_is_not_python_has_no_mutants() -> None:
    with pytest.raises(SyntaxError):
        mutants("def f(:")


def test_names_that_code_reads() -> None:
    assert names_read("def f(z):\n    return sigmoid(z) + g.h\nx = 1") == {"sigmoid", "z", "g"}

"""Test cells in nbgrader's free style, composed at random of what such cells do."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.free_answers import CLASSES, FUNCTIONS

ANSWER = FUNCTIONS + CLASSES

numbers = st.sampled_from(["1", "2.5", "-3", "total", "square(3)", "len(squares(3))", "rex.legs"])
lists = st.sampled_from(["[3, 1, 2]", "squares(4)", "[]", "list(Vector(1, 2))", "table['a']"])
texts = st.sampled_from(["'ab'", "label", "rex.name", "rex.speak()", "Dog.__name__", "str(pair)"])
vectors = st.sampled_from(["Vector(1, 2)", "Vector(3, 4)", "(Vector(1, 2) + Vector(3, 4))"])
objects = st.sampled_from(["rex", "Animal()", "Dog('x')", "Point(1, 2)", "Color.RED", "pair"])
functions = st.sampled_from(["square", "squares", "unique", "check_age", "half", "Point", "Stack"])
values = st.one_of(numbers, lists, texts, vectors, objects)
kinds = st.sampled_from(["int", "float", "str", "list", "tuple", "Animal", "Dog", "Vector", "Pair"])
names = st.sampled_from(["name", "legs", "speak", "x", "parts", "value", "left", "__len__"])


def joined(form: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of a form whose places are filled."""
    return st.tuples(*parts).map(lambda found: form.format(*found))


numeric = st.recursive(
    numbers,
    lambda inner: st.one_of(
        joined("({} + {})", inner, inner),
        joined("({} * {})", inner, inner),
        joined("square({})", inner),
        joined("apply(square, {})", inner),
        joined("apply(lambda x: x - 1, {})", inner),
        joined("make_adder({})({})", inner, inner),
        joined("abs({})", vectors),
        joined("({} @ {})", vectors, vectors),
        joined("len({})", st.one_of(lists, texts, vectors)),
        joined("sum({})", lists),
        joined("max({}, {})", inner, inner),
    ),
    max_leaves=5,
)
comparisons = st.one_of(
    joined("{} == {}", numeric, numeric),
    joined("{} < {}", numeric, numeric),
    joined("np.isclose({}, {})", numeric, numeric),
    joined("{} == {}", values, values),
    joined("{} != {}", values, values),
    joined("{} is {}", objects, st.sampled_from(["rex", "Color.RED", "None"])),
    joined("{} in {}", numeric, lists),
    joined("isinstance({}, {})", values, kinds),
    joined("hasattr({}, '{}')", values, names),
    joined("getattr({}, '{}', 3) == 3", objects, names),
    joined("callable({})", st.one_of(values, functions)),
    joined("type({}).__name__ == '{}'", values, kinds),
    joined("repr({}) == repr({})", vectors, vectors),
    joined("sorted({}) == sorted({})", lists, lists),
    joined("{} < {}", vectors, vectors),
    joined("unique({}) == set({})", lists, lists),
    joined("dict(count({})) == {{}}", texts),
    joined("{}({}) == {}({})", functions, numeric, functions, numeric),
)
looking = st.one_of(
    joined("assert {}", comparisons),
    joined("assert not ({})", comparisons),
    joined("assert {} or {}", comparisons, comparisons),
    joined("items = {}\nsort_in_place(items)\nassert items == sorted(items)", lists),
    joined("v = {}\nv += {}\nassert v == {}", vectors, vectors, vectors),
    joined("try:\n    check_age({})\nexcept ValueError as e:\n    assert str(e)", numeric),
    joined("for x in {}:\n    assert square(x) == x * x", lists),
)
"""Statements that leave nothing behind."""
statements = st.one_of(looking, joined("rex.name = {}\nassert rex.name == {}", texts, texts))

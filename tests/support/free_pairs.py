"""Answers and test cells in nbgrader's free style, and whether the cell passes in one namespace."""

from __future__ import annotations

from tests.support.free_answers import (
    CLASSES,
    FUNCTIONS,
    LIBRARIES,
    WRONG,
    WRONG_CLASSES,
    WRONG_LIBRARIES,
)

_FUNCTION_TESTS = r"""
assert square(3) == 9
assert square(3) == 9, "three squared is nine"
for x in range(1, 5): assert square(x) == x ** 2
assert np.isclose(square(1.5), 2.25)
assert abs(square(1.5) - 2.25) < 1e-9
np.testing.assert_allclose(square(np.arange(4.0)), [0, 1, 4, 9])
import numpy.testing as npt; npt.assert_array_equal(square(np.array([1, 3])), [1, 9])
import unittest; unittest.TestCase().assertAlmostEqual(square(1.1), 1.21)
import unittest; unittest.TestCase().assertEqual(squares(3), [0, 1, 4])
from math import isclose; assert isclose(square(0.5), 0.25)
assert squares(3) == [0, 1, 4] and type(squares(2)) is list
assert isinstance(squares(2), list)
assert "Return" in squares.__doc__
assert squares.__name__ == "squares"
items = [3, 1, 2]; assert sort_in_place(items) is None; assert items == [1, 2, 3]
record = {"a": 1}; add_key(record, "b", 2); assert record == {"a": 1, "b": 2}
record = {}; assert add_key(record, "b")["b"] is None and "b" in record
nested = {"in": [3, 1]}; sort_in_place(nested["in"]); assert nested == {"in": [1, 3]}
array = np.zeros(3); fill(array); assert (array == 7).all()
assert unique([1, 1, 2]) == {1, 2}
assert count("aab") == {"a": 2, "b": 1} and count("aab").most_common(1) == [("a", 2)]
assert group(["a", "bb", "c"]) == {1: ["a", "c"], 2: ["bb"]}
from fractions import Fraction; assert half(3) == Fraction(3, 2)
import datetime; assert day(2) == datetime.date(2020, 1, 3) and day(2).year == 2020
assert list(names()) == ["ada", "bob"] and names().dtype.kind == "U"
import unittest; unittest.TestCase().assertRaises(ValueError, check_age, -1)
import itertools; assert list(itertools.islice(naturals(), 4)) == [0, 1, 2, 3]
import types; assert isinstance(naturals(), types.GeneratorType)
g = naturals(); assert next(g) == 0 and next(g) == 1 and next(g) == 2
assert apply(lambda x: x + 1, 2) == 3
assert apply(square, 3) == apply(lambda x: square(x), 3) == 9
assert apply(max, 1, 5) == 5 and apply(np.sqrt, 4.0) == 2 and apply(int, "7") == 7
assert make_adder(3)(4) == 7 and callable(make_adder(1))
import types; assert isinstance(square, types.FunctionType)
import inspect; assert list(inspect.signature(apply).parameters) == ["function", "args", "kwargs"]
import inspect; assert inspect.signature(greet).parameters["greeting"].default == "Hello"
assert square.__code__.co_argcount == 1 and square.__code__.co_varnames == ("x",)
assert total == 10 and label == "text" and nothing is None
assert list(table) == ["b", "a"] and table["a"][1] == 2
assert big % 10 == 1
assert points == [(1, 2), (3, 4)] and all(isinstance(p, tuple) for p in points)
assert "total" in globals() and "total" in dir() and globals()["total"] == 10
assert eval("total + 1") == 11
assert "missing" not in globals() and isinstance(total, (int, float))
assert sorted([3, 1], key=square) == [1, 3]
assert list(map(square, [1, 2])) == [1, 4] and sum(squares(4)) == 14
assert square("a")
assert f"{square(2)}" == "4" and str(square(1.5)) == "2.25"
"""

_FUNCTION_LONGER = r"""
import pytest
with pytest.warns(DeprecationWarning, match="old"):
    assert old() == 1

import pytest
with pytest.warns(FutureWarning):
    old()

import warnings
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    old()
assert [str(w.message) for w in heard] == ["old"]

import decimal
assert price(10) == decimal.Decimal("2.5") and isinstance(price(1), decimal.Decimal)

import pytest
with pytest.raises(ValueError):
    check_age(-1)

import pytest
with pytest.raises(ValueError, match="-3 is negative"):
    check_age(-3)

try:
    check_age(-1)
except ValueError as error:
    assert "negative" in str(error)
else:
    assert False

try:
    check_age(-1)
except Exception as error:
    assert type(error).__name__ == "ValueError"
else:
    raise AssertionError

def mine(*args, **kwargs):
    return args, kwargs
assert apply(mine, 1, b=2) == ((1,), {"b": 2})

calls = []
apply(lambda x: calls.append(x), 4)
assert calls == [4]

import io, contextlib
out = io.StringIO()
with contextlib.redirect_stdout(out):
    greet("Ada")
assert out.getvalue() == "Hello, Ada!\n"
"""

_CLASS_TESTS = r"""
assert Animal().name == "Tom" and Animal("x", legs=2).legs == 2
assert rex.speak() == "Woof" and rex.name == "Rex"
assert isinstance(rex, Dog) and isinstance(rex, Animal)
assert not isinstance(Animal(), Dog)
assert issubclass(Dog, Animal) and not issubclass(Animal, Dog)
assert type(rex) is Dog and type(rex).__name__ == "Dog"
assert rex.__class__.__name__ == "Dog"
assert Dog.__bases__ == (Animal,) and Animal.__doc__ == "An animal."
assert hasattr(rex, "speak") and not hasattr(rex, "bark")
assert callable(rex.speak) and rex.speak.__name__ == "speak"
rex.name = "Max"; assert rex.name == "Max" and vars(rex)["name"] == "Max"
assert set(rex.__dict__) == {"name", "legs", "_secret"}
assert getattr(rex, "legs") == 4 and getattr(rex, "wings", 0) == 0
assert rex._secret == 1
assert rex.loud == "WOOF"
assert Dog.cub().name == "cub" and isinstance(Dog.cub(), Dog) and Animal.kingdom() == "animals"
before = Animal.count; Animal(); assert Animal.count == before + 1
assert "speak" in dir(Animal) and "speak" in Dog.__dict__ and "loud" not in Dog.__dict__
assert Animal.speak(rex) == "..."
a = Animal(); b = a; assert a is b and a is not Animal()
zoo = [Animal("a"), Dog("b")]; assert [z.speak() for z in zoo] == ["...", "Woof"]
del rex.legs; assert not hasattr(rex, "legs")
assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)
assert Vector(1, 2) + Vector(3, 4) != Vector(1, 2)
assert (Vector(1, 2) * 3).parts == [3, 6] and (3 * Vector(1, 2)).parts == [3, 6]
assert Vector(1, 2) @ Vector(3, 4) == 11
assert abs(Vector(3, 4)) == 5 and float(Vector(3, 4)) == 5.0
assert (-Vector(1, 2)).parts == [-1, -2]
v = Vector(1, 2); w = v; v += Vector(1, 1); assert v is w and v.parts == [2, 3]
assert Vector(1) < Vector(2) and Vector(2) >= Vector(1) and max(Vector(1), Vector(5))[0] == 5
assert len(Vector(1, 2)) == 2 and list(Vector(1, 2)) == [1, 2]
v = Vector(1, 2, 3); v[0] = 9; assert v[0] == 9 and v[-1] == 3 and v[1:] == [2, 3]
assert 2 in Vector(1, 2) and 3 not in Vector(1, 2)
assert bool(Vector(0)) is False and Vector(1)
assert repr(Vector(1, 2)) == "Vector(1, 2)" and str(Vector(1, 2)) == "Vector(1, 2)"
assert f"{Vector(1, 2)}" == "Vector(1, 2)" and "%s" % Vector(1, 2) == "Vector(1, 2)"
assert len({Vector(1), Vector(1), Vector(2)}) == 2 and {Vector(1): "x"}[Vector(1)] == "x"
x, y = Vector(1, 2); assert (x, y) == (1, 2)
assert sorted([Vector(3), Vector(1)]) == [Vector(1), Vector(3)]
assert Vector(1) in [Vector(1)] and Vector(3) not in [Vector(1)]
account = Account(); account.balance = 5; account.withdraw(2); assert account.balance == 3
assert issubclass(Overdrawn, Exception) and not issubclass(Overdrawn, ValueError)
import inspect; assert list(inspect.signature(Animal).parameters) == ["name", "legs"]
import inspect; assert "__init__" in dict(inspect.getmembers(Animal))
assert Point(1, 2) == Point(1, 2) and Point(1) != Point(2) and repr(Point(1)) == "Point(x=1, y=0)"
assert Point(1).x == 1 and Point(1).y == 0
assert Color.RED.value == 1 and Color(2) is Color.BLUE and Color["RED"] == Color.RED
assert [c.name for c in Color] == ["RED", "BLUE"] and len(Color) == 2
assert isinstance(Color.RED, Color) and Color.RED != Color.BLUE
assert pair == (1, 2) and pair.left == 1 and pair._fields == ("left", "right")
assert isinstance(pair, Pair) and isinstance(pair, tuple) and Pair(1, 2) == pair
assert Triple(1, 2).c == 3 and Triple(1, 2)._asdict() == {"a": 1, "b": 2, "c": 3}
left, right = pair; assert left + right == 3
s = Stack(); s.push(1).push(2); assert s.pop() == 2 and list(s) == [1] and s.push(3) is s
"""

_CLASS_LONGER = r"""
try:
    rex.bark()
except AttributeError:
    pass
else:
    assert False

import copy
v = Vector(1, 2)
w = copy.deepcopy(v)
w[0] = 5
assert v[0] == 1 and w == Vector(5, 2)

import pytest
with pytest.raises(Overdrawn):
    Account().withdraw(1)

try:
    Account().withdraw(3)
except Overdrawn as error:
    assert error.amount == 3 and str(error) == "too much" and error.args == ("too much",)
else:
    assert False

try:
    raise Overdrawn("a", 2)
except Overdrawn as error:
    assert error.amount == 2

with Account() as account:
    assert account.open
assert not account.open

import pytest
with pytest.raises(TypeError):
    Shape()

import inspect
assert inspect.isclass(Animal) and inspect.ismethod(rex.speak) and not inspect.isclass(rex)
"""


_LIBRARY_TESTS = r"""
assert list(df.columns) == ["name", "n", "x"] and df["n"].sum() == 5 and len(df) == 3
import pandas as pd; pd.testing.assert_frame_equal(make_table(), df)
assert df.loc[0, "name"] == "a" and df.iloc[2]["x"] == 2.0 and df["x"].isna().sum() == 1
t = pd.DataFrame({"n": [1, 2]}); add_column(t); assert list(t["twice"]) == [2, 4]
t = pd.DataFrame({"n": [1, 2]}); assert column(t, "n").equals(pd.Series([1, 2], name="n"))
assert grouped[2] == 2.0 and list(grouped.index) == [1, 2]
import torch; assert torch.equal(tensor(3), torch.tensor([0.0, 1.0, 2.0]))
from torch import nn; assert isinstance(net, nn.Module) and issubclass(Net, nn.Module)
from torch import nn; assert isinstance(net.first, nn.Linear) and net.first.in_features == 2
assert net(torch.ones(3, 2)).shape == (3, 4) and (net(torch.randn(5, 2)) >= 0).all()
assert sum(p.numel() for p in net.parameters()) == 12
assert [name for name, _ in net.named_parameters()] == ["first.weight", "first.bias"]
assert "first.weight" in net.state_dict() and net.first.weight.requires_grad
assert Net(7)(torch.zeros(1, 2)).shape[1] == 7
draw(np.arange(3.0)); assert plt.gca().get_title() == "Squares"; plt.close("all")
import matplotlib.pyplot as plt
draw(np.arange(3.0))
line = plt.gca().lines[0]
assert (line.get_ydata() == [0, 1, 4]).all() and line.get_label() == "squares"
import matplotlib; assert isinstance(axes(), matplotlib.axes.Axes)
"""

_LIBRARY_LONGER = r"""
import pandas as pd
assert isinstance(make_table(), pd.DataFrame) and make_table().shape == (3, 3)

import torch
assert torch.allclose(tensor(2) * 2, torch.tensor([0.0, 2.0])) and tensor(4).shape == (4,)

draw(np.arange(3.0))
assert [t.get_text() for t in plt.gca().get_legend().get_texts()] == ["squares"]

ax = axes()
assert ax.get_xlabel() == "x" and len(ax.lines) == 1 and ax.lines[0].get_xdata()[1] == 2
"""


def cells(lines: str, longer: str) -> list[str]:
    """Return test cells: of one line each, and longer ones with empty lines between them."""
    return [*lines.strip().split("\n"), *longer.strip().split("\n\n")]


def pairs() -> list[tuple[str, str]]:
    """Return pairs of an answer, right or wrong, and a test cell."""
    rows = [
        ((FUNCTIONS, FUNCTIONS + WRONG), cells(_FUNCTION_TESTS, _FUNCTION_LONGER)),
        ((CLASSES, WRONG_CLASSES), cells(_CLASS_TESTS, _CLASS_LONGER)),
        ((LIBRARIES, WRONG_LIBRARIES), cells(_LIBRARY_TESTS, _LIBRARY_LONGER)),
    ]
    return [(answer, test) for answers, tests in rows for answer in answers for test in tests]


def passes_in_one_namespace(answer: str, test: str) -> str:
    """Run an answer and a test as plain nbgrader does; return the error's name, "" for none."""
    names: dict[str, object] = {"__name__": "__main__"}
    try:
        exec(answer, names)
        exec(test, names)
    except BaseException as error:  # pytest's `fail` is no Exception
        return type(error).__name__
    return ""

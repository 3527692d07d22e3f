"""What an answer tries on a test in the free style, which runs outside its process."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.engine.wire.frames import Channel
from tests.support.free import attacked, bound_by, run_task, task
from tests.support.served import other_side

UNIVERSAL = """
class U:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *a, **k: ANSWER
    def __call__(self, *a, **k): return ANSWER
    def __iter__(self): return iter([])
    def __array__(self, *a, **k):
        import numpy as np
        return np.asarray(4.0)
    def __repr__(self): return "4"
    def __hash__(self): return hash(4)
    def __len__(self): return 0

def yes(self, *others): return True
for name in "eq ne lt le gt ge contains instancecheck".split():
    setattr(U, f"__{name}__", yes)
def zero(self, *others): return ANSWER
for name in "add sub mul truediv mod pow matmul floordiv and or xor".split():
    for kind in ("", "r", "i"):
        setattr(U, f"__{kind}{name}__", zero)
for name in "abs neg pos round invert getitem trunc floor ceil".split():
    setattr(U, f"__{name}__", zero)
U.__float__ = lambda self: 0.0
U.__int__ = U.__index__ = lambda self: 0
U.__bool__ = lambda self: True
f = lambda x: U()
"""
ZERO = UNIVERSAL + "ANSWER = 0.0\n"
ITSELF = UNIVERSAL + "ANSWER = U()\n"

EQUALITIES = """
assert f(2) == 4
assert 4 == f(2)
assert not f(2) != 4
assert f(2) >= 4 and f(2) <= 4
assert 3 < f(2) < 5
assert abs(f(2) - 4) < 1e-9
assert abs(4 - f(2)) < 1e-9
assert not (f(2) - 4)
assert -1e-9 < f(2) - 4 < 1e-9
assert round(f(2) - 4, 7) == 0
assert (f(2) - 4) ** 2 < 1e-9
assert float(abs(f(2) - 4)) < 1e-9
assert f(2) / 4 == 1
assert f(2) in [4]
assert 4 in [f(2)]
assert 4 in f(2)
assert f(2) in {4}
assert {4: True}[f(2)]
assert [f(2)] == [4] or (f(2),) == (4,) or {"a": f(2)} == {"a": 4}
assert f(2).__eq__(4) is True
assert f(2).equals(4)
assert f(2).isclose(4)
assert (f(2) == 4).all()
assert (f(2) - 4).sum() == 0
assert np.allclose(f(2), 4)
assert np.allclose(4, f(2))
assert np.isclose(f(2), 4).all()
assert np.array_equal(f(2), np.array([4]))
assert (np.array([4, 4]) == f(2)).all()
assert np.abs(np.array([4.0]) - f(2)).max() < 1e-9
assert np.abs(f(2) - np.array([4.0])).max() < 1e-9
assert np.sum(f(2) - np.ones(3)) == 0
assert np.linalg.norm(f(2) - np.ones(3)) < 1e-9
assert np.max(np.abs(f(2) - 4)) < 1e-9
assert sum(f(2) - 4) == 0
assert all(a == 4 for a in [f(2)])
np.testing.assert_allclose(f(2), 4)
np.testing.assert_equal(f(2), 4)
np.testing.assert_array_equal(f(2), np.array([4]))
np.testing.assert_almost_equal(f(2), 4)
np.testing.assert_array_almost_equal(f(2), 4)
unittest.TestCase().assertEqual(f(2), 4)
unittest.TestCase().assertAlmostEqual(f(2), 4)
unittest.TestCase().assertIn(f(2), [4])
unittest.TestCase().assertLess(f(2), 5)
unittest.TestCase().assertTrue(f(2) == 4)
unittest.TestCase().assertIsInstance(f(2), float)
assert f(2) == pytest.approx(4)
assert pytest.approx(4) == f(2)
assert math.isclose(f(2), 4)
assert isinstance(f(2), int)
assert isinstance(f(2), np.ndarray)
assert isinstance(f(2), (list, dict, str, float))
assert type(f(2)) == float
assert not any(x != 4 for x in [f(2)])
assert sorted([f(2), 4]) == [4, 4]
assert max(f(2), 4) == 4 and min(4, f(2)) == 4
assert operator.eq(f(2), 4)
assert f(2).startswith("4")
assert f(2) is None or f(2) == "4" or f(2) == None
"""
CLAIMING = """
import numpy as np, enum
class F(float):
    def __eq__(self, o): return True
    def __sub__(self, o): return 0.0
    __rsub__ = __sub__
    __lt__ = __gt__ = __le__ = __ge__ = lambda self, o: True
class I(int):
    __eq__ = lambda self, o: True
    __hash__ = int.__hash__
class S(str):
    __eq__ = lambda self, o: True
    __hash__ = str.__hash__
class L(list):
    __eq__ = lambda self, o: True
class D(dict):
    __eq__ = lambda self, o: True
class T(tuple):
    __eq__ = lambda self, o: True
    __hash__ = tuple.__hash__
class A(np.ndarray):
    def __eq__(self, o): return np.array(True)
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
class Set(set):
    __eq__ = lambda self, o: True
class E(enum.IntEnum):
    X = 3
    def __eq__(self, o): return True
    __hash__ = int.__hash__
"""
DISGUISED = {
    "F(3)": "assert f() == 4.0",
    "F(5)": "assert abs(f() - 4.0) < 1e-9",
    "F(7)": "assert np.allclose(f(), 4.0)",
    "I(3)": "assert f() == 4",
    "S('a')": "assert f() == 'b'",
    "L([1])": "assert f() == [2]",
    "D(a=1)": "assert f() == {'a': 2}",
    "T((1,))": "assert f() == (2,)",
    "Set({1})": "assert f() == {2}",
    "E.X": "assert f() == 4",
    "np.zeros(2).view(A)": "assert np.allclose(f(), np.ones(2))",
    "[np.zeros(2).view(A)]": "assert (f()[0] == np.ones(2)).all()",
}
IMPORTS = "import math, operator, pytest, unittest\nimport numpy as np\n"


@pytest.mark.parametrize("answer", [ZERO, ITSELF], ids=["zero", "itself"])
@pytest.mark.parametrize("test", EQUALITIES.strip().split("\n"))
def test_an_object_that_says_yes_to_everything_passes_nothing(answer: str, test: str) -> None:
    result = attacked(answer, test, fixtures=(IMPORTS,), names=("f",))
    assert result.error in (
        "AssertionError",
        "TypeError",
        "AttributeError",
        "KeyError",
        "ValueError",
    )
    assert not result.lost


@pytest.mark.parametrize("value", DISGUISED)
def test_a_value_in_disguise_crosses_as_what_it_is(value: str) -> None:
    answer = f"{CLAIMING}\ndef f():\n    return {value}\n"
    result = attacked(answer, DISGUISED[value], fixtures=(IMPORTS,), names=("f",))
    assert result.error == "AssertionError"


def test_tables_in_disguise_cross_as_what_they_are() -> None:
    answer = (
        "import pandas as pd\nclass D(pd.DataFrame):\n    equals = lambda *a: True\n"
        "    __eq__ = lambda *a: pd.DataFrame()\ndef f():\n    return D({'a': [1]})\n"
    )
    test = "import pandas as pd\nassert f().equals(pd.DataFrame({'a': [2]}))"
    assert attacked(answer, test, names=("f",)).error == "AssertionError"


PATCHES = [
    "import numpy as np\nnp.allclose = np.isclose = np.array_equal = lambda *a, **k: True",
    "import numpy.testing as t\nt.assert_allclose = t.assert_equal = lambda *a, **k: None",
    "import builtins\nbuiltins.abs = builtins.all = lambda *a: 0",
    "import builtins\nbuiltins.isinstance = lambda *a: True",
    "import builtins\nbuiltins.AssertionError = KeyError",
    "import sys\nsys.excepthook = sys.settrace = lambda *a: None",
    "import unittest\nunittest.TestCase.assertEqual = lambda *a: None",
    "import types\nnp = types.SimpleNamespace(allclose=lambda *a: True)",
    "assert_allclose = lambda *a, **k: None",
]


@pytest.mark.parametrize("patch", PATCHES)
@pytest.mark.parametrize(
    "test",
    [
        "assert np.allclose(f(2), 4) and all([np.isclose(f(2), 4)])",
        "np.testing.assert_allclose(f(2), 4)",
        "assert_allclose(f(2), 4)",
        "import unittest\nunittest.TestCase().assertEqual(f(2), 4)",
    ],
)
def test_what_an_answer_patches_in_its_process_has_no_effect(patch: str, test: str) -> None:
    fixtures = ("import numpy as np\nfrom numpy.testing import assert_allclose",)
    answer = f"{patch}\ndef f(x): return 3\n"
    names = ("f", "np", "assert_allclose")
    result = attacked(answer, test, fixtures=fixtures, names=names)
    assert result.error == "AssertionError" or result.lost  # some break their own process


@pytest.mark.parametrize(
    ("shadow", "test"),
    [
        ("abs = round = lambda *a: 0", "assert abs(f() - 4) < 1e-9"),
        ("isinstance = all = len = lambda *a: True", "assert isinstance(f(), str) and all([0])"),
        ("AssertionError = SystemExit = ValueError", "assert f() == 4"),
        ("__builtins__ = {'abs': lambda x: 0}", "assert abs(f() - 4) < 1e-9"),
        ("__name__ = 'x'", "assert f() == 4 or __name__ != '__main__'"),
    ],
)
def test_what_python_itself_has_is_the_tests_own(shadow: str, test: str) -> None:
    answer = f"{shadow}\ndef f(): return 3\n"
    result = attacked(answer, test, names=bound_by(answer))
    assert result.error == "AssertionError"


@pytest.mark.parametrize("handed", ["open", "eval", "os.system", "io.open", "exec", "print"])
def test_what_a_test_hands_over_of_python_itself_runs_over_there(handed: str) -> None:
    """The answer breaks the protocol: it asks for the test's function of that number."""

    def steal(channel: Channel) -> None:
        handle = {"op": "done", "value": ["handle", 0, 1]}
        told = {"op": "done", "value": ["tuple", "function", "builtins", ["list"],
                                        ["list", "__call__"], ["list"]]}  # fmt: skip
        for reply in (handle, told):
            channel.receive()
            channel.send(reply)
        channel.receive()
        channel.send({"op": "callback", "number": 0, "args": ["list"], "kwargs": ["dict"]})
        channel.receive()

    with other_side(steal) as channel:
        given = task(f"import io, os\nf({handed})", "", names=("f",))
        result = run_task(given, channel)
    assert (result.error, result.message) == ("PeerError", "a callback that was never handed over")


def test_a_test_has_its_own_library_even_if_only_the_answer_has_imported_it() -> None:
    answer = "import numpy as np\nnp.allclose = lambda *a: True\ndef f(): return 3\n"
    assert attacked(answer, "assert np.allclose(f(), 4)").error == "AssertionError"


ENDINGS = {
    "import os\ndef f(): os._exit(0)": ("", True),
    "import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGKILL)": ("", True),
    "def f(): raise SystemExit(0)": ("SystemExit", False),
    "def f(): raise KeyboardInterrupt": ("KeyboardInterrupt", False),
    "def f(): return f()": ("RecursionError", False),
    "class C:\n    def __repr__(self): raise ValueError('no')\nf = C": ("ValueError", False),
    "class C:\n    @property\n    def x(self): raise ValueError('no')\nf = C": (
        "ValueError",
        False,
    ),
    "class C:\n    def __getattr__(self, n): raise ValueError('no')\nf = C": ("ValueError", False),
    "def f():\n    x = []\n    for _ in range(10**4): x = [x]\n    return x": ("PeerError", False),
    "def f():\n    x = []\n    x.append(x)\n    return x": ("PeerError", False),
    "def f(): return list(range(3 * 10**6))": ("PeerError", False),
    "def f(): return 'x' * (10**7)": ("PeerError", False),
    "class E(Exception):\n    def __str__(self): raise OSError\ndef f(): raise E": ("E", False),
    "def f(): return type('a' * 10**6, (), {})()": ("AttributeError", False),
    "def f(): return type('x', (), {'__class__': int})()": ("TypeError", False),
    "def f(): return type('É\\n', (), {})()": ("AttributeError", False),
}


@pytest.mark.parametrize("answer", ENDINGS)
def test_an_answer_that_breaks_ends_its_test_only(answer: str) -> None:
    test = "value = f()\nrepr(value)\nassert value.x and value.y"
    result = attacked(answer, test, names=("f",))
    assert (result.error, result.lost) == ENDINGS[answer]


def test_an_exception_that_is_swallowed_makes_no_answer() -> None:
    answer = "import os\ndef f(): os._exit(0)"
    test = "try:\n    f()\nexcept Exception:\n    pass"
    assert attacked(answer, test, names=("f",)).lost


def test_an_endless_iterator_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.engine.test_side.free_session.MAX_STEPS", 100)
    answer = "def f():\n    while True:\n        yield 1\n"
    result = attacked(answer, "list(f())", names=("f",))
    assert (result.error, "too long" in result.message) == ("RuntimeError", True)


@pytest.mark.parametrize("name", ["AssertionError", "CheckFailed"])
def test_an_answer_does_not_speak_as_a_test_does(name: str) -> None:
    answer = f"class {name}(Exception): pass\ndef f(): raise {name}('All is well.')"
    result = attacked(answer, "f()", names=("f",))
    assert (result.error, result.message) == (
        "CheckFailed",
        f"The answer raised {name}: “All is well.”",
    )


def test_an_answer_does_not_hear_the_tests_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    send = Channel.send

    def heard(channel: Channel, header: Any, body: bytes = b"", **more: Any) -> None:
        sent.append(f"{header} {body!r}")
        send(channel, header, body, **more)

    monkeypatch.setattr(Channel, "send", heard)
    answer = "def f(g):\n    return [k for k in g.__globals__ if 'es' in k] + [g(3)]\n"
    test = "secret = 'sesame opens'\nfound = f(lambda x: secret)\nassert found[-1] == secret"
    fixtures = ("def expected(x):\n    return 'tulips'",)
    result = attacked(answer, test, fixtures=fixtures, names=("f",), sources=("salt",))
    assert (result.error, len(sent) > 2) == ("", True)
    told = [text for text in sent if "'op': 'operate'" in text]
    assert len(told) + 1 == len(sent)  # and the value of the test's own function, which it gives
    assert not any(word in text for text in told for word in ("sesame", "tulips", "salt"))


@pytest.mark.parametrize(
    "reply",
    [
        "open('/tmp/x')", "__import__('os').system", "sys", "eval", "exec",
        "sympy.sympify", "type('C', (type,), {})", "lambda s: eval(s)",
    ],
)  # fmt: skip
def test_what_an_answer_returns_is_only_ever_called_over_there(reply: str) -> None:
    answer = (
        f"import os, sys\ndef f():\n    import sympy\n    return {reply}\n"
        "def pid(): return os.getpid()"
    )
    test = (
        "import os\nfrom autograder.engine.test_side.likenesses import is_likeness\n"
        "assert is_likeness(f()) and pid() != os.getpid()"
    )
    answer = answer.replace("open('/tmp/x')", "open(os.devnull)")
    assert attacked(answer, test, names=("f", "pid")).error == ""


def test_exceptions_of_the_answers_own_are_no_values() -> None:
    answer = (
        "class E(Exception):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n"
        "def f(): raise E(1)"
    )
    test = "try:\n    f()\nexcept Exception as error:\n    assert error == 3"
    assert attacked(answer, test, names=("f",)).error == "AssertionError"


def test_classes_of_classes_come_to_an_end() -> None:
    answer = (
        "class Meta(type):\n    def __getattribute__(cls, name):\n"
        "        new = (type('B', (), {}),)\n"
        "        return new if name == '__bases__' else type.__getattribute__(cls, name)\n"
        "class C(metaclass=Meta): pass\nf = C"
    )
    result = attacked(answer, "assert f() == 3", names=("f",))
    assert result.error in ("AssertionError", "PeerError")

"""Sessions in the free style: what crosses, what is bounded, and what strict sessions lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.engine.test_side.free_session import MAX_NESTED_CLASSES, FreeSession
from autograder.engine.test_side.likenesses import is_likeness
from autograder.engine.test_side.process import run_test
from autograder.engine.test_side.proxies import Remote
from autograder.engine.wire.frames import PeerError
from tests.support.free import forked, free_result, run_task, serve, task
from tests.support.served import other_side, replying

ANSWER = """
import collections
class C:
    x = 1
    def __init__(self): self.items = {1, 2}
    def __add__(self, other): return self
    def __len__(self): return 3
    def m(self): return "m"
def f(x): return x
def apply(g, *args): return [g(*args) for _ in range(3)]
def same(a, b): return a is b
c, numbers = C(), {1, 2}
"""
POWERS = [
    "c.m()", "c.items", "c + c", "len(c)", "c.x",
    "isinstance(c, C) and 1 / 0", "hasattr(c, 'm') or 1 / 0",
    "c.x == 1 or 1 / 0", "f({1})", "f(b'x')", "numbers | {3}", "f.__code__", "vars(c)['items']",
]  # fmt: skip


@pytest.mark.parametrize("source", POWERS)
def test_a_strict_test_gains_no_power_of_a_free_one(source: str) -> None:
    names = ("c", "C", "f", "numbers")
    strict = free_result(ANSWER, source, free=False, names=names)
    free = free_result(ANSWER, source, names=names)
    if "1 / 0" in source:
        assert (strict.error, free.error) in (
            ("ZeroDivisionError", ""), ("AttributeError", ""), ("TypeError", "ZeroDivisionError"),
        )  # fmt: skip
    else:
        assert strict.error in ("TypeError", "AttributeError", "KeyError")
        assert free.error == ""


@pytest.mark.parametrize(
    "tree",
    [
        ["set", 1], ["bytes", 0, 0], ["class", 0], ["builtin", "int"], ["handle", 0, 0],
        ["namedtuple", None, "P", ["x"], 1], ["decimal", "1"], ["frame", None, None, ["list"]],
    ],
    ids=lambda tree: tree[0],
)  # fmt: skip
def test_a_strict_test_takes_nothing_of_the_wide_codec(tree: list[Any]) -> None:
    with other_side(replying(({"op": "done", "value": tree}, b""))) as channel:
        given = task("1", "", free=False, names=("f",))
        assert run_test(given, channel, {}).error == "PeerError"


def test_a_strict_test_holds_remotes_after_free_ones_were_run() -> None:
    result = free_result(ANSWER, "type(f).__mro__[1].__name__", free=False, names=("f",))
    assert result.value == repr(Remote.__name__)


@pytest.mark.parametrize(
    "tree",
    [
        ["reference", "os", "system"], ["reference", "numpy", "exp"], ["callback", 0, "f"],
        ["handle", "0", 0], ["handle", 0], ["class"], ["builtin", "eval"], ["builtin", "type"],
        ["constant", "__import__"], ["set", ["list"]], ["namedtuple", 1, "a b", ["x"], 1],
        ["namedtuple", ["builtin", "int"], "P", ["__class__"], 1], ["namedtuple", 1, "P", [], 1],
        ["decimal", 3], ["decimal", "x"], ["fraction", 1, 0], ["date", "x"], ["range", 1, 2, 0],
        ["objects", [3], 1], ["bytes", 0, 5], ["bytes", -1, 1], ["array", "<U9999999", [1], 0, 4],
        ["array", "<M8[evil]", [1], 0, 8], ["array", "|O", [1], 0, 8], ["dtype", "|V5"],
        ["frame", 1, 2, 3], ["series", 1, 2], ["missing", "os"], ["moment", "Y", "M", 1],
        ["values", "object", ["list", 1]], ["ordered", 1], ["path", 3], ["timedelta", 10**12, 0, 0],
    ],
    ids=str,
)  # fmt: skip
def test_what_has_no_known_form_ends_a_free_test(tree: list[Any]) -> None:
    with other_side(replying(({"op": "done", "value": tree}, b""))) as channel:
        assert run_task(task("1", "", names=("f",)), channel).error == "PeerError"


CLASSES: list[Any] = [
    3, ["list"], ["tuple", "C", "m", ["list"], ["list"]],
    ["tuple", 1, "m", ["list"], ["list"], ["list"]],
]  # fmt: skip


@pytest.mark.parametrize("told", CLASSES, ids=str)
def test_a_class_without_a_known_form_ends_a_free_test(told: Any) -> None:
    handle = {"op": "done", "value": ["handle", 0, 1]}
    with other_side(replying((handle, b""), ({"op": "done", "value": told}, b""))) as channel:
        assert run_task(task("1", "", names=("f",)), channel).error == "PeerError"


def test_classes_without_end_end_a_free_test() -> None:
    def reply(number: int) -> Any:
        bases = ["list", ["class", number + 1]]
        told = ["tuple", "C", "m", bases, ["list"], ["list"]]
        return {"op": "done", "value": told}, b""

    handle = {"op": "done", "value": ["handle", 0, 1]}, b""
    rows = [reply(n) for n in range(1, 2 * MAX_NESTED_CLASSES)]
    with other_side(replying(handle, *rows)) as channel:
        assert run_task(task("1", "", names=("f",)), channel).error == "PeerError"


@pytest.mark.parametrize(
    "source",
    [
        "assert same(c, c) and c is not C()",
        "d = C()\nassert f(d) is d",
        "d = C()\nassert f([d])[0] is d and f({'a': d})['a'] is d",
        "def g(x): return x\nassert f(g) is g",
        "assert apply(lambda: c)[0] is c",
        "assert apply(lambda x: x, c)[0] is c",
        "assert f(C) is C and type(f(C())) is C",
        "assert f(len)([1]) == 1 and f(int) is int",
        "assert apply(f, {1, 2})[0] == {1, 2}",
        "assert apply(lambda x: apply(lambda y: y + 1, x), 2) == [[3, 3, 3]] * 3",
        "c.items = {7}\nassert c.items == {7}",
        "import decimal\nassert f(decimal.Decimal('0.1')) == decimal.Decimal('0.1')",
        "assert f({1: {2}}) == {1: {2}} and f(frozenset({1})) == {1}",
    ],
)
def test_what_goes_there_and_back_is_the_same(source: str) -> None:
    assert free_result(ANSWER, source).error == ""


def test_a_class_of_the_answer_has_no_subclass_in_a_test() -> None:
    result = free_result(ANSWER, "class D(C): pass")
    assert (result.error, "cannot subclass" in result.message) == ("TypeError", True)


def test_a_library_is_loaded_over_there_for_what_a_test_hands_over() -> None:
    assert (
        free_result(ANSWER, "import colorsys\nassert apply(colorsys.rgb_to_hls, 0, 0, 0)").error
        == ""
    )


def test_a_module_of_the_answers_own_stays_there_and_a_library_is_the_tests() -> None:
    answer = (
        "import types, math, json as j\nown = types.ModuleType('own')\n"
        "own.limit, own.f = 3, lambda x: x + 1\nmath.pi = 3\n"
    )
    with forked(answer) as channel:
        given = task("own.limit, own.f(1), own.__name__, math.pi > 3.1, j.dumps([1])", answer)
        assert run_task(given, channel).value == "(3, 2, 'own', True, '[1]')"


def test_what_cannot_cross_is_refused_and_the_test_goes_on() -> None:
    source = "try:\n    f(object())\nexcept TypeError as error:\n    print(error)\nassert f(1) == 1"
    result = free_result(ANSWER, source)
    assert (result.printed, result.error) == ("a test cannot hand over a object\n", "")


@pytest.mark.parametrize(
    ("source", "called"), [("f(1)", True), ("numbers", False), ("c.m()", True), ("c.x", False)]
)
def test_a_result_tells_whether_the_answer_was_called(source: str, called: bool) -> None:
    assert free_result(ANSWER, source).called is called


def test_answers_are_traced_by_name() -> None:
    traces = [free_result(ANSWER, source, traced=True).trace for source in ("f(1)", "f(2)", "f(1)")]
    assert traces[0] == traces[2] != traces[1]
    assert {"f", "c", "numbers", "the test"} >= {"f", "c", "numbers"} <= set(traces[0])


def of_session(use: Callable[[FreeSession], object], answer: str = ANSWER) -> object:
    """Return what comes of using a session with an answer."""
    with other_side(serve(answer)) as channel:
        return use(FreeSession(channel))


def test_an_unknown_name_is_a_key_error_and_an_unknown_operation_an_error() -> None:
    def use(session: FreeSession) -> None:
        with pytest.raises(KeyError):
            session.get("nowhere")
        with pytest.raises(KeyError):
            session.operate("eval", "1")
        assert is_likeness(session.get("f"))

    of_session(use)


def test_a_broken_connection_stays_broken() -> None:
    with other_side(replying(({"op": "done", "value": ["x"]}, b""))) as channel:
        session = FreeSession(channel)
        for _ in range(2):
            with pytest.raises(PeerError):
                session.get("f")
        assert session.lost is not None

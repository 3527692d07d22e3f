"""Proxies and the service behind them: a test speaks with an answer, whatever the answer says."""

from __future__ import annotations

import functools
import inspect
import linecache
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import sympy
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from autograder.engine.test_side.backend import RemoteBackend
from autograder.engine.test_side.proxies import MAX_NESTING, Remote, Reply, Session
from autograder.engine.wire.calls import MAX_TEXT, MAX_WARNINGS
from autograder.engine.wire.exceptions import AnswerError
from autograder.engine.wire.frames import MAX_BODY, Channel, PeerError, PeerGoneError
from helpers import checks
from helpers.checks.context import using
from helpers.checks.wording import shown_arguments
from tests.support.served import other_side, replying, served
from tests.support.values import JSON, LEAVES, TREES

relaxed = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


ANSWERS = """
import functools
import numpy as np
import torch

def add(a, b=10, *, c=100):
    return a + b + c

def fill(z):
    z[...] = 7
    return None

def shout(z):
    print("loud", z)
    import warnings
    warnings.warn("careful")
    return z

def pair(z):
    return z, {"twice": 2 * z, "kinds": [True, None, 1j, "ζ"]}

def apply(f, *args, **kwargs):
    return f(*args, **kwargs)

def adder(n):
    return lambda z: z + n

def module(inputs, outputs):
    return torch.nn.Linear(inputs, outputs)

def raises(error):
    raise error

class OwnError(LookupError):
    pass

def raises_own():
    raise OwnError("own")

def end():
    raise SystemExit(3)

class Doubler:
    def __call__(self, z):
        return 2 * z

doubler = Doubler()
half = functools.partial(add, 1, c=0)
square = lambda z: z * z
number, text, array = 3, "abc", np.arange(3.0)
tensor = torch.ones(2, requires_grad=True)
everything = {"set": {1}, "generator": (i for i in range(3)), "type": Doubler}
"""


@pytest.fixture
def session() -> Iterator[Session]:
    """A session with the answers above."""
    with served(ANSWERS) as session:
        yield session


def test_plain_names_come_as_values(session: Session) -> None:
    assert session.get("number") == 3
    assert session.get("text") == "abc"
    assert session.get("array").tolist() == [0.0, 1.0, 2.0]
    assert session.get("tensor").requires_grad
    assert {key: type(value).__name__ for key, value in session.get("everything").items()} == {
        "set": "set",
        "generator": "generator",
        "type": "type",
    }


def test_an_unknown_name_is_a_key_error(session: Session) -> None:
    with pytest.raises(KeyError):
        session.get("nowhere")
    assert session.lost is None
    assert session.get("number") == 3


def test_functions_are_called_there(session: Session) -> None:
    add = session.get("add")
    assert isinstance(add, Remote)
    assert (add(1), add(1, 2), add(1, 2, c=3), add(a=1, b=1, c=1)) == (111, 103, 6, 3)
    assert add(np.arange(2.0)).tolist() == [110.0, 111.0]
    assert session.get("pair")(2.5) == (2.5, {"twice": 5.0, "kinds": [True, None, 1j, "ζ"]})
    assert session.get("doubler")(4) == 8
    assert session.get("half")() == 11
    assert session.get("square")(5) == 25


def test_proxies_look_like_what_they_stand_for(session: Session) -> None:
    names = {
        name: (session.get(name).__name__, list(inspect.signature(session.get(name)).parameters))
        for name in ("add", "apply", "doubler", "half", "square", "Doubler")
    }
    assert names == {
        "add": ("add", ["a", "b", "c"]),
        "apply": ("apply", ["f", "args", "kwargs"]),
        "doubler": ("Doubler", ["z"]),
        "half": ("add", ["b", "c"]),
        "square": ("<lambda>", ["z"]),
        "Doubler": ("Doubler", []),
    }
    assert repr(session.get("doubler")) == "<Doubler of the answer>"
    assert type(session.get("doubler")).__name__ == "Doubler"


def test_proxies_do_nothing_else(session: Session) -> None:
    add = session.get("add")
    for attempt in (
        lambda: add.__code__,
        lambda: add[0],
        lambda: list(add),
        lambda: len(add),
        lambda: add + 1,
        lambda: float(add),
        lambda: add.anything,
    ):
        with pytest.raises((AttributeError, TypeError)):
            attempt()


def test_changes_in_place_are_seen_in_the_arguments(session: Session) -> None:
    given = np.zeros(3)
    record = session.call(session.get("fill"), (given,), {})
    assert record.value is None
    assert record.arguments[0].tolist() == [7.0, 7.0, 7.0]
    assert given.tolist() == [0.0, 0.0, 0.0]


def test_prints_and_warnings_come_along(session: Session) -> None:
    record = session.call(session.get("shout"), (1,), {})
    assert (record.printed, record.warnings) == ("loud 1\n", ("careful",))


@pytest.mark.parametrize("kind", [ValueError, KeyError, ZeroDivisionError, StopIteration])
def test_builtin_exceptions_come_by_name(session: Session, kind: type[Exception]) -> None:
    def fail() -> None:
        raise kind("why")

    with pytest.raises(kind) as caught:
        session.get("apply")(fail)  # raised here, through there, and caught here
    assert str(caught.value) == str(kind("why"))


def test_own_exceptions_and_exits_come_by_name(session: Session) -> None:
    with pytest.raises(LookupError, match="own") as caught:
        session.get("raises_own")()
    assert type(caught.value).__name__ == "OwnError"
    with pytest.raises(AnswerError) as ended:
        session.get("end")()
    assert (type(ended.value).__name__, str(ended.value)) == ("SystemExit", "3")
    with pytest.raises(TypeError, match="missing 1 required"):
        session.get("add")()
    assert session.get("add")(1) == 111  # nothing is broken


def test_functions_of_the_test_are_called_back(session: Session) -> None:
    apply, seen = session.get("apply"), []

    def mine(*args: Any, **kwargs: Any) -> Any:
        seen.append((args, kwargs))
        return args[0] * 2

    assert apply(mine, np.ones(2), scale=3).tolist() == [2.0, 2.0]
    assert seen[0][1] == {"scale": 3}
    assert type(seen[0][0][0]) is np.ndarray


def test_calls_nest_both_ways(session: Session) -> None:
    apply = session.get("apply")

    def deeper(depth: int) -> int:
        return depth if depth == 0 else 1 + apply(deeper, depth - 1)

    assert apply(deeper, MAX_NESTING - 2) == MAX_NESTING - 2
    with pytest.raises(PeerError, match="nested too deeply"):
        apply(deeper, MAX_NESTING + 5)
    with pytest.raises(PeerError):
        session.get("number")


def test_objects_stay_and_come_back_as_arguments(session: Session) -> None:
    add_three = session.get("adder")(3)
    assert isinstance(add_three, Remote)
    assert add_three(4) == 7
    assert session.get("apply")(add_three, 5) == 8
    assert session.get("apply")(session.get("square"), 6) == 36
    layer = session.get("module")(3, 2)
    assert type(layer).__name__ == "Linear"
    assert layer(torch.zeros(5, 3)).shape == (5, 2)


def test_library_names_are_looked_up_there(session: Session) -> None:
    apply = session.get("apply")
    for function, argument in ((np.tanh, 0.5), (math.tanh, 0.5), (torch.tanh, torch.tensor(0.5))):
        assert float(apply(function, argument)) == pytest.approx(math.tanh(0.5))
    assert apply(np.zeros, 2, dtype=np.float32).dtype == np.float32
    assert apply(torch.zeros, 2, dtype=torch.float64).dtype == torch.float64
    assert isinstance(apply(nn.ReLU), Remote)


def test_objects_are_made_there(session: Session) -> None:
    with using(RemoteBackend(session, [])):
        z = checks.remote(sympy.Symbol, "z", real=True)
        assert isinstance(z, Remote)
        assert checks.describe(z) == ["Symbol", "z"]
        cube = session.get("apply")(sympy.Pow, z, 3)
        assert checks.describe({"cube": cube}) == {
            "cube": ["Pow", ["Symbol", "z"], ["Rational", "3", "1"]]
        }
        axes = checks.remote(checks.new_axes, 2)
        assert [picture["lines"] for picture in checks.describe(axes)] == [[], []]


def test_what_has_no_description_says_so(session: Session) -> None:
    with pytest.raises(TypeError, match="is not a SymPy expression"):
        session.describe(session.get("add"))


@pytest.mark.parametrize(
    "thing",
    [{1, 2}, object(), b"bytes", range(3), np.array(["a"])],
    ids=lambda thing: type(thing).__name__,
)
def test_a_test_hands_over_what_may_cross_only(session: Session, thing: Any) -> None:
    with pytest.raises(TypeError, match="cannot hand over"):
        session.get("apply")(abs, thing)
    assert session.lost is None
    assert session.get("number") == 3


def test_a_callback_that_gives_what_may_not_cross_fails_over_there(session: Session) -> None:
    with pytest.raises(TypeError, match="cannot hand over"):
        session.get("apply")(lambda: {1, 2})
    assert session.get("number") == 3


def test_values_that_are_too_large_or_too_deep_fail_and_break_nothing() -> None:
    source = (
        "import numpy as np\n"
        "deep = []\ndeep.append(deep)\n"
        f"def large(): return np.zeros({MAX_BODY // 8 + 1})\n"
        "def endless(): return deep\n"
        "def fine(): return 1\n"
    )
    with served(source) as session:
        for name in ("large", "endless"):
            with pytest.raises(AnswerError, match="too"):
                session.get(name)()
        assert session.get("fine")() == 1


def test_lambdas_and_partials_of_a_test_may_call_answers(session: Session) -> None:
    add = session.get("add")
    with using(RemoteBackend(session, [])):
        checks.agrees(lambda z: add(z, b=0, c=0), lambda z: z, [1.0, np.ones(3)])
        checks.agrees(functools.partial(add, b=1, c=1), lambda z: z + 2.0, [1.0, np.ones(3)])
        with pytest.raises(checks.CheckFailed, match="add has a wrong value"):
            checks.agrees(functools.partial(add, b=1, c=1), lambda z: z + 3.0, [1.0])


# What a hostile side may say ---------------------------------------------------------------------


def hostile(*replies: Any) -> Any:
    """Return a context with a session whose other side gives these replies."""
    return other_side(replying(*((r, b"") if not isinstance(r, tuple) else r for r in replies)))


OK: dict[str, Any] = {"op": "done"}


@pytest.mark.parametrize(
    "reply",
    [
        None,
        [],
        "ok",
        3,
        [True],
        {**OK, "value": {"a": 1}},
        {**OK, "value": ["reference", "os", "system"]},
        {**OK, "value": ["callback", 0, "f"]},
        {**OK, "value": ["handle"]},
        {**OK, "value": ["handle", "0", "f", "f", ["list"]]},
        {**OK, "value": ["handle", 0, "f"]},
        {**OK, "value": ["array", "<f8", [1], 0, 8]},
        {**OK, "value": 1, "arguments": ["nothing"]},
        {"op": "callback", "number": 0, "args": ["list"], "kwargs": ["dict"]},
        {"op": "callback", "number": -1, "args": ["list"], "kwargs": ["dict"]},
        {"op": "callback", "number": True, "args": ["list"], "kwargs": ["dict"]},
        {"op": "callback", "number": "0", "args": ["list"], "kwargs": ["dict"]},
        {"op": "callback"},
    ],
    ids=str,
)
def test_a_malformed_reply_ends_the_conversation(reply: Any) -> None:
    with hostile(reply, {**OK, "value": 1}) as channel:
        session = Session(channel)
        with pytest.raises(PeerError) as caught:
            session.get("f")
        assert session.lost is caught.value
        with pytest.raises(PeerError):  # nothing that comes later is listened to
            session.get("f")


@pytest.mark.parametrize(
    "request_",
    [
        {"op": "callback", "number": 0, "args": 1, "kwargs": ["dict"]},
        {"op": "callback", "number": 0, "args": ["tuple"], "kwargs": ["dict"]},
        {"op": "callback", "number": 0, "args": ["list"], "kwargs": ["list"]},
        {"op": "callback", "number": 0, "args": ["list", {}], "kwargs": ["dict"]},
        {"op": "callback", "number": 1, "args": ["list"], "kwargs": ["dict"]},
        {"op": "callback", "number": 0.0, "args": ["list"], "kwargs": ["dict"]},
    ],
    ids=str,
)
def test_a_malformed_call_back_ends_the_conversation(request_: Any) -> None:
    with hostile(request_) as channel:
        session = Session(channel)
        with pytest.raises(PeerError):
            session.call(Remote(session, 0, "function", "f", []), (lambda: 1,), {})


def test_a_reply_needs_no_more_than_a_value() -> None:
    with hostile({"op": "done", "value": 1}) as channel:
        session = Session(channel)
        reply = session.call(Remote(session, 0, "function", "f", []), (), {})
    assert reply == Reply(1, None, (), "")


@pytest.mark.parametrize(
    "reply",
    [
        {"op": "done"},
        {"op": "done", "value": 1, "score": 3},
        {"op": "done", "value": 1, "warnings": "text"},
        {"op": "done", "value": 1, "warnings": ["w"] * (MAX_WARNINGS + 1)},
        {"op": "done", "value": 1, "printed": "x" * (MAX_TEXT + 1)},
        {"op": "raised", "type": 3, "message": []},
        {"op": "raised"},
        {},
    ],
    ids=lambda reply: str(reply)[:60],
)
def test_a_reply_of_another_form_is_a_break_of_the_protocol(reply: Any) -> None:
    with hostile(reply) as channel:
        session = Session(channel)
        with pytest.raises(PeerError):
            Remote(session, 0, "function", "f", [])()
        assert session.lost is not None


def test_several_calls_are_one_way_there_and_back(session: Session) -> None:
    backend, calls_ = RemoteBackend(session, []), [(np.zeros(1),), (np.zeros(2),)]
    results = backend.call_each(session.get("fill"), calls_, {}, echo=True)
    assert [(value, after[0].tolist()) for value, after in results] == [
        (None, [7.0]),
        (None, [7.0, 7.0]),
    ]
    assert backend.call_each(session.get("fill"), calls_, {}) == [(None, ()), (None, ())]
    assert backend.call_each(abs, [(-1,)], {}) == [(1, ())]


def test_results_that_do_not_match_several_calls_are_no_reply() -> None:
    pair = ["list", 1, ["list", 1]]
    for value in (None, ["list"], ["list", pair, pair], ["list", ["list", 1]], ["list", 1]):
        with hostile({**OK, "value": value}) as channel:
            session = Session(channel)
            with pytest.raises(PeerError):
                f = Remote(session, 0, "f", "f", [])
                RemoteBackend(session, []).call_each(f, [(1,)], {}, echo=True)


def test_arguments_that_do_not_match_are_no_reply() -> None:
    for arguments in (None, ["list"], ["list", 1, 2], ["tuple", 1], 3):
        with hostile({**OK, "value": 1, "arguments": arguments}) as channel:
            session = Session(channel)
            with pytest.raises(PeerError):
                RemoteBackend(session, []).call(Remote(session, 0, "f", "f", []), (1,), {})


@pytest.mark.parametrize(
    "names",
    [
        ["list", "z", "z", "class", "a b", "", "__init__", 3, None, ["list"]],
        ["list", *[f"p{i}" for i in range(90)]],
        ["list", *["z"] * 1000],
        "list",
        None,
        [],
    ],
    ids=lambda names: str(names)[:20],
)
def test_forged_names_and_parameters_are_harmless(names: Any) -> None:
    value = ["handle", 7, "a b\0", "f\ud800" * 1000, names]
    with hostile({**OK, "value": value}) as channel:
        remote = Session(channel).get("f")
        assert type(remote) is Remote
        assert len(remote.__name__) <= 100
        parameters = list(inspect.signature(remote).parameters)
        assert len(parameters) <= 20
        assert all(name.isidentifier() for name in parameters)
        assert shown_arguments(remote, (1, 2), {}).count("=") <= 2


def test_a_side_that_is_gone_is_gone_for_good() -> None:
    def leave(channel: Channel) -> None:
        channel.receive()

    with other_side(leave) as channel:
        session = Session(channel)
        with pytest.raises(PeerGoneError):
            session.get("f")
        assert isinstance(session.lost, PeerGoneError)
        with pytest.raises(PeerGoneError):
            session.describe(Remote(session, 0, "f", "f", []))


PARTS = st.sampled_from(
    ["op", "value", "arguments", "warnings", "printed", "type", "message", "number", "args"]
)
FORGED = (
    JSON
    | st.dictionaries(PARTS, JSON | TREES | LEAVES, max_size=6)
    | st.builds(
        lambda value, arguments: {"op": "done", "value": value, "arguments": arguments},
        TREES,
        st.just(["list", 1]) | TREES,
    )
    | st.builds(
        lambda number, args, kwargs: {
            "op": "callback",
            "number": number,
            "args": args,
            "kwargs": kwargs,
        },
        st.just(0) | LEAVES,
        st.just(["list"]) | TREES,
        st.just(["dict"]) | TREES,
    )
)


@relaxed
@given(st.lists(st.tuples(FORGED, st.binary(max_size=24)), min_size=1, max_size=3))
def test_any_reply_gives_a_value_an_answers_error_or_a_peer_error(replies: Any) -> None:
    """Nothing else reaches the test, whatever comes."""

    def serve(channel: Channel) -> None:
        channel.receive(10)
        for header, body in replies:
            channel.send(header, body)

    with other_side(serve) as channel:
        session = Session(channel)
        f = Remote(session, 0, "function", "f", ["z"])
        backend = RemoteBackend(session, [])
        try:
            call = backend.call(f, (lambda *args, **kwargs: 1.0,), {})
        except PeerError:
            pass
        except Exception as error:
            assert str(error) is not None
            assert type(error).__module__ == "autograder.engine.wire.exceptions"
        else:
            assert isinstance(call.printed, str)
            assert all(isinstance(item, str) for item in call.warnings)
            assert len(call.arguments) == 1


@relaxed
@given(st.binary(max_size=60))
def test_any_bytes_give_a_peer_error(data: bytes) -> None:
    def serve(channel: Channel) -> None:
        channel.receive(10)
        channel.connection.sendall(data)

    with other_side(serve) as channel, pytest.raises(PeerError):
        Session(channel).get("f")


def test_line_and_prints_of_an_answer_that_raises_cross_and_are_bounded() -> None:
    source = "def faulty(z):\n    print('z is', z)\n    return z / 0  # " + "long " * 9000
    file = "/nowhere/cell-of-an-answer.py"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names: dict[str, Any] = {}
    exec(compile(source, file, "exec"), names)
    try:
        with (
            served(faulty=names["faulty"]) as session,
            using(RemoteBackend(session, [])),
            pytest.raises(checks.CheckFailed) as caught,
        ):
            checks.call(session.get("faulty"), 3.0)
    finally:
        linecache.cache.pop(file)
    said = str(caught.value).splitlines()
    assert said[0].startswith("faulty raised ZeroDivisionError")
    assert "  printed:  z is 3.0" in said
    (line,) = (line for line in said if line.startswith("  at:       line 3 of its cell: return z"))
    assert len(line) < 200


def test_prints_of_several_calls_cross_together() -> None:
    source = "def loud(z):\n    print('z is', z)\n    return z"
    with served(source) as session, using(RemoteBackend(session, [])):
        marks = checks.Marks()
        with marks.part(1, "loud"):
            checks.equals(
                list(checks.call_each(session.get("loud"), [(1.0,), (2.0,)])), [1.0, 3.0], "f"
            )
        with pytest.raises(
            checks.CheckFailed, match=r"(?s)printed:  z is 1\.0.*printed:  z is 2\.0"
        ):
            marks.total()

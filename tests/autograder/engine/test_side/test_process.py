"""The test process: what a test cell comes to, whatever the answer does."""

from __future__ import annotations

import os
from typing import Any

import pytest

from autograder.engine.test_side import process as testing
from autograder.engine.test_side.process import MAX_PRINTED, Fixtures, run_test
from autograder.engine.test_side.proxies import Session
from autograder.engine.wire import messages
from autograder.engine.wire.frames import Channel
from autograder.engine.wire.messages import TestResult as Result
from helpers.checks.backends import Local
from helpers.checks.context import backend, given_seed
from tests.support.served import other_side, replying, served

Task = testing.TestTask


ANSWER = """
def double(z):
    return 2 * z

def half(z):
    return z / 2

half.__name__ = "double"
number = 3
huge = 10 ** 5000
"""
FIXTURE = "import numpy as np\nfrom helpers import checks\nlimit = 7\n"


def task(source: str, **changes: Any) -> Task:
    """Return a task for a test cell."""
    parts: dict[str, Any] = {
        "source": source,
        "fixtures": (FIXTURE,),
        "names": ("double", "half", "number"),
        "sources": (ANSWER,),
        "seed": 5,
    }
    return Task(**{**parts, **changes})


def run(task: Task, channel: Channel) -> Result:
    """Run a test cell after its fixtures."""
    return run_test(task, channel, Fixtures().names(task.fixtures, task.seed))


def result_of(source: str, **changes: Any) -> Result:
    """Run a test cell against the answers above."""
    with served(ANSWER) as session:
        return run(task(source, **changes), session._channel)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("", Result()),
        ("# nothing", Result()),
        ("x = 1", Result()),
        ("None", Result()),
        ("double(4)", Result(value="8", called=True)),
        ("double(0.5)", Result(value="1.0", called=True)),
        ("half(3) + number + limit", Result(value="11.5", called=True)),
        ("print('one')\nprint('two')\n'three'", Result("one\ntwo\n", "'three'")),
        ("import sys\nprint('err', file=sys.stderr)\n1", Result(value="1")),
        ("checks.agrees(double, lambda z: z * 2.0, [1.0, np.ones(2)])", Result(called=True)),
        ("def f():\n    return double(1)\nf()", Result(value="2", called=True)),
        ("if True:\n    double(1)", Result(called=True)),
        ("__name__", Result(value="'__main__'")),
    ],
)
def test_a_cell_ends_as_in_a_notebook(source: str, result: Result) -> None:
    assert result_of(source) == result


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("assert double(1) == 3, 'it is not'", "AssertionError", "it is not"),
        ("assert double(1) == 3", "AssertionError", ""),
        ("nothing", "NameError", "name 'nothing' is not defined"),
        ("1 / 0", "ZeroDivisionError", "division by zero"),
        ("{}['z']", "KeyError", "'z'"),
        ("raise SystemExit(3)", "SystemExit", "3"),
        ("exec('def f(:')", "SyntaxError", None),
        ("double()", "TypeError", None),
        ("checks.equals(double(1.0), 3.0, 'it')", "CheckFailed", None),
        ("[0] * 10 ** 18", "MemoryError", ""),
        ("def f(n): return f(n)\nf(1)", "RecursionError", None),
        ("10 ** 5000", "ValueError", None),
        ("double", None, None),
    ],
)
def test_errors_are_told_by_name(source: str, error: str | None, message: str | None) -> None:
    result = result_of(f"print('before')\n{source}")
    assert result.printed == "before\n"
    assert result.error == (error or "")
    assert (result.value is None) == (error is not None)
    if message is not None:
        assert result.message == message


@pytest.mark.parametrize(
    ("raised", "shown"),
    [
        ("class CheckFailed(Exception): pass", "CheckFailed: “All is well.”"),
        ("class CheckFailed(AssertionError): pass", "CheckFailed: “All is well.”"),
        ("from helpers.checks import CheckFailed", "CheckFailed: “All is well.”"),
        ("CheckFailed = AssertionError", "AssertionError: “All is well.”"),
    ],
)
def test_an_answer_cannot_speak_as_a_test_does(raised: str, shown: str) -> None:
    answer = f"{raised}\ndef double(z):\n    raise CheckFailed('All is\\n  well.')\n"
    with served(answer) as session:
        result = run(task("double(1)", names=("double",)), session._channel)
    assert (result.error, result.message) == ("CheckFailed", f"The answer raised {shown}")


def test_an_answers_own_errors_are_caught_as_such() -> None:
    source = "try:\n    double(1)\nexcept AssertionError as error:\n    print(error)"
    with served("def double(z):\n    raise AssertionError('no')") as session:
        assert run(task(source, names=("double",)), session._channel) == Result("no\n", called=True)


def test_a_cell_that_is_no_python_runs_not_at_all() -> None:
    result = result_of("print('before')\ndef f(:")
    assert (result.printed, result.error) == ("", "SyntaxError")


def test_names_that_the_answer_lacks_stay_unbound() -> None:
    result = result_of("print(double(1))\nmissing(2)", names=("double", "missing"))
    message = "name 'missing' is not defined"
    assert result == Result("2\n", None, "NameError", message, called=True)


def test_names_that_were_not_asked_for_stay_unbound() -> None:
    assert result_of("half(2)", names=("double",)).error == "NameError"


def test_an_answer_may_shadow_a_fixture() -> None:
    assert result_of("number", fixtures=(FIXTURE, "number = 1")) == Result(value="3")


def test_an_answer_is_called_what_the_question_calls_it() -> None:
    assert result_of("half.__name__") == Result(value="'half'")
    rule = "checks.without(half, 'tanh', because='so it is.')"
    sources = ("def double(z): return z", "def half(z): return np.tanh(z)")
    assert result_of(rule, sources=sources).error == "CheckFailed"


def test_the_seed_is_the_tests_own() -> None:
    source = "checks.rng('a').integers(1000), checks.seed()"
    first, again, other = (result_of(source, seed=seed) for seed in (5, 5, 6))
    assert first == again != other


def test_nothing_of_a_test_stays_in_the_checks_or_in_the_environment() -> None:
    side, environment = backend(), dict(os.environ)
    for source in ("checks.rng('a').integers(1000)", "1 / 0", "raise SystemExit"):
        result_of(source)
        assert backend() is side
        assert given_seed() is None
        assert os.environ == environment


def test_fixtures_draw_from_the_seed_and_call_nobody_elses_answers() -> None:
    look = "from helpers.checks import context\nside, seed = context.backend(), checks.seed()"
    names = Fixtures().names((FIXTURE, look), 5)
    assert type(names["side"]) is Local
    assert names["seed"] == 5
    assert given_seed() is None


def test_printed_text_is_cut() -> None:
    assert len(result_of("print('x' * 10**6)").printed) == MAX_PRINTED
    assert len(result_of("'x' * 10**6").value or "") == MAX_PRINTED


def gone(channel: Channel) -> None:
    """Answer for the name, and leave when called."""
    channel.receive()
    channel.send({"op": "done", "value": ["handle", 0, "function", "double", ["list", "z"]]})
    channel.receive()


FORGERIES = [
    "double(1)",
    "checks.call(double, 1)",
    "checks.agrees(double, np.cosh, [1.0])",
    "try:\n    double(1)\nexcept Exception:\n    pass\n1.0",
    "marks = checks.Marks()\n"
    "with marks.part(1, 'a'):\n    pass\n"
    "with marks.part(1, 'b'):\n    double(1)\n"
    "marks.total()",
]


@pytest.mark.parametrize("source", FORGERIES)
def test_an_answer_that_is_gone_loses_the_cell_whatever_the_test_makes_of_it(source: str) -> None:
    with other_side(gone) as channel:
        result = run(task(source, names=("double",)), channel)
    assert (result.value, result.error, result.lost) == (None, "", True)


@pytest.mark.parametrize("source", FORGERIES)
def test_an_answer_that_breaks_the_protocol_loses_the_cell(source: str) -> None:
    handle = {"op": "done", "value": ["handle", 0, "function", "double", ["list", "z"]]}
    forged = {"op": "done", "value": ["reference", "os", "system"]}
    with other_side(replying((handle, b""), (forged, b""), (handle, b""))) as channel:
        result = run(task(source, names=("double",)), channel)
    assert (result.value, result.error) == (None, "PeerError")


def test_a_name_that_breaks_the_protocol_loses_the_cell() -> None:
    with other_side(replying(([], b""))) as channel:
        assert run(task("1", names=("double",)), channel).error == "PeerError"


def test_a_result_crosses_unchanged() -> None:
    result = Result("p", "v", "e", "m", lost=True)
    assert messages.result_of(result.header()) == result
    assert Session.lost is None

"""Objects of plain classes on the answer's side: made, put to use, and tested by planted bugs."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import checks
from helpers.checks.context import using
from tests.support.served import served

COUNTER = """
class Counter:
    def __init__(self, start):
        self.total = start
    def add(self, values):
        values += 1
        self.total = self.total + values.sum()
        self.last = values
        return values
    def fail(self):
        raise ValueError("too much")
"""
PARTS = """
def double(z):
    return 2 * z
def run(check):
    return check(double)
"""


@pytest.fixture(params=["in one process", "between two"], autouse=True)
def _backend(request: pytest.FixtureRequest) -> object:
    if request.param == "in one process":
        yield
        return
    from autograder.engine.test_side.backend import RemoteBackend

    with served() as session, using(RemoteBackend(session, [])):
        yield


def counter(start: float) -> object:
    """Return a handle to a counter."""
    return checks.call(checks.define(COUNTER, "Counter"), start)


def test_calls_and_gets_give_their_values_in_order() -> None:
    values = np.array([1.0, 2.0])
    found = checks.use(
        counter(10.0), ("call", "add", values), ("get", "total"), ("set", "total", 3.0),
        ("get", "total"),
    )  # fmt: skip
    assert [np.asarray(item).tolist() for item in found] == [[2.0, 3.0], 15.0, 3.0]


def test_arguments_stay_with_the_test() -> None:
    values = np.array([1.0, 2.0])
    checks.use(counter(0.0), ("call", "add", values), ("call", "add", values))
    assert values.tolist() == [1.0, 2.0]


def test_values_are_those_of_the_moment() -> None:
    thing = counter(0.0)
    first, kept = checks.use(thing, ("call", "add", np.zeros(1)), ("get", "last"))
    checks.use(thing, ("call", "add", np.full(1, 8.0)))
    assert (np.asarray(first).tolist(), np.asarray(kept).tolist()) == ([1.0], [1.0])


def test_a_bound_method_can_be_called_later() -> None:
    thing = counter(1.0)
    (method,) = checks.use(thing, ("get", "add"))
    assert callable(method)
    assert np.asarray(checks.call(method, np.ones(2))).tolist() == [2.0, 2.0]
    assert checks.use(thing, ("get", "total")) == [5.0]


def test_what_an_object_raises_names_its_class_and_the_steps() -> None:
    with pytest.raises(checks.CheckFailed, match="Counter raised ValueError: “too much”") as error:
        checks.use(counter(0.0), ("set", "total", 1.0), ("get", "total"), ("call", "fail"))
    assert "total = … → total → fail(…)" in str(error.value)


def test_a_step_of_no_known_form_is_refused() -> None:
    with pytest.raises(checks.CheckFailed, match="a step is set, get or call"):
        checks.use(counter(0.0), ("delete", "total"))


def test_a_name_that_a_text_does_not_bind_is_an_error() -> None:
    with pytest.raises(KeyError, match="Missing"):
        checks.define(COUNTER, "Missing")


@pytest.mark.parametrize(
    ("check", "reported"),
    [
        ("def check(double): assert double(2) == 4", False),
        ("def check(double): assert double(2) == 5", True),
        ("def check(double): return double(2) == 5", True),
        ("def check(double): return double(2) == 4", False),
        ("import numpy as np\ndef check(double): return np.all(double(np.ones(2)) == 5)", True),
        ("def check(double): return 0", False),
        ("def check(double): return 'a bug'", False),
        ("def check(double): raise SystemExit", True),
        ("def check(double): raise NotImplementedError", True),
    ],
)
def test_a_bug_is_reported_by_an_exception_or_by_false(check: str, reported: bool) -> None:
    assert checks.reports(checks.define(check, "check"), PARTS) is reported

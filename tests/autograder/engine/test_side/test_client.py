"""The tester: one process for a notebook's tests, each of which finds it as the first one did."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.answer_side.service import Service
from autograder.engine.test_side import client as testers
from autograder.engine.wire.frames import Channel, pair
from autograder.engine.wire.messages import TestResult as Result
from tests.autograder.engine.test_side.test_process import ANSWER, task


@pytest.fixture
def tester() -> Iterator[testers.Tester]:
    """A test process of its own."""
    with contextlib.closing(testers.Tester()) as process:
        yield process


def outcome_of(
    tester: testers.Tester, source: str, seconds: float = 20.0, **changes: Any
) -> Result:
    """Run a test cell in the test process, against a new snapshot of the answers above."""
    tester.start()
    ours, theirs = pair()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            ours.close()
            names: dict[str, Any] = {}
            exec(ANSWER, names)
            Service(Channel(theirs), names).run()
        os._exit(0)
    theirs.close()
    try:
        return tester.run(task(source, **changes), ours, seconds)
    finally:
        ours.close()
        os.waitpid(pid, 0)


def test_a_process_runs_many_tests_each_with_names_of_its_own(tester: testers.Tester) -> None:
    assert outcome_of(tester, "double = number = 1\nos = 5\ndouble") == Result(value="1")
    assert outcome_of(tester, "double(number) + limit") == Result(value="13", called=True)
    assert outcome_of(tester, "os").error == "NameError"


def test_fixtures_run_once_and_only_those_before_the_test(tester: testers.Tester) -> None:
    count = "import itertools\ncounter = itertools.count()"
    assert outcome_of(tester, "next(counter)", fixtures=(count,)) == Result(value="0")
    assert outcome_of(tester, "next(counter)", fixtures=(count, "late = 1")) == Result(value="1")
    assert outcome_of(tester, "late", fixtures=(count, "late = 1")) == Result(value="1")


def test_fixtures_draw_from_the_tests_seed_and_print_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    fixture = "from helpers import checks\nprint('noise')\ndrawn = checks.rng('a').integers(10**9)"
    drawn = []
    for seed in (5, 5, 6):
        with contextlib.closing(testers.Tester()) as process:
            drawn.append(outcome_of(process, "drawn", fixtures=(fixture,), seed=seed))
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0].printed == ""
    assert capfd.readouterr().out == ""


def test_a_fixture_that_fails_fails_its_tests_and_no_others(tester: testers.Tester) -> None:
    assert outcome_of(tester, "1", fixtures=("1 / 0",)).error == "ZeroDivisionError"
    assert outcome_of(tester, "1", fixtures=("1 / 0",)).error == "ZeroDivisionError"
    assert outcome_of(tester, "limit") == Result(value="7")


CHANGES = """
import os, sys, warnings
import numpy as np, torch, random
print(random.random(), np.random.random(), torch.rand(1), os.getcwd(), np.geterr())
print(torch.get_default_dtype(), torch.is_grad_enabled(), len(warnings.filters))
print(np.get_printoptions())
os.chdir("/")
np.seterr(all="raise")
np.set_printoptions(precision=1)
torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
warnings.simplefilter("error")
"""


def test_a_test_finds_the_world_as_every_other_does(tester: testers.Tester) -> None:
    assert torch.get_default_dtype() == torch.float32  # loaded before, as the engine does
    first, second = (outcome_of(tester, CHANGES) for _ in range(2))
    assert first == second
    assert "torch.float32 True" in first.printed
    other = outcome_of(tester, CHANGES, seed=6)
    assert other.printed.split()[0] != first.printed.split()[0]


@pytest.mark.parametrize(
    "source", ["import os\nos._exit(3)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"]
)
def test_a_test_that_ends_the_process_harms_no_other(tester: testers.Tester, source: str) -> None:
    assert outcome_of(tester, source).error == "TestProcessError"
    assert outcome_of(tester, "double(1)") == Result(value="2", called=True)


def test_a_test_that_is_late_harms_no_other(tester: testers.Tester) -> None:
    with pytest.raises(testers.TestTimeoutError):
        outcome_of(tester, "print(1)\nwhile True:\n    pass", seconds=1.0)
    assert outcome_of(tester, "double(1)") == Result(value="2", called=True)


def test_a_test_may_take_so_much_memory() -> None:
    with contextlib.closing(testers.Tester(memory=1 << 28)) as small:
        assert outcome_of(small, "bytearray(1 << 29)").error == "MemoryError"
        assert outcome_of(small, "bytearray(1 << 20)[0]") == Result(value="0")


def test_free_and_strict_tests_may_take_turns(tester: testers.Tester) -> None:
    cells = ("%matplotlib inline\nlimit = 9", "assert 1 / 0\ndef twice(x): return 2 * x")
    free = {"free": True, "fixtures": cells, "earlier_tests": (1,)}
    for _ in range(2):
        assert outcome_of(tester, "twice(limit), double.__name__", **free).value == "(18, 'double')"
        assert outcome_of(tester, "limit") == Result(value="7")
        assert outcome_of(tester, "double.__code__").error == "AttributeError"
        assert outcome_of(tester, "double.__code__.co_name", **free).value == "'double'"


def test_what_a_test_is_not_sent_again_it_has_all_the_same(tester: testers.Tester) -> None:
    look = "from helpers.checks import context\n(context.backend().sources(), seen)"
    for sources, fixtures in (
        (("a", "b"), ("seen = 1",)),
        (("a", "b", "c"), ("seen = 1", "seen += 1")),
        (("a", "b", "c"), ("seen = 1", "seen += 1")),
        (("a", "x"), ("seen = 1", "seen += 1")),
        ((), ("seen = 1", "seen += 1")),
    ):
        found = outcome_of(tester, look, sources=sources, fixtures=fixtures)
        assert found.value == repr((list(sources), len(fixtures)))


@given(st.lists(st.sampled_from("ab")), st.lists(st.sampled_from("ab")))
def test_only_what_is_new_in_a_row_is_sent(one: list[str], other: list[str]) -> None:
    grown = testers._new(tuple(one), tuple(other))
    assert one[: grown.kept] + grown.new == other
    assert one[grown.kept : grown.kept + 1] != grown.new[:1] or grown.kept == len(one)


def test_closing_ends_the_process_and_may_be_done_twice() -> None:
    process = testers.Tester()
    process.start()
    pid = process._pid
    process.close()
    process.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_parts_of_loaded_libraries_are_imported_before_the_fork(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "json.tool", raising=False)
    monkeypatch.delitem(sys.modules, "this", raising=False)
    with contextlib.closing(
        testers.Tester(tests=["import json.tool, this", "from . import x"])
    ) as one:
        one.start()
    assert "json.tool" in sys.modules
    assert "this" not in sys.modules  # it may do anything

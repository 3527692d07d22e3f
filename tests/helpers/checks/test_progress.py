"""The summary at the end of a notebook, in a session like a notebook's."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from helpers import checks
from helpers.checks import session
from helpers.checks.failure import CheckFailed
from helpers.checks.progress import Progress
from helpers.checks.session import State, question_in

Check = Callable[..., Any]
PARTS = "marks_ = checks.Marks()\n{parts}\ntotal_ = marks_.total()"


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """A function that runs the check of a question, made of these parts."""
    monkeypatch.setattr(session, "_found", {})
    files = []

    def check(question: str, *parts: str) -> Any:
        lines = [f"with marks_.part(1, 'part'):\n    {part}" for part in parts]
        source = f"# Check of {question} (1 point)\n" + PARTS.format(parts="\n".join(lines))
        files.append(f"/nowhere/check-{question}-{len(files)}.py")
        entry = (len(source), None, source.splitlines(keepends=True), files[-1])
        linecache.cache[files[-1]] = entry
        names: dict[str, Any] = {"checks": checks}
        try:
            exec(compile(source, files[-1], "exec"), names)
        except CheckFailed as failure:
            return failure
        return names["total_"]

    yield check
    for file in files:
        linecache.cache.pop(file, None)


FAILS = "checks.is_true(False, 'f is wrong.')"
BLANK = "checks.call(lambda: (_ for _ in ()).throw(NotImplementedError()))"


def states(summary: Progress) -> list[State]:
    return [row.state for row in summary.rows]


@pytest.mark.parametrize(
    ("parts", "state", "verdict"),
    [
        (["pass", "pass"], State.DONE, "✓ 2 of 2"),
        (["pass", FAILS], State.PARTLY, "◐ 1 of 2: part"),
        ([FAILS], State.FAILED, "✗ 0 of 1: part"),
        ([BLANK, BLANK], State.OPEN, "✗ 0 of 2: part, part"),
        (["no_such_name"], State.OPEN, "✗ 0 of 1: part"),
        (["checks.answered(None, 'width')"], State.OPEN, "✗ 0 of 1: part"),
        (["checks.answered({}, 'rates')"], State.OPEN, "✗ 0 of 1: part"),
        (["checks.answered(0, 'width')"], State.DONE, "✓ 1 of 1"),
        (["session.at_risk('f')"], State.AT_RISK, "⚠ 1 of 1: f will lose points when graded"),
    ],
)
def test_a_check_is_summed_up_as_its_verdict_says(
    check: Check, parts: list[str], state: State, verdict: str
) -> None:
    parts = [
        part.replace("session.", "__import__('helpers.checks.session', fromlist=['x']).")
        for part in parts
    ]
    assert verdict in check("relu", *parts).verdict
    assert states(checks.progress({"relu": (len(parts), 3)})) == [state]


def test_what_the_checks_have_found_can_be_written_and_read(check: Check) -> None:
    check("a", "pass", FAILS)
    check("b", BLANK)
    read = session.found_in(session.record())
    assert read == {name: session.found(name) for name in ("a", "b")}
    assert read["a"] == session.Found(State.PARTLY, 1, 2)


def test_a_check_that_has_not_run_and_a_written_answer_are_told_from_failures(check: Check) -> None:
    check("relu", "pass")
    summary = checks.progress({"relu": (1, 2), "tanh": (1, 2), "why": 4})
    assert states(summary) == [State.DONE, State.NOT_RUN, State.WRITTEN]
    text = repr(summary)
    assert "· tanh  0 of 1: its check has not run" in text
    assert "1 of 2 points in the checks that you see, hidden checks hold 4 more" in text


def test_the_last_run_of_a_check_counts(check: Check) -> None:
    check("relu", "pass")
    check("relu", FAILS)
    assert states(checks.progress({"relu": (1, 2)})) == [State.FAILED]


def test_optional_questions_are_counted_apart_and_keep_nothing_open(check: Check) -> None:
    check("relu", "pass")
    summary = checks.progress({"relu": (1, 2), "more": (2, 3)}, optional=["more"])
    assert summary.complete
    assert "★ questions: 0 of 2 points" in repr(summary)
    assert "1 of 1 points" in repr(summary)


def test_a_notebook_shows_a_table_with_sign_and_words() -> None:
    shown = checks.progress({"a<b": (1, 2)})._repr_html_()
    assert "a&lt;b" in shown
    assert "its check has not run" in shown


@pytest.mark.parametrize("source", ["", "x = 1", "# Check of nothing", "#Check of relu (1 point)"])
def test_a_cell_without_the_line_is_of_no_question(source: str) -> None:
    assert question_in(source) == ""


def test_a_check_outside_of_a_notebook_is_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_found", {})
    marks = checks.Marks()
    with marks.part(1, "part"):
        pass
    marks.total()
    assert session._found == {}

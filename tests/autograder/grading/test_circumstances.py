"""Circumstances: what executes answers counts, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.grading import circumstances as module
from autograder.grading.circumstances import CACHE, circumstances


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A folder for a course's cache."""
    return Course(tmp_path)


@pytest.fixture
def little_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a few modules count as what executes: all of them take a second to be read."""
    monkeypatch.setattr(module, "EXECUTING", ("engine/wire",))
    monkeypatch.setattr(module, "HELPERS", ("budgets.py", "*.json"))


@pytest.mark.usefixtures("little_code")
def test_limits_count(course: Course) -> None:
    base = circumstances(course, Limits())
    assert circumstances(course, Limits()) == base
    assert circumstances(course, replace(Limits(), cell_seconds=5.0)) != base


def test_of_our_code_what_executes_counts_and_no_page(course: Course) -> None:
    names = {path.name for path in module._Code(course)._own()}
    assert {"warm_parent.py", "process.py", "judge.py", "cells.py", "sanitize.py"} <= names
    assert not names & {"feedback.py", "commands.py", "verify.py", "report.py", "pages.py"}
    helpers = {path.name for path in module._helpers()}
    assert "published.py" in helpers
    assert any(name.endswith(".json") for name in helpers)


CODE = '''"""What it is for."""
# why
def f(z):
    """Return it."""
    return  z + 1
'''


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (lambda text: text.replace("# why", "# why not"), False),
        (lambda text: text.replace("Return it.", "Give it back."), False),
        (lambda text: text.replace("What it is for.", "Its use."), False),
        (lambda text: text.replace("  z", " z"), False),
        (lambda text: text.replace("z + 1", "z + 2"), True),
        (lambda text: text + "assert f(1) == 2\n", True),
    ],
)
def test_only_a_change_of_meaning_counts(
    tmp_path: Path, change: Callable[[str], str], counts: bool
) -> None:
    path = tmp_path / "module.py"
    meanings = []
    for text in (CODE, change(CODE)):
        path.write_text(text, encoding="utf-8")
        meanings.append(module._Code(Course(tmp_path))._module(path)[0])
    assert (meanings[0] != meanings[1]) is counts


@pytest.mark.usefixtures("little_code")
@pytest.mark.parametrize("kept", ["", "[]", "{", '{"x": 3}', '{"x": ["y"]}'])
def test_a_damaged_cache_changes_nothing(course: Course, kept: str) -> None:
    base = circumstances(course, Limits())
    (course.root / CACHE).write_text(kept, encoding="utf-8")
    assert circumstances(course, Limits()) == base
    assert len(json.loads((course.root / CACHE).read_text(encoding="utf-8"))) > 5


@pytest.mark.usefixtures("little_code")
def test_a_cache_that_cannot_be_written_stops_nothing(course: Course) -> None:
    (course.root / CACHE.parent).write_text("in the way", encoding="utf-8")
    assert circumstances(course, Limits()) == circumstances(course, Limits())

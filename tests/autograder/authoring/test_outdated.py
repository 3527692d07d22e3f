"""Outdated: what was edited since the build, found by times first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.authoring import build as building
from autograder.authoring.build import build
from autograder.authoring.outdated import outdated
from autograder.course.layout import Course
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def later(path: Path) -> None:
    """Let a file have been written long after all others."""
    os.utime(path, (2e9, 2e9))


def test_what_was_just_built_is_not_made_again(
    tiny_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tiny_course)
    monkeypatch.setattr(building, "make_notebook", None)
    assert outdated(tiny_course, ASSIGNMENT) == []


def test_a_newer_text_that_gives_the_same_is_not_outdated(tiny_course: Course) -> None:
    build(tiny_course)
    later(tiny_course.text_path(ASSIGNMENT, NOTEBOOK))
    assert outdated(tiny_course, ASSIGNMENT) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("Twice a", "Two times a"), ("# %% [markdown]", "# %% [markdown")],
    ids=["edited", "broken"],
)
def test_a_newer_text_that_gives_something_else_is(
    tiny_course: Course, before: str, after: str
) -> None:
    build(tiny_course)
    text = tiny_course.text_path(ASSIGNMENT, NOTEBOOK)
    text.write_text(text.read_text("utf-8").replace(before, after), encoding="utf-8")
    later(text)
    assert outdated(tiny_course, ASSIGNMENT) == [NOTEBOOK]


def test_what_was_never_built_is_outdated(tiny_course: Course) -> None:
    assert outdated(tiny_course, ASSIGNMENT) == [NOTEBOOK]


def test_an_assignment_without_texts_is_not(tiny_course: Course) -> None:
    build(tiny_course)
    tiny_course.text_path(ASSIGNMENT, NOTEBOOK).unlink()
    assert outdated(tiny_course, ASSIGNMENT) == []
    assert outdated(tiny_course, "no-such-thing") == []

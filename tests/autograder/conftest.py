"""Fixtures for tests of grading: a built course, made once and only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox, probe
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.register import register
from autograder.grading.circumstances import circumstances
from tests.support import postgres
from tests.support.handing import copy_course
from tests.support.recording import master_notebooks
from tests.support.tiny import ASSIGNMENT, make_course


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The tiny course with `source/` and `release/`; nobody writes into it."""
    course = make_course(tmp_path_factory.mktemp("built"))
    build(course)
    # What our code means is read once, and not by each test that grades a copy.
    circumstances(course, load_limits(course))
    return course


@pytest.fixture
def course(built: Course, tmp_path: Path) -> Course:
    """A copy of the built tiny course for one test."""
    return copy_course(built, tmp_path / "course")


@pytest.fixture(scope="session")
def entered(built: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The built tiny course in its gradebook, as a grading begins; nobody writes into it."""
    course = copy_course(built, tmp_path_factory.mktemp("entered"))
    with open_gradebook(course) as book:
        register(course, book, ASSIGNMENT, master_notebooks(course, ASSIGNMENT))
    return course


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    """The sandbox where this machine has one; what needs it is tested in tests/hostile."""
    return "bubblewrap" if probe().available else "none"


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server of our own; without one, tests that need it are skipped."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: make setup")
    if postgres.programs() is None:
        pytest.skip(postgres.ABSENT)
    with postgres.running() as running:
        yield running

"""A course made for nbgrader, adopted once and only read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.adopting.adopt import Adoption, adopt
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from tests.strangers.course import ASSIGNMENT
from tests.support.handing import copy_course
from tests.support.strange import AREAS, NOTEBOOK, WRONG_TEST, strange_course


@dataclass(frozen=True)
class Moved:
    """A course, and what was found when it was adopted."""

    course: Course
    found: Adoption


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Moved:
    """A course of two notebooks and a broken one, adopted; nobody writes into it."""
    course = strange_course(
        tmp_path_factory.mktemp("moved"), **{NOTEBOOK: AREAS, "halves": WRONG_TEST}
    )
    (course.source_folder(ASSIGNMENT) / "broken.ipynb").write_text("{}", encoding="utf-8")
    return Moved(course, adopt(course, ASSIGNMENT, compare=False, jobs=2, sandbox=sandbox))


@pytest.fixture
def adopted_course(moved: Moved, tmp_path: Path) -> Course:
    """A copy of the adopted course for one test."""
    return copy_course(moved.course, tmp_path / "course")

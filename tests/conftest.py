"""Fixtures and options that all tests share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from autograder.course.layout import Course
from tests.support.tiny import make_course

# A loaded machine is slow, and not wrong.
hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.load_profile("course")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `pytest --refresh-golden` write the files of tests/golden anew."""
    parser.addoption(
        "--refresh-golden",
        action="store_true",
        help="write the golden files anew instead of comparing them; review the diff",
    )


@pytest.fixture
def tiny_course(tmp_path: Path) -> Course:
    """A small valid course in a folder of its own, not built yet (see `tests.support.tiny`)."""
    return make_course(tmp_path)

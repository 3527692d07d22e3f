"""Fixtures and options that all tests share."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from autograder.course.layout import Course
from tests.support import browsing
from tests.support.pure import Guard
from tests.support.tiny import ROOT, make_course

# A loaded machine is slow, and not wrong.
hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.register_profile("check", deadline=None, max_examples=20)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=30)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "course")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--refresh-golden` and `--pure`."""
    parser.addoption(
        "--refresh-golden",
        action="store_true",
        help="write the golden files anew instead of comparing them; review the diff",
    )
    parser.addoption(
        "--pure", action="store_true", help="leave out every test that is about to start a process"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let no test start a process where `--pure` asks for that, and try fewer examples."""
    if config.getoption("--pure"):
        hypothesis.settings.load_profile("check")
        # A test that ends halfway leaves open what it has opened.
        config.addinivalue_line("filterwarnings", "ignore::ResourceWarning")
        config.pluginmanager.register(Guard())
        # It starts pandoc, where there is one, when it is imported: a fixture that did it would be
        # left out, with every test that uses it.
        importlib.import_module("jupytext")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what is imported with the tests out of the garbage collector's sight.

    torch, SymPy and the tests themselves are 300 000 objects, and all of them stay: to look
    through them again and again took a tenth of all tests' time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
def tiny_course(tmp_path: Path) -> Course:
    """A small valid course in a folder of its own, not built yet (see `tests.support.tiny`)."""
    return make_course(tmp_path)


@pytest.fixture(scope="session")
def pictures() -> Path:
    """The folder of screenshots, which CI keeps as artifacts; they are for people to look at."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser without a screen."""
    with browsing.browser() as started:
        yield started

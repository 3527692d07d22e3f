"""Golden files: a text, its source and its release, byte for byte.

After a wanted change, `pytest --refresh-golden` writes them anew; the diff shows its effect.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.leaks import check_leaks
from autograder.authoring.lint import check_text
from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.notebooks import write_notebook
from autograder.course.release_steps import make_release
from autograder.course.texts import read_text
from tests.support.tiny import ROOT

GOLDEN = ROOT / "tests" / "golden"


def compare(path: Path, made: str, request: pytest.FixtureRequest) -> None:
    """Compare what was made with a golden file, or write it anew."""
    if request.config.getoption("--refresh-golden"):
        path.write_bytes(made.encode())
    assert made.encode() == path.read_bytes()


def test_text_source_and_release(request: pytest.FixtureRequest) -> None:
    source = read_text(GOLDEN / "doubling.py.txt")
    check_text(source, "doubling")
    release = make_release(source, load_config(Course(ROOT)), "doubling")
    check_leaks(source, release, "doubling")
    compare(GOLDEN / "doubling.source.ipynb", write_notebook(source), request)
    compare(GOLDEN / "doubling.release.ipynb", write_notebook(release), request)

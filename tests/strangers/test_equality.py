"""Any nbgrader course gets the points here that nbgrader gives, cell by cell."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from tests.strangers.school import (
    CONFIG,
    a_few,
    by_nbgrader,
    by_us,
    copied,
    differences,
    everybody,
    hand_in,
    new_course,
    quick_release,
    quickstart,
    school_of_styles,
    scores,
    solutions,
    tree,
)
from tests.support.tiny import ROOT

OWN = "activation-units"

pytestmark = pytest.mark.process


def require_equal(course: Course, folder: Path, sandbox: Sandbox, assignment: str = "ps1") -> None:
    """Grade a class in both ways, and see that no cell differs and `source/` is as it was."""
    before = tree(course.source)
    theirs = by_nbgrader(course, folder / "nbgrader", assignment)
    ours = copied(course, folder / "ours")
    by_us(ours, sandbox, assignment)
    assert theirs, "nobody was graded"
    assert differences(theirs, scores(ours, assignment)) == []
    assert tree(ours.source) == before


def test_the_quickstart_course_of_nbgrader(tmp_path: Path, sandbox: Sandbox) -> None:
    require_equal(quickstart(tmp_path / "course"), tmp_path, sandbox)


def test_every_style_for_a_few_students(tmp_path: Path, sandbox: Sandbox) -> None:
    require_equal(school_of_styles(tmp_path / "course", a_few()), tmp_path, sandbox)


@pytest.mark.slow
def test_tests_that_nbgrader_makes_from_model_answers(tmp_path: Path, sandbox: Sandbox) -> None:
    course = quickstart(tmp_path / "course", "ps1_autotest")
    require_equal(course, tmp_path, sandbox, "ps1_autotest")
    found = scores(Course(tmp_path / "ours"), "ps1_autotest")
    earned = {
        who: sum(a or 0 for (w, *_), (a, _) in found.items() if w == who) for who, *_ in found
    }
    assert earned["model"] > earned["blank"]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_every_style_for_the_whole_class(tmp_path: Path, sandbox: Sandbox, part: int) -> None:
    students = dict(list(everybody().items())[part::4])
    require_equal(school_of_styles(tmp_path / "course", students), tmp_path, sandbox)


@pytest.mark.slow
def test_our_own_notebooks_as_if_a_stranger_had_written_them(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    course = new_course(tmp_path / "course", {}, {}, f"{CONFIG}c.Execute.timeout = 900\n")
    (course.source / OWN).mkdir(parents=True)
    for path in (ROOT / "source" / OWN).glob("0[1-5]_*.ipynb"):
        shutil.copy(path, course.source / OWN)
    quick_release(course, OWN)
    sources = {path.stem: nbformat.read(path, 4) for path in (course.source / OWN).glob("*.ipynb")}
    assert len(sources) == 5
    hand_in(course, "model", {name: solutions(one) for name, one in sources.items()}, OWN)
    hand_in(course, "blank", {}, OWN)
    require_equal(course, tmp_path, sandbox, OWN)

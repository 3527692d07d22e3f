"""The plan of docs/instructor.md: every notebook stands in it, with the hours that it states."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from autograder.course.layout import Course
from tests.support.tiny import ROOT

COURSE = Course(ROOT)
ROW = re.compile(r"^\| .*\|$", re.MULTILINE)
NAME = re.compile(r"`(\d\d_\w+)`")
ASSIGNMENT = re.compile(r"`([a-z-]+)`")
FRAME = re.compile(r"\*\*About (\S+) hours?\*\*(?: \(the ★ \w+: ([^)]+?) more\))?")
UNKNOWN = "–"
"""What the plan says of a notebook that states no hours yet."""
HALF = "½"
SECONDS = re.compile(r"run in about (\d+) seconds,? at `quick` and (?:(\d+) )?at `normal`")


@dataclass(frozen=True)
class Hours:
    """How long a notebook takes: its core, and its ★ questions; `–` where nothing says so."""

    core: str
    star: str


def planned() -> dict[tuple[str, str], Hours]:
    """Return the hours of each notebook, as the plan has them."""
    text = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
    plan = text.partition("## Five weeks")[2].partition("\n## ")[0]
    found = {}
    assignment = "activation-units"
    for row in ROW.findall(plan):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assignment = next(iter(ASSIGNMENT.findall(cells[0])), assignment)
        names = NAME.findall(row)
        hours = cells[-2].split(" + ")
        assert not names or len(hours) == len(names), f"as many hours as notebooks: {row}"
        for name, core in zip(names, hours, strict=False):
            last = name == names[-1]
            found[assignment, name] = Hours(core, cells[-1] if last else UNKNOWN)
    return found


def stated(text: str) -> Hours | None:
    """Return the hours that a notebook's frame states; None where it has none."""
    frame = FRAME.search(re.sub(r"\n# ?", " ", text))
    if frame is None:
        return None
    return Hours(frame[1], (frame[2] or UNKNOWN).replace("half an hour", HALF))


EVERY = [(one, name) for one in COURSE.assignments() for name in COURSE.notebooks(one)]


def test_every_notebook_stands_in_the_plan() -> None:
    assert planned().keys() == {*EVERY}


@pytest.mark.parametrize(("assignment", "notebook"), EVERY)
def test_the_plan_has_the_hours_that_the_notebook_states(assignment: str, notebook: str) -> None:
    hours = stated(COURSE.text_path(assignment, notebook).read_text(encoding="utf-8"))
    assert hours is not None, "its frame states no hours"
    assert planned()[assignment, notebook] == hours, "see docs/instructor.md"


def measured() -> dict[tuple[str, str], tuple[float, float]]:
    """Return the seconds of each notebook at `quick` and at `normal`, as the docs have them."""
    text = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
    table = text.partition("## Running times")[2].partition("\n## ")[0]
    found, assignment = {}, ""
    for row in ROW.findall(table)[1:]:
        first, name, quick, normal = (cell.strip(" `") for cell in row.strip("|").split("|"))
        assignment = first or assignment
        found[assignment, name] = (float(quick), float(normal))
    return found


def frame_seconds(text: str) -> tuple[float, float]:
    """Return the seconds at `quick` and at `normal` that a notebook's frame states."""
    frame = SECONDS.search(re.sub(r"\n# *", " ", text).replace("one minute", "60"))
    assert frame is not None, "its frame states no seconds"
    return float(frame[1]), float(frame[2] or frame[1])


def test_every_notebook_has_its_measured_times() -> None:
    assert measured().keys() == {*EVERY}


@pytest.mark.parametrize(("assignment", "notebook"), EVERY)
def test_a_frame_states_the_times_that_were_measured(assignment: str, notebook: str) -> None:
    text = COURSE.text_path(assignment, notebook).read_text(encoding="utf-8")
    for said, true in zip(frame_seconds(text), measured()[assignment, notebook], strict=True):
        assert abs(said - true) <= max(5, 0.3 * true)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("# **About 4 hours** (the ★ questions: 1½ more) · the cells", Hours("4", "1½")),
        ("# **About 4 hours** (the ★\n# question: half an hour more)", Hours("4", "½")),
        ("# * **About 2 hours** of reading", Hours("2", "–")),
        ("# About 2 hours", None),
    ],
)
def test_hours_are_read_from_the_frame(text: str, hours: Hours | None) -> None:
    assert stated(text) == hours

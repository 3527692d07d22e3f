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
    if hours is None:
        pytest.skip("it states none yet")
    assert planned().get((assignment, notebook), hours) == hours, "see docs/instructor.md"


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

"""Links between notebooks lead somewhere, in the release as in the source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from tests.support.tiny import ROOT

COURSE = Course(ROOT)
NOTEBOOKS = [
    path
    for assignment in COURSE.assignments()
    for name in COURSE.notebooks(assignment)
    for path in (COURSE.source_path(assignment, name), COURSE.release_path(assignment, name))
]
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)")
"""The target of a link that isn't an address on the net."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(path: Path) -> None:
    texts = [cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown"]
    targets = {target for text in texts for target in LINK.findall(text)}
    assert {target for target in targets if not (path.parent / target).is_file()} == set()


@pytest.mark.parametrize(
    "assignment", [name for name in COURSE.assignments() if name != "activation-units"]
)
def test_later_assignments_name_what_they_build_on(assignment: str) -> None:
    for name in COURSE.notebooks(assignment):
        cells = read_notebook(COURSE.source_path(assignment, name)).cells
        (frame,) = [cell.source for cell in cells if "**You need**" in cell.source]
        assert LINK.findall(frame), name

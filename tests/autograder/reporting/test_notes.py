"""Notes: grades of an older source are named, and nothing else is said where all is well."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.course.adopted import source_digest
from autograder.course.layout import Course
from autograder.outcomes import RECORD_NAME
from autograder.reporting.gather import read_results
from autograder.reporting.notes import notes_on
from tests.support.graded import ASSIGNMENT, Work, make_class


def graded_by(course: Course, student: str, source: str) -> None:
    """Let a record say by which source its student was graded."""
    path = course.graded_folder(student, ASSIGNMENT) / RECORD_NAME
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "source": source}), encoding="utf-8")


def test_grades_of_an_older_source_are_counted(tmp_path: Path) -> None:
    course = make_class(tmp_path, {name: Work() for name in ("ada", "bob", "cyn")})
    graded_by(course, "ada", source_digest(course, ASSIGNMENT))
    graded_by(course, "bob", "an older one")
    results = read_results(course, ASSIGNMENT)
    assert results.stale == ("bob",)  # of cyn's record nobody can tell
    assert list(notes_on(results)) == [
        "1 of 3 submissions: graded before source/units/ changed. To see who would move: "
        "autograder grade units --preview"
    ]


def test_where_all_is_well_nothing_is_said(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    graded_by(course, "ada", source_digest(course, ASSIGNMENT))
    assert list(notes_on(read_results(course, ASSIGNMENT))) == []

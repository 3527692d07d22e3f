"""MasterNotebooks: what the course's own notebooks ask, and what they need."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.build import build
from autograder.course.adopted import Adopted, source_digest, write_adopted
from autograder.course.layout import Course
from autograder.grading.masters import libraries, read_masters
from tests.strangers.course import ASSIGNMENT as STRANGE
from tests.support import strange
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def test_what_notebooks_name_is_known_before_they_are_read(tiny_course: Course) -> None:
    assert libraries(tiny_course, ASSIGNMENT) == frozenset()  # not built yet
    with tiny_course.text_path(ASSIGNMENT, NOTEBOOK).open("a", encoding="utf-8") as text:
        text.write("\n# %%\nimport sympy\n")
    build(tiny_course)
    assert libraries(tiny_course, ASSIGNMENT) == {"matplotlib.pyplot", "sympy.tensor.tensor"}
    tiny_course.source_path(ASSIGNMENT, NOTEBOOK).write_bytes(b"\xff broken: torch")
    assert libraries(tiny_course, ASSIGNMENT) == {"torch"}


def test_which_tests_run_inside_is_what_is_written_down(tmp_path: Path) -> None:
    course = strange.strange_course(tmp_path)
    every = ("area-close", "area-made", "area-goes-on")
    assert read_masters(course, STRANGE)[strange.NOTEBOOK].inside == every
    places = {strange.NOTEBOOK: {"area-close": "outside", "area-made": "inside: it draws"}}
    write_adopted(course, STRANGE, Adopted(source_digest(course, STRANGE), places))
    assert read_masters(course, STRANGE)[strange.NOTEBOOK].inside == every[1:]
    write_adopted(course, STRANGE, Adopted("another", places))
    assert read_masters(course, STRANGE)[strange.NOTEBOOK].inside == every


def test_no_test_of_a_course_with_texts_runs_inside(course: Course) -> None:
    assert {master.inside for master in read_masters(course, ASSIGNMENT).values()} == {None}

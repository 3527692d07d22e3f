"""MasterNotebooks: what the course's own notebooks ask, and what they need."""

from __future__ import annotations

from autograder.authoring.build import build
from autograder.course.layout import Course
from autograder.grading.masters import libraries
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def test_what_notebooks_name_is_known_before_they_are_read(tiny_course: Course) -> None:
    assert libraries(tiny_course, ASSIGNMENT) == frozenset()  # not built yet
    with tiny_course.text_path(ASSIGNMENT, NOTEBOOK).open("a", encoding="utf-8") as text:
        text.write("\n# %%\nimport sympy\n")
    build(tiny_course)
    assert libraries(tiny_course, ASSIGNMENT) == {"matplotlib.pyplot", "sympy.tensor.tensor"}
    tiny_course.source_path(ASSIGNMENT, NOTEBOOK).write_bytes(b"\xff broken: torch")
    assert libraries(tiny_course, ASSIGNMENT) == {"torch"}

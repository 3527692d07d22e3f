"""What wrong answers are told at a student's screen: a verdict, and no line of the test."""

from __future__ import annotations

import re

import pytest

from tests.notebooks.messages import COURSE, told_in

NOTEBOOKS = [
    (assignment, name)
    for assignment in COURSE.assignments()
    for name in COURSE.notebooks(assignment)
    if (COURSE.answers / assignment / name).is_dir()
]
VERDICT = re.compile(r"(?m)^[✗◐⚠✓] [0-9.]+ of [0-9.]+: \S")


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "name"), NOTEBOOKS)
def test_messages_end_in_a_verdict_and_show_no_line_of_the_test(assignment: str, name: str) -> None:
    for told in told_in(assignment, name):
        where = f"{told.question}, {told.mistake}:\n{told.message}"
        if "Marks(" in told.test:
            assert VERDICT.search(told.message.splitlines()[-1]), where
        assert "Traceback" not in told.message, where
        for line in told.test.splitlines():
            if len(line.strip()) > 15 and "slip" not in line and '"' not in line:
                assert line.strip() not in told.message, where

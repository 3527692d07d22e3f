"""Layouts: the LMS is recognised, and no column is guessed."""

from __future__ import annotations

import pytest

from autograder.errors import CourseError
from autograder.returning.layouts import Layout, Lms, find_layout, most_points
from autograder.returning.template import Template, parse_template

CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,Units (12345),Units 2 (7),Final Score"
WORKSHEET = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Feedback comments"
)
GERMAN = "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Feedback als Kommentar"
ITEMS = (
    "First name,Last name,ID number,Email address,Assignment: Units (Real),"
    "Assignment: Units (Percentage),Assignment: Units (Feedback),Quiz: Two (Real)"
)


def table(head: str, *lines: str) -> Template:
    return parse_template("\n".join([head, *lines]).encode(), "x.csv")


def layout(head: str, lms: Lms, column: str = "") -> Layout:
    return find_layout(table(head), lms, "units", column)


def test_canvas_calls_an_assignment_by_name_and_number() -> None:
    found = layout(CANVAS, Lms.CANVAS)
    assert (found.grade, found.comment, found.columns["lms_user_id"]) == (5, -1, 1)
    assert sorted(found.ids) == [2, 3]


@pytest.mark.parametrize("column", ["Units 2", "units-2", "Units 2 (7)"])
def test_a_column_can_be_chosen(column: str) -> None:
    assert layout(CANVAS, Lms.CANVAS, column).grade == 6


@pytest.mark.parametrize("column", ["Section", "ID", "Final Score", "SIS User ID", "Uni"])
def test_no_column_is_chosen_that_is_not_an_assignment_s(column: str) -> None:
    with pytest.raises(CourseError, match="No column is that of") as caught:
        layout(CANVAS, Lms.CANVAS, column)
    assert "“Units (12345)”, “Units 2 (7)”." in caught.value.what
    assert "--column" in caught.value.hint


def test_two_columns_of_one_name_are_not_told_apart_by_guessing() -> None:
    head = f"{CANVAS},UNITS (9)"
    with pytest.raises(CourseError, match="Several columns are that of “units”"):
        layout(head, Lms.CANVAS)
    assert layout(head, Lms.CANVAS, "Units (12345)").grade == 5


@pytest.mark.parametrize(
    ("head", "grade", "most", "comment"), [(WORKSHEET, 5, 6, 7), (GERMAN, 4, 5, 6)]
)
def test_moodles_worksheet_has_one_grade(head: str, grade: int, most: int, comment: int) -> None:
    found = layout(head, Lms.MOODLE)
    assert (found.grade, found.most, found.comment) == (grade, most, comment)
    with pytest.raises(CourseError, match="of one assignment"):
        layout(head, Lms.MOODLE, "Other")


def test_moodles_table_has_points_and_not_percentages() -> None:
    assert layout(ITEMS, Lms.MOODLE).grade == 4
    assert layout(ITEMS, Lms.MOODLE, "Two").grade == 7
    assert layout(ITEMS, Lms.MOODLE, "Quiz: Two").grade == 7
    for other in ("Email address", "Assignment: Units (Percentage)", "Units (Feedback)"):
        with pytest.raises(CourseError, match="No column is that of"):
            layout(ITEMS, Lms.MOODLE, other)


@pytest.mark.parametrize(("head", "lms"), [(ITEMS, Lms.CANVAS), ("a,b,Grade", Lms.MOODLE)])
def test_the_table_of_another_program_is_refused(head: str, lms: Lms) -> None:
    with pytest.raises(CourseError, match=f"is not a table of grades from {lms}"):
        layout(head, lms)


def test_lines_of_canvas_s_own_are_nobody_s() -> None:
    lines = (
        ",,,,,Manual Posting",
        "    Points Possible,,,,,10.00",
        '"Lovelace, Ada",1,,,,',
        '"Student, Test",2,,,,',
        "",
    )
    template = table(CANVAS, *lines)
    found = find_layout(template, Lms.CANVAS, "units")
    assert [found.is_student(line) for line in template.lines][:4] == [False, False, True, False]
    assert most_points(template, found) == "10.00"


def test_moodle_says_on_each_line_what_a_grade_is_out_of() -> None:
    template = table(WORKSHEET, 'Participant 1,Ada,,a@x,,,"11,00",')
    assert most_points(template, find_layout(template, Lms.MOODLE, "units")) == "11,00"

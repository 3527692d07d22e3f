"""Owners: a line is one student's without doubt, or nobody's."""

from __future__ import annotations

from autograder.course.students import Student
from autograder.returning.layouts import Lms, find_layout
from autograder.returning.owners import Owners, find_owners
from autograder.returning.template import parse_template

ADA = Student("0012", "Ada", "Lovelace", "ada@x.edu", "77")
BOB = Student("bob", "Bob", "O’Brien", "bob@x.edu", "78")
ZOE = Student("zoe", "Zoë", "Müller")


def owners(*lines: str, students: tuple[Student, ...] = (ADA, BOB, ZOE)) -> Owners:
    """Return whose the lines are: name, number, two ids."""
    text = "\n".join(["Student,ID,SIS User ID,SIS Login ID,Units (1)", *lines])
    template = parse_template(text.encode(), "x.csv")
    layout = find_layout(template, Lms.CANVAS, "units")
    return find_owners(template.lines, layout, students)


def numbers(found: Owners) -> dict[str, int]:
    return {name: line.number for name, line in found.lines.items()}


def test_ids_numbers_and_addresses_lead_to_students() -> None:
    found = owners("x,77,,", "y,,BOB,", "z,,9,zoe@x.edu")
    assert numbers(found) == {"0012": 2, "bob": 3, "zoe": 4}
    assert not found.by_name and not found.unknown


def test_leading_zeros_count() -> None:
    found = owners("x,,12,")
    assert not found.lines
    assert len(found.unknown) == 1


def test_a_line_with_signs_of_two_students_is_nobody_s() -> None:
    found = owners("x,77,bob,")
    assert not found.lines
    assert [names for _, names in found.doubts] == [("0012", "bob")]


def test_two_lines_of_one_student_are_both_left() -> None:
    found = owners("x,77,,", "y,,0012,")
    assert not found.lines
    assert [line.number for line in found.twins["0012"]] == [2, 3]


def test_a_name_counts_where_nothing_better_is_there_and_is_said() -> None:
    found = owners('"Müller, Zoe",,,')
    assert numbers(found) == {"zoe": 2}
    assert [line.number for line in found.by_name] == [2]


def test_a_name_counts_for_nothing_where_number_or_address_speak_against_it() -> None:
    found = owners('"Lovelace, Ada",99,,', '"Müller, Zoë",,,', '"Muller, Zoe",,,')
    assert not found.lines
    assert [line.number for line in found.unknown] == [2, 3, 4]


def test_a_name_does_not_count_for_somebody_who_has_a_line() -> None:
    found = owners("x,77,,", '"Lovelace, Ada",,,')
    assert numbers(found) == {"0012": 2}
    assert [line.number for line in found.unknown] == [3]


def test_an_address_of_the_same_name_elsewhere_is_somebody_else_s() -> None:
    assert not owners("x,,,bob@elsewhere.org").lines

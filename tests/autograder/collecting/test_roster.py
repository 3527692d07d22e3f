"""The class comes in from any of the usual tables, and nobody is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.roster import (
    Change,
    Entering,
    enter,
    load_class,
    plan_entering,
    read_roster,
    roster_text,
)
from autograder.course.layout import Course
from autograder.course.students import FIELDS, Student
from autograder.errors import CourseError
from autograder.gradebook.students import enter_students, read_students
from tests.autograder.collecting.conftest import ADA, BOB, CLASS, ZOE


def entering(course: Course, text: str, id_column: str = "") -> Entering:
    """Return what entering a table would do."""
    path = course.root / "table.csv"
    path.write_text(text, encoding="utf-8")
    return plan_entering(course, path, id_column)


def students(found: Entering) -> list[Student]:
    """Return the students of a table."""
    return [entry.student for entry in found.entries]


ADA_ONLY = Student("0042", "Ada", "Lovelace", "ada@x.edu")


@pytest.mark.parametrize(
    "text",
    [
        "id,first_name,last_name,email\n0042,Ada,Lovelace,ada@x.edu",
        "id,first_name,last_name,email,lms_user_id\n0042,Ada,Lovelace,ada@x.edu,",
        "First name,Surname,ID number,Email address\nAda,Lovelace,0042,ada@x.edu",
        "First name,Last name,ID number,Email address\nAda,Lovelace,0042,ada@x.edu",
        "Vorname;Nachname;Matrikelnummer;E-Mail-Adresse\nAda;Lovelace;0042;ada@x.edu",
        "Vorname;Nachname;ID-Nummer;E-Mail-Adresse\nAda;Lovelace;0042;ada@x.edu",
        "Vorname\tNachname\tMatrikelnummer/ID-Nummer\tE-Mail-Adresse\nAda\tLovelace\t0042\tada@x.edu",
        'Name,ID,E-Mail\n"Lovelace, Ada",0042,ada@x.edu',
        "Name,ID,E-Mail\nAda Lovelace,0042,ada@x.edu",
        "Username,First name,Last name,Email\n0042@x.edu,Ada,Lovelace,ada@x.edu",
    ],
)
def test_the_usual_tables_are_understood(course: Course, text: str) -> None:
    found = entering(course, text)
    assert students(found) == [ADA_ONLY]
    assert (found.problems, found.contradictions) == ([], [])


def test_canvas_is_understood_without_its_own_lines(course: Course) -> None:
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,hw1 (9)\n"
        ",,,,,Manual Posting\n"
        "    Points Possible,,,,,10\n"
        '"Lovelace, Ada",77,0042,ada@x.edu,G1,9\n'
        '"Lee, Bo",78,0043,,G2,\n'
        '"Student, Test",79,,abc,G1,\n'
    )
    found = entering(course, text)
    assert students(found) == [
        Student("0043", "Bo", "Lee", "", "78", "G2"),
        Student("ada", "Ada", "Lovelace", "ada@x.edu", "77", "G1"),
    ]
    assert "3 lines of Canvas's own left out (points, test student)." in found.remarks


def test_another_column_of_ids_can_be_named(course: Course) -> None:
    text = "Student,ID,SIS User ID,SIS Login ID,Section\nAda,77,0042,ada@x.edu,G1\n"
    assert students(entering(course, text, "sis user id"))[0].id == "0042"
    with pytest.raises(CourseError, match="There is no column “nr”"):
        entering(course, text, "nr")


def test_a_table_without_ids_is_an_error_that_names_its_columns(course: Course) -> None:
    with pytest.raises(CourseError, match="Its columns are “Foo”, “Bar”") as error:
        entering(course, "Foo,Bar\n1,2\n")
    assert "--id-column" in error.value.hint


def test_an_id_that_is_not_there_is_made_of_the_address_and_said(course: Course) -> None:
    text = "Vorname,Nachname,ID-Nummer,E-Mail-Adresse\nAda,Lovelace,,ada@x.edu\n,,,\n"
    found = entering(course, text)
    assert students(found)[0].id == "ada"
    assert "line 2" in found.remarks[0]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Ada,Lovelace", "neither an id nor"),
        ("1.23457E+11,Ada,Lovelace", "a spreadsheet has shortened"),
        ("a/b,Ada,Lovelace", "cannot name a folder"),
        ("..,Ada,Lovelace", "cannot name a folder"),
        (".hidden,Ada,Lovelace", "passes over"),
        (f"x,{'A' * 129},Lovelace", "more than 128"),
    ],
)
def test_a_line_that_says_nothing_usable_is_left_out(course: Course, line: str, why: str) -> None:
    found = entering(course, f"id,first_name,last_name\n{line}\nbo,Bo,Lee\n")
    assert [student.id for student in students(found)] == ["bo"]
    (sentence,) = found.problems
    assert sentence.startswith("Line 2 was left out: ")
    assert why in sentence


def test_lines_that_contradict_one_another_are_named(course: Course) -> None:
    text = "id,first_name,email\n1,Ada,\n1,Ada,a@x\n1,Bob,a@x\n"
    found = entering(course, text)
    assert found.contradictions == ["Lines 2 and 4 contradict one another about “1”: first_name."]
    assert students(found)[0].email == "a@x"


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("Kim,Kim,k1@x", "kim,Kim,k2@x", "Only capitals tell “Kim” and “kim” apart."),
        ("kim,Kim,k@x", "lee,Lee,K@x", "“kim” and “lee” have the same email"),
    ],
)
def test_twins_are_pointed_out(course: Course, one: str, other: str, says: str) -> None:
    found = entering(course, f"id,first_name,email\n{one}\n{other}\n")
    assert found.problems[0].startswith(says)


def test_an_id_in_another_form_of_unicode_is_the_same_student(course: Course) -> None:
    enter_students(course, [Student("zoe\u0308", "Zoë")])
    found = entering(course, "id,first_name\nzo\u00eb,Zoë\n")
    assert [(entry.student.id, entry.change) for entry in found.entries] == [
        ("zoe\u0308", Change.KEPT)
    ]
    twice = entering(course, "id,first_name\nzo\u00eb,Zoë\nzoe\u0308,Zora\n")
    assert len(twice.contradictions) == 1


def test_twins_that_are_in_the_class_already_are_pointed_out(course: Course) -> None:
    enter_students(course, [Student("zoe\u0308"), Student("zo\u00eb")])
    found = entering(course, "id\nzo\u00eb\n")
    assert "one id in two forms of Unicode" in found.problems[0]


def test_what_changes_is_told_and_nobody_is_deleted(course: Course) -> None:
    enter_students(course, CLASS)
    text = (
        "id,first_name,last_name,email,section\nada,Ada,King,,G1\nzmueller,Zoe\u0308,,,\nnew,,,,\n"
    )
    found = entering(course, text)
    assert [(one.student.id, one.change, one.what) for one in found.entries] == [
        ("ada", Change.CHANGED, ("last_name", "section")),
        ("new", Change.ADDED, ()),
        ("zmueller", Change.KEPT, ()),
    ]
    assert found.others == [BOB]
    enter(course, found)
    king = Student("ada", "Ada", "King", ADA.email, ADA.lms_user_id, "G1")
    assert {*load_class(course)[0]} == {king, BOB, Student("new"), ZOE}
    assert {*read_roster(course)} == {king, BOB, Student("new"), ZOE}


def test_entering_twice_changes_nothing(course: Course) -> None:
    text = "id,first_name,section\n1,Ada,G1\n2,Bo,\n"
    enter(course, entering(course, text))
    before = (read_students(course), (course.root / "roster.csv").read_bytes())
    found = entering(course, text)
    assert {entry.change for entry in found.entries} == {Change.KEPT}
    enter(course, found)
    assert (read_students(course), (course.root / "roster.csv").read_bytes()) == before


def test_the_roster_is_the_class_where_the_gradebook_knows_none(course: Course) -> None:
    assert load_class(course) == ((), False)
    (course.root / "roster.csv").write_text(roster_text(CLASS), encoding="utf-8")
    assert load_class(course) == (tuple(sorted(CLASS, key=lambda one: one.id)), True)


def test_ids_that_grading_has_entered_are_no_roster(course: Course) -> None:
    enter_students(course, [Student("ada")])
    assert load_class(course) == ((Student("ada"),), False)


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=9)


@given(WORDS, WORDS)
def test_the_roster_file_is_a_table_that_any_program_reads(first: str, section: str) -> None:
    text = roster_text([Student("007", first, section=section)])
    (row,) = csv.DictReader(text.splitlines())
    assert row == dict(zip(FIELDS, ("007", first, "", "", "", section), strict=True))


def test_a_roster_that_was_saved_by_a_spreadsheet_is_read(course: Course, tmp_path: Path) -> None:
    text = roster_text(CLASS).replace(",", ";")
    (course.root / "roster.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert {*read_roster(course)} == {*CLASS}

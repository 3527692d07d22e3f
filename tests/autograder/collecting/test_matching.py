"""Who a sender is: found by any sure sign, and never guessed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.forms import Form, Sender
from autograder.collecting.matching import ClassList, Match, derive
from autograder.collecting.names import letters
from autograder.collecting.resolving import Chosen, resolve
from autograder.course.students import Student
from autograder.errors import NotFoundError
from tests.autograder.collecting.conftest import ADA, BOB, CLASS, ZOE

KNOWN = ClassList(CLASS)
WORD = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ada", ADA),
        ("ADA", ADA),
        ("Ada Lovelace", ADA),
        ("Lovelace, Ada", ADA),
        ("lovelaceada", ADA),
        ("adalovelace", ADA),
        ("ada@x.edu", ADA),
        ("zoe.mueller", ZOE),
        ("Muller Zoe", ZOE),
        ("Zoe\u0308 Mu\u0308ller", ZOE),
        ("mullerzoe", ZOE),
        ("bob obrien", BOB),
        ("O'Brien Bob", BOB),
        ("0012", BOB),
    ],
)
def test_every_sign_leads_to_the_student(name: str, student: Student) -> None:
    assert KNOWN.match(Sender(name)) == Match(student.id)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Ada Lovelaec", ("ada",)),
        ("Zoe Mueller", ("zmueller",)),
        ("Ada King Lovelace", ("ada",)),
        ("Grace Hopper", ()),
        ("12", ()),
        ("…", ()),
    ],
)
def test_what_is_only_near_is_suggested_and_not_taken(name: str, near: tuple[str, ...]) -> None:
    match = KNOWN.match(Sender(name))
    assert match.student == ""
    assert match.why == "no student of this name"
    assert match.near == near


def test_the_number_of_canvas_is_the_users() -> None:
    assert KNOWN.match(Sender("gracehopper", "77", Form.CANVAS)).student == "ada"


def test_a_number_and_a_name_that_lead_to_two_students_lead_to_nobody() -> None:
    match = KNOWN.match(Sender("mullerzoe", "77", Form.CANVAS))
    assert match == Match("", "several students fit", ("ada", "zmueller"))


def test_the_number_of_moodle_is_no_users_and_only_suggests() -> None:
    match = KNOWN.match(Sender("Grace Hopper", "77", Form.MOODLE))
    assert (match.student, match.near) == ("", ("ada",))


def test_two_students_of_one_name_are_told_apart_by_id_only() -> None:
    known = ClassList([Student("a1", "Ann", "Lee"), Student("a2", "Lee", "Ann")])
    assert known.match(Sender("Ann Lee")).near == ("a1", "a2")
    assert known.match(Sender("a2")).student == "a2"


def test_ids_that_differ_in_capitals_are_told_apart_by_them() -> None:
    known = ClassList([Student("Kim"), Student("kim")])
    assert known.match(Sender("kim")).student == "kim"
    assert known.match(Sender("KIM")).near == ("Kim", "kim")


def test_ids_in_two_forms_of_unicode_are_never_told_apart() -> None:
    known = ClassList([Student("zo\u00eb"), Student("zoe\u0308")])
    assert known.match(Sender("zo\u00eb")).student == ""


@given(WORD, WORD, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.booleans())
def test_a_full_name_matches_itself_in_any_form_and_order(
    first: str, last: str, form: str, turned: bool
) -> None:
    known = ClassList([Student("id-of-somebody", first, last)])
    name = f"{last}, {first}" if turned else f"{first} {last}"
    expected = "id-of-somebody" if letters(name) else ""
    assert known.match(Sender(unicodedata.normalize(form, name))).student == expected


@given(WORD, st.sampled_from(["NFC", "NFD"]))
def test_an_id_matches_itself_in_any_form(name: str, form: str) -> None:
    known = ClassList([Student(name), Student("someone else of a long name")])
    assert known.match(Sender(unicodedata.normalize(form, name))).student == name


def test_ids_made_of_names_are_stable_and_never_shared() -> None:
    zoe, ann = Sender("Zoë Müller", "1", Form.MOODLE), Sender("Ann Lee", "2", Form.MOODLE)
    twin = Sender("ann lee", "3", Form.MOODLE)
    assert derive([zoe, ann]) == {
        zoe: Match("zoe-muller", new=True),
        ann: Match("ann-lee", new=True),
    }
    assert derive([zoe, ann, twin])[ann].why == "2 people would have the id “ann-lee”"
    assert derive([Sender("!!", "4", Form.MOODLE)])[Sender("!!", "4", Form.MOODLE)].student == ""


def test_two_people_of_one_download_are_never_one_student() -> None:
    one, other = Sender("Ada Lovelace", "1", Form.MOODLE), Sender("Lovelace Ada", "2", Form.MOODLE)
    found = resolve({one: {0}, other: {0}}, KNOWN, Chosen({}), make=False)
    assert [match.student for match in found.values()] == ["", ""]
    assert found[one].near == ("ada",)
    apart = resolve({one: {0}, other: {1}}, KNOWN, Chosen({}), make=False)
    assert [match.student for match in apart.values()] == ["ada", "ada"]


def test_what_is_chosen_counts_before_everything() -> None:
    one, other = Sender("Ada Lovelace", "1", Form.MOODLE), Sender("Ada Lovelace", "2", Form.MOODLE)
    chosen = Chosen({"Ada Lovelace 2": "0012"})
    found = resolve({one: {0}, other: {0}}, KNOWN, chosen, make=False)
    assert [match.student for match in found.values()] == ["ada", "0012"]


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"Ada Lovlace": "ada"}, "Nobody in the downloads has the name “Ada Lovlace”"),
        ({"Ada Lovelace": "adda"}, "There is no student “adda” in the class"),
    ],
)
def test_a_choice_of_what_does_not_exist_is_an_error(chosen: dict[str, str], says: str) -> None:
    sender = Sender("Ada Lovelace", "1", Form.MOODLE)
    with pytest.raises(NotFoundError, match=says) as error:
        resolve({sender: {0}}, KNOWN, Chosen(chosen), make=False)
    assert error.value.hint.startswith("There is ")

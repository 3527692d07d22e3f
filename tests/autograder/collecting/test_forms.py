"""Paths say whose a file is: as Moodle and Canvas write them, and in folders of any depth."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from autograder.collecting.forms import (
    NOBODYS,
    NOT_HANDED_IN,
    ONLINE_TEXT,
    OTHER,
    Form,
    Layout,
    Place,
    Sender,
    Surroundings,
)

STUDENTS = frozenset({"alice", "bob"})


def layout(
    paths: Sequence[str],
    *,
    title: str = "download",
    nested: bool = False,
    students: frozenset[str] = STUDENTS,
) -> Layout:
    """Return how a download with these paths is laid out."""
    around = Surroundings("hw-1", frozenset({"hw-2"}), students.__contains__, bool(students))
    return Layout([tuple(path.split("/")) for path in paths], around, title, nested=nested)


def places(*paths: str, **options: object) -> list[Place]:
    """Return what each of the paths says."""
    found = layout(paths, **options)  # type: ignore[arg-type]
    return [found.place(tuple(path.split("/"))) for path in paths]


MOODLE = Sender("Ada King Lovelace", "123", Form.MOODLE)


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("Ada King Lovelace_123_assignsubmission_file_/x.ipynb", ("x.ipynb",)),
        ("Ada King Lovelace_123_assignsubmission_file/x.ipynb", ("x.ipynb",)),
        ("Ada King Lovelace_123_assignsubmission_file_/d/x.ipynb", ("d", "x.ipynb")),
        ("Ada King Lovelace_123_assignsubmission_file_x_y.ipynb", ("x_y.ipynb",)),
        ("wrapper/Ada King Lovelace_123_assignsubmission_file_/x.ipynb", ("x.ipynb",)),
    ],
)
def test_moodles_folders_and_flat_names_are_read(path: str, inside: tuple[str, ...]) -> None:
    upload = "Ada King Lovelace_123_assignsubmission_file_"
    assert places(path) == [Place(MOODLE, inside, upload=upload)]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("Ada_1_assignsubmission_onlinetext_/onlinetext.html", ONLINE_TEXT),
        ("Ada_1_assignsubmission_onlinetext_onlinetext.html", ONLINE_TEXT),
        ("Ada_1_assignfeedback_file_/x.pdf", NOT_HANDED_IN),
        ("readme.txt", NOBODYS),
    ],
)
def test_what_was_not_handed_in_as_a_file_to_moodle_is_left_out(path: str, why: str) -> None:
    _, place = places("B_2_assignsubmission_file_/x.ipynb", path)
    assert place.why == why


@pytest.mark.parametrize(
    ("name", "late", "inside"),
    [
        ("lovelaceada_77_501_x.ipynb", False, "x.ipynb"),
        ("lovelaceada_LATE_77_501_x-1.ipynb", True, "x-1.ipynb"),
        ("lovelaceada_77_501_x_1_2_y (1).ipynb", False, "x_1_2_y (1).ipynb"),
        ("lovelaceada_77_501_work.zip", False, "work.zip"),
    ],
)
def test_canvas_names_are_read(name: str, late: bool, inside: str) -> None:
    for path in (name, f"submissions/{name}"):
        assert places(path) == [
            Place(Sender("lovelaceada", "77", Form.CANVAS), (inside,), late=late, upload=name)
        ]


@pytest.mark.parametrize("end", ["77_text.html", "LATE_77_text.html", "77_501_link.html"])
def test_text_that_was_written_in_canvas_is_left_out(end: str) -> None:
    found = places("lovelaceada_77_501_x.ipynb", f"leebo_{end}")
    assert [place.why for place in found] == ["", ONLINE_TEXT]


@pytest.mark.parametrize(
    "paths",
    [
        ["alice/x", "bob/x"],
        ["alice/hw-1/x", "bob/HW 1/x"],
        ["hw-1/alice/x", "hw-1/bob/x"],
        ["submitted/alice/hw-1/x", "submitted/bob/hw-1/x"],
        ["wrap/once/alice/x", "wrap/once/bob/x"],
        ["group 1/alice/x", "group 2/bob/x"],
        ["alice/hw-1/x"],
        ["submitted/alice/hw-1/x"],
        ["hw-1/alice/x"],
        ["alice/hw-1/x", "hw-1/bob/x"],
    ],
)
def test_folders_of_students_are_found_in_any_order_and_depth(paths: list[str]) -> None:
    found = places(*paths)
    assert {place.sender.name for place in found if place.sender} <= STUDENTS
    assert [place.inside for place in found] == [("x",)] * len(paths)
    assert len({place.sender for place in found}) == len(paths)


@pytest.mark.parametrize(
    "paths", [["alice/x.ipynb"], ["submitted/alice/hw-1/x.ipynb"], ["hw-1/alice/x.ipynb"]]
)
def test_one_students_folder_is_found_where_no_class_is_known(paths: list[str]) -> None:
    (place,) = places(*paths, students=frozenset())
    assert place == Place(Sender("alice"), ("x.ipynb",))


def test_folders_are_students_where_no_class_is_known() -> None:
    found = places("carol/x", "dave/sub/y", students=frozenset())
    assert [place.sender for place in found] == [Sender("carol"), Sender("dave")]


def test_other_assignments_are_left_out() -> None:
    found = places("alice/hw-1/x", "alice/hw-2/x", "hw-2/bob/y")
    assert [place.why for place in found] == ["", OTHER, OTHER]


def test_a_loose_file_is_nobodys() -> None:
    _, loose = places("alice/x.ipynb", "template.ipynb")
    assert loose.why == NOBODYS


def test_an_archive_with_a_students_name_is_the_students() -> None:
    (first, second) = places("x.ipynb", "img/y.png", title="alice")
    assert first == Place(Sender("alice"), ("x.ipynb",))
    assert second == Place(Sender("alice"), ("img", "y.png"))


def test_a_zip_in_a_folder_is_named_after_its_student() -> None:
    found = layout(["alice.zip", "moodle.zip"])
    assert not found.opens(("alice.zip",))
    assert found.place(("alice.zip",)) == Place(Sender("alice"), ("alice.zip",))
    assert found.opens(("moodle.zip",))


def test_a_zip_in_a_zip_is_one_persons_where_it_names_nobody_else() -> None:
    (place,) = places("homework/x.ipynb", title="carol", nested=True)
    assert place == Place(Sender("carol"), ("x.ipynb",))
    found = places("1/x.ipynb", "2/y.ipynb", title="carol", nested=True, students=frozenset())
    assert [place.sender for place in found] == [Sender("carol")] * 2


def test_a_students_file_that_looks_like_canvas_stays_the_students() -> None:
    found = places("alice/data_1_2_x.csv", "bob/x.ipynb")
    assert found[0] == Place(Sender("alice"), ("data_1_2_x.csv",))

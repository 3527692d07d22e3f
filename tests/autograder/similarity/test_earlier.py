"""Earlier years: folders as they lie around, each notebook with its author."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.course.layout import Course
from autograder.errors import AutograderError, NotFoundError
from autograder.similarity import earlier
from autograder.similarity.answers import Asked, Author, Collected, read_class
from autograder.similarity.earlier import read_earlier
from tests.support.handing import answered, hand_in
from tests.support.similar import LOOP, MAPPED
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

DOUBLE = Asked(NOTEBOOK, "double", "code")


@pytest.fixture
def this_year(course: Course) -> Collected:
    """What ada has handed in this year."""
    hand_in(course, "ada", answered(course, MAPPED))
    return read_class(course, ASSIGNMENT)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder for earlier submissions."""
    folder = tmp_path / "old"
    folder.mkdir()
    return folder


def put(course: Course, path: Path, content: bytes | None = None) -> None:
    """Write a notebook, answered by default."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content or nbformat.writes(answered(course, LOOP)).encode())


def earlier_names(found: Collected) -> set[tuple[str, str]]:
    return {(author.earlier, author.name) for author in found.authors if author.earlier}


@pytest.mark.parametrize(
    ("path", "above", "name"),
    [
        ("zoe/a1/01_tiny.ipynb", "", "zoe"),
        ("a1/zoe/01_tiny.ipynb", "", "zoe"),
        ("zoe/01_tiny.ipynb", "", "zoe"),
        ("2023/submitted/zoe/a1/01_tiny.ipynb", "2023/submitted", "zoe"),
        ("zoe/a1/01_tiny (1).ipynb", "", "zoe"),
        ("zoe_01_tiny.ipynb", "", "zoe_01_tiny"),
        ("zoe.ipynb", "", "zoe"),
        ("zoe/final/homework.ipynb", "zoe", "final"),
    ],
)
def test_the_folder_or_the_file_says_whose_it_is(
    course: Course, this_year: Collected, old: Path, path: str, above: str, name: str
) -> None:
    put(course, old / path)
    read_earlier(course, ASSIGNMENT, old, this_year)
    author = Author(str(old / above) if above else str(old), name)
    assert this_year.answers[DOUBLE][author] == LOOP


def test_several_files_of_one_notebook_in_a_folder_are_several_students(
    course: Course, this_year: Collected, old: Path
) -> None:
    for name in ("yan", "zoe"):
        put(course, old / "2023" / f"{name}_01_tiny.ipynb")
    read_earlier(course, ASSIGNMENT, old, this_year)
    above = str(old / "2023")
    assert earlier_names(this_year) == {(above, "yan_01_tiny"), (above, "zoe_01_tiny")}


def test_other_assignments_and_other_files_are_passed_over(
    course: Course, this_year: Collected, old: Path
) -> None:
    (course.texts / "a2").mkdir()
    (course.texts / "a2" / "01_other.py").write_text("", encoding="utf-8")
    put(course, old / "zoe" / "a2" / "01_tiny.ipynb")
    put(course, old / "yan" / "a1" / ".ipynb_checkpoints" / "01_tiny-checkpoint.ipynb")
    put(course, old / "yan" / "a1" / "notes.txt")
    put(course, old / "xia" / "a1" / "holiday.ipynb", b'{"nbformat": 4, "cells": []}')
    with pytest.raises(NotFoundError, match="holds no notebook of a1"):
        read_earlier(course, ASSIGNMENT, old, this_year)


def test_what_cannot_be_read_is_counted(course: Course, this_year: Collected, old: Path) -> None:
    put(course, old / "yan" / "01_tiny.ipynb", b"[" * 100_000)
    put(course, old / "zoe" / "01_tiny.ipynb")
    read_earlier(course, ASSIGNMENT, old, this_year)
    assert (this_year.unread, earlier_names(this_year)) == (1, {(str(old), "zoe")})


def test_links_are_not_followed(course: Course, this_year: Collected, old: Path) -> None:
    put(course, old.parent / "elsewhere" / "yan" / "01_tiny.ipynb")
    (old / "linked").symlink_to(old.parent / "elsewhere")
    (old / "circle").symlink_to(old)
    put(course, old / "zoe" / "01_tiny.ipynb")
    read_earlier(course, ASSIGNMENT, old, this_year)
    assert earlier_names(this_year) == {(str(old), "zoe")}


def test_a_folder_may_be_named_by_a_link(course: Course, this_year: Collected, old: Path) -> None:
    put(course, old / "01_tiny.ipynb")
    put(course, old / "zoe" / "01_tiny.ipynb")
    linked = old.parent / "linked"
    linked.symlink_to(old)
    read_earlier(course, ASSIGNMENT, linked, this_year)
    assert earlier_names(this_year) == {(str(linked), "01_tiny"), (str(linked), "zoe")}


def test_a_folder_with_too_much_in_it_is_refused(
    course: Course, this_year: Collected, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier, "MAX_FILES", 1)
    put(course, old / "yan" / "01_tiny.ipynb")
    put(course, old / "zoe" / "01_tiny.ipynb")
    with pytest.raises(AutograderError, match="holds more than 1 notebooks"):
        read_earlier(course, ASSIGNMENT, old, this_year)


def test_names_of_strangers_are_shown_without_controls(
    course: Course, this_year: Collected, old: Path
) -> None:
    put(course, old / "z\x1b[31m\u202eoe" / "01_tiny.ipynb")
    read_earlier(course, ASSIGNMENT, old, this_year)
    (author,) = (author for author in this_year.authors if author.earlier)
    assert author.shown == "z?[31m?oe"


@pytest.mark.parametrize("path", [".", "submitted", "submitted/ada"])
def test_this_years_own_folder_is_refused(course: Course, this_year: Collected, path: str) -> None:
    with pytest.raises(NotFoundError, match="this year's submitted/"):
        read_earlier(course, ASSIGNMENT, course.root / path, this_year)

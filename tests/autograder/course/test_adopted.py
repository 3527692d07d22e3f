"""Adopted: the file that says where the tests of another course run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.adopted import (
    INSIDE,
    OUTSIDE,
    TRIED,
    Adopted,
    path_of,
    read_adopted,
    source_digest,
    write_adopted,
)
from autograder.course.layout import Course
from autograder.errors import CourseError
from tests.strangers.course import ASSIGNMENT
from tests.support.strange import NOTEBOOK, strange_course

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
PLACES = st.just(OUTSIDE) | st.text(st.characters(codec="utf-8"), max_size=20).map(
    lambda why: f"{TRIED}{why}"
)


def written(course: Course, text: str) -> Course:
    """Put a text where the file stands."""
    path = path_of(course, ASSIGNMENT)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return course


@settings(max_examples=30)
@given(tests=st.dictionaries(NAMES, st.dictionaries(NAMES, PLACES, max_size=4), max_size=3))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, tests: dict[str, dict[str, str]]
) -> None:
    course = Course(tmp_path_factory.mktemp("course"))
    write_adopted(course, ASSIGNMENT, Adopted("digest", tests))
    if tests:
        assert read_adopted(course, ASSIGNMENT) == Adopted("digest", tests)


def test_an_edited_file_is_honoured(tmp_path: Path) -> None:
    course = Course(tmp_path)
    write_adopted(course, ASSIGNMENT, Adopted("d", {"n": {"a": OUTSIDE, "b": OUTSIDE}}))
    path = path_of(course, ASSIGNMENT)
    text = path.read_text(encoding="utf-8")
    written(course, text.replace('"b" = "outside"', '"b" = "inside: flaky"'))
    adopted = read_adopted(course, ASSIGNMENT)
    assert adopted is not None
    assert adopted.outside("n") == {"a"}
    assert adopted.by_hand("n") == {"b": "inside: flaky"}
    assert adopted.outside("other") == frozenset()


def test_what_a_trial_says_is_not_by_hand() -> None:
    adopted = Adopted("d", {"n": {"a": f"{TRIED}the model answers, 1 and 0", "b": INSIDE}})
    assert adopted.by_hand("n") == {"b": INSIDE}


def test_where_nothing_is_written_nothing_is_known(tmp_path: Path) -> None:
    assert read_adopted(Course(tmp_path), ASSIGNMENT) is None


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("[tests", "cannot be read", "autograder adopt ps1"),
        ("source = 'x'", "has no table of tests", "autograder adopt ps1"),
        ("tests = {a = 'outside'}", "has no table of tests", "autograder adopt ps1"),
        ("[tests.n]\na = 'outsde'", "says 'outsde' of the test 'a'", "Write 'outside'"),
        ("[tests.n]\na = 1", "says 1 of the test 'a'", "Write 'outside'"),
    ],
)
def test_a_broken_file_comes_with_what_to_do(
    tmp_path: Path, text: str, words: str, hint: str
) -> None:
    course = written(Course(tmp_path), text)
    with pytest.raises(CourseError) as caught:
        read_adopted(course, ASSIGNMENT)
    assert caught.value.what.startswith(f"adopted/{ASSIGNMENT}.toml ")
    assert words in caught.value.what
    assert hint in caught.value.hint


def test_the_digest_follows_notebooks_and_files_beside_them(tmp_path: Path) -> None:
    course = strange_course(tmp_path)
    seen = {source_digest(course, ASSIGNMENT)}
    folder = course.source_folder(ASSIGNMENT)
    (folder / "data.csv").write_text("1,2\n", encoding="utf-8")
    seen.add(source_digest(course, ASSIGNMENT))
    (folder / "data.csv").rename(folder / "table.csv")
    seen.add(source_digest(course, ASSIGNMENT))
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    seen.add(source_digest(course, ASSIGNMENT))
    assert len(seen) == 4
    assert source_digest(course, ASSIGNMENT) in seen


def test_the_digest_passes_over_what_is_not_a_file(tmp_path: Path) -> None:
    course = strange_course(tmp_path)
    folder = course.source_folder(ASSIGNMENT)
    before = source_digest(course, ASSIGNMENT)
    (folder / "nowhere.csv").symlink_to(folder / "missing.csv")
    os.mkfifo(folder / "pipe")
    assert source_digest(course, ASSIGNMENT) == before

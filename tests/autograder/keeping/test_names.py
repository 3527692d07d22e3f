"""Names in an archive: every path has one of its own, and none leads out of its folder."""

from __future__ import annotations

import os
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.keeping.listing import is_safe
from autograder.keeping.names import in_conflict, read, written

BYTES = st.binary(min_size=1, max_size=12).filter(
    lambda name: b"/" not in name and b"\0" not in name and name not in (b".", b"..")
)
PATHS = st.lists(BYTES, min_size=1, max_size=3).map(lambda parts: os.fsdecode(b"/".join(parts)))


@given(PATHS)
def test_every_path_of_a_file_system_comes_back(path: str) -> None:
    name = written(path)
    assert read(name) == path
    assert name.isprintable() or not path.isprintable()
    assert name.encode()  # a text, whatever the bytes were


@given(PATHS, PATHS)
def test_different_paths_have_different_names(one: str, other: str) -> None:
    assert (written(one) == written(other)) == (one == other)


@given(st.text(max_size=20) | st.text(alphabet="./%2Ef\\\0", max_size=12))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    path = read(name)
    if path is not None:
        parts = PurePosixPath(path).parts
        assert not path.startswith("/")
        assert ".." not in parts
        assert "/".join(parts) == path
        assert "\0" not in path


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "course/../../etc/passwd",
        "course/%2E%2E/x",
        "course/a%2Fb",
        "course/./x",
        "course//x",
        "course/x/",
        "course/a\\b",
        "course/%00",
        "course/%zz",
        "course/" + "x" * 256,
    ],
)
def test_what_no_path_is_written_like_is_no_name(name: str) -> None:
    assert read(name) is None


@pytest.mark.parametrize(
    "name", ["course", "home", "etc/passwd", "course/backups", "course/backups/x.zip", "..", "x"]
)
def test_a_name_belongs_to_a_place_of_ours(name: str) -> None:
    assert not is_safe(name)


@pytest.mark.parametrize(
    "name", ["gradebook.db", "course/submitted", "home/nbgrader_config.py", "submitted/ada/a1/x"]
)
def test_names_of_ours_are_safe(name: str) -> None:
    assert is_safe(name)


def test_a_file_that_is_a_folder_is_found() -> None:
    assert in_conflict(["a/b", "a/c", "b"]) is None
    assert in_conflict(["a/b/c", "a/b"]) == "a/b"

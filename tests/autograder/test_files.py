"""File names: one for each name, and none that leads elsewhere."""

from __future__ import annotations

import doctest
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import files
from autograder.files import MAX_BYTES, file_name

NAMES = st.text(st.sampled_from([*"a%5C/\\.\0 é\n", "\ud800"]) | st.characters())


def test_the_examples_hold() -> None:
    assert doctest.testmod(files).failed == 0


@pytest.mark.parametrize(
    "name", ["ada", "José", "100%", "a b", ".hidden", "...", "emma 👩\u200d💻"]
)
def test_a_name_that_can_name_a_file_names_it(name: str) -> None:
    assert file_name(name) == name


@given(NAMES)
def test_no_name_leads_elsewhere_and_each_can_be_read_back(name: str) -> None:
    safe = file_name(name)
    assert safe not in ("", ".", "..")
    assert not set(safe) & set("/\\\0")
    assert len(safe.encode()) <= MAX_BYTES
    if name and len(safe.encode()) < MAX_BYTES - 20:
        assert unquote(safe, errors="surrogatepass") == name


@given(NAMES, NAMES)
def test_different_names_have_different_files(first: str, second: str) -> None:
    assert (file_name(first) == file_name(second)) == (first == second)


def test_long_names_stay_apart() -> None:
    names = ["é" * 200, "é" * 201, "\\" * 300, "a" * 1000, "a" * 1001]
    assert len(set(map(file_name, names))) == len(names)
    assert file_name("a" * MAX_BYTES) == "a" * MAX_BYTES

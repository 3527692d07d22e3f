"""Corrections: what counts differently is read from one file, and mistakes in it are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.corrections import (
    CORRECTIONS_NAME,
    Corrections,
    corrected_assignments,
    read_corrections,
)
from autograder.course.layout import Course
from autograder.errors import CourseError

PLACES = [("01", "relu"), ("01", "tanh"), ("02", "relu"), ("02", "why")]
STUDENTS = ["ada", "bob"]


def read(folder: Path, text: str) -> Corrections:
    """Return what a file says of the assignment `a1`."""
    (folder / CORRECTIONS_NAME).write_text(text, encoding="utf-8")
    return read_corrections(Course(folder), "a1", PLACES, STUDENTS)


def test_without_a_file_nothing_counts_differently(tmp_path: Path) -> None:
    found = read_corrections(Course(tmp_path), "a1", PLACES, STUDENTS)
    assert not found
    assert found.counts("ada", ("01", "relu"))


def test_questions_are_dropped_repriced_and_excused(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '\ufeff[a1]\r\ndrop = ["tanh"]\r\nworth = {"02/relu" = 3, why = 0.5}\r\n'
        '[a1.excused]\r\nada = ["02"]\r\nbob = ["01/relu", "why"]\r\n',
    )
    assert found == Corrections(
        frozenset({("01", "tanh")}),
        {("02", "relu"): 3.0, ("02", "why"): 0.5},
        {
            "ada": frozenset({("02", "relu"), ("02", "why")}),
            "bob": frozenset({("01", "relu"), ("02", "why")}),
        },
    )
    assert found
    assert not found.counts("ada", ("01", "tanh"))
    assert not found.counts("ada", ("02", "why"))
    assert found.counts("ada", ("01", "relu"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('drop = ["nothing"]', "there is no question or notebook 'nothing'"),
        ('drop = ["relu"]', "'relu' is the name of several questions: write one of 01/relu"),
        ('drop = "tanh"', "drop holds 'tanh': write a list of names"),
        ("drop = [1]", "drop holds [1]: write a list of names"),
        ("worth = {tanh = 0}", "'tanh' is worth 0: write a number above 0"),
        ("worth = {tanh = true}", "'tanh' is worth True: write a number above 0"),
        ("worth = {tanh = inf}", "'tanh' is worth inf: write a number above 0"),
        ("worth = {tanh = nan}", "'tanh' is worth nan: write a number above 0"),
        ('worth = {"01" = 2}', "'01' is a notebook"),
        ("worth = 3", "worth holds 3: write a table"),
        ('excused = {zoe = ["tanh"]}', "nobody in the class is called 'zoe'"),
        ('dropp = ["tanh"]', "'dropp' means nothing there: write drop, worth, excused"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_named_and_the_others_hold(
    tmp_path: Path, text: str, sentence: str
) -> None:
    more = "" if "excused" in text else 'excused.ada = ["why"]\n'
    found = read(tmp_path, f"[a1]\n{more}{text}\n")
    assert found.excused == ({"ada": frozenset({("02", "why")})} if more else {})
    (problem,) = found.problems
    assert problem.startswith(f"{CORRECTIONS_NAME}, [a1]: {sentence}")
    assert not found.dropped
    assert not found.worth


def test_a_file_that_is_not_toml_is_refused_with_what_to_read(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="cannot be read") as caught:
        read(tmp_path, "[a1\n")
    assert "docs/regrading.md" in caught.value.hint


def test_the_assignments_it_speaks_of_are_named(tmp_path: Path) -> None:
    read(tmp_path, "[a1]\n[a2]\n")
    assert corrected_assignments(Course(tmp_path)) == ["a1", "a2"]

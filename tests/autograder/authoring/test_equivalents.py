"""The list of mutants that are as right as the solution: every entry has a reason and a mutant."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.equivalents import (
    check_equivalents,
    equivalents_path,
    read_equivalents,
)
from autograder.authoring.mutants import mutants
from autograder.course.cells import grade_id, is_solution
from autograder.course.layout import Course
from autograder.course.texts import read_text
from autograder.errors import BankError
from tests.support.tiny import ROOT

LIST = """\
[[relu]]
because = "The slope at 0 is free."
mutants = ['slope: `z > 0` became `z >= 0`', 'slope: `z > 0` became `z > -0.0`']

[[relu]]
because = "Both sides are the same."
mutants = ['relu: `a + b` became `b + a`']
"""


def listed(folder: Path, text: str) -> dict[str, dict[str, str]]:
    """Write a list of equivalents and read it."""
    course = Course(folder)
    path = equivalents_path(course, "a1", "01_units")
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return read_equivalents(course, "a1", "01_units")


def test_each_mutant_has_its_reason(tmp_path: Path) -> None:
    assert listed(tmp_path, LIST) == {
        "relu": {
            "slope: `z > 0` became `z >= 0`": "The slope at 0 is free.",
            "slope: `z > 0` became `z > -0.0`": "The slope at 0 is free.",
            "relu: `a + b` became `b + a`": "Both sides are the same.",
        }
    }


def test_a_notebook_needs_no_list(tmp_path: Path) -> None:
    assert read_equivalents(Course(tmp_path), "a1", "01_units") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[relu]", "cannot be read"),
        ("[[relu]]\nmutants = ['x']", "missing required field `because`"),
        ("[[relu]]\nbecause = 'x'\nmutant = ['x']", "`mutant"),
        ("[relu]\nbecause = 'x'\nmutants = ['x']", "Expected `array`"),
        ("[[relu]]\nbecause = ' '\nmutants = ['x']", "stand without a reason"),
        (LIST.replace("a + b", "z > 0").replace("b + a", "z >= 0").replace("relu: ", "slope: "),
         "lists this mutant twice: slope: `z > 0` became `z >= 0`"),
    ],
    ids=["no TOML", "no reason", "misspelt", "one table", "empty reason", "twice"],
)  # fmt: skip
def test_a_list_of_another_form_is_refused_with_its_form(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(BankError, match=r"answers/a1/01_units/equivalents\.toml") as caught:
        listed(tmp_path, text)
    assert says in caught.value.what
    assert caught.value.hint


def test_entries_without_a_mutant_are_named() -> None:
    known = {"relu": {"gone": "x", "there": "x"}, "tanh": {"lost": "x"}}
    with pytest.raises(BankError) as caught:
        check_equivalents(known, {"relu": frozenset({"there"})}, "here.toml")
    assert caught.value.what.splitlines() == [
        "here.toml lists mutants that are not made (any more):",
        "  relu: gone",
        "  tanh: lost",
    ]
    check_equivalents({"relu": {"there": "x"}}, {"relu": frozenset({"there"})}, "here.toml")


OURS = Course(ROOT)
NOTEBOOKS = [
    (assignment, notebook)
    for assignment in OURS.assignments()
    for notebook in OURS.notebooks(assignment)
]


@pytest.mark.parametrize(("assignment", "notebook"), NOTEBOOKS)
def test_the_courses_own_lists_name_mutants_of_its_solutions(
    assignment: str, notebook: str
) -> None:
    cells = read_text(OURS.text_path(assignment, notebook)).cells
    made = {
        grade_id(cell): frozenset(one.change for one in mutants(cell.source))
        for cell in cells
        if is_solution(cell) and cell.cell_type == "code"
    }
    check_equivalents(read_equivalents(OURS, assignment, notebook), made, notebook)

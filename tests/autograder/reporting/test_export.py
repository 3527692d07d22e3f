"""Tables of grades: they read back as they were, and start no formula."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.commands import main
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.errors import NotFoundError
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.export import HEAD, export_grades, harmless, table
from autograder.reporting.html.states import State
from autograder.reporting.results import NotebookResult, QuestionResult, Results, StudentResult
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    works = {
        "bob": Work(status=Status.NOT_GRADABLE),
        "ada": Work(points={**WORTH, "slope-hidden": 1.5, "why": None}, manual={"why": 2.5}),
        "dan": Work(),
        "cyn": Work(status=Status.MISSING),
    }
    return make_class(tmp_path, works, {"zoe": ""})


def test_one_row_for_each_student(course: Course) -> None:
    path = export_grades(course, ASSIGNMENT)
    assert path == course.root / "exports" / f"{ASSIGNMENT}.csv"
    rows = read(path)
    assert [row["student"] for row in rows] == ["ada", "bob", "cyn", "dan", "zoe"]
    assert [row["status"] for row in rows] == [
        "graded",
        "not gradable",
        "missing",
        "needs a person",
        "missing",
    ]
    assert [row["score"] for row in rows] == ["8", "", "0", "7", "0"]
    assert {row["max_score"] for row in rows} == {"11"}


@pytest.mark.parametrize("name", [b"ad\xff", b"b\aell"])
def test_whose_folder_has_a_refused_name_has_a_row_too(course: Course, name: bytes) -> None:
    (course.submitted / os.fsdecode(name) / ASSIGNMENT).mkdir(parents=True)
    rows = read(export_grades(course, ASSIGNMENT))
    (row,) = [row for row in rows if row["student"] not in ("ada", "bob", "cyn", "dan", "zoe")]
    assert row["student"] == ascii(os.fsdecode(name))[1:-1]
    assert (row["status"], row["score"], row["max_score"]) == ("not gradable", "", "11")
    assert len(rows) == 6


def test_columns_are_notebooks_and_their_questions(course: Course) -> None:
    ada, _, _, dan, _ = read(export_grades(course, ASSIGNMENT))
    questions = [f"{NOTEBOOK}/{name}" for name in ("relu", "slope", "why")]
    assert list(ada) == [*HEAD, NOTEBOOK, *questions]
    assert [ada[name] for name in (NOTEBOOK, *questions)] == ["8", "3", "2.5", "2.5"]
    assert dan[f"{NOTEBOOK}/why"] == "", "not decided is not zero"


def test_all_assignments_in_one_table(course: Course) -> None:
    path = export_grades(course)
    assert path.name == "grades.csv"
    assert read(path)[0][f"{ASSIGNMENT}/{NOTEBOOK}/relu"] == "3"


def test_the_same_grades_give_the_same_bytes(course: Course, tmp_path: Path) -> None:
    first = export_grades(course, ASSIGNMENT, tmp_path / "elsewhere" / "a.csv")
    assert first.read_bytes() == export_grades(course, ASSIGNMENT).read_bytes()


def test_a_wrong_name_is_told(course: Course) -> None:
    with pytest.raises(NotFoundError, match="no assignment 'unit'"):
        export_grades(course, "unit")


FORMULAS = [
    "=1+1",
    "+x",
    "-x",
    "@x",
    " =1",
    "\t=1",
    "\tx",
    "\rx",
    "\n@x",
    "\r+1",
    "\x00=1",
    "\x1b=1",
    "\x7f-1",
    "\xa0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e+1",
    "\u3000@x",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    "﹣1",
    "−1",
    '=HYPERLINK("https://x.example")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_are_disarmed(name: str) -> None:
    assert harmless(name).startswith("'")
    assert harmless(name).replace("'", "") == name.replace("'", "")
    text = table([results_of(name)])
    cell = next(csv.reader(io.StringIO(text.split("\r\n", 1)[1], newline="")))[0]
    assert cell == harmless(name)


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n"])
def test_formulas_behind_the_sign_between_columns_elsewhere_are_disarmed(
    name: str, separator: str
) -> None:
    """Where columns stand between `;`, a program may split a line at every one of them."""
    for part in harmless(f"ada{separator}{name}").split(separator):
        assert not first_seen(part) or first_seen(part) not in "=+-@＝＋－＠﹦﹣−"


@pytest.mark.parametrize("name", ["ada", "Müller, Ada", "ada@x.example", "a-b", "00123", "'x", ""])
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert harmless(name) == name


def first_seen(text: str) -> str:
    """Return the first sign that a spreadsheet would not skip."""
    return next((c for c in text if unicodedata.category(c)[0] not in "CZ"), "")


@given(st.text() | st.text("=+-@;\t\r\n a\u200b＝"))
def test_no_text_starts_a_formula(name: str) -> None:
    shown = harmless(name)
    assert shown.replace("'", "") == name.replace("'", "")
    for part in re.split(r"[;\t\r\n]", shown):
        assert not first_seen(part) or first_seen(part) not in "=+-@＝"


def test_every_field_is_quoted_and_numbers_stay_numbers() -> None:
    lines = table([results_of("ada", 2.5)]).split("\r\n")
    whole = '"a","graded","2.5","1000","0.25","2.5","0","",""'
    assert lines[1] == f'"ada","","","","","",{whole},"2.5","2.5"'
    assert all(re.fullmatch(r'("[^"]*",)*"[^"]*"', line) for line in lines if line)


def results_of(name: str, points: float = 1.0) -> Results:
    """Return the results of a class of one."""
    return Results("a", {"n": {"q": 1000.0}}, (_student(name, points),))


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(st.lists(names, unique=True), st.floats(0, 1000))
def test_the_table_reads_back(students: list[str], points: float) -> None:
    results = Results("a", {"n": {"q": 1000.0}}, tuple(_student(name, points) for name in students))
    rows = list(csv.DictReader(io.StringIO(table([results]), newline="")))
    assert [row["student"] for row in rows] == [harmless(name) for name in sorted(students)]
    for row in rows:
        assert float(row["score"]) == float(row["n/q"]) == pytest.approx(points, abs=1e-4)


def _student(name: str, points: float) -> StudentResult:
    cell = CellOutcome("q", points, 1000.0, CellStatus.PARTIAL)
    question = QuestionResult("q", State.PARTLY, 1000.0, (cell,))
    notebook = NotebookResult("n", Status.GRADED, (question,))
    return StudentResult(name, name, (notebook,))


def test_the_command_writes_where_it_is_told(course: Course, tmp_path: Path) -> None:
    target = tmp_path / "grades-of-all.csv"
    start = ["--course", str(course.root), "export"]
    done = CliRunner().invoke(main, [*start, "--output", str(target)])
    waits = "1 grade is not final yet and waits for a person: dan.\n"
    assert done.stdout == f"{waits}grades-of-all.csv\n"
    assert len(read(target)) == 5
    again = CliRunner().invoke(main, [*start, ASSIGNMENT])
    assert again.stdout == f"{waits}exports/{ASSIGNMENT}.csv\n"


def test_names_addresses_and_sections_stand_in_the_table_where_they_are_known(
    course: Course,
) -> None:
    people = {"ada": Student("ada", "Ada", "=Lovelace", "ada@x.edu", section="G1")}
    row, other, *_ = read(export_grades(course, ASSIGNMENT, people=people))
    assert (row["name"], row["first_name"], row["last_name"]) == (
        "Ada =Lovelace",
        "Ada",
        "'=Lovelace",
    )
    assert (row["email"], row["section"], row["percentage"]) == ("ada@x.edu", "G1", "72.7273")
    assert (other["name"], other["email"], other["percentage"]) == ("", "", "")


def test_the_mark_for_excel_stands_before_the_table_on_request_only(course: Course) -> None:
    plain = export_grades(course, ASSIGNMENT).read_bytes()
    marked = export_grades(course, ASSIGNMENT, bom=True).read_bytes()
    assert marked == b"\xef\xbb\xbf" + plain
    assert plain.startswith(b'"student"')


def test_where_nothing_is_decided_yet_there_is_no_zero(tmp_path: Path) -> None:
    work = Work(points=dict.fromkeys(WORTH, None))
    (row,) = read(export_grades(make_class(tmp_path, {"ada": work}), ASSIGNMENT))
    assert row["status"] == "needs a person"
    assert {row[name] for name in ("score", "raw_score", "penalty", NOTEBOOK)} == {""}

"""Grades in the LMS's own tables: only they change, and every doubt is a sentence."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.commands import main
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.errors import CourseError
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.html.states import State
from autograder.reporting.results import NotebookResult, QuestionResult, Results, StudentResult
from autograder.returning.filling import Wishes, fill
from autograder.returning.layouts import Lms
from autograder.returning.template import parse_template
from tests.support.graded import ASSIGNMENT

CANVAS = """\
\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Units (12345),Other (6),Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10.00,5.00,(read only)
"Lovelace, Ada",77,0012,ada,G1,,3,55
"O’Brien, Bob",76,0013,bob,G1,4.00,3,
"Ümlaut, Cyn",78,0014,cyn,"G1 ""and"" G2",6.0,3,
"Day, Dan",79,0015,dan,G1,,,
"Student, Test",5,,abc,G1,,,
""".replace("\n", "\r\n")
MOODLE = """\
Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum grade",Feedback comments
"Participant 11","Ada Lovelace",0012,ada@x.edu,Submitted,,"11,00",
"Participant 12","Bob O'Brien",,bob@x.edu,Submitted,"7,00","11,00","old ""x"" y"
"Participant 13","Cyn Ümlaut",,cyn@x.edu,Submitted,"7,00","11,00",
"Participant 14","Dan Day",,dan@x.edu,-,,"11,00",
"""


def run(course: Course, *words: str) -> Result:
    return CliRunner().invoke(main, ["--course", str(course.root), "export", *words])


def written(course: Course, name: str, text: str) -> str:
    path = course.root / name
    path.write_bytes(text.encode())
    return str(path)


def test_only_the_grades_of_a_canvas_gradebook_change(graded: Course) -> None:
    done = run(graded, ASSIGNMENT, "--canvas", written(graded, "canvas.csv", CANVAS))
    changed = CANVAS.replace("G1,,3,55", "G1,7.5,3,55").replace("G1,4.00,", "G1,,")
    changed = changed.replace('G2",6.0,', 'G2",7,').replace("dan,G1,,,", "dan,G1,0,,")
    assert (graded.root / "exports" / f"{ASSIGNMENT}-canvas.csv").read_bytes() == changed.encode()
    assert done.stdout == (
        "Canvas says 10.00 points, but here it is worth 11. Points were not scaled.\n"
        "1 grade is not final yet and waits for a person: cyn.\n"
        f"exports/{ASSIGNMENT}-canvas.csv: 3 grades for Canvas\n"
    )
    assert done.exit_code == 0


def test_moodle_s_worksheet_has_its_commas_and_comments_only_on_request(graded: Course) -> None:
    path = written(graded, "moodle.csv", MOODLE)
    run(graded, ASSIGNMENT, "--moodle", path)
    target = graded.root / "exports" / f"{ASSIGNMENT}-moodle.csv"
    changed = MOODLE.replace('Submitted,,"11', 'Submitted,"7,5","11').replace("-,,", "-,0,")
    changed = changed.replace('"7,00","11,00","old', '"","11,00","old')
    assert target.read_text(encoding="utf-8") == changed
    run(graded, ASSIGNMENT, "--moodle", path, "--comments")
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert [row["Feedback comments"] for row in rows] == [
        "Points by notebook: 01_relu: 7.5 of 11 (slope partly right, why partly right).",
        "Points by notebook: 01_relu: not gradable.",
        "Points by notebook: 01_relu: 7 of 11 (why waiting for a person). "
        "Not final: a person still reads the rest.",
        "Points by notebook: 01_relu: not handed in.",
    ]


def test_what_does_not_fit_is_told_and_the_rest_goes_on(graded: Course) -> None:
    lines = [
        "Student,ID,SIS Login ID,Section,Units (1)",
        "a,77,,,",
        "b,76,cyn,,1",
        "c,79,,,",
        "d,79,,,",
        "Eve,1,eve,,2",
    ]
    done = run(graded, ASSIGNMENT, "--canvas", written(graded, "c.csv", "\n".join(lines)))
    text = (graded.root / "exports" / f"{ASSIGNMENT}-canvas.csv").read_text(encoding="utf-8")
    assert text.split("\n") == [lines[0], "a,77,,,7.5", *lines[2:]]
    assert done.exit_code == 1
    for sentence in (
        "Line 3 of c.csv fits several students (bob, cyn) and was not changed.",
        "Lines 4 and 5 of c.csv are all “dan” and were not changed.",
        "1 line in c.csv belongs to nobody in the class: “Eve” (line 6).",
    ):
        assert sentence in done.output


def test_students_whom_the_table_lacks_are_named(graded: Course) -> None:
    text = "Student,ID,SIS Login ID,Units (1)\na,77,,\nb,76,,"
    done = run(graded, ASSIGNMENT, "--canvas", written(graded, "c.csv", text))
    assert "2 students are not in c.csv: “cyn”, “dan”." in done.output
    assert done.exit_code == 1


def test_the_table_of_another_course_is_not_written(graded: Course) -> None:
    text = "Student,ID,SIS Login ID,Units (1)\na,1,,\nb,2,,"
    done = run(graded, ASSIGNMENT, "--canvas", written(graded, "c.csv", text))
    assert f"No student of {ASSIGNMENT} is in c.csv: is it another course's?" in done.output
    assert done.exit_code == 1
    assert not (graded.root / "exports").exists()


def test_who_is_excused_in_canvas_stays_so(graded: Course) -> None:
    path = written(graded, "c.csv", CANVAS.replace("dan,G1,,,", "dan,G1,EX,,"))
    done = run(graded, ASSIGNMENT, "--canvas", path)
    assert "Excused in Canvas, so not changed: dan." in done.output
    text = (graded.root / "exports" / f"{ASSIGNMENT}-canvas.csv").read_text(encoding="utf-8")
    assert "dan,G1,EX,," in text


def test_programs_get_rows(graded: Course) -> None:
    found = json.loads(run(graded, ASSIGNMENT, "--json").stdout)
    ada, bob, cyn, dan = found["grades"]
    assert (ada["student"], ada["name"], ada["email"]) == ("0012", "Ada Lovelace", "ada@x.edu")
    assert [row["score"] for row in (ada, bob, cyn, dan)] == [7.5, None, 7.0, 0.0]
    assert [row["final"] for row in (ada, bob, cyn, dan)] == [True, True, False, True]
    assert [one["score"] for one in cyn["notebooks"][0]["questions"]] == [3.0, 4.0, None]
    assert found["files"] == found["problems"] == []
    assert not (graded.root / "exports").exists()


def test_several_files_are_written_at_once(graded: Course) -> None:
    canvas, moodle = written(graded, "c.csv", CANVAS), written(graded, "m.csv", MOODLE)
    done = run(graded, ASSIGNMENT, "--canvas", canvas, "--moodle", moodle, "--csv", "--json")
    assert json.loads(done.stdout)["files"] == [
        f"exports/{ASSIGNMENT}-canvas.csv",
        f"exports/{ASSIGNMENT}-moodle.csv",
        f"exports/{ASSIGNMENT}.csv",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--canvas", "c.csv"], "Name the assignment"),
        ([ASSIGNMENT, "--comments"], "go with --canvas or --moodle"),
        ([ASSIGNMENT, "--csv", "--canvas", "c.csv", "--output", "x"], "--output names one file"),
    ],
)
def test_options_that_do_not_fit_together(graded: Course, words: list[str], sentence: str) -> None:
    done = run(graded, *words)
    assert done.exit_code == 2
    assert sentence in done.output


def test_canvas_has_no_column_for_comments(graded: Course) -> None:
    path = written(graded, "c.csv", CANVAS)
    done = run(graded, ASSIGNMENT, "--canvas", path, "--comments")
    assert "c.csv has no column for comments." in done.output
    assert done.exit_code == 1


def result(name: str, points: float) -> StudentResult:
    cell = CellOutcome("q", points, 100.0, CellStatus.PARTIAL)
    question = QuestionResult("q", State.PARTLY, 100.0, (cell,))
    return StudentResult(name, name, (NotebookResult("n", Status.GRADED, (question,)),))


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
rows = st.lists(
    st.tuples(st.integers(0, 9), cells, cells, st.floats(0, 100)),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[0],
)


@given(rows, st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_template_comes_back_byte_for_byte_but_for_its_grades(
    drawn: list[tuple[int, str, str, float]], mark: str, end: str, filled: bool
) -> None:
    def line(number: int, name: str, old: str, grade: str) -> str:
        texts = (f"x{name}", str(number), f"00{number}", old)
        fields = ['"{}"'.format(text.replace('"', '""')) for text in texts]
        return ",".join([*fields, grade, '"5, "'])

    head = "Student,ID,SIS User ID,Section,a (1),b (2)"
    students = tuple(result(f"00{number}", points) for number, _, _, points in drawn)
    results = Results("a", {"n": {"q": 100.0}}, students)

    def text(*, after: bool) -> bytes:
        grades = [f"{round(one[3], 4):.12g}" if after else "" for one in drawn]
        lines = [line(*one[:3], grade) for one, grade in zip(drawn, grades, strict=True)]
        return (mark + end.join([head, *lines]) + end).encode()

    people = {one.student: Student(one.student) for one in students}
    before = parse_template(text(after=filled), "x.csv")
    assert fill(before, Lms.CANVAS, results, people, Wishes()).data == text(after=True)


def test_a_column_that_is_not_there_is_refused() -> None:
    results = Results("b", {"n": {"q": 1.0}}, (result("x", 1.0),))
    template = parse_template(b"Student,ID,SIS User ID,a (1)\nx,1,x,", "x.csv")
    with pytest.raises(CourseError, match="No column is that of “b”"):
        fill(template, Lms.CANVAS, results, {}, Wishes())


def test_a_missing_template_is_a_sentence(graded: Course, tmp_path: Path) -> None:
    done = run(graded, ASSIGNMENT, "--canvas", str(tmp_path / "gone.csv"))
    assert "is not there." in done.output
    assert done.exit_code == 1


def test_the_template_itself_is_never_overwritten(graded: Course) -> None:
    path = written(graded, "c.csv", CANVAS)
    done = run(graded, ASSIGNMENT, "--canvas", path, "--output", path)
    assert done.exit_code == 1
    assert "is the table from the LMS itself." in done.output
    assert Path(path).read_bytes() == CANVAS.encode()

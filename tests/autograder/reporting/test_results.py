"""Records and gradebook together: where both speak of points, the gradebook wins."""

from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.errors import AutograderError, GradebookError, NotFoundError
from autograder.outcomes import RECORD_NAME, CellStatus, Status
from autograder.reporting.gather import all_assignments, read_results
from autograder.reporting.html.states import State
from autograder.reporting.results import NotebookResult, QuestionResult, StudentResult
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class
from tests.support.recording import change


def results(tmp_path: Path, **works: Work) -> dict[str, StudentResult]:
    course = make_class(tmp_path, works)
    return {student.student: student for student in read_results(course, ASSIGNMENT).students}


def question(student: StudentResult, name: str) -> QuestionResult:
    return next(item for item in student.notebooks[0].questions if item.name == name)


def test_questions_collect_their_cells_in_the_sources_order(tmp_path: Path) -> None:
    ada = results(tmp_path, ada=Work())["ada"]
    found = ada.notebooks[0].questions
    assert [item.name for item in found] == ["relu", "slope", "why"]
    assert [item.max_points for item in found] == [3, 4, 4]
    assert [item.state for item in found] == [State.PASSED, State.PASSED, State.WAITING]
    assert (ada.points, ada.max_points, ada.decided) == (7, 11, 7)
    assert ada.status is Status.NEEDS_PERSON
    assert ada.notebooks[0].open == 4


@pytest.mark.parametrize(
    ("given", "state"),
    [(0.0, State.FAILED), (1.5, State.PARTLY), (4.0, State.PASSED), (5.0, State.PASSED)],
)
def test_a_persons_points_decide_a_written_answer(
    tmp_path: Path, given: float, state: State
) -> None:
    ada = results(tmp_path, ada=Work(manual={"why": given}, comments={"why": "Good."}))["ada"]
    why = question(ada, "why")
    assert (why.state, why.points, why.comment, why.by_person) == (state, given, "Good.", True)
    assert ada.status is Status.GRADED


def test_a_persons_points_override_those_of_tests(tmp_path: Path) -> None:
    work = Work(points={**WORTH, "relu-hidden": 0.0}, manual={"relu-hidden": 2.0, "why": 0.0})
    relu = question(results(tmp_path, ada=work)["ada"], "relu")
    assert (relu.points, relu.state, relu.by_person) == (3, State.PASSED, True)


def test_a_persons_points_wait_after_a_new_submission(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(manual={"why": 3.0})})
    execute(course, "UPDATE grade SET needs_manual_grade = 1 WHERE manual_score IS NOT NULL")
    ada = read_results(course, ASSIGNMENT).students[0]
    assert question(ada, "why").state is State.WAITING
    assert ada.status is Status.NEEDS_PERSON


def test_extra_credit_and_lateness_count(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(manual={"why": 4.0})})
    execute(course, "UPDATE grade SET extra_credit = 0.5 WHERE manual_score IS NOT NULL")
    execute(course, "UPDATE submitted_notebook SET late_submission_penalty = 2")
    ada = read_results(course, ASSIGNMENT).students[0]
    assert (ada.notebooks[0].penalty, ada.points) == (2, 9.5)


def test_nbgraders_own_comments_are_no_graders_word(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    execute(course, "UPDATE comment SET auto_comment = 'No response.'")
    assert question(read_results(course, ASSIGNMENT).students[0], "why").comment == ""


def test_not_gradable_is_not_zero_and_missing_is(tmp_path: Path) -> None:
    found = results(
        tmp_path,
        bob=Work(status=Status.NOT_GRADABLE, remarks=("It is cut off.",)),
        cyn=Work(status=Status.MISSING),
    )
    assert (found["bob"].points, found["bob"].status) == (None, Status.NOT_GRADABLE)
    assert found["bob"].notebooks[0].remarks == ("It is cut off.",)
    assert (found["cyn"].points, found["cyn"].max_points) == (0, 11)
    assert {item.state for item in found["cyn"].notebooks[0].questions} == {State.MISSING}


def test_blank_answers_are_told_from_wrong_ones(tmp_path: Path) -> None:
    work = Work(points={**WORTH, "why": 0.0}, states={"why": CellStatus.BLANK})
    assert question(results(tmp_path, ada=work)["ada"], "why").state is State.BLANK


def test_the_class_list_adds_students_and_names(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()}, {"ada": "Ada", "zoe": "Zoë"})
    ada, zoe = read_results(course, ASSIGNMENT).students
    assert (ada.name, zoe.name) == ("Ada", "Zoë")
    assert (ada.submitted, zoe.submitted) == (True, False)
    assert (zoe.status, zoe.points) == (Status.MISSING, 0)


def test_students_who_have_left_are_in_no_table(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(), "bob": Work(), "cyn": Work()})
    for query in (
        "DELETE FROM student WHERE id IN ('bob', 'cyn')",
        "DELETE FROM submitted_assignment WHERE student_id IN ('bob', 'cyn')",
    ):
        change(course, query)
    (course.submitted / "cyn").mkdir(parents=True)
    found = [student.student for student in read_results(course, ASSIGNMENT).students]
    assert found == ["ada", "cyn"], "ada is in the gradebook, cyn's files are there"


def test_a_class_graded_by_plain_nbgrader_is_read_too(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(points={**WORTH, "why": None, "slope-hidden": 1.0})})
    (course.autograded / "ada" / ASSIGNMENT / RECORD_NAME).unlink()
    ada = read_results(course, ASSIGNMENT).students[0]
    states = [item.state for item in ada.notebooks[0].questions]
    assert states == [State.PASSED, State.PARTLY, State.WAITING]
    assert ada.points == 5


def test_without_sources_the_records_give_the_order(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    course.source_path(ASSIGNMENT, NOTEBOOK).unlink()
    assert [name for _, name in read_results(course, ASSIGNMENT).columns()] == [
        "relu",
        "slope",
        "why",
    ]


def test_an_assignment_that_does_not_exist(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    with pytest.raises(NotFoundError, match="no assignment 'unit'") as caught:
        read_results(course, "unit")
    assert ASSIGNMENT in caught.value.hint


def test_an_assignment_that_is_not_graded(tmp_path: Path) -> None:
    course = make_class(tmp_path, {}, {"zoe": "Zoë"})
    with pytest.raises(NotFoundError, match="Nothing of") as caught:
        read_results(course, ASSIGNMENT)
    assert "autograder grade units" in caught.value.hint
    (course.root / "gradebook.db").unlink()
    with pytest.raises(NotFoundError, match="Nothing of 'units' is graded yet"):
        read_results(course, ASSIGNMENT)
    with pytest.raises(NotFoundError, match="Nothing is graded yet"):
        all_assignments(course)


def test_a_gradebook_that_is_gone(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    (course.root / "gradebook.db").unlink()
    with pytest.raises(GradebookError, match=r"There is no gradebook gradebook\.db"):
        read_results(course, ASSIGNMENT)
    assert not (course.root / "gradebook.db").exists(), "reading makes no gradebook"


def test_a_gradebook_that_is_no_database(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    (course.root / "gradebook.db").write_bytes(b"not a database, " * 100)
    with pytest.raises(GradebookError, match="file is not a database") as caught:
        read_results(course, ASSIGNMENT)
    assert "autograder restore <archive> --gradebook" in caught.value.hint


def test_a_gradebook_of_another_schema(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    execute(course, "ALTER TABLE grade RENAME COLUMN extra_credit TO bonus")
    with pytest.raises(GradebookError, match="no such column") as caught:
        read_results(course, ASSIGNMENT)
    assert "nbgrader db upgrade" in caught.value.hint


def test_a_gradebook_that_is_locked(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    config = (course.root / "nbgrader_config.py").read_text(encoding="utf-8")
    url = f"sqlite:///{course.root}/gradebook.db?timeout=0.1"
    config += f"c.CourseDirectory.db_url = {url!r}\n"
    (course.root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    holder = sqlite3.connect(course.root / "gradebook.db")
    try:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradebookError, match="locked"):
            read_results(course, ASSIGNMENT)
    finally:
        holder.close()


@pytest.mark.parametrize("url", ["no url at all", "nosuch://user:secret@host/db"])
def test_an_address_that_leads_nowhere(tmp_path: Path, url: str) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")
    with pytest.raises(AutograderError) as caught:
        read_results(course, ASSIGNMENT)
    assert "secret" not in str(caught.value)


def test_points_never_fall_below_zero() -> None:
    item = QuestionResult("q", State.FAILED, 1.0)
    notebook = NotebookResult("n", Status.GRADED, (item,), penalty=3.0)
    assert notebook.points == 0
    assert dataclasses.replace(notebook, status=Status.NOT_GRADABLE).points is None


def execute(course: Course, statement: str) -> None:
    connection = sqlite3.connect(course.root / "gradebook.db")
    with connection:
        connection.execute(statement)
    connection.close()

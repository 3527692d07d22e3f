"""People in a report: sections, late and missing by name, what waits, and ways to their pages."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.commands import main
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.outcomes import RECORD_NAME, Status
from autograder.reporting import report
from autograder.reporting.feedback import make_feedback
from autograder.reporting.gather import read_results
from autograder.reporting.people import by_section, sections_of, waiting_questions
from autograder.reporting.report import make_report
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class
from tests.support.markup import Page

NASTY = "<script>alert(1)</script>"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A class of five, of whom one has handed in nothing and one nothing that can be read."""
    half: dict[str, float | None] = {**WORTH, "relu-hidden": 0.0, "slope-hidden": 0.0, "why": None}
    works = {
        "ada": Work(manual={"why": 4.0}),
        "bob": Work(half),
        "cyn": Work(half),
        "dan": Work(status=Status.MISSING),
        "eve": Work(status=Status.NOT_GRADABLE, remarks=("It is cut off.",)),
    }
    return make_class(tmp_path, works)


def people(**sections: str) -> dict[str, Student]:
    return {name: Student(name, section=section) for name, section in sections.items()}


def page(course: Course, **sections: str) -> str:
    path = make_report(course, ASSIGNMENT, people=people(**sections))
    return path.read_text(encoding="utf-8")


def words(course: Course, **sections: str) -> str:
    return " ".join(Page(page(course, **sections)).text.split())


def test_sections_are_compared_and_those_without_come_last(course: Course) -> None:
    results = read_results(course, ASSIGNMENT)
    sections = sections_of(results, people(ada="B", bob="B", cyn="A"))
    first, second, last = by_section(results, sections)
    assert (first.name, first.students, first.n, first.median) == ("A", 1, 1, 2 / 7)
    assert (second.name, second.n, second.waiting) == ("B", 2, 1)
    assert (last.name, last.students, last.n, last.missing) == ("none", 2, 0, 1)


def test_a_class_without_sections_has_none(course: Course) -> None:
    assert sections_of(read_results(course, ASSIGNMENT), people(ada="", bob="")) == {}
    text = page(course)
    assert "<h2>Sections</h2>" not in text
    assert "data-section=" not in text


def test_names_of_sections_are_text(course: Course) -> None:
    text = page(course, ada=NASTY, bob="A")
    assert NASTY not in text
    assert text.count("data-section=") == 2 * 5


def test_what_waits_stands_apart_with_the_next_command(course: Course) -> None:
    (why,) = waiting_questions(read_results(course, ASSIGNMENT))
    assert (why.question, why.waiting, why.graded, why.max_points) == ("why", 2, 1, 4.0)
    text = page(course)
    waits, hardest = text.partition("<h2>Questions, the hardest first</h2>")[::2]
    assert f"autograder mark {ASSIGNMENT}" in waits
    assert ">why<" in waits
    assert ">why<" not in hardest.partition("</section>")[0]


def test_where_nothing_waits_all_questions_are_compared(tmp_path: Path) -> None:
    text = words(make_class(tmp_path, {"ada": Work(manual={"why": 1.0})}))
    assert "Written answers that wait" not in text
    assert "why Rectifiers 01_relu 4 25 %" in text.replace("whyRect", "why Rect")


def test_who_is_missing_is_named(course: Course) -> None:
    text = page(course).partition("<h2>Late and missing</h2>")[2].partition("</section>")[0]
    assert "<bdi>dan</bdi>" in text
    assert "ada" not in text


def test_names_lead_to_feedback_where_there_is_any(course: Course) -> None:
    assert "feedback/" not in page(course)
    made = make_feedback(course, ASSIGNMENT, ["bob"])
    text = page(course)
    assert f'<a href="../feedback/bob/{ASSIGNMENT}/index.html"><bdi>bob</bdi></a>' in text
    assert f'"../feedback/bob/{ASSIGNMENT}/{NOTEBOOK}.html#question-relu"' in text
    assert "feedback/ada" not in text
    for path in made:
        links = Page(path.read_text(encoding="utf-8")).values("href")
        assert not [link for link in links if "report" in link], "no way back"


def test_long_lists_are_cut(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MOST", 1)
    text = page(course)
    assert text.count("… and 1 more</li>") == 2, "who failed the two questions"


def test_the_time_of_grading_is_that_of_the_records(course: Course) -> None:
    for minute, student in enumerate(["ada", "bob", "cyn", "dan", "eve"]):
        path = course.graded_folder(student, ASSIGNMENT) / RECORD_NAME
        when = datetime(2026, 5, 1, 12, minute, tzinfo=UTC).timestamp()
        os.utime(path, (when, when))
    assert "Graded 2026-05-01 12:00 to 2026-05-01 12:04 (UTC)" in words(course)


def test_the_command_knows_the_sections_of_the_class_list(course: Course) -> None:
    (course.root / "roster.csv").write_text("id,section\nada,Mon\nbob,Tue\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["--course", str(course.root), "report", ASSIGNMENT])
    assert done.exit_code == 0, done.output
    text = (course.report / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert 'data-section="Mon"' in text

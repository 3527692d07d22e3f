"""Pages in a real browser: nothing pans, paper cuts nothing off, and everybody can read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.bank_report import bank_page
from autograder.course.dates import AssignmentDates
from autograder.course.lateness import Lateness
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.feedback import make_feedback
from autograder.reporting.html.pages import render
from autograder.reporting.html.states import State
from autograder.reporting.report import make_report, render_report
from autograder.reporting.results import NotebookResult, QuestionResult, Results, StudentResult
from autograder.similarity.findings import similarity_page
from tests.autograder.authoring.test_strength import GOOD
from tests.autograder.similarity.test_findings import made
from tests.support.axe import violations
from tests.support.graded import ASSIGNMENT, NOTEBOOK, Work
from tests.support.lab import NEEDS_BROWSER
from tests.support.showcase import showcase

pytestmark = [pytest.mark.process, NEEDS_BROWSER]

WIDTHS = (1280, 390)
PAPER = {"width": 688, "height": 1000}
"""A4 with margins of 14 mm, in CSS pixels."""
PAGES = {
    "feedback": f"feedback/s00/{ASSIGNMENT}/{NOTEBOOK}.html",
    "long": f"feedback/s02/{ASSIGNMENT}/{NOTEBOOK}.html",
    "not gradable": f"feedback/bob/{ASSIGNMENT}/{NOTEBOOK}.html",
    "index": f"feedback/s00/{ASSIGNMENT}/index.html",
    "report": f"report/{ASSIGNMENT}.html",
    "similarity": "similarity.html",
    "bank": "bank.html",
    "start": "start.html",
}
BEYOND = """() => [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => one.outerHTML.slice(0, 80))"""
FOLDED = """() => [...document.querySelectorAll("details > :not(summary)")]
    .filter((one) => !one.checkVisibility({contentVisibilityAuto: true})
        || !one.getBoundingClientRect().height).length"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with all that pages show, and its pages."""
    course = showcase(tmp_path_factory.mktemp("class"))
    make_feedback(course, ASSIGNMENT)
    names = [f"s{number:02d}" for number in range(9)]
    sections = dict(zip(names, ["Tue", "Mon"] * 5, strict=False))
    people = {name: Student(name, section=sections[name]) for name in names}
    make_report(course, ASSIGNMENT, people=people)
    start = render("start.html.j2", assignment=ASSIGNMENT, body="Unpack it.")
    others = {"similarity": similarity_page(made(3, 5)), "bank": bank_page("a1", GOOD)}
    for name, html in {**others, "start": start}.items():
        (course.root / f"{name}.html").write_text(html, encoding="utf-8")
    return course.root


def opened(browser: Any, path: Path, width: int = 1280, **options: Any) -> Any:
    """Return a page of a file, in a window of this width."""
    viewport = {"width": width, "height": 900}
    page = browser.new_page(**{"viewport": viewport, **options})
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
def test_no_page_pans_and_nothing_complains(
    browser: Any, folder: Path, name: str, pictures: Path
) -> None:
    for width in WIDTHS:
        page = opened(browser, folder / PAGES[name], width)
        page.screenshot(
            path=pictures / f"page-{name.replace(' ', '-')}-{width}.png", full_page=True
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.said == []
        page.close()


@pytest.mark.parametrize("name", PAGES)
def test_pages_break_no_rule_of_accessibility_in_light_and_dark(
    browser: Any, folder: Path, name: str
) -> None:
    for width, scheme in zip(WIDTHS, ("light", "dark"), strict=True):
        options = {"color_scheme": scheme, "bypass_csp": True}
        page = opened(browser, folder / PAGES[name], width, **options)
        assert violations(page) == []
        page.close()


def test_the_dark_page_is_dark(browser: Any, folder: Path) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    shades = {}
    for scheme in ("light", "dark"):
        page = opened(browser, folder / PAGES["report"], color_scheme=scheme)
        shades[scheme] = page.evaluate(paper)
        page.emulate_media(media="print", color_scheme=scheme)
        assert page.evaluate(paper) == "rgb(255, 255, 255)", "paper is white"
        page.close()
    assert shades == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 26, 33)"}


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_nothing_is_cut_off_or_folded(browser: Any, folder: Path, name: str) -> None:
    page = opened(browser, folder / PAGES[name], viewport=PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(FOLDED) == 0
    page.close()


def wide_results() -> Results:
    """Return results with more questions, longer names and later work than paper has room for."""
    questions = tuple(_question(f"a_question_with_a_name_{number}") for number in range(20))
    due = datetime(2026, 5, 1, tzinfo=UTC)
    late = Lateness(due + timedelta(days=2), due, timedelta(days=2), 20.0)
    notebooks = tuple(
        NotebookResult(f"0{number}_a_notebook_with_a_name", Status.GRADED, questions, lateness=late)
        for number in range(6)
    )
    students = tuple(
        StudentResult(f"s{number}", f"Wilhelmina Featherstonehaugh {number}", notebooks)
        for number in range(3)
    )
    layout = {
        notebook.name: {cell.cell: 10.0 for one in questions for cell in one.cells}
        for notebook in notebooks
    }
    return Results("units", layout, students, dated=AssignmentDates("units"))


def _question(name: str) -> QuestionResult:
    cell = CellOutcome(f"{name}-tests", 7.25, 10.0, CellStatus.PARTIAL)
    return QuestionResult(name, State.PARTLY, 10.0, (cell,))


def test_a_report_with_a_hundred_questions_fits_on_paper_and_on_a_phone(
    browser: Any, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "wide.html"
    people = {f"s{number}": Student(f"s{number}", section="Tuesday") for number in range(3)}
    path.write_text(render_report(Course(folder), wide_results(), people), encoding="utf-8")
    for width in WIDTHS:
        page = opened(browser, path, width)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.close()
    page = opened(browser, path, viewport=PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(BEYOND) == []
    assert page.locator("table.sheet th.tall").count() == 6 * 20
    page.close()


def test_a_report_as_pdf_holds_every_question_of_every_student(
    browser: Any, folder: Path, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    results = wide_results()
    path = tmp_path / "report.html"
    path.write_text(render_report(Course(folder), results), encoding="utf-8")
    page = opened(browser, path)
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    page.close()
    text = " ".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "report.pdf").pages)
    words = "".join(text.split())
    for _, question in results.columns():
        assert words.count(question) >= 2, "among the hardest, and as a column of students"
    assert all(student.name in text for student in results.students)


def test_the_report_prints_each_question_of_each_student(browser: Any, folder: Path) -> None:
    page = opened(browser, folder / PAGES["report"], viewport=PAPER)
    page.emulate_media(media="print")
    heads = page.locator("table.sheet th.tall")
    assert {text.strip() for text in heads.all_inner_texts()} == {"relu", "slope", "why"}
    rows = page.locator("table.sheet tbody tr")
    assert rows.count() == 11
    assert all(row.is_visible() for row in rows.all())


def test_an_answer_stands_beside_what_was_found_and_below_it_on_a_phone(
    browser: Any, folder: Path
) -> None:
    def places(width: int) -> tuple[Any, Any]:
        page = opened(browser, folder / PAGES["feedback"], width)
        card = page.locator("article.question").first
        boxes = card.locator(".said").bounding_box(), card.locator(".yours").bounding_box()
        page.close()
        return boxes

    found, answer = places(1280)
    assert abs(found["y"] - answer["y"]) < 20
    assert answer["x"] > found["x"] + found["width"]
    found, answer = places(390)
    assert answer["y"] >= found["y"] + found["height"]
    assert answer["x"] < 60


def test_a_click_and_a_key_sort_and_a_section_can_be_chosen(browser: Any, folder: Path) -> None:
    page = opened(browser, folder / PAGES["report"])
    head = page.locator("table.sortable").first.locator("th", has_text="Points")
    names = page.locator("table.sortable").first.locator("tbody th")
    assert page.locator("[aria-sort]").count() == 0
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert names.first.inner_text().startswith("Student bob"), "who has no score"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    page.locator(".filter select").select_option("Mon")
    shown = [name.inner_text() for name in names.all() if name.is_visible()]
    assert len(shown) == 4
    assert page.said == []
    page.close()


def test_links_of_the_report_lead_to_pages_and_questions(browser: Any, folder: Path) -> None:
    page = opened(browser, folder / PAGES["report"])
    page.locator("details summary").first.click()
    page.locator("details a").first.click()
    assert page.url.endswith(f"/{NOTEBOOK}.html#question-relu")
    assert page.locator("#question-relu").is_visible()
    page.close()


def test_a_class_without_anything_to_show_is_a_page_all_the_same(
    browser: Any, tmp_path: Path
) -> None:
    from tests.support.graded import make_class

    course = make_class(tmp_path, {"ada": Work()})
    page = opened(browser, make_report(course, ASSIGNMENT), 390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".filter").count() == 0
    page.close()

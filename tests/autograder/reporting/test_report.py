"""The report: honest numbers, causes with the ways to their pages, one page that stands alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.commands import main
from autograder.course.adopted import Adopted, write_adopted
from autograder.course.layout import Course
from autograder.outcomes import CellStatus, Status
from autograder.reporting.analysis import BINS, difficulties, spread
from autograder.reporting.clusters import clusters
from autograder.reporting.gather import read_results
from autograder.reporting.html.states import State
from autograder.reporting.report import make_report
from tests.support.graded import ASSIGNMENT, MESSAGE, NOTEBOOK, PARTS, WORTH, Work, make_class
from tests.support.markup import Page, harmful
from tests.support.tiny import ROOT

NASTY = "<script>alert('x')</script><img src=x onerror=alert(1)>"


def a_class(tmp_path: Path, size: int = 12) -> Course:
    """Make a class: the first half fails `relu-hidden`, every third one runs out of time."""
    works: dict[str, Work] = {}
    for number in range(size):
        points: dict[str, float | None] = {**WORTH, "why": None}
        messages, states = {}, {}
        if number < size // 2:
            points |= {"relu-hidden": 0.0, "slope-hidden": 1.0 + number % 2}
            messages = {"relu-hidden": MESSAGE, "slope-hidden": PARTS}
        if number % 3 == 0:
            points["slope-tests"] = 0.0
            states = {"slope-tests": CellStatus.TIMEOUT}
        given = {"why": float(number % 5)} if number % 2 else {}
        works[f"s{number:02d}"] = Work(points, states, messages, manual=given)
    works["bob"] = Work(status=Status.NOT_GRADABLE, remarks=("It is cut off.",))
    works["cyn"] = Work(status=Status.MISSING)
    return make_class(tmp_path, works, {"zoe": "Zoë"})


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class above; these tests only read it."""
    return a_class(tmp_path_factory.mktemp("class"))


def text_of(course: Course) -> str:
    html = make_report(course, ASSIGNMENT).read_text(encoding="utf-8")
    return " ".join(Page(html).text.split())


def test_headline_numbers(course: Course) -> None:
    text = text_of(course)
    for fact in (
        "Students 15",
        "Graded 6",
        "Wait for a person 6",
        "Not gradable 1",
        "Not handed in 2",
        "of n = 12 students; for 6 of them written answers still wait",
    ):
        assert fact in text


def test_difficulties_count_what_happened(course: Course) -> None:
    results = read_results(course, ASSIGNMENT)
    found = {item.question: item for item in difficulties(results)}
    assert found["relu"].n == 12
    assert found["relu"].share == pytest.approx((6 * 1 + 6 * 3) / 36)
    assert found["why"].n == 6
    assert found["why"].counts[State.WAITING] == 6
    assert found["why"].discrimination is None, "six students are too few"
    assert found["slope"].timeouts == 4
    assert found["relu"].discrimination is not None
    assert -1 <= found["relu"].discrimination <= 1
    shares = [item.share for item in difficulties(results)]
    assert shares == sorted(shares)


def test_causes_are_counted(course: Course) -> None:
    results = read_results(course, ASSIGNMENT)
    found = {
        item.question: [(cause.text, len(cause.students)) for cause in item.causes]
        for item in clusters(results)
    }
    assert found["relu"] == [("relu(-2.0) is not 0.", 6)]
    assert found["slope"] == [
        ("derivative: slope(0.0) lies outside [0, 1].", 6),
        ("This took too long and was stopped.", 4),
    ]
    assert "why" not in found


def test_what_is_not_gradable_is_listed_with_the_next_step(course: Course) -> None:
    text = text_of(course)
    assert f"bob, Rectifiers {NOTEBOOK}: It is cut off." in text
    assert f"submitted/bob/{ASSIGNMENT}/{NOTEBOOK}.ipynb" in text
    assert f"autograder grade {ASSIGNMENT}" in text


def test_every_student_and_state_stands_in_the_table_in_words(course: Course) -> None:
    text = text_of(course)
    for number in range(12):
        assert f"s{number:02d}" in text
    for words in ("✗ failed", "◐ partly right", "⊘ not gradable", "– not handed in", "Zoë (zoe)"):
        assert words in text


def test_the_page_runs_only_its_own_script(tmp_path: Path) -> None:
    works = {
        NASTY: Work(
            points={**WORTH, "relu-tests": 0.0},
            messages={"relu-tests": NASTY},
            remarks=(NASTY,),
        ),
        f"{NASTY}2": Work(status=Status.NOT_GRADABLE, remarks=(NASTY,)),
    }
    works = {name.replace("/", "|"): work for name, work in works.items()}
    course = make_class(tmp_path, works, {next(iter(works)): NASTY})
    html = make_report(course, ASSIGNMENT).read_text(encoding="utf-8")
    assert harmful(html) == ["script"]
    assert html.count("<script>") == 1
    policy = Page(html).values("content")[0]
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy


def test_the_same_results_give_the_same_bytes(course: Course) -> None:
    first = make_report(course, ASSIGNMENT).read_bytes()
    assert make_report(course, ASSIGNMENT).read_bytes() == first


@pytest.mark.parametrize("status", [Status.MISSING, Status.NOT_GRADABLE])
def test_a_class_without_scores_gives_a_report(tmp_path: Path, status: Status) -> None:
    course = make_class(tmp_path, {"ada": Work(status=status)})
    text = text_of(course)
    assert "of n = 0 students" in text
    assert "Median –" in text


def test_one_student_has_no_quartiles(tmp_path: Path) -> None:
    text = text_of(make_class(tmp_path, {"ada": Work()}))
    assert "Middle half" not in text
    assert "Median 100 %" in text


@given(st.lists(st.floats(0, 1.2)))
def test_the_distribution_holds_everyone(shares: list[float]) -> None:
    found = spread(shares)
    assert len(found.bins) == BINS
    assert sum(found.bins) == found.n == len(shares)
    if len(shares) > 1:
        assert found.lower is not None
        assert found.median is not None
        assert found.upper is not None
        assert found.lower <= found.median <= found.upper


@pytest.mark.parametrize(("value", "place"), [(0.0, 0), (0.3, 3), (0.7, 7), (0.999, 9), (1.0, 9)])
def test_a_bar_holds_its_left_edge(value: float, place: int) -> None:
    assert spread([value]).bins.index(1) == place


def test_the_command_says_what_to_open_and_what_comes_next(course: Course) -> None:
    done = CliRunner().invoke(main, ["--course", str(course.root), "report", ASSIGNMENT])
    assert done.output.splitlines() == [
        f"report/{ASSIGNMENT}.html: open it in a browser.",
        f"Next: autograder export {ASSIGNMENT}",
    ]


def test_failures_are_counted_by_what_tests_say_and_not_by_what_answers_do(tmp_path: Path) -> None:
    def work(said: str) -> Work:
        message = f"relu raised ValueError: “{said}”\n  input:    z = 1"
        return Work(points={**WORTH, "relu-tests": 0.0}, messages={"relu-tests": message})

    said = [f"number {number}" for number in range(8)]
    other = Work(points={**WORTH, "relu-tests": 0.0}, messages={"relu-tests": "relu(0) is 1."})
    works = {f"s{number}": work(words) for number, words in enumerate(said)}
    page = report(make_class(tmp_path, {**works, "zoe": other}))
    causes = page.partition("<h2>Most frequent failures</h2>")[2].partition("</section>")[0]
    first, second = causes.split("</details></li>")[:2]
    assert "<code>relu</code> raised ValueError: <q>number 0</q>" in first
    assert "<summary>8 students</summary>" in first
    assert "<code>relu(0)</code> is 1." in second
    assert "<summary>1 student</summary>" in second
    assert page.count("</code> raised") == 1


def report(course: Course) -> str:
    """Return the text of a class's report."""
    return make_report(course, ASSIGNMENT).read_text(encoding="utf-8")


def test_tests_that_run_where_answers_run_are_marked_and_counted(tmp_path: Path) -> None:
    works = {"ada": Work(inside=("slope-hidden",)), "bob": Work(inside=())}
    text = text_of(make_class(tmp_path, works))
    assert "3 of 4 tests cannot be tampered with. A question marked inside has a test" in text
    assert "docs/nbgrader.md, under “Inside and outside”." in text
    assert text.count("01_relu · inside") == text.count("slopeRectifiers 01_relu · inside") == 1


@pytest.mark.parametrize(
    ("noted", "reason"),
    [
        ("inside: with no answer it passes outside", "with no answer it passes outside"),
        ("inside", "adopted/ says so"),
        ("outside", "this was graded before autograder adopt had it run outside"),
        (None, "autograder adopt has not tried it"),
    ],
)
def test_the_report_says_why_a_test_runs_inside(
    tmp_path: Path, noted: str | None, reason: str
) -> None:
    course = make_class(tmp_path, {"ada": Work(inside=("slope-hidden",))})
    if noted:
        write_adopted(course, ASSIGNMENT, Adopted("", {"01_relu": {"slope-hidden": noted}}))
    assert f"slope-hidden 01_relu: {reason}" in text_of(course)


def test_where_all_tests_run_outside_nothing_is_marked(tmp_path: Path) -> None:
    text = text_of(make_class(tmp_path, {"ada": Work(inside=())}))
    assert "4 of 4 tests cannot be tampered with." in text
    assert "· inside" not in text
    assert "marked inside" not in text


def test_of_tests_written_for_this_grader_nothing_is_said(course: Course) -> None:
    assert "tampered" not in text_of(course)


def test_the_words_that_the_report_refers_to_exist() -> None:
    document = (ROOT / "docs" / "nbgrader.md").read_text(encoding="utf-8")
    assert "\n## Inside and outside\n" in document

"""Naming mistakes in a class: from the record's traces to feedback and report."""

from __future__ import annotations

from pathlib import Path

from autograder.course.mistakes import Mistake, Mistakes, write_mistakes
from autograder.reporting.clusters import clusters
from autograder.reporting.feedback import make_feedback
from autograder.reporting.naming import read_named_results
from autograder.reporting.report import make_report
from tests.support.graded import ASSIGNMENT, MESSAGE, NOTEBOOK, WORTH, Work, make_class

TITLE = "takes <b>the</b> absolute value"
KNOWN = Mistakes({NOTEBOOK: {"relu": [Mistake(TITLE, {"relu-hidden": {"relu": "abs"}})]}})


def work(trace: dict[str, str]) -> Work:
    """Return the work of a student who fails the hidden test of `relu`."""
    points: dict[str, float | None] = {**WORTH, "relu-hidden": 0.0, "why": None}
    return Work(points, messages={"relu-hidden": MESSAGE}, traces={"relu-hidden": trace})


def test_feedback_names_the_mistake_and_the_report_counts_it(tmp_path: Path) -> None:
    works = {"ada": work({"relu": "abs"}), "ben": work({"relu": "abs"}), "cy": work({"relu": "x"})}
    course = make_class(tmp_path, works)
    write_mistakes(course, ASSIGNMENT, KNOWN)
    results = read_named_results(course, ASSIGNMENT)
    (cluster,) = clusters(results)
    found = [(cause.text, cause.known, len(cause.students)) for cause in cluster.causes]
    assert found == [(TITLE, True, 2), ("relu(-2.0) is not 0.", False, 1)]
    pages = [path.read_text(encoding="utf-8") for path in make_feedback(course, ASSIGNMENT)]
    assert ["takes &lt;b&gt;the&lt;/b&gt; absolute value" in page for page in pages] == [
        True,
        True,
        False,
    ]
    report = make_report(course, ASSIGNMENT).read_text(encoding="utf-8")
    assert "<strong>Known mistake:</strong> takes &lt;b&gt;the" in report


def test_an_answer_that_passes_or_that_a_person_graded_is_not_named(tmp_path: Path) -> None:
    passed = work({"relu": "abs"})
    passed.points["relu-hidden"] = WORTH["relu-hidden"]
    mended = work({"relu": "abs"})
    mended.manual = {"relu-hidden": WORTH["relu-hidden"]}
    course = make_class(tmp_path, {"ada": passed, "ben": mended})
    write_mistakes(course, ASSIGNMENT, KNOWN)
    results = read_named_results(course, ASSIGNMENT)
    named = [q.mistakes for s in results.students for n in s.notebooks for q in n.questions]
    assert set(named) == {()}


def test_a_course_without_known_mistakes_names_none(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": work({"relu": "abs"})})
    [page] = make_feedback(course, ASSIGNMENT)
    assert "what this mistake gives" not in page.read_text(encoding="utf-8")

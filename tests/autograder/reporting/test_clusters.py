"""Clusters: one cause once, known mistakes first, and neither blanks nor notes among them."""

from __future__ import annotations

from pathlib import Path

from autograder.outcomes import Status
from autograder.reporting.clusters import MOST_CAUSES, Cluster, clusters
from autograder.reporting.naming import read_named_results
from autograder.reporting.report import make_report
from tests.support.graded import ASSIGNMENT, MESSAGE, WORTH, Work, make_class
from tests.support.showcase import showcase

WRONG: dict[str, float | None] = {**WORTH, "relu-tests": 0.0, "relu-hidden": 0.0, "why": None}


def clusters_of(tmp_path: Path, **works: Work) -> list[Cluster]:
    return clusters(read_named_results(make_class(tmp_path, works), ASSIGNMENT))


def told(cluster: Cluster) -> list[tuple[str, bool, list[str]]]:
    return [(one.text, one.known, [s.student for s in one.students]) for one in cluster.causes]


def test_a_known_mistake_comes_first_and_takes_its_students_with_it(tmp_path: Path) -> None:
    relu, slope = clusters(read_named_results(showcase(tmp_path), ASSIGNMENT))
    assert told(relu) == [
        ("takes the absolute value", True, ["s00", "s04", "s08"]),
        ("types: relu returned integers, but floating-point numbers are expected.", False,
         ["s02", "s06"]),
        ("values: relu has a wrong value.", False, ["s02", "s06"]),
    ]  # fmt: skip
    assert [len(one.students) for one in slope.causes] == [5]


def test_what_visible_and_hidden_tests_say_counts_once_for_a_student(tmp_path: Path) -> None:
    messages = {"relu-tests": MESSAGE, "relu-hidden": MESSAGE.replace("-2.0", "-3.5")}
    (relu,) = clusters_of(tmp_path, ada=Work(WRONG, messages=messages))
    assert told(relu) == [("relu(-2.0) is not 0.", False, ["ada"])]


def test_blanks_and_notes_are_no_causes(tmp_path: Path) -> None:
    def says(message: str, **more: object) -> Work:
        said = {"relu-tests": message, "relu-hidden": message}
        return Work(WRONG, messages=said, **more)  # type: ignore[arg-type]

    found = clusters_of(
        tmp_path,
        ada=says("relu has no answer yet.\n  Likely slip: write your code"),
        bob=says("There is no answer yet: `raise NotImplementedError()` is left."),
        cyn=says("relu is wrong.", untouched=("relu",)),
        dan=says("Note: relu warns (overflow) at 1000.0."),
        eve=Work(status=Status.MISSING),
    )
    assert found == []


def test_causes_are_bounded_and_the_rest_is_counted(tmp_path: Path) -> None:
    letters = "abcdefgh"
    works = {
        name: Work(WRONG, messages={"relu-tests": f"{name * 3} is wrong.", "relu-hidden": "x"})
        for name in letters
    }
    (relu,) = clusters_of(tmp_path, **works)
    assert len(relu.causes) == MOST_CAUSES
    assert relu.more == len(letters) + 1 - MOST_CAUSES
    page = make_report_of(tmp_path)
    assert f"… and {relu.more} more causes" in page


def make_report_of(root: Path) -> str:
    from autograder.course.layout import Course

    return make_report(Course(root), ASSIGNMENT).read_text(encoding="utf-8")

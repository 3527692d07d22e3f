"""Release: built, verified and entered into the gradebook, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.authoring import release
from autograder.authoring.release import make_release
from autograder.authoring.tally import Watcher
from autograder.course.layout import Course
from autograder.errors import BankError, LintError, NotFoundError
from tests.support.recording import dump, gradebook, rows
from tests.support.tiny import ASSIGNMENT, BANK, NOTEBOOK


def test_a_release_is_built_verified_and_entered(tiny_course: Course) -> None:
    changes = make_release(tiny_course, ASSIGNMENT, verified=False)
    assert {change.path for change in changes} >= {
        tiny_course.relative(tiny_course.release_path(ASSIGNMENT, NOTEBOOK)),
        tiny_course.relative(tiny_course.source_path(ASSIGNMENT, NOTEBOOK)),
    }
    cells = dict(rows(tiny_course, "SELECT name, max_score FROM grade_cells JOIN base_cell "
                                   "USING (id)"))  # fmt: skip
    assert cells == {"double-tests": 1.0, "double-hidden": 2.0, "why": 2.0}
    before = dump(tiny_course)
    assert make_release(tiny_course, ASSIGNMENT, verified=False) == []
    assert dump(tiny_course) == before


def test_a_release_is_refused_when_bank_and_tests_disagree(
    tiny_course: Course, monkeypatch: pytest.MonkeyPatch, sandbox: str
) -> None:
    verify = release.verify
    given: dict[str, Any] = {}

    def remembered(*words: Any, **options: Any) -> Any:
        given.update(options)
        return verify(*words, sandbox=sandbox, **options)

    monkeypatch.setattr(release, "verify", remembered)
    bank = tiny_course.answers / ASSIGNMENT / NOTEBOOK / "double.py"
    bank.write_text(BANK.replace("wrong 2", "wrong 1"), encoding="utf-8")
    with pytest.raises(BankError, match="due 1, got 2 of 3"):
        make_release(tiny_course, ASSIGNMENT)
    assert not gradebook(tiny_course).exists()
    bank.write_text(BANK, encoding="utf-8")
    watcher = Watcher()
    make_release(tiny_course, ASSIGNMENT, jobs=1, fresh=True, watcher=watcher)
    assert given == {"jobs": 1, "fresh": True, "watcher": watcher}
    assert rows(tiny_course, "SELECT name FROM notebook") == [(NOTEBOOK,)]


def test_a_text_that_breaks_a_rule_is_refused_before_any_work(tiny_course: Course) -> None:
    text = tiny_course.text_path(ASSIGNMENT, NOTEBOOK)
    broken = text.read_text("utf-8").replace("double-hidden", "double-secret")
    text.write_text(broken, encoding="utf-8")
    with pytest.raises(LintError):
        make_release(tiny_course, ASSIGNMENT)
    assert not gradebook(tiny_course).exists()


def test_an_unknown_assignment_is_named(tiny_course: Course) -> None:
    with pytest.raises(NotFoundError, match="no assignment 'a9'"):
        make_release(tiny_course, "a9")

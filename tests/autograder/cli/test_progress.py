"""Progress: a line for each thing that is done, above a bar or in a pipe, and never silence."""

from __future__ import annotations

import io

import pytest

from autograder.cli import progress as module
from autograder.cli.progress import grading_progress, progress_bar
from autograder.outcomes import Status
from tests.support.recording import outcome


def test_each_student_has_a_line_as_soon_as_it_is_done(printed: io.StringIO) -> None:
    with grading_progress(["ada", "bob"]) as progress:
        progress.student(outcome("ada"), False)
        assert "ada  needs a person" in printed.getvalue()
        progress.student(outcome("bob", status=Status.NOT_GRADABLE), True)
    assert "bob  not gradable     no score" in printed.getvalue()
    assert "unchanged" in printed.getvalue()


def test_a_name_is_no_markup(printed: io.StringIO) -> None:
    with grading_progress(["[red]ada"]) as progress:
        progress.student(outcome("[red]ada"), False)
    assert "[red]ada" in printed.getvalue()


@pytest.mark.parametrize("printed", [False], ids=["pipe"], indirect=True)
def test_in_a_pipe_standard_error_says_what_begins_and_how_far_it_has_come(
    printed: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "NOTE_SECONDS", 0.0)
    with grading_progress(["ada", "bob"], notebooks=4) as progress:
        assert capsys.readouterr().err == "Grading 2 students …\n"
        for _ in range(2):
            progress.notebook("ada")
        told = capsys.readouterr().err.splitlines()
        assert len(told) == 2, "the first notebook is progress already"
        assert told[-1].startswith("Grading: 0 of 2 students, about ")
        progress.student(outcome("ada"), False)
        progress.student(outcome("bob"), False)
    assert capsys.readouterr().err.count("\n") == 1, "at the end there is nothing to wait for"
    assert "Grading" not in printed.getvalue(), "results alone stand on standard output"


@pytest.mark.parametrize("printed", [False], ids=["pipe"], indirect=True)
def test_who_is_kept_says_nothing_of_the_time_that_is_left(
    printed: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "NOTE_SECONDS", 0.0)
    with grading_progress(["ada", "bob", "eve"]) as progress:
        progress.student(outcome("ada"), True)
    assert capsys.readouterr().err.splitlines()[-1] == "Grading: 1 of 3 students"
    assert "unchanged" in printed.getvalue()


@pytest.mark.parametrize("printed", [True], ids=["terminal"], indirect=True)
def test_in_a_terminal_the_bar_says_it_and_standard_error_nothing(
    printed: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_bar("Building", "notebook") as bar:
        bar.begin(4)
        bar.advance()
    assert capsys.readouterr().err == ""
    assert "Building" in printed.getvalue()
    assert "1/4" in printed.getvalue()


def test_a_students_notebooks_and_its_line_are_one_student(printed: io.StringIO) -> None:
    with progress_bar("Grading", "student") as bar:
        bar.begin(1)
        progress = module.GradingProgress(bar, ["ada"], 2, frozenset())
        for _ in range(5):  # more than there should be
            progress.notebook("ada")
        assert bar.done < 1
        progress.student(outcome("ada"), False)
        assert bar.done == 1
    assert "ada" in printed.getvalue()


@pytest.mark.parametrize("printed", [False], ids=["pipe"], indirect=True)
def test_of_nothing_nothing_is_said(
    printed: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_bar("Grading", "student") as bar:
        bar.begin(0)
    assert capsys.readouterr().err == printed.getvalue() == ""

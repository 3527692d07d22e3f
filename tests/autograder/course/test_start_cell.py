"""The cells at the top of a bundle: what the first one says, and how grading knows them again."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course.start_cell import IMPORTED, badge, is_handed_out, start_cell
from tests.test_environment import declared, packages_distributions

WHEEL = "activation_lab_helpers-0.1.0-py3-none-any.whl"
ADDRESS = f"https://raw.githubusercontent.com/o/r/main/{WHEEL}"
START = start_cell(WHEEL)
Lacking = Callable[..., None]


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Lacking:
    """Make packages missing, for a cell that is run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    find = importlib.util.find_spec

    def hide(*names: str) -> None:
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name in names else find(name)
        )

    return hide


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Be on Colab, with a pip that installs; return its calls."""
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    calls: list[list[str]] = []
    real = importlib.util.find_spec

    def install(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        calls.append(command[1:])
        monkeypatch.setattr(importlib.util, "find_spec", real)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", install)
    return calls


def run(source: str = START.source) -> dict[str, Any]:
    """Run a cell; return the names that it leaves."""
    names: dict[str, Any] = {}
    exec(source, names)
    names.pop("__builtins__")
    return names


def sentence(source: str = START.source) -> str:
    """Return what a cell that stops says: all that IPython shows of its exception."""
    with pytest.raises(Exception) as caught:
        run(source)
    lines = caught.value._render_traceback_()  # type: ignore[attr-defined]
    assert lines == [str(caught.value)]
    return str(caught.value)


def test_where_nothing_is_missing_it_says_so_and_leaves_no_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run() == {}
    assert capsys.readouterr().out == "Ready.\n"


def test_it_looks_for_every_package_that_students_install_and_import() -> None:
    distributions = packages_distributions()
    found = {distributions[name][0].lower() for name in IMPORTED.split() if name != "helpers"}
    in_a_terminal = {"jupyterlab", "nbclient", "nbformat"}  # which no notebook imports
    assert found == set(declared()) - in_a_terminal


def test_what_is_missing_is_named_with_the_one_thing_to_run(
    lacking: Lacking, tmp_path: Path
) -> None:
    (tmp_path / "requirements.txt").touch()
    lacking("helpers", "sympy")
    assert sentence() == (
        "The Python of this notebook lacks helpers, sympy: run `%pip install -r requirements.txt` "
        "in a new cell, restart the kernel, and run this cell again."
    )


def test_another_kernel_than_that_of_the_folder_is_told_apart(
    lacking: Lacking, tmp_path: Path
) -> None:
    (tmp_path / "requirements.txt").touch()
    (tmp_path / ".venv").mkdir()
    lacking("helpers")
    assert "change the kernel to the environment .venv" in sentence()


def test_a_notebook_outside_of_its_folder_is_sent_back(lacking: Lacking) -> None:
    lacking("helpers")
    assert "open it in the folder that was handed out" in sentence()


def test_in_ipython_it_shows_the_sentence_and_no_traceback(
    lacking: Lacking, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking("helpers")
    shell = InteractiveShell()
    try:
        shell.run_cell(START.source)
    finally:
        InteractiveShell.clear_instance()
    shown = capsys.readouterr().out.strip()
    assert shown.startswith("The Python of this notebook lacks helpers")
    assert len(shown.splitlines()) == 1


def test_on_colab_it_installs_the_wheel_beside_it(
    lacking: Lacking, pip: list[list[str]], tmp_path: Path
) -> None:
    (tmp_path / WHEEL).touch()
    lacking("helpers")
    run()
    assert pip == [["-m", "pip", "install", "--quiet", "--no-deps", WHEEL]]


def test_on_colab_without_the_wheel_it_says_where_to_drop_it(
    lacking: Lacking, pip: list[list[str]]
) -> None:
    lacking("helpers")
    assert f"drop {WHEEL} onto the list of files" in sentence()
    assert pip == []


def test_on_colab_it_takes_the_wheel_from_its_public_address(
    lacking: Lacking, pip: list[list[str]]
) -> None:
    lacking("helpers")
    run(start_cell(WHEEL, ADDRESS).source)
    assert pip[0][-1] == ADDRESS


def test_on_colab_a_failing_pip_is_told_in_its_last_words(
    lacking: Lacking, pip: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / WHEEL).touch()
    lacking("helpers")
    failed = subprocess.CompletedProcess([], 1, "", "much before\nERROR: no room\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    assert sentence() == f"{WHEEL} could not be installed: ERROR: no room"


@pytest.mark.parametrize(
    "cell",
    [
        START,
        start_cell("activation_lab_helpers-9.10.11-py3-none-any.whl", ADDRESS),
        badge("https://colab.research.google.com/github/o/r/blob/main/a/01.ipynb"),
        new_code_cell(START.source + "\n\n"),
        new_code_cell(START.source.replace("\n", "  \n")),
    ],
    ids=["start", "another version", "badge", "blank lines", "blanks"],
)
def test_what_a_bundle_puts_at_the_top_is_known_again(cell: Any) -> None:
    assert is_handed_out(cell)


@pytest.mark.parametrize(
    "cell",
    [
        new_code_cell(""),
        new_code_cell(START.source + "\nimport numpy as np"),
        new_code_cell("x = 1\n" + START.source),
        new_code_cell(START.source.replace('print("Ready.")', 'x = "Ready."')),
        new_code_cell(START.source.replace(f'"{WHEEL}"', "open('x').read()")),
        new_markdown_cell(START.source),
        new_markdown_cell(badge("https://example.org").source + " my answer"),
        new_markdown_cell("My answer."),
    ],
    ids=["blank", "more behind", "more before", "changed", "call", "prose", "badge", "answer"],
)
def test_what_somebody_wrote_is_not_taken_for_it(cell: Any) -> None:
    assert not is_handed_out(cell)

"""`python -m helpers.check`: a notebook's questions in a terminal, in a real kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.check import main

ANSWER = {"grade": False, "solution": True, "locked": False}


def cell(source: str, name: str = "", **grading: Any) -> Any:
    """Return a code cell of a course."""
    made = nbformat.v4.new_code_cell(source)
    if name:
        made.metadata["nbgrader"] = {"grade_id": name, "schema_version": 3, **grading}
    return made


def question(name: str, answer: str, points: float = 1) -> list[Any]:
    """Return a question, `name` being twice its argument."""
    check = (
        f"# Check of {name} (1 point)\nmarks_ = checks.Marks()\nwith marks_.part(1, '{name}'):\n"
        f"    checks.agrees({name}, lambda z: 2.0 * z, [3.0])\nmarks_.total()"
    )
    graded = {"grade": True, "solution": False, "locked": True}
    return [
        cell(f"def {name}(z):\n    {answer}", name, **ANSWER),
        cell(check, f"{name}-tests", **graded, points=points),
        cell("", f"{name}-hidden", **graded, points=2),
    ]


NUMBER = """# Check of number (1 point)
marks_ = checks.Marks()
with marks_.part(1, "a number"):
    checks.answered(number, "number")
marks_.total()
"""


def write(path: Path, *cells: Any) -> Path:
    """Write a notebook."""
    cells = (cell("from helpers import checks"), *cells)
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    nbformat.write(notebook, path)
    return path


@pytest.mark.process
def test_each_question_gets_a_line_and_failures_their_messages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    optional = question("more", "return 0.0")
    optional[0].metadata["tags"] = ["optional"]
    path = write(
        tmp_path / "a.ipynb",
        *question("right", "return 2.0 * z"),
        *question("wrong", "return 3.0 * z"),
        *question("blank", "raise NotImplementedError()"),
        cell("number = None\nraise NotImplementedError()", "number", **ANSWER),
        cell(NUMBER, "number-tests", grade=True, solution=False, locked=True, points=1),
        *optional,
    )
    before = path.read_bytes()
    assert main([str(path)]) == 1
    said = capsys.readouterr().out
    assert "✓ right   1 of 1" in said
    assert "✗ wrong   0 of 1" in said
    assert "wrong (0 of 1): wrong has a wrong value." in said
    assert "○ blank   0 of 1: no answer yet" in said
    assert "○ number  0 of 1: no answer yet" in said
    assert "number has" not in said
    assert "✗ ★ more  0 of 1" in said
    assert "1 of 4 points in the checks that you see, hidden checks hold 6 more." in said
    assert path.read_bytes() == before


@pytest.mark.process
def test_a_notebook_whose_checks_pass_gives_status_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write(tmp_path / "a.ipynb", *question("right", "return 2.0 * z")))]) == 0
    assert "✓ right  1 of 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file"),
        (b"print(1)", "is not a notebook"),
        (b"\xff\xfe", "is not a notebook"),
        (b"{}", "is not a notebook"),
        (b"[]", "is not a notebook"),
    ],
)
def test_what_is_not_a_notebook_gets_a_sentence_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path)]) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_and_a_notebook_without_questions_get_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert main([str(write(tmp_path / "a.ipynb"))]) == 2
    assert "has no questions" in capsys.readouterr().err

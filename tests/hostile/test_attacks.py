"""Hostile submissions: none earns, harms, reads or outlives what it should not."""

from __future__ import annotations

import hashlib
import os
import re
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest

from autograder.course.cells import is_locked, question_of
from autograder.engine.execution import Execution
from autograder.markup.executed import harmless_notebook
from autograder.outcomes import CellStatus
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.redact import shown_notebook
from tests.hostile.conftest import Judge
from tests.hostile.course import HONEST, SECRET, WORTH, WRITTEN
from tests.hostile.stories import Story, docstring, stories
from tests.support.markup import harmful
from tests.support.tiny import ROOT

pytestmark = pytest.mark.process

ATTACKS = stories(Path(__file__).parent / "attacks")
BROKEN = "BROKEN"
"""An attack prints it, or raises it, where it gets through."""


@pytest.mark.parametrize("story", ATTACKS)
def test_an_attack_gains_nothing_and_leaves_nothing(
    story: Story, grader: Judge, tmp_path: Path
) -> None:
    before = digest(grader.hostile.course.root)
    processes = len(descendants())  # with what other tests have left

    execution, remarks = grader.grade(story, tmp_path)

    if execution is None:
        assert story.orders.get("refused", BROKEN) in " ".join(remarks)
    else:
        assert "refused" not in story.orders, "the file was not refused"
        check_points(execution, story)
        check_words(execution, story)
        check_pages(execution)
    assert digest(grader.hostile.course.root) == before, "the course's files have changed"
    outcomes, seen = grader.honest()
    assert outcomes == grader.usual[0], "another submission has other grades"
    assert seen == grader.usual[1], "another submission sees what this one left"
    assert len(descendants()) <= processes, "processes live on"


def test_there_are_attacks_of_every_kind_and_each_says_what_it_is() -> None:
    told = [parameter.values[0] for parameter in ATTACKS]

    assert len(told) >= 45
    assert all(docstring(story).count(".") >= 2 for story in told)


def test_the_document_on_security_tells_of_every_attack() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    patterns = re.findall("`([^`]+)`", " ".join(rows))
    names = {path.stem for path in (Path(__file__).parent / "attacks").glob("*.py")}
    assert {n for n in names if not any(fnmatch(n, pattern) for pattern in patterns)} == set()
    assert {p for p in patterns if not any(fnmatch(name, p) for name in names)} == set()


def check_points(execution: Execution, story: Story) -> None:
    """Compare the points of each question with what the story says."""
    earned = dict.fromkeys(HONEST, 0.0)
    for outcome in execution.outcomes:
        assert outcome.points is None or 0 <= outcome.points <= outcome.max_points
        if question_of(outcome.cell) != WRITTEN:
            earned[question_of(outcome.cell)] += outcome.points or 0.0
    lost, rest = story.named("loses"), story.asked() - story.named("either")
    due = {name: 0.0 if name in lost else WORTH[name] for name in rest if name in HONEST}
    assert {name: earned[name] for name in due} == due, execution.outcomes


def check_words(execution: Execution, story: Story) -> None:
    """Look for sentences, for the story's own words, and for secrets that came out."""
    silent = (CellStatus.PASSED, CellStatus.PENDING)
    assert all(o.message.strip() for o in execution.outcomes if o.status not in silent)
    words = " ".join([outcome.message for outcome in execution.outcomes])
    for cell in execution.notebook.cells:
        words += str(cell.get("outputs", ""))
    assert BROKEN not in words, words[words.index(BROKEN) - 500 :][:1000]
    assert SECRET not in words
    assert story.orders.get("prints", "") in words, words[:5000]


def check_pages(execution: Execution) -> None:
    """Look for what could run in the page that students get, and in what others show."""
    recorded = harmless_notebook(execution.notebook)
    for shown in (shown_notebook(recorded, isolated=True), shown_notebook(execution.notebook)):
        assert harmful(notebook_html(shown, {})) == []
    assert harmless_notebook(recorded) == recorded
    for cell in recorded.cells:
        texts = [cell.source] if cell.cell_type == "markdown" and not is_locked(cell) else []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            texts += [data[kind] for kind in ("text/html", "text/markdown") if kind in data]
        assert [harmful(text) for text in texts if harmful(text)] == []


def digest(root: Path) -> str:
    """Return a digest of all files of a folder."""
    total = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        total.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return total.hexdigest()


def descendants() -> list[int]:
    """Return the processes below this one; what is just ending gets a moment for it."""
    found: list[int] = []
    for _ in range(40):
        found = _below(os.getpid())
        if len(found) <= 3:  # bubblewrap, the warm parent, a template
            break
        time.sleep(0.05)
    return found


def _below(top: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            state, parent = text.rpartition(")")[2].split()[:2]
            if state != "Z":
                children.setdefault(int(parent), []).append(int(entry.name))
    found, level = [], [top]
    while level:
        level = [child for pid in level for child in children.get(pid, [])]
        found += level
    return found

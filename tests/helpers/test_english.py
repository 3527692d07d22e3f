"""What students read of `helpers` is plain English: docstrings, messages and other texts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.authoring.lint.english import slips_in
from tests.support.tiny import ROOT

HELPERS = sorted((ROOT / "helpers").rglob("*.py"))


@pytest.mark.parametrize("path", HELPERS, ids=lambda path: path.stem)
def test_texts_have_none_of_the_phrases_that_came_up(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    assert [slip for text in texts if isinstance(text, str) for slip in slips_in(text)] == []

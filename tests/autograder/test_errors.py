"""Errors: one family, and a hint wherever the user can act."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import autograder
from autograder import errors
from autograder.errors import AutograderError

PACKAGE = Path(autograder.__file__).parent
FAMILY = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, AutograderError)
}


def test_an_error_shows_what_is_wrong_and_what_to_do() -> None:
    error = AutograderError("The text is missing.", "Write it.")
    assert (error.what, error.hint) == ("The text is missing.", "Write it.")
    assert str(error) == "The text is missing.\n  → Write it."
    assert str(AutograderError("Broken.")) == "Broken."


def test_the_family_tree_in_the_docstring_is_complete() -> None:
    assert errors.__doc__ is not None
    assert [name for name in FAMILY if name not in errors.__doc__] == []


def test_every_error_says_what_to_do_next() -> None:
    silent = [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FAMILY
        if len(node.args) < 2 and not any(item.arg == "hint" for item in node.keywords)
    ]
    assert silent == []

"""The lint of course texts: every rule of docs/author.md that a program can check."""

from __future__ import annotations

from nbformat import NotebookNode


def check_text(notebook: NotebookNode, where: str) -> None:
    """Check a text's notebook against the rules of docs/author.md."""

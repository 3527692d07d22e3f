"""The leak scanner: nothing of an answer or a hidden test may survive in a release."""

from __future__ import annotations

from nbformat import NotebookNode


def check_leaks(source: NotebookNode, release: NotebookNode, where: str) -> None:
    """Compare a release with its source."""

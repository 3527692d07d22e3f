"""The terminal that commands print to."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from autograder.cli import console as module


@pytest.fixture(params=[False, True], ids=["pipe", "terminal"])
def printed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is printed, once into a pipe and once into a terminal."""
    text = io.StringIO()
    shown = Console(
        file=text, force_terminal=request.param, width=80, highlight=False, color_system=None,
        force_interactive=request.param,
    )  # fmt: skip
    monkeypatch.setattr(module, "console", shown)
    return text

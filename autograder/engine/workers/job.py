"""What workers are given, and what comes of it when they cannot do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from autograder.engine.free_style import FreeStyle
from autograder.engine.reuse import Known, Names


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Attributes:
        key: what the caller knows it by.
        notebook: a sanitized notebook.
        names: what each question's answer defines.
        seed: seed of the tests' random inputs.
        known: what cells came to in an earlier run, where that holds still.
        opening: the course's cells at the top.
        traced: whether every test is traced as it runs, whatever the seed.
        free: how tests run that were written for nbgrader.
        beside: the student's own files beside the notebook, by path.
        tries: how often it is being tried.
    """

    key: Any
    notebook: NotebookNode
    names: Names
    seed: int
    known: Known = field(default_factory=dict)
    opening: tuple[str, ...] = ()
    traced: bool = False
    free: FreeStyle | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)
    tries: int = 1


@dataclass(frozen=True)
class Failure:
    """A notebook that could not be run, through no fault of its own.

    Attributes:
        reason: what went wrong.
    """

    reason: str

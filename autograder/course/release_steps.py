"""nbgrader's own release steps, run one by one on notebooks in memory.

nbgrader makes a release by a list of preprocessors, in an order that its configuration may
change. `SaveCells` divides the list: before it stands the *master* version, which keeps hidden
tests and goes into the gradebook; behind it, the version for students.
"""

from __future__ import annotations

import contextlib
import copy
import logging
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.errors import BuildError

AUTOTESTS = "InstantiateTests"
_HINT = "Check the solution regions and hidden-test regions of the notebook."
_HINTS = {
    AUTOTESTS: "Check the file of templates, and that the model answers run.",
    "IncludeHeaderFooter": "Check c.IncludeHeaderFooter in the configuration.",
}

if TYPE_CHECKING:
    from nbgrader.preprocessors.base import NbGraderPreprocessor
    from traitlets.config import Config

    from autograder.course.autotests import Autotests


def make_release(source: NotebookNode, config: Config, where: str) -> NotebookNode:
    """Return the students' version of a source notebook.

    Raises:
        BuildError: a step refuses the notebook; the message names the step and `where`.
    """
    before, behind = _release_steps(config)
    return _run(source, [*before, *behind], where)


def make_master(
    source: NotebookNode, config: Config, where: str, autotests: Autotests | None = None
) -> NotebookNode:
    """Return the version that nbgrader records: stubs for answers, tests with hidden regions.

    Args:
        source: the instructor's notebook.
        config: the course's configuration.
        where: what messages call the notebook.
        autotests: makes the tests that are made from model answers; None where there are none.

    Raises:
        BuildError: a step refuses the notebook.
    """
    before, _ = _release_steps(config)
    return _run(source, before, where, autotests)


def _release_steps(config: Config) -> tuple[list[NbGraderPreprocessor], list[NbGraderPreprocessor]]:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import SaveCells
    from traitlets import import_item

    named = GenerateAssignment(config=config).preprocessors
    kinds = [import_item(kind) if isinstance(kind, str) else kind for kind in named]
    border = kinds.index(SaveCells) if SaveCells in kinds else len(kinds)
    steps = [None if kind is SaveCells else kind(config=config) for kind in kinds]
    return steps[:border], steps[border + 1 :]


def _run(
    source: NotebookNode,
    steps: list[NbGraderPreprocessor],
    where: str,
    autotests: Autotests | None = None,
) -> NotebookNode:
    notebook = copy.deepcopy(source)
    resources: dict[str, object] = {"nbgrader": {}}
    for step in steps:
        try:
            with quiet_nbgrader():
                if autotests is not None and type(step).__name__ == AUTOTESTS:
                    notebook = autotests.made_in(notebook, step)
                else:
                    notebook, resources = step(notebook, resources)
        except Exception as error:  # nbgrader's steps raise RuntimeError, ValueError and their own
            raise BuildError(
                f"{where}: nbgrader's step {type(step).__name__} failed: {error}",
                _HINTS.get(type(step).__name__, _HINT),
            ) from error
    return notebook


@contextlib.contextmanager
def quiet_nbgrader() -> Iterator[None]:
    """Keep nbgrader's own log away: our errors carry what matters of it.

    So do warnings, of ids that cells of older formats lack.
    """
    previous = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)

"""Autotests: tests that nbgrader makes from the model answers, made once and kept.

A line `### AUTOTEST f(2)` stands for tests that nbgrader's step `InstantiateTests` writes: it runs
the notebook in a kernel and looks at what `f(2)` is. To do that for every grading would take
seconds, and might give other tests each time. So what it has made is kept in the course's cache,
under a digest of all that it depends on.
"""

from __future__ import annotations

import copy
import hashlib
import json
import platform
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.course.beside_files import files_beside
from autograder.course.config_files import CONFIG_NAME, JSON_NAME
from autograder.course.notebooks import read_notebook
from autograder.errors import CourseError
from autograder.files import digest_of_file, write_text

if TYPE_CHECKING:
    from nbgrader.preprocessors import InstantiateTests
    from traitlets.config import Config

CACHE = Path(".cache", "autotests")
PACKAGES = ("nbgrader", "numpy", "ipykernel")
"""What the tests are made with, besides Python itself."""


@dataclass(frozen=True)
class Autotests:
    """The autotests of an assignment.

    Attributes:
        root: the course's folder.
        home: the folder of its configuration.
        folder: the assignment's folder in the source; nothing is written to it.
        config: the course's configuration.
    """

    root: Path
    home: Path
    folder: Path
    config: Config

    def made_in(self, notebook: NotebookNode, step: InstantiateTests) -> NotebookNode:
        """Return a notebook with its tests made; one without autotests as it is.

        Args:
            notebook: the notebook, with model answers.
            step: nbgrader's step, which makes tests where none are kept.

        Raises:
            FileNotFoundError: there is no file with the templates of tests.
            CourseError: the configuration says in a wrong way which files lie beside it.
        """
        code = (cell for cell in notebook.cells if cell.cell_type == "code")
        if not step.enabled or all(step.autotest_delimiter not in cell.source for cell in code):
            return notebook
        templates = self._templates(step.autotest_filename)
        files = [path for path in files_beside(self.folder, self.config) if path.is_file()]
        place = self.root / CACHE / f"{self._digest(notebook, [templates, *files])}.ipynb"
        try:
            return read_notebook(place)
        except CourseError:  # it is not there, or was cut off
            made = self._make(notebook, step, templates, files)
            write_text(place, json.dumps(made))
            return made

    def _templates(self, name: str) -> Path:
        """Return the file with the templates: the assignment's, else the course's."""
        for path in (self.folder / name, self.root / name):
            if path.is_file():
                return path
        raise FileNotFoundError(f"{name} lies neither beside the notebook nor in the course")

    def _make(
        self, notebook: NotebookNode, step: InstantiateTests, templates: Path, files: list[Path]
    ) -> NotebookNode:
        """Let nbgrader make the tests, in a copy of the folder: model answers may write files."""
        with tempfile.TemporaryDirectory(prefix="autotests-") as made:
            for path in files:
                target = Path(made, path.relative_to(self.folder))
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            step.autotest_filename = str(templates)
            result, _ = step.preprocess(copy.deepcopy(notebook), {"metadata": {"path": made}})
        return result

    def _digest(self, notebook: NotebookNode, files: list[Path]) -> str:
        """Return a digest of what the tests depend on."""
        parts: list[object] = [[cell.cell_type, cell.source] for cell in notebook.cells]
        parts += [notebook.metadata, [cell.metadata for cell in notebook.cells]]
        parts += [platform.python_version(), [metadata.version(name) for name in PACKAGES]]
        parts += [[path.name, digest] for path, digest in self._digests(files)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _digests(self, files: list[Path]) -> Iterator[tuple[Path, str]]:
        """Yield what files hold; options may be functions, so the configuration's text counts."""
        places = dict.fromkeys((self.root, self.home))
        configured = [place / name for place in places for name in (CONFIG_NAME, JSON_NAME)]
        for path in (*files, *(path for path in configured if path.is_file())):
            yield path, digest_of_file(path)

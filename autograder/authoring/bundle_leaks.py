"""The leak scan of a bundle: it opens the archive that students will get, and trusts no step."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

import nbformat
from nbformat import NotebookNode

from autograder.authoring.leaks import check_leaks, refuse, secrets_shown
from autograder.course.layout import Course
from autograder.course.markers import require_usual_markers
from autograder.course.notebooks import read_notebook
from autograder.course.start_cell import is_handed_out

_NOTEBOOK = ".ipynb"
_WHEEL = ".whl"
_EXPECTED = {"README.md", "START.html", "environment.yml", "requirements.txt"}


def check_bundle(course: Course, assignment: str, content: bytes) -> None:
    """Look into a bundle for answers, hidden tests, and files that are not for students.

    Args:
        course: the course.
        assignment: name of the assignment.
        content: the archive.

    Raises:
        LeakError: there is something; the message lists it.
        CourseError: the course has markers of its own, which are not looked for.
    """
    require_usual_markers(course)
    where = f"The bundle of {assignment}"
    names = course.notebooks(assignment)
    sources = {name: read_notebook(course.source_path(assignment, name)) for name in names}
    files = {path.partition("/")[2]: data for path, data in _members(content)}
    notebooks = {
        name.removesuffix(_NOTEBOOK): _as_released(data)
        for name, data in files.items()
        if name.endswith(_NOTEBOOK)
    }
    texts = {name: data for name, data in files.items() if not name.endswith(_NOTEBOOK)}
    findings = [
        *_strangers(texts, notebooks.keys() ^ sources.keys()),
        *secrets_shown(sources.values(), notebooks.values(), _texts(texts)),
    ]
    hint = "Nothing was written. Check helpers/ and the texts of the assignment."
    refuse(findings, where, hint)
    for name, notebook in notebooks.items():
        check_leaks(sources[name], notebook, f"{where}: {name}{_NOTEBOOK}")


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def _as_released(data: bytes) -> NotebookNode:
    """Return a notebook without the cells that the bundle put there: it must be the release."""
    notebook = nbformat.reads(data.decode("utf-8"), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not is_handed_out(cell)]
    return notebook


def _texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield every text of the files, also of those inside a wheel."""
    for name, data in files.items():
        if name.endswith(_WHEEL):
            for inner, text in _members(data):
                yield f"{name}: {inner}", text.decode("utf-8", "replace")
        else:
            yield name, data.decode("utf-8", "replace")


def _strangers(files: Mapping[str, bytes], notebooks: set[str]) -> Iterator[str]:
    """Name files that nobody expects in a bundle, or in the wheel of `helpers`."""
    for name in sorted(notebooks):
        yield f"the notebook {name} is in one of bundle and assignment only"
    for name, data in files.items():
        if name.endswith(_WHEEL):
            for inner, _ in _members(data):
                if not inner.startswith(("helpers/", "activation_lab_helpers-")):
                    yield f"the wheel holds {inner}"
        elif name not in _EXPECTED:
            yield f"the file {name} does not belong there"

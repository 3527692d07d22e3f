"""The bundle: one zip archive that holds all that an instructor hands out for an assignment.

Notebooks, the package `helpers` as a wheel, exact versions, and a start page: enough for a machine
that has Python and nothing else. The same course gives the same bytes.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.authoring.build import check
from autograder.authoring.bundle_leaks import check_bundle
from autograder.authoring.colab import ColabPlace, colab_place
from autograder.authoring.lock import locked
from autograder.authoring.start_page import environment, start_page
from autograder.authoring.wheel import Wheel, build_wheel
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook, write_notebook
from autograder.course.start_cell import badge, start_cell
from autograder.files import write_bytes

_STAMP = (1980, 1, 1, 0, 0, 0)
_RIGHTS = 0o644 << 16
_UNIX = 3
LOCK = """\
# What the notebooks of {assignment} need, in the versions that they were tried with.
# START.html says how to install it.
{lines}
./{wheel}
"""


@dataclass(frozen=True)
class Bundle:
    """A bundle that has been written.

    Attributes:
        path: the archive.
        files: the names of the files in it.
    """

    path: Path
    files: tuple[str, ...]


def make_bundle(
    course: Course, assignment: str, *, out: Path | None = None, colab_url: str = ""
) -> Bundle:
    """Write what students get for an assignment.

    Args:
        course: the course.
        assignment: name of the assignment.
        out: the archive; default `build/<assignment>-<version>.zip`.
        colab_url: the folder on GitHub that will hold the bundle's files; "" for none.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: the address is not one that Colab can open.
        BuildError: `release/` is not what the texts give, or the wheel cannot be built.
        LeakError: the bundle would show an answer or a hidden test.
    """
    place = colab_place(colab_url) if colab_url else None
    check(course, [assignment])
    files = bundle_files(course, assignment, build_wheel(), place)
    content = _archive(assignment, files)
    path = out or course.root / "build" / f"{assignment}-{autograder.__version__}.zip"
    check_bundle(course, assignment, content)
    write_bytes(path, content)
    return Bundle(path, tuple(sorted(files)))


def bundle_files(
    course: Course, assignment: str, wheel: Wheel, place: ColabPlace | None
) -> dict[str, bytes]:
    """Return the files of a bundle by name.

    Args:
        course: the course.
        assignment: name of the assignment.
        wheel: that of `helpers`.
        place: where the files will be for Colab, if they will be anywhere.
    """
    names = course.notebooks(assignment)
    lines = "\n".join(locked(course))
    text, page = start_page(assignment, names, wheel.name)
    made = {f"{name}.ipynb": _notebook(course, assignment, name, wheel, place) for name in names}
    made |= {
        "README.md": text,
        "START.html": page,
        "environment.yml": environment(assignment),
        "requirements.txt": LOCK.format(assignment=assignment, lines=lines, wheel=wheel.name),
    }
    return {wheel.name: wheel.content} | {name: text.encode() for name, text in made.items()}


def _notebook(
    course: Course, assignment: str, name: str, wheel: Wheel, place: ColabPlace | None
) -> str:
    """Return a notebook of the release with the cells that a bundle puts at its top."""
    notebook = copy.deepcopy(read_notebook(course.release_path(assignment, name)))
    first = start_cell(wheel.name, place.file(wheel.name) if place else "")
    top = [badge(place.notebook(name)), first] if place else [first]
    notebook.cells = [*top, *notebook.cells]
    return write_notebook(notebook)


def _archive(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of files in a folder, the same bytes for the same files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, _RIGHTS
            archive.writestr(entry, content)
    return stream.getvalue()

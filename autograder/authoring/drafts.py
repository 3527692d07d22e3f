"""Drafts: texts made of the notebooks of an assignment that has none, for its author to mend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.lint import findings_in
from autograder.course.beside_files import files_beside
from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.markers import require_usual_markers
from autograder.course.sources import read_source
from autograder.course.texts import parse_text, text_of
from autograder.errors import AutograderError, CourseError
from autograder.files import write_bytes, write_text

FOLDER = "drafts"


@dataclass(frozen=True)
class Draft:
    """The text of one notebook.

    Attributes:
        path: where it was written.
        findings: what breaks the rules of texts, with the cell and what to do.
    """

    path: Path
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Drafts:
    """What was made of an assignment.

    Attributes:
        folder: where everything was written.
        texts: one for each notebook that can have a text.
        refused: sentences about the others.
        files: names of the files beside the notebooks that were copied.
        modules: names of the modules beside the notebooks, which have no place beside texts.
    """

    folder: Path
    texts: tuple[Draft, ...]
    refused: tuple[str, ...]
    files: tuple[str, ...]
    modules: tuple[str, ...]


def make_drafts(course: Course, assignment: str, folder: Path | None = None) -> Drafts:
    """Write a text for each notebook of an assignment that has none.

    Nothing is written over, and nothing below `source/`.

    Args:
        course: the course.
        assignment: name of the assignment.
        folder: where to write; default `drafts/<assignment>/`.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: it has texts, none of its notebooks can have one, its markers are its own, or
            a file is there already.
        AutograderError: a file cannot be written.
    """
    if assignment in course.written():
        raise CourseError(
            f"{assignment} has texts in {course.texts.name}/ already.",
            "Edit those, and run: autograder build",
        )
    notebooks = course.notebooks(assignment)
    require_usual_markers(course)
    folder = folder or course.root / FOLDER / assignment
    made, refused = _texts(course, assignment, notebooks)
    files = _files_beside(course, assignment)
    modules = tuple(name for name in files if name.endswith(".py"))
    copied = {name: path for name, path in files.items() if name not in modules}
    _require_free(course, assignment, folder, [*(f"{name}.py" for name in made), *copied])
    drafts = []
    for name, text in made.items():
        path = folder / f"{name}.py"
        write_text(path, text)
        drafts.append(Draft(path, tuple(findings_in(parse_text(text, name)))))
    for name, path in copied.items():
        write_bytes(folder / name, path.read_bytes())
    return Drafts(folder, tuple(drafts), tuple(map(str, refused)), tuple(copied), modules)


def _texts(
    course: Course, assignment: str, notebooks: list[str]
) -> tuple[dict[str, str], list[AutograderError]]:
    """Return the text of each notebook by its name, and what is wrong with the others.

    Raises:
        CourseError: no notebook can have a text.
    """
    made: dict[str, str] = {}
    refused: list[AutograderError] = []
    for name in notebooks:
        path = course.source_path(assignment, name)
        where = course.relative(path)
        try:
            made[name] = text_of(read_source(path, where), where)
        except CourseError as error:
            refused.append(error)
    if not made and refused:
        raise refused[0]
    return made, refused


def _files_beside(course: Course, assignment: str) -> dict[str, Path]:
    """Return the files beside an assignment's notebooks, by their paths there."""
    folder = course.source_folder(assignment)
    found = files_beside(folder, load_config(course), assignment)
    return {path.relative_to(folder).as_posix(): path for path in found}


def _require_free(course: Course, assignment: str, folder: Path, names: list[str]) -> None:
    """Refuse a folder that is the source, or where one of the files is there already.

    Raises:
        CourseError: it is.
    """
    above = {folder.resolve(), *folder.resolve().parents}
    sources = {course.source, course.source_folder(assignment)} - {course.root}
    if above & {source.resolve() for source in sources}:
        raise CourseError(
            f"{course.relative(folder)} is a folder of notebooks.",
            "Texts are never written there: name another one with --to.",
        )
    for name in names:
        if (folder / name).exists():
            raise CourseError(
                f"{course.relative(folder / name)} is there already, and nothing was written.",
                "Move it away, or name another folder with --to.",
            )

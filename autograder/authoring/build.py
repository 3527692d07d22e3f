"""The build: `notebooks/` → `source/` → `release/`, the same bytes every time.

`source/` is the instructor's version in nbgrader's format, with lines for students that no author
writes (`announcing`). `release/` is what nbgrader's own `generate_assignment` makes of it, with
the tag that lets *Run All* go on. Both are committed, and `check` compares them byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.announcing import announced, going_on
from autograder.authoring.leaks import check_leaks
from autograder.authoring.lint import check_text
from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.markers import require_usual_markers
from autograder.course.notebooks import cell_ids, read_notebook, write_notebook
from autograder.course.questions import questions
from autograder.course.release_steps import make_release
from autograder.course.texts import read_text
from autograder.errors import BuildError, CourseError
from autograder.needs import Plan, notebook_plan

if TYPE_CHECKING:
    from traitlets.config import Config

FIX = "Run: autograder build"

Files = dict[Path, bytes]


@dataclass(frozen=True)
class Change:
    """A generated file that differs from what the texts give."""

    path: str
    kind: str  # "new", "changed" or "left over"

    def __str__(self) -> str:
        return f"{self.path} ({self.kind})"


@dataclass(frozen=True)
class Needed:
    """What grading has to run of a notebook's lecture cells.

    Attributes:
        path: the text's path as messages show it.
        count: its lecture cells: code that neither answers nor tests, nor is a fixture.
        reasons: a sentence for each one that runs.
    """

    path: str
    count: int
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        count = f"{len(self.reasons)} of {self.count} lecture cells run when this is graded"
        return "\n".join([f"{self.path}: {count}", *(f"    {reason}" for reason in self.reasons)])


@dataclass(frozen=True)
class Made:
    """A notebook whose source and release have just been made, in memory.

    Attributes:
        assignment: name of its assignment.
        notebook: its name.
        state: `new`, `changed` or `unchanged`, compared with what is there.
    """

    assignment: str
    notebook: str
    state: str


Listener = Callable[[Made], None]
"""Called with each notebook as soon as it is made."""


def needed(course: Course, assignments: list[str] | None = None) -> list[Needed]:
    """Return which lecture cells grading has to run, for each notebook that asks something.

    Raises:
        CourseError: a text cannot be read.
    """
    found = []
    for assignment in course.written() if assignments is None else assignments:
        for name in course.notebooks(assignment):
            path = course.text_path(assignment, name)
            notebook = read_text(path)
            names = {question.grade_id: question.names for question in questions(notebook)}
            if names:
                found.append(_needed(notebook_plan(notebook.cells, names), course.relative(path)))
    return found


def _needed(plan: Plan, path: str) -> Needed:
    reasons = [f"cell {index + 1} {need.reason}" for index, need in plan.needs.items()]
    return Needed(path, len(plan.needs) + len(plan.left_out), tuple(reasons))


def build(
    course: Course, assignments: list[str] | None = None, on_notebook: Listener | None = None
) -> list[Change]:
    """Bring `source/` and `release/` up to date with the texts; return what changed.

    Nothing is written unless every text passes the lint and no release leaks an answer.

    Args:
        course: the course.
        assignments: names of those to build; default all that have texts.
        on_notebook: told each notebook as soon as it is made.

    Raises:
        CourseError: a text cannot be read or breaks a rule.
        LeakError: a release would show an answer.
    """
    changes, wanted = _compare(course, assignments, on_notebook)
    for change in changes:
        path = course.root / change.path
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
        else:
            path.unlink()
            _remove_empty(path.parent, course.root)
    return changes


def check(course: Course, assignments: list[str] | None = None) -> None:
    """Compare `source/` and `release/` with the texts, byte for byte, and change nothing.

    Raises:
        BuildError: they differ; the message lists the files and the command that mends them.
        CourseError, LeakError: as `build`.
    """
    require_none(differences(course, assignments))


def require_none(changes: list[Change]) -> None:
    """Refuse generated files that are not what the texts give.

    Raises:
        BuildError: there are some; the message lists them and the command that mends them.
    """
    if changes:
        listed = "\n".join(f"  {change}" for change in changes)
        raise BuildError(f"Generated files are not what the texts give:\n{listed}", FIX)


def differences(
    course: Course, assignments: list[str] | None = None, on_notebook: Listener | None = None
) -> list[Change]:
    """Return how `source/` and `release/` differ from what the texts give, and change nothing.

    Raises:
        CourseError, LeakError: as `build`.
    """
    return _compare(course, assignments, on_notebook)[0]


def _compare(
    course: Course, assignments: list[str] | None, on_notebook: Listener | None = None
) -> tuple[list[Change], Files]:
    """Return how the generated files differ from what they should be, and what they should be."""
    chosen = course.written() if assignments is None else assignments
    for assignment in chosen:
        course.require_texts(assignment)
    require_usual_markers(course)
    config = load_config(course)
    wanted: Files = {}
    for assignment in chosen:
        wanted |= _make_files(course, assignment, config, on_notebook)
    found = set(_found(course, assignments))
    changes = [
        Change(course.relative(path), kind)
        for path in sorted(wanted.keys() | found)
        if (kind := kind_of_change(path, wanted))
    ]
    return changes, wanted


def kind_of_change(path: Path, wanted: Files) -> str:
    """Return how a file differs from what it should be; "" where it does not."""
    if path not in wanted:
        return "left over"
    if not path.exists():
        return "new"
    return "" if path.read_bytes() == wanted[path] else "changed"


def _make_files(
    course: Course, assignment: str, config: Config, on_notebook: Listener | None
) -> Files:
    """Return everything that an assignment's texts give: sources, releases, files beside them."""
    files: Files = {}
    for name in course.notebooks(assignment):
        made = make_notebook(course, assignment, name, config)
        files |= made
        if on_notebook is not None:
            kinds = {kind_of_change(path, made) for path in made} - {""}
            state = min(kinds, default="unchanged") if len(kinds) < 2 else "changed"
            on_notebook(Made(assignment, name, state))
    for path in _files_beside(course.texts / assignment):
        for folder in (course.source_folder(assignment), course.release_folder(assignment)):
            files[folder / path.relative_to(course.texts / assignment)] = path.read_bytes()
    return files


def make_notebook(course: Course, assignment: str, name: str, config: Config) -> Files:
    """Return what a text gives: the source and the release.

    Raises:
        CourseError: it cannot be read or breaks a rule.
        LeakError: the release would show an answer.
    """
    path = course.text_path(assignment, name)
    text = read_text(path)
    check_text(text, course.relative(path))
    source = announced(text)
    release = going_on(make_release(source, config, course.relative(path)))
    target = course.release_path(assignment, name)
    check_leaks(source, release, course.relative(target))
    return {
        course.source_path(assignment, name): write_notebook(source).encode(),
        target: write_notebook(release).encode(),
    }


def _files_beside(folder: Path) -> Iterator[Path]:
    """Yield the files that a notebook reads, in sub-folders too; hidden ones are an editor's."""
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "__pycache__")) for part in inner)
        if path.is_file() and path.suffix not in (".py", ".ipynb") and not hidden:
            yield path


def _found(course: Course, assignments: list[str] | None) -> Iterator[Path]:
    """Yield the files that stand where generated ones do; Jupyter's checkpoints do not count.

    Notebooks that no text has ever given are somebody's own work, and are left alone.
    """
    written = course.written()
    for step in ("source", "release"):
        folders = course.assignment_folders(step)
        chosen = folders if assignments is None else folders.keys() & set(assignments)
        for name in chosen:
            if name in written or _is_generated(folders[name], step):
                for path in folders[name].rglob("*"):
                    if path.is_file() and path.parent.name != ".ipynb_checkpoints":
                        yield path


def _is_generated(folder: Path, step: str) -> bool:
    """Tell whether a folder without texts holds what texts gave: its cells' ids show that."""
    notebooks = [path for path in folder.rglob("*.ipynb") if path.parent.name[:1] != "."]
    return all(map(_has_our_ids, notebooks)) and (bool(notebooks) or step == "release")


def _has_our_ids(path: Path) -> bool:
    try:
        cells = read_notebook(path).cells
    except CourseError:
        return False
    return [cell.get("id") for cell in cells] == cell_ids(cells)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder and those above it, as far as they are empty: nbgrader would list them."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

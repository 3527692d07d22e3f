"""The build: `notebooks/` → `source/` → `release/`, the same bytes every time.

`source/` is the instructor's version in nbgrader's format. `release/` is what nbgrader's own
`generate_assignment` makes of it. Both are committed, and `check` compares them byte for byte.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.config import load_config
from autograder.course import Course
from autograder.errors import BuildError
from autograder.leaks import check_leaks
from autograder.lint import check_text
from autograder.steps import make_release
from autograder.texts import read_notebook, read_text, write_notebook

FIX = "Run: autograder build"


@dataclass(frozen=True)
class Change:
    """A generated file that differs from what the texts give."""

    path: str
    kind: str  # "new", "changed" or "left over"

    def __str__(self) -> str:
        return f"{self.path} ({self.kind})"


def build(course: Course, assignments: list[str] | None = None) -> list[Change]:
    """Bring `source/` and `release/` up to date with the texts; return what changed.

    Nothing is written unless every text passes the lint and no release leaks an answer.

    Raises:
        CourseError: a text cannot be read or breaks a rule.
        LeakError: a release would show an answer.
    """
    return _build(course, assignments, write=True)


def check(course: Course, assignments: list[str] | None = None) -> None:
    """Compare `source/` and `release/` with the texts, byte for byte, and change nothing.

    Raises:
        BuildError: they differ; the message lists the files and the command that mends them.
        CourseError, LeakError: as `build`.
    """
    changes = _build(course, assignments, write=False)
    if changes:
        listed = "\n".join(f"  {change}" for change in changes)
        raise BuildError(f"Generated files are not what the texts give:\n{listed}", FIX)


def _build(course: Course, assignments: list[str] | None, *, write: bool) -> list[Change]:
    chosen = course.assignments() if assignments is None else assignments
    with tempfile.TemporaryDirectory(prefix="activation-lab-build-") as scratch:
        made = Course(Path(scratch))
        for assignment in chosen:
            _make_source(course, made, assignment)
        _make_releases(course, made, chosen)
        for assignment in chosen:
            for notebook in course.notebooks(assignment):
                check_leaks(
                    read_notebook(made.source_path(assignment, notebook)),
                    read_notebook(made.release_path(assignment, notebook)),
                    course.relative(course.release_path(assignment, notebook)),
                )
        return [
            change
            for assignment in _all_generated(course, chosen, assignments is None)
            for stage in ("source", "release")
            for change in _synchronise(made, course, Path(stage) / assignment, write=write)
        ]


def _all_generated(course: Course, chosen: list[str], whole: bool) -> list[str]:
    """Return the assignments to compare; with `whole`, those that lost their texts too."""
    if not whole:
        return chosen
    stale = {path.name for stage in (course.source, course.release) for path in stage.glob("*/")}
    return sorted(stale | set(chosen))


def _make_source(course: Course, made: Course, assignment: str) -> None:
    folder = made.source / assignment
    folder.mkdir(parents=True)
    for name in course.notebooks(assignment):
        path = course.text_path(assignment, name)
        notebook = read_text(path)
        check_text(notebook, course.relative(path))
        (folder / f"{name}.ipynb").write_text(write_notebook(notebook), encoding="utf-8")
    for extra in sorted((course.texts / assignment).iterdir()):
        if extra.is_file() and extra.suffix != ".py" and not extra.name.startswith("."):
            shutil.copyfile(extra, folder / extra.name)


def _make_releases(course: Course, made: Course, assignments: list[str]) -> None:
    """Make the students' version with nbgrader's own steps, as its `generate_assignment` does."""
    config = load_config(course)
    for assignment in assignments:
        shutil.copytree(
            made.source / assignment,
            made.release / assignment,
            ignore=shutil.ignore_patterns("*.ipynb"),
        )
        for path in sorted((made.source / assignment).glob("*.ipynb")):
            where = course.relative(course.text_path(assignment, path.stem))
            release = make_release(read_notebook(path), config, where)
            target = made.release_path(assignment, path.stem)
            target.write_text(write_notebook(release), encoding="utf-8")


def _synchronise(made: Course, course: Course, folder: Path, *, write: bool) -> list[Change]:
    """Make the course's generated `folder` equal to the one just made; return the differences."""
    new = _files(made.root / folder)
    old = _files(course.root / folder)
    changes = []
    for name in sorted(new.keys() | old.keys()):
        target = course.root / folder / name
        shown = (folder / name).as_posix()
        if name not in new:
            changes.append(Change(shown, "left over"))
            if write:
                target.unlink()
        elif new[name] != old.get(name):
            changes.append(Change(shown, "changed" if name in old else "new"))
            if write:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(new[name])
    return changes


def _files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }

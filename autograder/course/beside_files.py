"""The files beside a notebook that grading puts into its place, as nbgrader's autograde does."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from traitlets.config import Config

from autograder.course.nbgrader_values import texts, value, wrong

IGNORED = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")
"""What nbgrader leaves out by default (`c.CourseDirectory.ignore`)."""
_NOTEBOOKS = "*.ipynb"


def files_beside(folder: Path, config: Config, assignment: str = "") -> list[Path]:
    """Return the files that go over those of a submission, sorted.

    Args:
        folder: the assignment's folder in the source.
        config: the course's configuration.
        assignment: its name, where that is not the folder's.

    Raises:
        CourseError: the configuration sets an option of the wrong kind.
    """
    ignored = (*texts(config, "CourseDirectory.ignore", IGNORED), _NOTEBOOKS)
    own = {folder / name for name in _students_own(config, assignment or folder.name)}
    return sorted(path for path in _all_files(folder, ignored) if path not in own)


def _students_own(config: Config, assignment: str) -> list[str]:
    """Return the names of files of which a submission keeps its own."""
    option = "Autograde.exclude_overwriting"
    found = value(config, option, {})
    names = found.get(assignment, []) if isinstance(found, dict) else None
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise wrong(option, found, 'a dict of lists with names of files, {"ps1": ["own.py"]}')
    return list(names)


def _all_files(folder: Path, ignored: Iterable[str]) -> Iterable[Path]:
    """Yield the files below a folder; what is ignored is not looked into, not even the folder."""
    for place, folders, files in os.walk(folder):
        if _is_ignored(Path(place).name, ignored):
            folders.clear()
            continue
        yield from (Path(place, name) for name in files if not _is_ignored(name, ignored))


def _is_ignored(name: str, patterns: Iterable[str]) -> bool:
    """Tell whether a name is ignored; as in a shell, `*` does not stand for a dot at its begin."""
    return any(
        fnmatchcase(name, pattern) and (name[:1] != "." or pattern[:1] == ".")
        for pattern in patterns
    )

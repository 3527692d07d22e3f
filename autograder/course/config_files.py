"""The files of a course's configuration, merged as nbgrader merges them.

`nbgrader_config.py` is run first, and what `nbgrader_config.json` sets wins. Where
`c.CourseDirectory.root` names another folder, the files in that one win over both. Names that older
versions of nbgrader used are read as the names that took their place.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

from autograder.errors import CourseError

CONFIG_NAME = "nbgrader_config.py"
JSON_NAME = "nbgrader_config.json"
_LOADERS = {CONFIG_NAME: PyFileConfigLoader, JSON_NAME: JSONFileConfigLoader}
_OLD_SECTIONS = {
    "NbGraderConfig": "NbGrader",
    "BasicConfig": "NbGrader",
    "BaseNbGraderApp": "NbGrader",
    "BaseApp": "NbGrader",
    "BaseNbConvertApp": "BaseConverter",
    "Assign": "GenerateAssignment",
}
_OLD_OPTIONS = {
    ("NbGrader", "student_id"): "student_id",
    ("NbGrader", "assignment_id"): "assignment_id",
    ("NbGrader", "notebook_id"): "notebook_id",
    ("NbGrader", "directory_structure"): "directory_structure",
    ("NbGrader", "source_directory"): "source_directory",
    ("NbGrader", "release_directory"): "release_directory",
    ("NbGrader", "submitted_directory"): "submitted_directory",
    ("NbGrader", "autograded_directory"): "autograded_directory",
    ("NbGrader", "feedback_directory"): "feedback_directory",
    ("NbGrader", "solution_directory"): "solution_directory",
    ("NbGrader", "db_url"): "db_url",
    ("NbGrader", "course_directory"): "root",
    ("NbGrader", "ignore"): "ignore",
    ("NbGrader", "course_id"): "course_id",
    ("Exchange", "course_id"): "course_id",
}
"""Options that are options of `c.CourseDirectory` today."""

Stamps = tuple[tuple[str, int, int], ...]


def has_config(folder: Path) -> bool:
    """Tell whether a folder holds a configuration: it is a course."""
    return any((folder / name).is_file() for name in _LOADERS)


def read_config(folder: Path) -> Config:
    """Return the configuration of the course in a folder, a copy for the caller alone.

    The files run once, and again only when one of them has changed. A folder without any has an
    empty configuration.

    Raises:
        CourseError: a file does not run.
    """
    return copy.deepcopy(shared_config(folder))


def shared_config(folder: Path) -> Config:
    """Return the same for those who only look at it: nobody may change it.

    Raises:
        CourseError: a file does not run.
    """
    config = _read(folder, _stamps(folder))
    root = root_of(folder, config)
    if root == folder or not has_config(root):
        return config
    return _merged(folder, root, (_stamps(folder), _stamps(root)))


def root_of(folder: Path, config: Config) -> Path:
    """Return the folder that `c.CourseDirectory.root` names, by default the configuration's own.

    A relative one begins at the configuration's folder.
    """
    root = config.get("CourseDirectory", {}).get("root", "")
    place = (folder / str(root)).resolve() if root else folder
    return folder if place == folder.resolve() else place


@functools.lru_cache(maxsize=16)
def _merged(folder: Path, root: Path, stamps: tuple[Stamps, Stamps]) -> Config:
    config = copy.deepcopy(_read(folder, stamps[0]))
    config.merge(_read(root, stamps[1]))
    return config


def _stamps(folder: Path) -> Stamps:
    """Return what tells a changed file from the file that was read."""
    found = []
    for name in _LOADERS:
        with contextlib.suppress(OSError):
            state = (folder / name).stat()
            found.append((name, state.st_mtime_ns, state.st_size))
    return tuple(found)


@functools.lru_cache(maxsize=16)
def _read(folder: Path, stamps: Stamps) -> Config:
    config = Config()
    for name, _, _ in stamps:
        try:
            with importing_from(folder):
                config.merge(_LOADERS[name](name, path=str(folder)).load_config())
            _check_sections(config)
            _complete_paths(config, folder)
        except (Exception, SystemExit) as error:  # the file is the instructor's own Python
            what = "does not run" if name == CONFIG_NAME else "cannot be read"
            raise CourseError(
                f"{name} {what}: {type(error).__name__}: {error}", "Mend it and run again."
            ) from error
    _rename(config)
    return config


@contextlib.contextmanager
def importing_from(folder: Path) -> Iterator[None]:
    """Let modules beside a configuration be imported, as nbgrader does."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(str(folder))


def _check_sections(config: Config) -> None:
    """Refuse a section that holds a value: Python refuses it, JSON does not.

    Raises:
        ValueError: there is one.
    """
    for name, section in config.items():
        if name[:1].isupper() and not isinstance(section, Config):
            raise ValueError(f"{name} is a section, and cannot be {section!r}")


def _rename(config: Config) -> None:
    """Give old sections and options today's names."""
    for old, new in _OLD_SECTIONS.items():
        if old in config:
            config[new].merge(config.pop(old))
    for (section, old), new in _OLD_OPTIONS.items():
        if section in config and old in config[section]:
            config.CourseDirectory[new] = config[section].pop(old)


def _complete_paths(config: Config, folder: Path) -> None:
    """Let paths of notebooks that go around others begin at the course: nbgrader runs there."""
    around = config.get("IncludeHeaderFooter", {})
    for name in ("header", "footer"):
        if isinstance(around.get(name), str) and around[name]:
            around[name] = str(folder / around[name])

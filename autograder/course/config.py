"""The course's one configuration file, `nbgrader_config.py`, as nbgrader and we read it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import CourseError

RUNS = ("needed", "everything")
"""What may run of a notebook: see `autograder.needs`."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Section `c.Autograder` of the configuration sets them.

    Attributes:
        cell_seconds: time for one cell; then it is interrupted and loses its own points.
        submission_seconds: time for one notebook of one submission.
        start_seconds: time for a kernel to start.
        output_bytes: output kept of one cell; the rest is cut.
        file_bytes: size of one submitted notebook, and of any file that an answer writes.
        tmp_bytes: size of an answer's temporary folder.
        memory_bytes: memory of one process of an answer; all of them together get twice that.
        processes: processes and threads of an answer at once.
        open_files: files that one process of an answer has open.
        show_expected: whether feedback on hidden tests shows the expected value.
        figures: whether the executed notebooks hold the figures; much of the time goes into them.
        run: which cells run: `needed` for those that a grade depends on, or `everything`.
    """

    cell_seconds: float = 60.0
    submission_seconds: float = 600.0
    start_seconds: float = 60.0
    output_bytes: int = 1 << 20
    file_bytes: int = 20 << 20
    tmp_bytes: int = 1 << 30
    memory_bytes: int = 4 << 30
    processes: int = 128
    open_files: int = 256
    show_expected: bool = True
    figures: bool = True
    run: str = "needed"


def load_config(course: Course) -> Any:
    """Return the course's configuration as a traitlets `Config`.

    Raises:
        CourseError: the file does not run.
    """
    from traitlets.config.loader import PyFileConfigLoader

    try:
        return PyFileConfigLoader(CONFIG_NAME, path=str(course.root)).load_config()
    except Exception as error:  # the file is the instructor's own Python
        raise CourseError(
            f"{CONFIG_NAME} does not run: {type(error).__name__}: {error}", "Mend it and run again."
        ) from error


def load_limits(course: Course) -> Limits:
    """Return the limits that the course sets, defaults for the others.

    Raises:
        CourseError: an option that does not exist, or a value of the wrong kind or sign.
    """
    section = dict(load_config(course).get("Autograder", {}))
    defaults = {field.name: field.default for field in fields(Limits)}
    for name, value in section.items():
        if name not in defaults:
            raise CourseError(
                f"{CONFIG_NAME} sets c.Autograder.{name}, which does not exist.",
                f"Options: {', '.join(defaults)}.",
            )
        if not _fits(value, defaults[name]):
            raise CourseError(
                f"{CONFIG_NAME} sets c.Autograder.{name} = {value!r}.",
                f"It must be {_KINDS[type(defaults[name])]}.",
            )
    return Limits(**section)


_KINDS = {
    bool: "True or False",
    int: "a positive integer",
    float: "a positive number",
    str: " or ".join(map(repr, RUNS)),
}


def _fits(value: Any, default: Any) -> bool:
    """Tell whether a value is of the default's kind, and positive where it is a number."""
    if isinstance(default, str):
        return value in RUNS
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    kinds = int if isinstance(default, int) else int | float
    return isinstance(value, kinds) and value > 0


def database_url(course: Course) -> str:
    """Return the gradebook's address: the configured one, or SQLite in the course's folder."""
    url = load_config(course).get("CourseDirectory", {}).get("db_url", None)
    return str(url) if url else f"sqlite:///{course.root / 'gradebook.db'}"

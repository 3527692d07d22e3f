"""The course's one configuration file, `nbgrader_config.py`, as nbgrader and we read it.

`Autograder` declares what section `c.Autograder` of the file may set. *Limits* bound an execution,
and outcomes depend on them. *Options* say what pages show, and no outcome depends on them.
"""

from __future__ import annotations

import copy
import difflib
import functools
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from traitlets import TraitError, TraitType
from traitlets.config import Config, Configurable

from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.traits import choice, choices, count, seconds, size, switch
from autograder.errors import CourseError

RUNS = ("needed", "everything")
"""What may run of a notebook: see `autograder.needs`."""
EXAMPLES = ("none", "input", "both")
"""What feedback shows of an example that fails: nothing, the input, or also what was expected."""
COUNTED = ("apart", "extra", "counted")
"""How points of optional questions count: in a column of their own, in the score of the exported
table as well, or as those of all other questions."""
STEPS = ("source", "release", "submitted", "autograded", "feedback")
"""The steps of nbgrader's way of the files, each with a folder of its own."""
STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"


@dataclass(frozen=True)
class Limits:
    """What bounds the execution of one submission; `Autograder` says what each of them means."""

    cell_seconds: float = 60.0
    submission_seconds: float = 600.0
    output_bytes: int = 1 << 20
    file_bytes: int = 20 << 20
    tmp_bytes: int = 1 << 30
    memory_bytes: int = 4 << 30
    processes: int = 128
    open_files: int = 256
    figures: bool = True
    name_mistakes: bool = True
    run: str = "needed"


@dataclass(frozen=True)
class Options:
    """What pages show, whatever was graded; `Autograder` says what each of them means."""

    examples: str = "both"
    examples_of: dict[str, str] = field(default_factory=dict)
    optional_points: str = "apart"

    def examples_for(self, notebook: str, question: str) -> str:
        """Return what feedback on the hidden tests of a question shows of examples."""
        for name in (f"{notebook}/{question}", question):
            if name in self.examples_of:
                return self.examples_of[name]
        return self.examples


class Autograder(Configurable):
    """What section `c.Autograder` of `nbgrader_config.py` may set."""

    cell_seconds = seconds(Limits.cell_seconds, "time for one cell")
    submission_seconds = seconds(Limits.submission_seconds, "time for one notebook")
    output_bytes = size(Limits.output_bytes, "output kept of one cell; the rest is cut")
    file_bytes = size(Limits.file_bytes, "size of a notebook, and of a file an answer writes")
    tmp_bytes = size(Limits.tmp_bytes, "size of an answer's temporary folder")
    memory_bytes = size(Limits.memory_bytes, "memory of one process of an answer; twice for all")
    processes = count(Limits.processes, "processes and threads of an answer at once")
    open_files = count(Limits.open_files, "open files of one process of an answer")
    figures = switch(Limits.figures, "draw figures and keep them for the feedback")
    name_mistakes = switch(Limits.name_mistakes, "run a failed test again, to name the mistake")
    run = choice(RUNS, Limits.run, 'cells that run: "needed" or "everything"')
    examples = choice(
        EXAMPLES,
        Options.examples,
        'hidden tests show of an example "none", the "input" or "both"',
    )
    examples_of = choices(EXAMPLES, 'the same for questions: {"relu": "none"}')
    optional_points = choice(
        COUNTED, Options.optional_points, 'points of ★: "apart", "extra" credit or "counted"'
    )


NAMES = tuple(name for name, trait in vars(Autograder).items() if isinstance(trait, TraitType))
"""What section `c.Autograder` may set, in the order of the documents."""


def load_config(course: Course) -> Config:
    """Return the course's configuration as a traitlets `Config`, a copy for the caller alone.

    The file runs once, and again only when it has changed.

    Raises:
        CourseError: the file does not run.
    """
    path = course.root / CONFIG_NAME
    try:
        state = path.stat()
        return copy.deepcopy(_run(path, state.st_mtime_ns, state.st_size))
    except (Exception, SystemExit) as error:  # the file is the instructor's own Python
        raise CourseError(
            f"{CONFIG_NAME} does not run: {type(error).__name__}: {error}", "Mend it and run again."
        ) from error


@functools.lru_cache(maxsize=16)
def _run(path: Path, _changed: int, _size: int) -> Config:
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


def load_limits(course: Course) -> Limits:
    """Return the limits that the course sets, defaults for the others.

    Raises:
        CourseError: the file does not run, or sets what does not exist, or a value of the wrong
            kind or size.
    """
    return _part(Limits, _settings(course))


def load_options(course: Course) -> Options:
    """Return the options that the course sets, defaults for the others.

    Raises:
        CourseError: as for `load_limits`.
    """
    return _part(Options, _settings(course))


_Part = TypeVar("_Part", Limits, Options)


def _part(kind: type[_Part], settings: Autograder) -> _Part:
    return kind(**{field.name: getattr(settings, field.name) for field in fields(kind)})


def _settings(course: Course) -> Autograder:
    config = load_config(course)
    _refuse_other_sections(config)
    _refuse_other_folders(course, config)
    settings = Autograder()
    for name, value in config.get("Autograder", {}).items():
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            raise CourseError(
                f"{CONFIG_NAME} sets c.Autograder.{name}, which does not exist.",
                "".join(f"Did you mean {one}? " for one in near) + f"Options: {', '.join(NAMES)}.",
            )
        try:
            setattr(settings, name, value)
        except TraitError as error:
            raise CourseError(
                f"{CONFIG_NAME} sets c.Autograder.{name} = {value!r}.",
                f"It must be {settings.traits()[name].info()}.",
            ) from error
    return settings


def _refuse_other_sections(config: Config) -> None:
    """Refuse our options in a section like `c.AutoGrader`, which nobody would read.

    Raises:
        CourseError: there is one.
    """
    for section, values in config.items():
        like_ours = section != "Autograder" and section.lower().startswith("autograde")
        for name in values if like_ours and isinstance(values, Config) else ():
            if name in NAMES:
                raise CourseError(
                    f"{CONFIG_NAME} sets c.{section}.{name}, which nothing reads.",
                    f"Write c.Autograder.{name}.",
                )


def _refuse_other_folders(course: Course, config: Config) -> None:
    """Refuse nbgrader's options for other folders: nothing here would look into them.

    Raises:
        CourseError: one of them has another value than nbgrader's own.
    """
    values = config.get("CourseDirectory", {})
    usual = {f"{name}_directory": name for name in STEPS}
    usual |= {"directory_structure": STRUCTURE, "root": str(course.root)}
    for name, value in usual.items():
        if name in values and os.path.normpath(str(values[name])) != os.path.normpath(value):
            raise CourseError(
                f"{CONFIG_NAME} sets c.CourseDirectory.{name} = {str(values[name])!r}, and nothing "
                "here looks into other folders than nbgrader's usual ones.",
                f"Remove the line, or write {value!r}.",
            )


def excluded_students(course: Course) -> frozenset[str]:
    """Return the students that `c.CourseDirectory.student_id_exclude` leaves out, as for nbgrader.

    Raises:
        CourseError: the file does not run.
    """
    config = load_config(course)
    found: set[str] = set()
    for section in ("CourseDirectory", "NbGrader"):
        text = str(config.get(section, {}).get("student_id_exclude", ""))
        found.update(name.strip() for name in text.split(","))
    return frozenset(found - {""})


def database_url(course: Course) -> str:
    """Return the gradebook's address: the configured one, or SQLite in the course's folder."""
    url = load_config(course).get("CourseDirectory", {}).get("db_url", None)
    return str(url) if url else f"sqlite:///{course.root / 'gradebook.db'}"

"""The course's configuration: what we read of it ourselves, and what of nbgrader's options.

`Autograder` declares what section `c.Autograder` of the file may set. *Limits* bound an execution,
and outcomes depend on them. *Options* say what pages show, and no outcome depends on them.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from importlib.util import find_spec

from traitlets import TraitError, TraitType
from traitlets.config import Config, Configurable

from autograder.course.config_files import importing_from, read_config, shared_config
from autograder.course.folders import read_folders
from autograder.course.layout import Course
from autograder.course.nbgrader_limits import from_nbgrader
from autograder.course.nbgrader_options import require_usable
from autograder.course.nbgrader_values import text
from autograder.course.traits import choice, choices, count, seconds, size, switch
from autograder.errors import CourseError

RUNS = ("needed", "everything")
"""What may run of a notebook: see `autograder.needs`."""
EXAMPLES = ("none", "input", "both")
"""What feedback shows of an example that fails: nothing, the input, or also what was expected."""
COUNTED = ("apart", "extra", "counted")
"""How points of optional questions count: in a column of their own, in the score of the exported
table as well, or as those of all other questions."""
STDERR = ("free", "costs")
"""What a word on stderr does to a test's points: nothing, or it costs all, as with nbgrader."""


@dataclass(frozen=True)
class Limits:
    """What bounds the execution of one submission; `Autograder` says what each of them means.

    Attributes:
        ignored_stderr: stderr that matches this pattern is dropped (`c.IgnorePattern`).
        output_lines: lines that are kept of what a cell prints; -1 for all (`c.LimitOutput`).
        traceback_lines: lines that are kept of a traceback; -1 for all.
    """

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
    stderr: str = "free"
    ignored_stderr: str = ""
    output_lines: int = -1
    traceback_lines: int = -1


POSTGRESQL_DRIVERS = ("psycopg", "psycopg2")
"""What may connect us with PostgreSQL; the extra `postgres` brings the first."""
OF_NBGRADER = frozenset({"ignored_stderr", "output_lines", "traceback_lines"})
"""Limits that options of nbgrader's set, and none of ours."""


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
    stderr = choice(STDERR, Limits.stderr, 'stderr in a test: "free", or "costs" all its points')
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

    Raises:
        CourseError: a file of it does not run.
    """
    return read_config(course.home)


def load_limits(course: Course) -> Limits:
    """Return the limits that the course sets, defaults for the others.

    Raises:
        CourseError: the file does not run, or sets what does not exist, or a value of the wrong
            kind or size.
    """
    settings, own = _settings(course)
    names = {field.name for field in fields(Limits)} - OF_NBGRADER
    limits = Limits(**{name: getattr(settings, name) for name in names})
    theirs = from_nbgrader(load_config(course), limits.submission_seconds)
    return replace(limits, **{name: theirs[name] for name in theirs.keys() - own})


def load_options(course: Course) -> Options:
    """Return the options that the course sets, defaults for the others.

    Raises:
        CourseError: as for `load_limits`.
    """
    settings, _ = _settings(course)
    return Options(**{field.name: getattr(settings, field.name) for field in fields(Options)})


def _settings(course: Course) -> tuple[Autograder, frozenset[str]]:
    """Return our own section, and the names of what it sets."""
    config = load_config(course)
    _refuse_other_sections(config)
    with importing_from(course.home):
        require_usable(config)
    read_folders(course.root, config)
    settings = Autograder()
    own = config.get("Autograder", {})
    for name, value in own.items():
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            raise CourseError(
                f"The configuration sets c.Autograder.{name}, which does not exist.",
                "".join(f"Did you mean {one}? " for one in near) + f"Options: {', '.join(NAMES)}.",
            )
        try:
            setattr(settings, name, value)
        except TraitError as error:
            raise CourseError(
                f"The configuration sets c.Autograder.{name} = {value!r}.",
                f"It must be {settings.traits()[name].info()}.",
            ) from error
    return settings, frozenset(own)


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
                    f"The configuration sets c.{section}.{name}, which nothing reads.",
                    f"Write c.Autograder.{name}.",
                )


def excluded_students(course: Course) -> frozenset[str]:
    """Return the students that `c.CourseDirectory.student_id_exclude` leaves out, as for nbgrader.

    Raises:
        CourseError: the file does not run.
    """
    config = load_config(course)
    found: set[str] = set()
    for section in ("CourseDirectory", "NbGrader"):
        names = str(config.get(section, {}).get("student_id_exclude", ""))
        found.update(name.strip() for name in names.split(","))
    return frozenset(found - {""})


def is_selected(course: Course, student: str) -> bool:
    """Tell whether `c.CourseDirectory.student_id`, a pattern, is for a student.

    It counts where nobody is named on the command line.

    Raises:
        CourseError: the file does not run.
    """
    pattern = text(shared_config(course.home), "CourseDirectory.student_id", "*").strip()
    return pattern == "*" or fnmatchcase(student, pattern)


def database_url(course: Course) -> str:
    """Return the gradebook's address: the configured one, or SQLite in the course's folder.

    A relative path of an SQLite file begins at the course's folder, where nbgrader runs. PostgreSQL
    gets the driver that is installed, unless the address names one.
    """
    usual = f"sqlite:///{course.root / 'gradebook.db'}"
    url = str(load_config(course).get("CourseDirectory", {}).get("db_url", "") or usual)
    kind, separator, path = url.partition(":///")
    if kind == "sqlite" and separator and path and path[0] not in "/:":
        return f"{kind}:///{course.root / path}"
    return _with_driver(url)


def _with_driver(url: str) -> str:
    """Return an address of PostgreSQL with a driver that is installed.

    Which one SQLAlchemy takes by itself depends on its version: psycopg2, from 2.1 on psycopg.
    """
    kind, separator, rest = url.partition("://")
    if separator and kind == "postgresql":
        driver = next((one for one in POSTGRESQL_DRIVERS if find_spec(one)), POSTGRESQL_DRIVERS[0])
        return f"postgresql+{driver}://{rest}"
    return url

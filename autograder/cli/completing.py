"""Completing: what the shell offers behind a command, when somebody presses Tab.

It has to come at once, so folders and records are looked at, and nothing is imported for it. What
cannot be read offers nothing: a shell is no place for errors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from autograder.course.layout import Course
from autograder.errors import AutograderError

_METADATA = re.compile(r"nbgrader=(?P<values>\{.*\})")


def assignments(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the assignments whose names begin like this."""
    return _matching(_assignments(context), incomplete)


def students(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the students who handed in, those of the assignment that stands there already."""
    return _matching(_students(context), incomplete)


def questions(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the questions of the assignment that stands there, or of all."""
    return _matching(_questions(context), incomplete)


def notebooks(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the notebooks of the assignment that stands there, or of all."""
    return _matching(_notebooks(context), incomplete)


def _matching(names: Iterable[str], incomplete: str) -> list[str]:
    try:  # a notebook may hold anything
        found = {name for name in names if name.startswith(incomplete) and name.isprintable()}
    except (AutograderError, OSError, ValueError, LookupError, TypeError, AttributeError):
        return []
    return sorted(found)


def _course(context: click.Context) -> Course:
    folder = context.find_root().params.get("course")
    return Course.find(None if folder is None else Path(folder))


def _assignments(context: click.Context) -> Iterator[str]:
    yield from _course(context).assignments()


def _chosen(context: click.Context, course: Course) -> list[str]:
    """Return the assignments that are meant: that of the line, or all."""
    name = context.params.get("assignment")
    every = course.assignments()
    return [name] if name in every else every


def _students(context: click.Context) -> Iterator[str]:
    course = _course(context)
    for assignment in _chosen(context, course):
        for student, _, _ in course.folders.existing("submitted", assignment=assignment):
            yield student


def _notebooks(context: click.Context) -> Iterator[str]:
    course = _course(context)
    for assignment in _chosen(context, course):
        yield from course.notebooks(assignment)


def _questions(context: click.Context) -> Iterator[str]:
    course = _course(context)
    for assignment in _chosen(context, course):
        for name in course.notebooks(assignment):
            text = course.text_path(assignment, name)
            if text.is_file():
                yield from _of_text(text)
            else:
                yield from _of_source(course.source_path(assignment, name))


def _of_text(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# %%") and (match := _METADATA.search(line)):
            found = json.loads(match["values"])
            if found.get("solution"):
                yield str(found.get("grade_id", ""))


def _of_source(path: Path) -> Iterator[str]:
    """Yield the ids of answers and of tests: here a test may belong to no answer."""
    for cell in json.loads(path.read_bytes())["cells"]:
        found = cell["metadata"].get("nbgrader", {})
        if found.get("solution") or found.get("grade"):
            yield str(found.get("grade_id", ""))

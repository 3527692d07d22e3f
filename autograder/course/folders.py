"""Folders: where the steps of a course lie, as `c.CourseDirectory` says it.

nbgrader makes the path of a step by a pattern, `{nbgrader_step}/{student_id}/{assignment_id}` where
nothing else is configured. The names in it may come in any order, each as a folder of its own.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from traitlets.config import Config

from autograder.errors import CourseError

STEPS = ("source", "release", "submitted", "autograded", "feedback")
"""The steps of nbgrader's way of the files, each with a folder of its own."""
STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"
STUDENT, ASSIGNMENT = "{student_id}", "{assignment_id}"
NOBODY = "."
"""The student of folders that are nobody's: those of the source and of the release."""
_FIELDS = ("nbgrader_step", "student_id", "assignment_id")


@dataclass(frozen=True)
class Folders:
    """The folders of a course.

    Attributes:
        parts: step → the parts of its path, with `STUDENT` and `ASSIGNMENT` among them.
    """

    parts: dict[str, tuple[str, ...]]

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of an assignment in a step.

        Args:
            step: one of `STEPS`.
            student: whose; `NOBODY` for the source and the release.
            assignment: name of the assignment.
        """
        names = {STUDENT: student, ASSIGNMENT: assignment}
        return Path(*(names.get(part, part) for part in self.parts[step]))

    def base(self, step: str) -> Path:
        """Return the folder below which all folders of a step lie."""
        parts = self.parts[step]
        return Path(*parts[: min(parts.index(STUDENT), parts.index(ASSIGNMENT))])

    def students(self, step: str, assignment: str) -> tuple[Path, tuple[str, ...]]:
        """Return the folder that holds a folder for each student, and the way on from there."""
        before, after = _around(self.parts[step], STUDENT)
        names = {ASSIGNMENT: assignment}
        return (
            Path(*(names.get(part, part) for part in before)),
            tuple(names.get(part, part) for part in after),
        )

    def usual(self, step: str) -> bool:
        """Tell whether a step has a folder of its own, in it students, and in these assignments."""
        before, after = _around(self.parts[step], STUDENT)
        return ASSIGNMENT not in before and after == (ASSIGNMENT,) and self.apart(step)

    def apart(self, step: str) -> bool:
        """Tell whether a student's folders of a step lie apart from those of other steps."""
        before, _ = _around(self.parts[step], STUDENT)
        others = (_around(self.parts[one], STUDENT)[0] for one in self.parts if one != step)
        return before not in others

    def beside(self, step: str) -> Iterator[Path]:
        """Yield the folders in which the last folders of a step's paths lie."""
        places = [Path()]
        for part in self.parts[step][:-1]:
            several = part in (STUDENT, ASSIGNMENT)
            places = [p / one for p in places for one in (_folders_in(p) if several else [part])]
        yield from places

    def existing(
        self, step: str, student: str | None = None, assignment: str | None = None
    ) -> Iterator[tuple[str, str, Path]]:
        """Yield student, assignment and path of each folder of a step that is there, sorted.

        Args:
            step: one of `STEPS`.
            student: look for this one only.
            assignment: look for this one only.
        """
        names = {STUDENT: student, ASSIGNMENT: assignment}
        found: list[tuple[dict[str, str], Path]] = [({}, Path())]
        for part in self.parts[step]:
            name = names.get(part, part)
            found = [
                (known | {part: one}, place / one)
                for known, place in found
                for one in (_folders_in(place) if name is None else [name])
            ]
        for known, place in sorted(found, key=lambda one: str(one[1])):
            if place.is_dir():
                yield known[STUDENT], known[ASSIGNMENT], place


def read_folders(root: Path, config: Config) -> Folders:
    """Return the folders that a configuration sets.

    Args:
        root: the course's folder.
        config: its configuration.

    Raises:
        CourseError: a folder or the structure cannot be used.
    """
    values = config.get("CourseDirectory", {})
    texts = {f"{step}_directory": step for step in STEPS} | {"directory_structure": STRUCTURE}
    for name in texts:
        if name in values:
            texts[name] = _text(name, values[name])
    structure = texts.pop("directory_structure")
    return _folders(root, structure, tuple(texts.values()))


@functools.lru_cache(maxsize=64)
def _folders(root: Path, structure: str, names: tuple[str, ...]) -> Folders:
    _check(structure)
    parts = {step: _parts(root, structure, name) for step, name in zip(STEPS, names, strict=True)}
    for step, own in parts.items():
        same = next((one for one in parts if one != step and parts[one] == own), None)
        if same is not None:
            raise CourseError(
                f"The configuration gives {step} and {same} the same folder.",
                f"Set c.CourseDirectory.{same}_directory to a folder of its own.",
            )
    return Folders(parts)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise CourseError(
            f"The configuration sets c.CourseDirectory.{name} = {value!r}.",
            "It must be a text with the name of a folder.",
        )
    return value


def _check(structure: str) -> None:
    """Refuse a structure in which not every name is a folder of its own.

    Raises:
        CourseError: it is such a structure.
    """
    try:
        fields = [field for _, *field in Formatter().parse(structure) if field[0] is not None]
    except ValueError:
        fields = []
    plain = sorted(str(field) for field, spec, how in fields if not spec and not how)
    folders = structure.replace(os.sep, "/").split("/")
    own = [name for name in _FIELDS[1:] if f"{{{name}}}" in folders]
    if plain != sorted(_FIELDS) or len(fields) != len(_FIELDS) or len(own) != len(_FIELDS[1:]):
        raise CourseError(
            f"The configuration sets c.CourseDirectory.directory_structure = {structure!r}, in "
            "which {nbgrader_step}, {student_id} and {assignment_id} are not folders of their own.",
            f"Use each of them once, in any order, for example {STRUCTURE!r}.",
        )


def _parts(root: Path, structure: str, step: str) -> tuple[str, ...]:
    names = {"nbgrader_step": step, "student_id": STUDENT, "assignment_id": ASSIGNMENT}
    parts = Path(os.path.normpath(root / structure.format(**names))).parts
    if sorted(part for part in parts if part in (STUDENT, ASSIGNMENT)) != [ASSIGNMENT, STUDENT]:
        raise CourseError(
            f"The configuration puts a step into the folder {step!r}, and students' folders "
            "cannot be found in it.",
            "Name the folder without braces and without “..” behind the names of students.",
        )
    return parts


def _around(parts: tuple[str, ...], name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    place = parts.index(name)
    return parts[:place], parts[place + 1 :]


def _folders_in(folder: Path) -> list[str]:
    """Return the names of the folders in a folder; hidden ones are nobody's."""
    try:
        with os.scandir(folder) as entries:
            return [one.name for one in entries if not one.name.startswith(".") and one.is_dir()]
    except OSError:
        return []

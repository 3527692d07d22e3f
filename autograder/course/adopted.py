"""Adopted: what is known of the tests of an assignment that was written for nbgrader.

`autograder adopt` tries each test outside the answers' process. Which of them give the same points
there stands in one file for each assignment. The file is meant to be read, and may be edited: a
test that is said to run inside does, and it stays there when the tests are tried anew.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.beside_files import files_beside
from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.errors import CourseError
from autograder.files import digest_of_file, write_text

OUTSIDE = "outside"
INSIDE = "inside"
TRIED = f"{INSIDE}: with "
"""Begins what the trial says of a test that stays inside; what a person writes does not."""
_HEAD = """\
# Where the tests of {assignment} run. Written by `autograder adopt {assignment}`, read by grading.
# "outside": apart from the answers, which cannot tamper with the test.
# "inside": where the answers run, as under nbgrader, for the reason that is given.
# Write "inside" behind a test to keep it there, also when the tests are tried anew.
"""


@dataclass(frozen=True)
class Adopted:
    """Where the tests of an assignment run.

    Attributes:
        digest: digest of the assignment's source, as it was tried.
        tests: notebook → grade id of each test → `outside`, or `inside: ` and the reason.
    """

    digest: str
    tests: Mapping[str, Mapping[str, str]]

    def outside(self, notebook: str) -> frozenset[str]:
        """Return the tests of a notebook that run outside."""
        own = self.tests.get(notebook, {})
        return frozenset(name for name, where in own.items() if where == OUTSIDE)

    @property
    def counts(self) -> tuple[int, int]:
        """How many tests run outside, and how many there are."""
        places = [where for own in self.tests.values() for where in own.values()]
        return places.count(OUTSIDE), len(places)

    def by_hand(self, notebook: str) -> dict[str, str]:
        """Return the tests of a notebook that a person has put inside, with what stands there."""
        own = self.tests.get(notebook, {})
        return {
            name: where
            for name, where in own.items()
            if where != OUTSIDE and not where.startswith(TRIED)
        }


def reason_of(where: str) -> str:
    """Return why a test runs inside, as a part of a sentence.

    Args:
        where: what the file says of the test; "" where it says nothing.

    >>> reason_of("inside: with a wrong answer it passes outside")
    'with a wrong answer it passes outside'
    """
    if where == OUTSIDE:
        return "this was graded before autograder adopt had it run outside"
    if not where:
        return "autograder adopt has not tried it"
    return where.removeprefix(INSIDE).lstrip(": ") or "adopted/ says so"


def path_of(course: Course, assignment: str) -> Path:
    """Return the file of an assignment."""
    return course.root / "adopted" / f"{assignment}.toml"


def read_adopted(course: Course, assignment: str) -> Adopted | None:
    """Return what is known of an assignment's tests; None where nothing is.

    Raises:
        CourseError: the file cannot be read.
    """
    path = path_of(course, assignment)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CourseError(
            f"{course.relative(path)} cannot be read: {error}",
            f"Mend it, or write it anew: autograder adopt {assignment}",
        ) from error
    tests = content.get("tests")
    if not isinstance(tests, dict) or not all(isinstance(one, dict) for one in tests.values()):
        raise CourseError(
            f"{course.relative(path)} has no table of tests.",
            f"Write it anew: autograder adopt {assignment}",
        )
    for own in tests.values():
        for name, where in own.items():
            if where != OUTSIDE and not str(where).startswith(INSIDE):
                raise CourseError(
                    f"{course.relative(path)} says {where!r} of the test {name!r}.",
                    f"Write {OUTSIDE!r}, or {INSIDE!r} and a reason if you like.",
                )
    return Adopted(str(content.get("source", "")), tests)


def write_adopted(course: Course, assignment: str, adopted: Adopted) -> Path:
    """Write down what is known of an assignment's tests; return the file.

    Raises:
        FileError: it cannot be written.
    """
    lines = [_HEAD.format(assignment=assignment), f"source = {_quoted(adopted.digest)}"]
    for notebook, tests in adopted.tests.items():
        lines += ["", f"[tests.{_quoted(notebook)}]"]
        lines += [f"{_quoted(name)} = {_quoted(where)}" for name, where in tests.items()]
    path = path_of(course, assignment)
    path.parent.mkdir(exist_ok=True)
    write_text(path, "\n".join(lines) + "\n")
    return path


def source_digest(course: Course, assignment: str) -> str:
    """Return a digest of an assignment's source: its notebooks, and the files beside them.

    Links that lead nowhere are passed over, as they are in grading.
    """
    folder = course.source_folder(assignment)
    paths = [*folder.glob("*.ipynb"), *files_beside(folder, load_config(course), assignment)]
    digest = hashlib.sha256()
    for path in sorted(filter(Path.is_file, paths)):
        name = path.relative_to(folder).as_posix()
        digest.update(json.dumps([name, digest_of_file(path)]).encode())
    return digest.hexdigest()


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML, which takes JSON's escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

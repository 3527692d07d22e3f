"""Places: whose folder is which below `submitted/`, and what lies there that is nobody's.

The usual place is `submitted/<student>/<assignment>/`. Folders come in other forms as well: with
the notebooks directly below the student, the other way round, with another spelling. Each is taken
where there is no doubt about whose it is, and named where there is. A course with a structure of
its own (`c.CourseDirectory.directory_structure`) has no other form than this one.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.config import excluded_students
from autograder.course.layout import Course
from autograder.course.refused import is_text
from autograder.files import is_junk
from autograder.grading.found import meant, named_notebook
from autograder.grading.listing import Listing, list_folder, shown, shown_all, simple

_NO_LINKS = "Links are not followed: put the files themselves there."


@dataclass(frozen=True)
class Place:
    """Where a student's submission lies.

    Attributes:
        student: the name of the student's folder.
        folder: the folder with the files.
        problem: a sentence about why nobody can look into it; "" where all is well.
        remarks: sentences about how it was found, and what lies around it.
        around: files directly in the student's folder, beside the assignment's.
        leave_out: folders in it that are other assignments'.
    """

    student: str
    folder: Path
    problem: str = ""
    remarks: tuple[str, ...] = ()
    around: tuple[Path, ...] = ()
    leave_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Places:
    """What lies below `submitted/`, as far as one assignment is concerned.

    Attributes:
        places: where each submission lies, sorted by student.
        named: sentences about what is nobody's submission.
    """

    places: tuple[Place, ...]
    named: tuple[str, ...]


def find_places(course: Course, assignment: str) -> Places:
    """Look through `submitted/`.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: the configuration does not run.
    """
    search = _Search(course, assignment)
    folder, _ = course.folders.students("submitted", assignment)
    if folder.is_dir():
        for entry in sorted(_entries(folder), key=lambda entry: entry.name):
            search.look_at(entry)
    return search.result()


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        yield from (entry for entry in found if not is_junk(entry.name))


class _Search:
    """The walk through `submitted/`."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._assignment = assignment
        self._notebooks = course.notebooks(assignment)  # a name that is none may be a path
        self._others = frozenset(course.assignments()) - {assignment}
        self._excluded = excluded_students(course)
        self._folder, self._rest = course.folders.students("submitted", assignment)
        self._is_usual = course.folders.usual("submitted")
        self._alone = course.folders.apart("submitted")
        shown_folder = course.relative(self._folder)
        self._shown = "" if shown_folder == "." else f"{shown_folder}/"
        self._wanted = course.relative(course.submission_folder("<student>", assignment))
        self._places: dict[str, Place] = {}
        self._named: list[str] = []
        self._turned: list[Place] = []

    def result(self) -> Places:
        for place in self._turned:
            if place.student in self._places:
                self._name(place.folder, "the student has a folder of the usual form, which counts")
            else:
                self._places[place.student] = place
        places = _with_twins(sorted(self._places.values(), key=lambda place: place.student))
        return Places(tuple(places), tuple(self._named))

    def look_at(self, entry: os.DirEntry[str]) -> None:
        """Find out what an entry of the folder with the students is."""
        folder = self._folder / entry.name
        if entry.name in self._excluded:
            return
        if entry.is_dir() and not is_text(entry.name):
            return  # it has an outcome of its own: `autograder.course.refused`
        if not entry.is_dir():
            if self._alone:
                self._name(folder, f"put it into {self._wanted}/")
            return
        usual = folder.joinpath(*self._rest)
        try:
            mode = usual.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            if self._is_usual:
                self._unusual(entry, folder)
            elif self._alone:
                self._name(folder, f"no folder {'/'.join(self._rest)}/ is in it")
        except OSError as error:
            if self._alone:
                problem = f"The folder {shown(entry.name)} cannot be read ({error.strerror})."
                self._put(entry.name, usual, problem)
            else:  # it may be anything else of the course's
                self._name(folder, f"it cannot be read ({error.strerror})")
        else:
            self._usual(entry, usual, mode)

    def _usual(self, entry: os.DirEntry[str], usual: Path, mode: int) -> None:
        """Take the folder where the course's structure has it."""
        for count in range(len(self._rest) + 1):
            folder = self._folder.joinpath(entry.name, *self._rest[:count])
            if folder.is_symlink():
                remark = f"The folder {shown(folder.name)} is a link. {_NO_LINKS}"
                self._put(entry.name, usual, remark)
                return
        if not stat.S_ISDIR(mode):
            problem = f"{usual.name} is a file where a folder is expected."
            self._put(entry.name, usual, f"{problem} Put the notebooks into a folder of this name.")
            return
        if not self._is_usual:
            self._put(entry.name, usual, "")
            return
        beside = list_folder(usual.parent, depth=1)
        known = {self._assignment, *self._others}
        strangers = [name for name in beside.folders if name not in known]
        remarks = list(beside.blocked)
        if strangers:
            remarks.append(f"Not looked into, beside {usual.name}/: {shown_all(strangers)}.")
        if beside.cut:
            remarks.append(f"The folder {shown(entry.name)} holds more than is looked through.")
        around = tuple(usual.parent / name for name in beside.files)
        self._put(entry.name, usual, "", tuple(remarks), around)

    def _unusual(self, entry: os.DirEntry[str], folder: Path) -> None:
        if entry.is_symlink():
            self._name(folder, f"it is a link. {_NO_LINKS.rstrip('.')}")
        elif entry.name == self._assignment:
            self._other_way_round(folder)
        elif entry.name not in self._others:
            self._other_form(folder)

    def _other_way_round(self, folder: Path) -> None:
        """Take `submitted/<assignment>/<student>/`."""
        inside = list_folder(folder, depth=1)
        for name in inside.folders:
            where = f"{shown(folder.name)}/{shown(name)}"
            remark = f"Found at {self._shown}{where}; the usual place is the other way round."
            if name not in self._excluded and is_text(name):
                self._turned.append(Place(name, folder / name, "", (remark,)))
        for name in inside.files:
            self._name(folder / name, f"put it into {self._wanted}/")
        self._named += inside.blocked
        if inside.cut:
            self._too_much(folder)

    def _other_form(self, folder: Path) -> None:
        """Take a student's folder without the assignment's, if its files leave no doubt."""
        inside = list_folder(folder, leave_out=self._others)
        spelt = [name for name in inside.folders if simple(name) == simple(self._assignment)]
        place = ""
        if len(spelt) == 1:
            place = spelt[0]
        elif not any(self._is_ours(path) for path in inside.files):
            self._nobodys(folder, inside)
            return
        where = "/".join(shown(part) for part in (folder.name, place) if part)
        remark = f"Found in {self._shown}{where}/, which is not the usual {self._assignment}/."
        self._put(folder.name, folder / place, "", (remark,), leave_out=self._others)

    def _is_ours(self, path: str) -> bool:
        return meant(path) and bool(named_notebook(path, self._notebooks))

    def _nobodys(self, folder: Path, inside: Listing) -> None:
        if inside.cut:
            self._too_much(folder)
            return
        place = f"{self._shown}{shown(folder.name)}"
        self._named += [f"{place}: {text}" for text in inside.blocked]
        elsewhere = [name for name in inside.folders if name in self._others]
        if inside.files:
            what = f"no folder {self._assignment}/ is in it, and nobody can tell what belongs there"
            self._name(folder, f"{what} ({shown_all(inside.files)})")
        elif not elsewhere and not inside.blocked:
            self._name(folder, "it is empty")

    def _too_much(self, folder: Path) -> None:
        self._name(
            folder, f"no folder {self._assignment}/ is in it, and more files than are looked at"
        )

    def _name(self, path: Path, why: str) -> None:
        place = path.relative_to(self._folder).as_posix()
        self._named.append(f"{self._shown}{shown(place)} was not graded: {why}.")

    def _put(
        self,
        student: str,
        folder: Path,
        problem: str,
        remarks: tuple[str, ...] = (),
        around: tuple[Path, ...] = (),
        leave_out: frozenset[str] = frozenset(),
    ) -> None:
        self._places[student] = Place(student, folder, problem, remarks, around, leave_out)


def _with_twins(places: Iterable[Place]) -> Iterator[Place]:
    """Yield the places, with a remark where two names look the same."""
    found = list(places)
    count = Counter(unicodedata.normalize("NFC", place.student) for place in found)
    for place in found:
        if count[unicodedata.normalize("NFC", place.student)] > 1:
            twin = (
                "Two folders have this name, written in two forms of Unicode. If they are one "
                "student's, put the files into one of them."
            )
            yield replace(place, remarks=(*place.remarks, twin))
        else:
            yield place

"""Forms: whose a file is, and what it was called, as each LMS writes it into a path.

Moodle: `Ada Lovelace_123_assignsubmission_file_/x.ipynb`, or the same without a folder. Its number
belongs to one assignment, so it tells two people of one name apart and nothing else. Canvas:
`lovelaceada_LATE_77_501_x.ipynb`; its first number is the user's. Else a folder, or a zip, for
each student. A folder around all of it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.collecting.names import letters, same_form

ZIP = ".zip"
NOTEBOOK = ".ipynb"
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assign(?P<kind>submission_file|submission_\w+?|feedback_\w+?)"
    r"(?:_(?P<file>.*))?",
    re.DOTALL,
)
_CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?:(?P<late>LATE)_)?(?P<number>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL
)

MOODLE_END = "_assignsubmission_file_"
_CANVAS_TEXT = re.compile(r"[^_]+_(?:LATE_)?\d+_(?:\d+_)?(?:text|link)\.html", re.DOTALL)

Path = tuple[str, ...]


class Form(StrEnum):
    """How a download names the people whose files it holds."""

    MOODLE = "Moodle"
    CANVAS = "Canvas"
    FOLDERS = "folders"


@dataclass(frozen=True)
class Sender:
    """Somebody who handed in, as the LMS writes it.

    Attributes:
        name: the name.
        number: the number beside it; "" where there is none.
        form: whose way of writing this is.
    """

    name: str
    number: str = ""
    form: Form = Form.FOLDERS


@dataclass(frozen=True)
class Place:
    """What the path of a file says.

    Attributes:
        sender: whose it is; None where nobody can tell.
        inside: the path in what this sender handed in.
        late: whether the LMS marks it as late.
        why: why it is left out, where it is nobody's or not a file that was handed in.
        upload: the LMS's own name for it, by which it takes files back: Moodle's folder, Canvas's
            file; "" where there is none.
    """

    sender: Sender | None
    inside: Path
    late: bool = False
    why: str = ""
    upload: str = ""


@dataclass(frozen=True)
class Surroundings:
    """What is known before a download is opened.

    Attributes:
        assignment: name of the assignment.
        others: names of the course's other assignments.
        knows: tells whether a name is that of one student of the class.
        has_class: whether the class is known at all.
    """

    assignment: str
    others: frozenset[str]
    knows: Callable[[str], bool]
    has_class: bool


ONLINE_TEXT = "it is text that was written in the LMS, not a file"
NOT_HANDED_IN = "it is feedback, and was not handed in"
OTHER = "it belongs to another assignment"
NOBODYS = "it lies in no student's folder, and its name tells nobody's"


class Layout:
    """How one archive or folder is laid out.

    Args:
        paths: the paths of all its files.
        around: what is known before.
        title: the name of the archive or folder, without its ending.
        nested: whether it lies in another one, where its title may well be a student's name.
    """

    def __init__(
        self, paths: Sequence[Path], around: Surroundings, title: str, *, nested: bool
    ) -> None:
        self._around = around
        self._title = title
        self._is_title = nested or around.knows(title)
        self._skip = 0
        self.form = self._find_form(paths)
        self._whole = self.form is Form.FOLDERS and self._is_one_hand_in(paths)

    def place(self, path: Path) -> Place:
        """Return what a path says."""
        if self.form is Form.MOODLE:
            return _moodle_place(path)
        if self.form is Form.CANVAS:
            return _canvas_place(path, self._skip)
        if self._whole:
            return Place(Sender(self._title), self._own(path[self._skip :]))
        return self._folder_place(path)

    def opens(self, path: Path) -> bool:
        """Tell whether a file is an archive that may hold several people's files."""
        if not path[-1].casefold().endswith(ZIP):
            return False
        if self.form is not Form.FOLDERS or self._whole or not self._is_loose(path):
            return False
        return not self._around.knows(stem(path[-1]))

    def _is_loose(self, path: Path) -> bool:
        return len(path) == self._skip + 1

    def _find_form(self, paths: Sequence[Path]) -> Form:
        """Find the form, and count the folders around everything."""
        while True:
            level = [path[self._skip :] for path in paths]
            if any(_MOODLE.fullmatch(part) for path in level for part in path[:2]):
                return Form.MOODLE
            loose = [path[0] for path in level if len(path) == 1]
            if loose and 2 * sum(map(_is_canvas, loose)) >= len(loose):
                return Form.CANVAS
            heads = {path[0] for path in level}
            if len(heads) != 1 or any(len(path) < 2 for path in level):
                break
            if self._around.knows(next(iter(heads))):
                return Form.FOLDERS
            self._skip += 1
        if paths and not self._is_title:
            self._step_back(paths)
        return Form.FOLDERS

    def _step_back(self, paths: Sequence[Path]) -> None:
        """Where files lie loose in the last of the folders around, that one is a student's."""
        loose = [p for p in paths if self._is_loose(p) and not p[-1].casefold().endswith(ZIP)]
        while loose and self._skip:
            self._skip -= 1
            if not self._is_ours(paths[0][self._skip]):
                return

    def _is_one_hand_in(self, paths: Sequence[Path]) -> bool:
        """Tell whether all of it is what the student handed in whose name the title is."""
        if not self._is_title:
            return False
        if any(self._around.knows(part) for path in paths for part in path[:-1]):
            return False
        loose = [path[-1].casefold() for path in paths if self._is_loose(path)]
        return not self._around.has_class or any(NOTEBOOK in name for name in loose)

    def _folder_place(self, path: Path) -> Place:
        folders = path[self._skip : -1]
        if folders and self._is_ours(folders[0]) and len(folders) > 1:
            folders = folders[1:]
        elif folders and folders[0] in self._around.others:
            return Place(None, path, why=OTHER)
        if not folders:
            name = stem(path[-1])
            if path[-1] != name and self._around.knows(name):  # a student's zip
                return Place(Sender(name), (path[-1],))
            return Place(None, path, why=NOBODYS)
        at = next((k for k, name in enumerate(folders) if self._around.knows(name)), 0)
        inside = (*folders[at + 1 :], path[-1])
        if len(inside) > 1 and inside[0] in self._around.others:
            return Place(None, path, why=OTHER)
        return Place(Sender(folders[at]), self._own(inside))

    def _own(self, inside: Path) -> Path:
        """Leave out the folder of the assignment itself."""
        return inside[1:] if len(inside) > 1 and self._is_ours(inside[0]) else inside

    def _is_ours(self, name: str) -> bool:
        return letters(name) == letters(self._around.assignment)


def stem(name: str) -> str:
    """Return the name of an archive without its ending; other names as they are."""
    return name[: -len(ZIP)] if name.casefold().endswith(ZIP) else name


def _moodle_place(path: Path) -> Place:
    for at, part in enumerate(path):
        found = _MOODLE.fullmatch(part)
        if found is None:
            continue
        sender = Sender(same_form(found["name"]), found["number"], Form.MOODLE)
        inside = (*([found["file"]] if found["file"] else []), *path[at + 1 :])
        if found["kind"].startswith("feedback"):
            return Place(sender, inside, why=NOT_HANDED_IN)
        if found["kind"] != "submission_file":
            return Place(sender, inside, why=ONLINE_TEXT)
        if not inside:
            return Place(None, path, why=NOBODYS)
        return Place(sender, inside, upload=f"{found['name']}_{found['number']}{MOODLE_END}")
    return Place(None, path, why=NOBODYS)


def _is_canvas(name: str) -> bool:
    return bool(_CANVAS.fullmatch(name) or _CANVAS_TEXT.fullmatch(name))


def _canvas_place(path: Path, skip: int) -> Place:
    if _CANVAS_TEXT.fullmatch(path[-1]):
        sender = Sender(same_form(path[-1].partition("_")[0]), "", Form.CANVAS)
        return Place(sender, (path[-1],), why=ONLINE_TEXT)
    found = _CANVAS.fullmatch(path[-1]) if len(path) == skip + 1 else None
    if found is None:
        return Place(None, path, why=NOBODYS)
    sender = Sender(same_form(found["name"]), found["number"], Form.CANVAS)
    return Place(sender, (found["file"],), late=bool(found["late"]), upload=path[-1])

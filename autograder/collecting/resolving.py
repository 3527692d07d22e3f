"""Resolving: from the senders in all downloads to students, with what was chosen by hand.

A choice is kept in `collected/names.csv`, so nobody has to make it again for the next assignment.
"""

from __future__ import annotations

import csv
import difflib
import functools
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.collecting.forms import Sender
from autograder.collecting.matching import ClassList, Match, derive
from autograder.collecting.names import letters, same_form
from autograder.collecting.standing import attempts_folder
from autograder.course.layout import Course
from autograder.errors import NotFoundError
from autograder.files import write_text
from autograder.markup.text import quoted

NAMES = "names.csv"
_HEADS = ("name", "student")


@dataclass(frozen=True)
class Chosen:
    """Students that a person has chosen.

    Attributes:
        students: a student's id for each name, as the LMS writes it.
        earlier: the same, as it was chosen in earlier runs.
    """

    students: Mapping[str, str]
    earlier: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def _by_key(self) -> dict[str, str]:
        pairs = (*self.earlier.items(), *self.students.items())
        return {_key(name): student for name, student in pairs}

    def of(self, sender: Sender) -> str:
        """Return the student that was chosen for a sender; "" where none was."""
        numbered = self._by_key.get(_key(f"{sender.name} {sender.number}"), "")
        return numbered or self._by_key.get(_key(sender.name), "")


def read_names(course: Course, known: ClassList) -> dict[str, str]:
    """Return what was chosen in earlier runs, for students who are in the class still.

    Raises:
        CourseError: the configuration does not run.
    """
    path = attempts_folder(course, NAMES)
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]
    except (OSError, ValueError, csv.Error):
        return {}
    pairs = [line for line in lines if len(line) == len(_HEADS)]
    return {name: student for name, student in pairs if student in known.students}


def keep_names(course: Course, chosen: Chosen) -> None:
    """Write down what was chosen.

    Raises:
        AutograderError: the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADS)
    writer.writerows(sorted({**chosen.earlier, **chosen.students}.items()))
    write_text(attempts_folder(course, NAMES), text.getvalue())


def resolve(
    senders: Mapping[Sender, set[int]], known: ClassList, chosen: Chosen, *, make: bool
) -> dict[Sender, Match]:
    """Return which student each sender is.

    Args:
        senders: all senders, with the numbers of the downloads they are in.
        known: the class.
        chosen: what was chosen by hand.
        make: whether ids are made of names that are not known, as the class is not.

    Raises:
        NotFoundError: a name or a student that was chosen does not exist.
    """
    _require_all(senders, known, chosen, make=make)
    found: dict[Sender, Match] = {}
    strange: list[Sender] = []
    for sender in senders:
        if student := chosen.of(sender):
            found[sender] = Match(student, new=student not in known.students)
            continue
        match = found[sender] = known.match(sender)
        if make and not match.student and "several" not in match.why:
            strange.append(sender)
    found |= derive(strange)
    return _without_conflicts(senders, found, chosen)


def _without_conflicts(
    senders: Mapping[Sender, set[int]], found: dict[Sender, Match], chosen: Chosen
) -> dict[Sender, Match]:
    """Choose nobody where several people of one download would be the same student."""
    groups: dict[tuple[int, str], set[Sender]] = defaultdict(set)
    for sender, match in found.items():
        for source in senders[sender]:
            if match.student:
                groups[source, match.student].add(sender)
    for (_, student), group in groups.items():
        named = {_key(one.name) for one in group if chosen.of(one)}
        if len(group) > 1 and len(named) < len(group):
            why = f"{len(group)} people of the download would be this student"
            found |= {one: Match("", why, (student,)) for one in group}
    return found


def _require_all(
    senders: Iterable[Sender], known: ClassList, chosen: Chosen, *, make: bool
) -> None:
    keys = {_key(text) for one in senders for text in (one.name, f"{one.name} {one.number}")}
    for name, student in chosen.students.items():
        if _key(name) not in keys:
            near = difflib.get_close_matches(name, [one.name for one in senders], 1)
            hint = f"There is {quoted(near[0])}." if near else "The table shows the names."
            raise NotFoundError(f"Nobody in the downloads has the name {quoted(name)}.", hint)
        if student not in known.students and not make:
            near = difflib.get_close_matches(student, known.students, 1)
            like = f"There is {near[0]}. " if near else ""
            raise NotFoundError(
                f"There is no student {quoted(student)} in the class.",
                f"{like}The class is shown by: autograder roster",
            )


def _key(name: str) -> str:
    return letters(name) or same_form(name)

"""Matching: which student of the class a sender is, without doubt or not at all.

What fits is looked for from the surest sign to the weakest: the number of the LMS, the id, the
e-mail address, the full name in any order. If two signs lead to two students nobody is chosen. A
name that is merely near is never taken; it is suggested.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograder.collecting.forms import Form, Sender
from autograder.collecting.names import german, letters, same_form, small_form, turned, words
from autograder.course.students import Student
from autograder.markup.text import quoted

NEAR = 0.8
MAX_NEAR = 2
_FEW = 2
"""Letters that a name has at least to be compared without its signs."""


@dataclass(frozen=True)
class Match:
    """Which student a sender is.

    Attributes:
        student: the student's id; "" where there is a doubt.
        why: a sentence about the doubt; "" without one.
        near: ids of students who may be meant, the likeliest first.
        new: whether the id was made of the sender's name, as the class is not known.
    """

    student: str
    why: str = ""
    near: tuple[str, ...] = ()
    new: bool = False


class ClassList:
    """The class, by all that an LMS may call a student.

    Args:
        students: the students.
    """

    def __init__(self, students: Iterable[Student]) -> None:
        self.students = {student.id: student for student in students}
        self.has_names = any(s.name or s.email or s.lms_user_id for s in self.students.values())
        self._tables: list[tuple[Callable[[str], str], dict[str, set[str]]]] = []
        everybody = self.students.values()
        self._numbers = table_of_signs((s.lms_user_id, s.id) for s in everybody)
        self._forms = table_of_signs((same_form(s.id), s.id) for s in everybody)
        for way in (same_form, small_form, letters):
            self._tables.append((way, table_of_signs((way(s.id), s.id) for s in everybody)))
        self._mails = table_of_signs(
            (small_form(m), s.id) for s in everybody for m in _mail_names(s)
        )
        self._turned = table_of_signs((turned(s.name), s.id) for s in everybody)
        self._joined = table_of_signs(
            (name, s.id) for s in everybody for name in _joined(s, letters)
        )
        self._german = table_of_signs(
            (name, s.id) for s in everybody for name in _joined(s, german)
        )
        self._words = {s.id: frozenset(words(s.name).split()) for s in everybody}
        self._near = {letters(s.id): s.id for s in everybody} | {
            name: s.id for s in everybody for name in (*_joined(s, letters), *_joined(s, german))
        }
        self._near.pop("", None)

    def knows(self, name: str) -> bool:
        """Tell whether a name is that of one student without doubt."""
        return len(self._found(Sender(name))) == 1

    def match(self, sender: Sender) -> Match:
        """Return which student a sender is."""
        found = self._found(sender)
        if len(found) == 1:
            return Match(next(iter(found)))
        if found:
            return Match("", "several students fit", tuple(sorted(found)))
        near = self.near(sender)
        return Match("", "no student of this name", near)

    def near(self, sender: Sender) -> tuple[str, ...]:
        """Return ids of students with a name that is near, the nearest first."""
        own = letters(sender.name)
        numbered = sorted(self._numbers.get(sender.number, ())) if sender.number else []
        german_own = sorted(self._german.get(german(sender.name), ()) if own else ())
        mine = frozenset(words(sender.name).split())
        contained = sorted(name for name, other in self._words.items() if _holds(mine, other))
        close = difflib.get_close_matches(own, self._near, MAX_NEAR, NEAR) if own else []
        found = [*numbered, *german_own, *contained, *(self._near[name] for name in close)]
        return tuple(dict.fromkeys(found))[:MAX_NEAR]

    def _found(self, sender: Sender) -> set[str]:
        """Return the students that a sender may be; each kind of sign adds those it leads to."""
        if self._is_id(sender.name):
            return {sender.name}
        by_number = set(self._numbers.get(sender.number, ())) if sender.number else set()
        found = self._by_id(sender.name) | self._by_mail(sender.name) | self._by_name(sender.name)
        if sender.form is Form.CANVAS:
            return found & by_number or found | by_number
        # Moodle's number is another one for each assignment: of itself it leads to nobody.
        return found & by_number if len(found) > 1 and found & by_number else found

    def _is_id(self, name: str) -> bool:
        """Tell whether a name is just an id, and no other id only looks the same."""
        return name in self.students and len(self._forms[same_form(name)]) == 1

    def _by_id(self, name: str) -> set[str]:
        for way, table in self._tables:
            key = way(name)
            if key and key in table and (way is not letters or len(key) >= _FEW):
                return set(table[key])
        return set()

    def _by_mail(self, name: str) -> set[str]:
        return set(self._mails.get(small_form(name), ()))

    def _by_name(self, name: str) -> set[str]:
        found = set(self._turned.get(turned(name), ())) if words(name) else set()
        key = letters(name)
        return found or (set(self._joined.get(key, ())) if len(key) >= _FEW else set())


def derive(senders: Iterable[Sender]) -> dict[Sender, Match]:
    """Return ids that are made of senders' names, where the class is not known."""
    made: dict[str, list[Sender]] = {}
    for sender in senders:
        made.setdefault(derived_id(sender), []).append(sender)
    found: dict[Sender, Match] = {}
    for name, own in made.items():
        match = Match(name, new=True)
        if not name:
            match = Match("", "no id can be made of this name")
        elif len(own) > 1:
            match = Match("", f"{len(own)} people would have the id {quoted(name)}")
        found |= dict.fromkeys(own, match)
    return found


def derived_id(sender: Sender) -> str:
    """Return the id that a sender's name gives: the same one each time.

    The name of a student's folder is the id; names of people get small letters and hyphens.

    >>> derived_id(Sender("Zoë Müller", "7", Form.MOODLE)), derived_id(Sender("u0815"))
    ('zoe-muller', 'u0815')
    """
    if sender.form is Form.FOLDERS:
        return same_form(sender.name)
    return words(sender.name).replace(" ", "-")


def table_of_signs(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the students to whom each sign leads, of pairs of sign and id; "" is no sign."""
    table: dict[str, set[str]] = defaultdict(set)
    for key, student in pairs:
        if key:
            table[key].add(student)
    return dict(table)


def _mail_names(student: Student) -> tuple[str, ...]:
    return (student.email, student.email.partition("@")[0])


def _joined(student: Student, way: Callable[[str], str]) -> tuple[str, ...]:
    """Return the letters of a name in both orders, as Canvas writes them."""
    first, last = way(student.first_name), way(student.last_name)
    return tuple({first + last, last + first} - {""}) if first and last else ()


def _holds(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether one of two names has all words of the other one, and these are at least two."""
    return min(len(mine), len(theirs)) >= _FEW and (mine <= theirs or theirs <= mine)

"""Rescoring: what a changed rubric makes of the marks that were given with an older one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.course.rubrics import ALMOST, Criterion, Written
from autograder.gradebook.marks import FIRST, Entry, Given, Mark


@dataclass(frozen=True)
class Change:
    """What becomes of one mark.

    Attributes:
        student: whose answer it is.
        old: the mark as it was given.
        new: the same boxes, with the rubric as it is now.
        look_again: why a person should look at it again; "" where all boxes have found their place.
        version: the entry's version that this was computed from.
    """

    student: str
    old: Mark
    new: Mark
    look_again: str
    version: str

    @property
    def moves(self) -> bool:
        """Whether it changes points."""
        return abs(self.new.points - self.old.points) > ALMOST


def given_by(question: Written, shares: Sequence[float]) -> tuple[Given, ...]:
    """Return the boxes of a rubric with what was given for each.

    Args:
        question: the question.
        shares: how much of each criterion is there, from 0 to 1.
    """
    pairs = zip(question.criteria, shares, strict=True)
    return tuple(Given(one.points, one.text, share) for one, share in pairs)


def total(given: Iterable[Given], extra: float) -> float:
    """Return the points of boxes and of what is given besides."""
    return round(sum(one.points * one.share for one in given) + extra, 6)


def changes(question: Written, entries: Mapping[str, Entry], marker: str) -> list[Change]:
    """Return what the rubric as it is now makes of the marks given with another one.

    Answers that wait, and points that were changed in another program since, are left as they are.

    Args:
        question: the question, with its rubric.
        entries: what is known of each student's answer.
        marker: who applies it.
    """
    found = []
    for student, entry in sorted(entries.items()):
        old = entry.marks.get(FIRST)
        if old is None or entry.waiting or entry.manual != old.points:
            continue
        if [(one.points, one.text) for one in old.given] != [
            (one.points, one.text) for one in question.criteria
        ]:
            shares, lost = _moved(old.given, question.criteria)
            given = given_by(question, shares)
            points = min(max(total(given, old.extra), 0.0), question.worth)
            new = replace(old, marker=marker, given=given, points=points)
            found.append(Change(student, old, new, lost, entry.version(FIRST)))
    return found


def _moved(old: Sequence[Given], new: Sequence[Criterion]) -> tuple[list[float], str]:
    """Return the share of each new criterion, and why somebody should look again.

    A criterion is the same where its words are. Where as many are left on both sides, the rest
    was reworded in place.
    """
    by_words = {_words(one.text): one.share for one in old}
    known = {_words(one.text) for one in new}
    left = [one for one in old if _words(one.text) not in known]
    unknown = [one for one in new if _words(one.text) not in by_words]
    reworded = dict(zip((id(one) for one in unknown), left, strict=False))
    same_number = len(left) == len(unknown)
    shares = []
    for one in new:
        if _words(one.text) in by_words:
            shares.append(by_words[_words(one.text)])
        else:
            shares.append(reworded[id(one)].share if same_number else 0.0)
    if same_number:
        return shares, ""
    if any(one.share for one in left):
        return shares, "a box that was given is no longer there"
    return shares, "there is a new box" if unknown else ""


def _words(text: str) -> str:
    return " ".join(text.split())

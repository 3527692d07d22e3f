"""Forms: what a person has filled in on the page of an answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.course.rubrics import ALMOST, Written
from autograder.gradebook.marks import FIRST, Entry, Mark
from autograder.marking.rescoring import given_by, total

SHARES = (0.0, 0.5, 1.0)
MAX_COMMENT = 20_000


@dataclass(frozen=True)
class Filled:
    """What stands in the form.

    Attributes:
        shares: what is given for each criterion.
        extra: points besides, as it was typed.
        comment: the comment.
        seen: the entry's version when the page was made.
    """

    shares: tuple[float, ...]
    extra: str = ""
    comment: str = ""
    seen: str = ""


def filled(question: Written, form: Mapping[str, str]) -> Filled:
    """Return what was sent; a share that is none of ours counts as 0."""
    shares = []
    for number in range(len(question.criteria)):
        sent = form.get(f"share-{number}", "0")
        shares.append(next((one for one in SHARES if f"{one:g}" == sent), 0.0))
    comment = form.get("comment", "").replace("\r\n", "\n").strip()
    return Filled(tuple(shares), form.get("extra", "").strip(), comment, form.get("seen", ""))


def as_filled(question: Written, entry: Entry, look: int) -> Filled:
    """Return what stands in the form when a page is opened: the mark that holds.

    Points that another program gave stand besides the boxes.
    """
    mark, seen = entry.marks.get(look), entry.version(look)
    holds = mark is not None and (
        look != FIRST or (entry.manual == mark.points and entry.comment == mark.comment)
    )
    if mark is not None and holds:
        return _of_mark(question, mark, seen)
    empty = (0.0,) * len(question.criteria)
    if look != FIRST:
        return Filled(empty, seen=seen)
    return Filled(empty, "" if entry.manual is None else f"{entry.manual:g}", entry.comment, seen)


def _of_mark(question: Written, mark: Mark, seen: str) -> Filled:
    by_text = {one.text: one.share for one in mark.given}
    shares = tuple(by_text.get(one.text, 0.0) for one in question.criteria)
    extra = mark.points - total(given_by(question, shares), 0.0)
    return Filled(shares, "" if abs(extra) < ALMOST else f"{extra:g}", mark.comment, seen)


def decided(question: Written, form: Filled, marker: str, look: int) -> Mark:
    """Return the mark that a form means.

    Raises:
        ValueError: its points are none, or the comment is too long; the message says why.
    """
    if len(form.comment) > MAX_COMMENT:
        raise ValueError(
            f"The comment has {len(form.comment)} characters: {MAX_COMMENT} are the most. "
            "Nothing is saved yet."
        )
    text = form.extra.replace(",", ".").replace("−", "-") or "0"
    try:
        extra = float(text)
    except ValueError:
        raise ValueError(f"“{form.extra[:40]}” is not a number of points.") from None
    given = given_by(question, form.shares)
    points = total(given, extra) if math.isfinite(extra) else math.nan
    if not -ALMOST <= points <= question.worth + ALMOST:
        raise ValueError(
            f"That makes {points:g} points. This question gives 0 to {question.worth:g}."
        )
    return Mark(marker, given, extra, min(max(points, 0.0), question.worth), form.comment, look)


def used_comments(marks: Sequence[Mark], most: int = 12) -> list[str]:
    """Return the comments that were given to a question, the most frequent first.

    Args:
        marks: marks of the question.
        most: how many are returned.
    """
    counts: dict[str, int] = {}
    for mark in marks:
        if mark.comment:
            counts[mark.comment] = counts.get(mark.comment, 0) + 1
    return sorted(counts, key=lambda comment: -counts[comment])[:most]

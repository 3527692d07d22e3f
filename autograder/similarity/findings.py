"""Findings: what `autograder similar` has to show, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.layout import Course
from autograder.course.titles import NO_TITLES, titles_of
from autograder.files import file_name, write_text
from autograder.reporting.html.pages import render
from autograder.similarity.answers import Asked, Author, Collected, read_class
from autograder.similarity.compare import AT_LEAST, Pair, compare
from autograder.similarity.earlier import read_earlier
from autograder.similarity.marks import Side, side_by_side

TOP = 20
"""Pairs that are shown where nobody says how many."""
SIDES = 3
"""Questions of a pair that the page shows side by side; the others are named."""
WARNING = (
    "Similar is not copied. Pair work, the same tutorial, the same book, page or tool, or one "
    "natural solution explain it as well."
)


@dataclass(frozen=True)
class Question:
    """A question that two students have answered alike.

    Attributes:
        asked: which one.
        share: how much of both answers is in common, weighted by rarity.
        first: the answer of the first of the pair.
        second: that of the second one.
    """

    asked: Asked
    share: float
    first: Side
    second: Side

    @property
    def lines(self) -> int:
        """How many lines match, in the answer where fewer do."""
        return min(self.first.matching, self.second.matching)


@dataclass(frozen=True)
class Finding:
    """A pair to look at.

    Attributes:
        first: of this year's class.
        second: of this year's class, or of an earlier one.
        questions: what they have answered alike, the most weighty first.
    """

    first: Author
    second: Author
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Findings:
    """What a comparison has found.

    Attributes:
        assignment: its name.
        at_least: the smallest share that counts.
        students: how many of this year's have answers that can be read.
        earlier: how many of earlier years.
        answers: how many answers are long enough to be compared.
        unread: notebooks that cannot be read.
        found: how many pairs there are.
        pairs: those that are shown.
    """

    assignment: str
    at_least: float
    students: int
    earlier: int
    answers: int
    unread: int
    found: int
    pairs: tuple[Finding, ...]


def find_similar(
    course: Course,
    assignment: str,
    *,
    earlier: Iterable[Path] = (),
    at_least: float = AT_LEAST,
    top: int = TOP,
) -> Findings:
    """Compare the answers of a class with each other, and with those of earlier years.

    Args:
        course: the course.
        assignment: name of the assignment.
        earlier: folders with submissions of earlier years.
        at_least: the smallest share of a question that counts.
        top: how many pairs are shown.

    Raises:
        NotFoundError: there is no such assignment, nobody has handed in, or a folder holds none.
        CourseError, BuildError: the assignment has not been built, or cannot be used.
    """
    collected = read_class(course, assignment)
    students = len(collected.authors)
    folders = {folder.resolve(): folder for folder in earlier}
    for folder in folders.values():
        read_earlier(course, assignment, folder, collected)
    compared = compare(collected, at_least)
    return Findings(
        assignment,
        at_least,
        students,
        len(collected.authors) - students,
        compared.answers,
        collected.unread,
        len(compared.pairs),
        tuple(_finding(pair, collected) for pair in compared.pairs[:top]),
    )


def _finding(pair: Pair, collected: Collected) -> Finding:
    questions = []
    for common in pair.found:
        texts = collected.answers[common.asked]
        one, other = texts[pair.first], texts[pair.second]
        sides = side_by_side(one, other, common.asked.kind, common.shared)
        questions.append(Question(common.asked, common.share, *sides))
    return Finding(pair.first, pair.second, tuple(questions))


def write_page(course: Course, findings: Findings) -> Path:
    """Write the page for people, and return its path.

    Raises:
        AutograderError: it cannot be written.
    """
    path = course.similarity / f"{file_name(findings.assignment)}.html"
    there = findings.assignment in course.assignments()
    titles = titles_of(course, findings.assignment) if there else NO_TITLES
    write_text(path, similarity_page(findings, titles))
    return path


def similarity_page(findings: Findings, titles: Mapping[str, str] = NO_TITLES) -> str:
    """Return the page that shows each pair side by side.

    Args:
        findings: what there is to show.
        titles: what people call the notebooks.
    """
    return render(
        "similarity.html.j2", findings=findings, warning=WARNING, sides=SIDES, titles=titles
    )


def similarity_json(findings: Findings) -> str:
    """Return what was found, as the text of a file."""
    return json.dumps(similarity_data(findings), ensure_ascii=False, indent=1) + "\n"


def similarity_data(findings: Findings) -> dict[str, object]:
    """Return what was found, for programs."""
    return {
        "assignment": findings.assignment,
        "at_least": findings.at_least,
        "students": findings.students,
        "earlier": findings.earlier,
        "answers": findings.answers,
        "unread": findings.unread,
        "found": findings.found,
        "note": WARNING,
        "pairs": [_plain(pair) for pair in findings.pairs],
    }


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "first": finding.first.name,
        "second": finding.second.name,
        "earlier": finding.second.earlier or None,
        "questions": [
            {
                "notebook": one.asked.notebook,
                "question": one.asked.question,
                "kind": one.asked.kind,
                "share": round(one.share, 4),
                "lines": one.lines,
            }
            for one in finding.questions
        ],
    }

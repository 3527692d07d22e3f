"""Clusters of causes: why a class lost points in a question, and who for the same reason.

Known mistakes come first. Who made one counts there and nowhere else: what tests said of it is the
same cause. What is blank, and notes that cost nothing, are no causes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.outcomes import CellStatus
from autograder.reporting.analysis import question_of_student, was_taken
from autograder.reporting.findings import Finding, findings_of
from autograder.reporting.html.states import State
from autograder.reporting.results import QuestionResult, Results, StudentResult

MOST_CAUSES = 5
"""Causes of one question that are shown."""
_LOST = (
    CellStatus.FAILED,
    CellStatus.ERROR,
    CellStatus.PARTIAL,
    CellStatus.TIMEOUT,
    CellStatus.DIED,
)
_Key = tuple[bool, str, tuple[str, ...]]


@dataclass(frozen=True)
class Cause:
    """Why students lost points.

    Attributes:
        text: what is wrong; of sentences that differ in numbers only, the first by the alphabet.
        slips: the likely slips.
        known: it is a mistake of the course's bank of answers.
        students: who, by folder name.
    """

    text: str
    slips: tuple[str, ...]
    known: bool
    students: tuple[StudentResult, ...]


@dataclass(frozen=True)
class Cluster:
    """The causes of one question, the most frequent first.

    Attributes:
        notebook: its notebook.
        question: its grade id.
        causes: those that are shown.
        more: how many are left out.
    """

    notebook: str
    question: str
    causes: tuple[Cause, ...]
    more: int


def clusters(results: Results) -> list[Cluster]:
    """Return the causes of all questions, in the assignment's order; none of those without any."""
    found = []
    for notebook, question in results.columns():
        causes = _causes(results, notebook, question)
        if causes:
            shown = tuple(causes[:MOST_CAUSES])
            found.append(Cluster(notebook, question, shown, len(causes) - len(shown)))
    return found


def _causes(results: Results, notebook: str, question: str) -> list[Cause]:
    who: dict[_Key, list[StudentResult]] = defaultdict(list)
    texts: dict[_Key, str] = {}
    for student in results.students:
        found = question_of_student(student, notebook, question)
        if found is None or not was_taken(found):
            continue
        for key, text in dict(_keys(found)).items():
            who[key].append(student)
            texts[key] = min(text, texts.get(key, text))
    causes = [Cause(texts[k], k[2], known=k[0], students=tuple(who[k])) for k in who]
    return sorted(causes, key=lambda one: (not one.known, -len(one.students), one.text))


def _keys(question: QuestionResult) -> Iterator[tuple[_Key, str]]:
    """Yield what a student's points were lost for: what it is the same by, and its words."""
    if question.state is State.BLANK:
        return
    if question.mistakes:
        yield from (((True, text, ()), text) for text in question.mistakes)
        return
    for finding in findings_of(cell for cell in question.cells if cell.status in _LOST):
        if finding.costs and not finding.is_blank:
            yield (False, finding.key, finding.slips), _told(finding)


def _told(finding: Finding) -> str:
    return f"{', '.join(finding.parts)}: {finding.sentence}" if finding.parts else finding.sentence

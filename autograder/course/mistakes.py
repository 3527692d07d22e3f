"""Known mistakes: what the wrong answers of a bank reply to the tests, and whose replies are equal.

`autograder verify` writes them into the course's cache, feedback and report read them. Replies are
traces, one digest for each function (`autograder.engine.test_side.trace`). A mistake is named where
an answer's replies are those of the wrong answer, wherever that one differs from all right ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.course.layout import Course
from autograder.files import file_name, write_text

Trace = Mapping[str, str]
"""Function → digest of its replies."""


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer of the bank.

    Attributes:
        title: the mistake in words.
        replies: for each test cell that it fails, what it replies otherwise than right answers do.
    """

    title: str
    replies: dict[str, dict[str, str]]

    def stands_behind(self, traces: Mapping[str, Trace]) -> bool:
        """Tell whether an answer with these traces replies as this one does, where it is wrong."""
        return bool(self.replies) and all(
            own.items() <= traces.get(cell, {}).items() for cell, own in self.replies.items()
        )

    def is_part_of(self, other: Mistake) -> bool:
        """Tell whether the other one replies all that this one does, and more."""
        mine = {(cell, *reply) for cell, own in self.replies.items() for reply in own.items()}
        theirs = {(cell, *reply) for cell, own in other.replies.items() for reply in own.items()}
        return mine < theirs


class Mistakes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="format", tag=1):
    """The known mistakes of an assignment.

    Attributes:
        questions: notebook → question → its wrong answers, in the bank's order.
    """

    questions: dict[str, dict[str, list[Mistake]]] = msgspec.field(default_factory=dict)

    def updated(self, others: Mistakes) -> Mistakes:
        """Return these with other questions, or the same anew, in their place."""
        found = {name: dict(questions) for name, questions in self.questions.items()}
        for name, questions in others.questions.items():
            found.setdefault(name, {}).update(questions)
        return Mistakes(found)

    def behind(self, notebook: str, question: str, traces: Mapping[str, Trace]) -> tuple[str, ...]:
        """Return the mistakes behind an answer's traces, in words.

        Of wrong answers that reply the same, the first in the bank gives the name; of one that
        makes two mistakes and one that makes one of them, the former.

        Args:
            notebook: the notebook.
            question: the question.
            traces: the trace of each of its test cells that the answer fails.
        """
        known = self.questions.get(notebook, {}).get(question, [])
        found: list[Mistake] = []
        for mistake in known:
            if mistake.stands_behind(traces) and all(m.replies != mistake.replies for m in found):
                found.append(mistake)
        return tuple(m.title for m in found if not any(m.is_part_of(other) for other in found))


def read_mistakes(course: Course, assignment: str) -> Mistakes:
    """Return the known mistakes of an assignment; none where nothing usable is kept."""
    try:
        return msgspec.json.decode(_path(course, assignment).read_bytes(), type=Mistakes)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Mistakes()


def write_mistakes(course: Course, assignment: str, mistakes: Mistakes) -> None:
    """Keep the known mistakes of an assignment.

    Raises:
        FileError: the file cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(mistakes), indent=1).decode()
    write_text(_path(course, assignment), text + "\n")


def _path(course: Course, assignment: str) -> Path:
    return course.root / ".cache" / "mistakes" / f"{file_name(assignment)}.json"

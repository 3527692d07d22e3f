"""The bank: right and wrong answers for every graded cell, with the points each must get.

One file for each question, `answers/<assignment>/<notebook>/<grade_id>.py`. A cell is one
answer; its header says what it is:

    # %% right: with np.where
    # %% wrong 1: takes over the integer dtype of its input
    # %% wrong 0 alone: never ends

`wrong 1` must get exactly 1 point of the question's total; `alone` asks for a notebook of its
own, for answers that would disturb the other questions. What stands above the first header is
prepended to every answer (imports, say).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course.layout import Course
from autograder.course.questions import Question, questions
from autograder.course.texts import read_text
from autograder.errors import BankError

FORM = "A header is `# %% right: title` or `# %% wrong 1: the mistake`."
HEADER = re.compile(
    r"^# %% (?P<kind>right|wrong)(?: (?P<points>\d+(?:\.\d+)?))?(?P<alone> alone)?: "
    r"(?P<title>\S.*)$"
)


@dataclass(frozen=True)
class Answer:
    """One answer of the bank.

    Attributes:
        grade_id: the question that it answers.
        title: what it does; for a wrong answer, the mistake.
        source: the cell.
        points: what it must get; None for a right answer: everything.
        alone: whether it must run in a notebook of its own.
        where: file and line, for messages.
    """

    grade_id: str
    title: str
    source: str
    points: float | None
    alone: bool
    where: str

    @property
    def right(self) -> bool:
        """Tell whether the answer must get full marks."""
        return self.points is None


def read_bank(course: Course, assignment: str, notebook: str) -> dict[str, list[Answer]]:
    """Return the answers of a notebook's bank by question, in the order of the files.

    Raises:
        BankError: a file has a header of another form, or no answers.
    """
    folder = course.answers / assignment / notebook
    return {path.stem: read_answers(path, course) for path in sorted(folder.glob("*.py"))}


def read_answers(path: Path, course: Course) -> list[Answer]:
    """Return the answers of one bank file.

    Raises:
        BankError: a header has another form, a wrong answer no points, or there are no answers.
    """
    preamble: list[str] = []
    cells: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# %%"):
            cells.append((number, line, []))
        else:
            (cells[-1][2] if cells else preamble).append(line)
    if not cells:
        raise BankError(f"{course.relative(path)} holds no answers.", FORM)
    return [_answer(path, course, preamble, *cell) for cell in cells]


def check_bank(course: Course, assignment: str) -> None:
    """Check that the bank and the questions of an assignment match.

    Every code question has a right and a wrong answer, every file a question, and no wrong
    answer gets all the points.

    Raises:
        CourseError: the assignment has no texts.
        BankError: they do not match, or a file cannot be read; the message lists all findings.
    """
    course.require_texts(assignment)
    findings = []
    notebooks = course.notebooks(assignment)
    for folder in sorted((course.answers / assignment).glob("*/")):
        if folder.name not in notebooks:
            findings.append(f"{course.relative(folder)} belongs to no notebook: move or remove it.")
    for notebook in notebooks:
        asked = questions(read_text(course.text_path(assignment, notebook)))
        answered = read_bank(course, assignment, notebook)
        where = course.relative(course.answers / assignment / notebook)
        for name in answered.keys() - {question.grade_id for question in asked}:
            findings.append(f"{where}/{name}.py belongs to no question: rename or remove it.")
        for question in asked:
            found = _mismatches(question, answered.get(question.grade_id, []))
            findings += [f"{where}/{question.grade_id}.py {finding}" for finding in found]
    if findings:
        listed = "\n".join(f"  {finding}" for finding in findings)
        raise BankError(f"The bank does not match the questions of {assignment}:\n{listed}", FORM)


def _mismatches(question: Question, answers: list[Answer]) -> list[str]:
    found = [
        f"lets the wrong answer {answer.title!r} get everything: take points away, or mend it."
        for answer in answers
        if answer.points is not None and answer.points >= question.total
    ]
    if question.kind == "code" and not any(answer.right for answer in answers):
        found.append("holds no right answer: write one.")
    if question.kind == "code" and all(answer.right for answer in answers):
        found.append("holds no wrong answer: write one.")
    return found


def _answer(
    path: Path, course: Course, preamble: list[str], number: int, header: str, body: list[str]
) -> Answer:
    where = f"{course.relative(path)}:{number}"
    match = HEADER.match(header)
    if match is None:
        raise BankError(f"{where}: {header!r} is no header of an answer.", FORM)
    if (match["kind"] == "wrong") != (match["points"] is not None):
        raise BankError(
            f"{where}: a wrong answer says how many points it must get, a right one does not.",
            FORM,
        )
    return Answer(
        grade_id=path.stem,
        title=match["title"].strip(),
        source="\n".join([*preamble, *body]).strip("\n"),
        points=float(match["points"]) if match["points"] is not None else None,
        alone=match["alone"] is not None,
        where=where,
    )

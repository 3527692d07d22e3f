"""Trials: which answers of the bank are tried in which notebooks.

Answers to different questions share a notebook, one answer each, unless their header says
`alone`: twelve questions with twenty answers are twenty notebooks. A notebook holds the tests of
the questions that are tried in it and ends behind the last of them.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.authoring.bank import Answer, read_bank
from autograder.course.cells import grade_id, is_fixture, is_solution, is_test, question_of
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.course.questions import Question, questions
from autograder.engine.opening import opening_of
from autograder.engine.reuse import Names, cell_keys
from autograder.errors import BankError, NotFoundError
from autograder.grading.masters import MasterNotebook, read_masters
from autograder.grading.sanitize import sanitize


@dataclass(frozen=True)
class Trial:
    """One answer that is tried.

    Attributes:
        question: the question.
        answer: the answer, None for the release's stub or the source's solution.
        title: what messages call it.
        due: points that it must get.
    """

    question: Question
    answer: Answer | None
    title: str
    due: float


@dataclass(frozen=True)
class Sheet:
    """One notebook to run: an answer in every answer cell, of which some are tried.

    Attributes:
        notebook: its name.
        master: the course's version, as far as it is run.
        names: what each question's answer defines.
        answers: what stands in the answer cells.
        trials: the answers that are tried.
        opening: the code cells before the first answer, the same on every sheet.
    """

    notebook: str
    master: NotebookNode
    names: Names
    answers: dict[str, str]
    trials: tuple[Trial, ...]
    opening: tuple[str, ...]

    def keys(self) -> dict[str, str]:
        """Return a digest of what the outcome of each test cell depends on in this notebook."""
        filled = _with_tests(_filled(self.master, self.answers), self._tried())
        keys = zip(filled.cells, cell_keys(filled, self.names), strict=True)
        return {grade_id(cell): key for cell, key in keys if is_test(cell)}

    def content(self, tried: Collection[str]) -> NotebookNode:
        """Return the notebook to run for some of the questions that are tried in it."""
        master = _with_tests(self.master, tried)
        return sanitize(copy.deepcopy(_filled(master, self.answers)), master).notebook

    def _tried(self) -> set[str]:
        return {trial.question.grade_id for trial in self.trials}


def asked(course: Course, assignment: str, notebooks: Iterable[str]) -> list[str]:
    """Return the questions of some notebooks that tests grade.

    Raises:
        CourseError: they have not been built.
    """
    return [
        question.grade_id
        for name in notebooks
        for question in questions(read_notebook(course.source_path(assignment, name)))
        if question.kind == "code"
    ]


def check_asked(
    course: Course, assignment: str, notebooks: Iterable[str], only: Iterable[str]
) -> None:
    """Check that all questions in `only` stand in these notebooks.

    Raises:
        NotFoundError: one of them does not.
    """
    known = asked(course, assignment, notebooks)
    unknown = sorted(set(only) - set(known))
    if unknown:
        raise NotFoundError(
            f"{assignment} has no question {', '.join(unknown)} that tests grade.",
            f"Questions: {', '.join(known)}.",
        )


def sheets(
    course: Course, assignment: str, notebooks: Iterable[str], only: Collection[str] = ()
) -> list[Sheet]:
    """Return the notebooks to run for the bank of an assignment.

    Args:
        course: the course.
        assignment: name of the assignment.
        notebooks: the notebooks to verify.
        only: questions to verify; default all.

    Raises:
        BankError: a bank file is malformed, or belongs to no question.
    """
    masters = read_masters(course, assignment)
    return [
        sheet
        for name in notebooks
        for sheet in _sheets(course, assignment, name, masters[name], only)
    ]


def _sheets(
    course: Course, assignment: str, notebook: str, ours: MasterNotebook, only: Collection[str]
) -> Iterator[Sheet]:
    source = read_notebook(course.source_path(assignment, notebook))
    every = {question.grade_id: question for question in questions(source)}
    bank = read_bank(course, assignment, notebook)
    _check_known(bank, every, f"{assignment}/{notebook}")
    chosen = {
        name: question
        for name, question in every.items()
        if question.kind == "code" and (not only or name in only)
    }
    if not chosen:
        return
    master = _bare(ours.notebook)
    opening = opening_of(master)
    solutions = _answers(source)
    first = (("the source", solutions, None), ("the release", _answers(master), 0.0))
    for title, answers, due in first:
        trials = tuple(Trial(q, None, title, _due(q, due)) for q in chosen.values())
        yield Sheet(notebook, master, ours.names, answers, trials, opening)
    for group in _groups({name: bank.get(name, []) for name in chosen}):
        answers = solutions | {answer.grade_id: answer.source for answer in group}
        trials = tuple(_trial(chosen, answer) for answer in group)
        yield Sheet(notebook, master, ours.names, answers, trials, opening)


def _answers(notebook: NotebookNode) -> dict[str, str]:
    return {grade_id(cell): cell.source for cell in notebook.cells if is_solution(cell)}


def _due(question: Question, points: float | None) -> float:
    return question.total if points is None else points


def _trial(chosen: dict[str, Question], answer: Answer) -> Trial:
    question = chosen[answer.grade_id]
    return Trial(question, answer, answer.title, _due(question, answer.points))


def _check_known(bank: dict[str, list[Answer]], asked: dict[str, Question], where: str) -> None:
    for name, answers in bank.items():
        if name not in asked:
            raise BankError(
                f"{answers[0].where}: {where} has no question {name!r}.",
                "Rename the file, or remove it.",
            )


def _groups(bank: dict[str, list[Answer]]) -> Iterator[list[Answer]]:
    """Yield the answers that share a notebook: the first of every question, the second, ..."""
    social = [[answer for answer in answers if not answer.alone] for answers in bank.values()]
    for index in range(max(map(len, social), default=0)):
        yield [answers[index] for answers in social if index < len(answers)]
    for answers in bank.values():
        for answer in answers:
            if answer.alone:
                yield [answer]


def _bare(master: NotebookNode) -> NotebookNode:
    """Return the master without figures and prose."""
    kept = [
        cell
        for cell in master.cells
        if is_fixture(cell) or is_test(cell) or (is_solution(cell) and cell.cell_type == "code")
    ]
    return _with_cells(master, kept)


def _with_tests(notebook: NotebookNode, tried: Collection[str]) -> NotebookNode:
    """Return a notebook with the tests of these questions alone, which ends behind the last."""
    kept = [
        cell for cell in notebook.cells if not is_test(cell) or question_of(grade_id(cell)) in tried
    ]
    while kept and not is_test(kept[-1]):
        kept.pop()
    return _with_cells(notebook, kept)


def _filled(notebook: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Return a notebook with these answers; what does not change is shared."""
    cells = [
        NotebookNode({**cell, "source": answers[grade_id(cell)]}) if is_solution(cell) else cell
        for cell in notebook.cells
    ]
    return _with_cells(notebook, cells)


def _with_cells(notebook: NotebookNode, cells: list[NotebookNode]) -> NotebookNode:
    result = copy.copy(notebook)
    result["cells"] = cells
    return result

"""Trials: which answers of the bank are tried in which notebooks.

Answers to different questions share a notebook, one answer each, unless their header says
`alone`: twelve questions with twenty answers are twenty notebooks. A notebook holds the tests of
the questions that are tried in it and ends behind the last of them.

Mutants share notebooks in the same way, but a question never stands beside one whose names its
solution reads: what the other's mutant breaks would be taken for its own slip.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.authoring.bank import Answer, read_bank
from autograder.authoring.equivalents import (
    check_equivalents,
    equivalents_path,
    read_equivalents,
)
from autograder.authoring.mutants import Mutant, mutants, names_read
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
        answer: the answer, None for the release's stub, the source's solution and mutants.
        title: what messages call it.
        due: points that it must get; a mutant must get less.
        mutant: the mutant that is tried, if it is one.
        reason: why this mutant is as right as the solution; empty for others.
    """

    question: Question
    answer: Answer | None
    title: str
    due: float
    mutant: Mutant | None = None
    reason: str = ""


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
        hurried: whether cells get little time: mutants are tried, and some of them never end.
    """

    notebook: str
    master: NotebookNode
    names: Names
    answers: dict[str, str]
    trials: tuple[Trial, ...]
    opening: tuple[str, ...]
    hurried: bool = False

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
    course: Course,
    assignment: str,
    notebooks: Iterable[str],
    only: Collection[str] = (),
    *,
    with_mutants: bool = False,
) -> list[Sheet]:
    """Return the notebooks to run for the bank of an assignment.

    Args:
        course: the course.
        assignment: name of the assignment.
        notebooks: the notebooks to verify.
        only: questions to verify; default all.
        with_mutants: whether mutants of the solutions are tried, too.

    Raises:
        BankError: a bank file or a list of equivalents is malformed, or belongs to no question.
    """
    masters = read_masters(course, assignment)
    found: list[Sheet] = []
    for name in notebooks:
        found += _sheets(course, assignment, name, masters[name], only)
        if with_mutants:
            found += _mutant_sheets(course, assignment, name, masters[name], only)
    return found


def _sheets(
    course: Course, assignment: str, notebook: str, ours: MasterNotebook, only: Collection[str]
) -> Iterator[Sheet]:
    source = read_notebook(course.source_path(assignment, notebook))
    every = {question.grade_id: question for question in questions(source)}
    bank = read_bank(course, assignment, notebook)
    _check_known(bank, every, f"{assignment}/{notebook}")
    chosen = _chosen(every.values(), only)
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


def _mutant_sheets(
    course: Course, assignment: str, notebook: str, ours: MasterNotebook, only: Collection[str]
) -> Iterator[Sheet]:
    source = read_notebook(course.source_path(assignment, notebook))
    every = _chosen(questions(source), ())
    solutions = _answers(source)
    made = {name: mutants(solutions[name]) for name in every}
    equivalent = read_equivalents(course, assignment, notebook)
    changes = {name: frozenset(one.change for one in found) for name, found in made.items()}
    where = course.relative(equivalents_path(course, assignment, notebook))
    check_equivalents(equivalent, changes, where)
    chosen = _chosen(every.values(), only)
    master = _bare(ours.notebook)
    opening = opening_of(master)
    for group in _apart({name: made[name] for name in chosen}, _readers(every, solutions)):
        answers = solutions | {name: mutant.source for name, mutant in group.items()}
        trials = tuple(
            Trial(
                chosen[name],
                None,
                str(mutant),
                chosen[name].total,
                mutant,
                equivalent.get(name, {}).get(mutant.change, ""),
            )
            for name, mutant in group.items()
        )
        yield Sheet(notebook, master, ours.names, answers, trials, opening, hurried=True)


def _chosen(every: Iterable[Question], only: Collection[str]) -> dict[str, Question]:
    """Return the questions that tests grade, of those that are asked for."""
    return {
        question.grade_id: question
        for question in every
        if question.kind == "code" and (not only or question.grade_id in only)
    }


def _readers(every: Mapping[str, Question], solutions: Mapping[str, str]) -> dict[str, set[str]]:
    """Return, for each question, the questions whose solutions need its names, directly or not."""
    needs: dict[str, set[str]] = {}
    for name in every:  # in the order of the notebook: what is needed stands above
        read = names_read(solutions[name])
        direct = {other for other in needs if read & set(every[other].names)}
        needs[name] = direct.union(*(needs[other] for other in direct))
    return {name: {other for other in needs if name in needs[other]} for name in every}


def _apart(
    made: Mapping[str, Collection[Mutant]], readers: Mapping[str, set[str]]
) -> list[dict[str, Mutant]]:
    """Return the mutants that share a notebook: each stands in the first one where it can."""
    groups: list[dict[str, Mutant]] = []
    for name, found in made.items():
        strangers = (
            group
            for group in list(groups)
            if not any(name in readers[other] or other in readers[name] for other in group)
        )
        for mutant in found:
            group = next(strangers, None)
            if group is None:
                groups.append({name: mutant})
            else:
                group[name] = mutant
    return groups


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

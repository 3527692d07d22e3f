"""Verify: the whole bank through the real grading. Tests are tested.

Every right answer must get full marks, every wrong one exactly what its header says, the
release nothing and the source everything, for every seed. Answers to different questions share a
notebook, one answer each, unless their header says `alone`: twelve questions with twenty answers
are twenty notebooks. Figures and prose are left out; fixtures, answers and tests are not.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nbformat import NotebookNode

from autograder.bank import Answer, read_bank
from autograder.config import load_limits
from autograder.course import Course
from autograder.engine.execution import Execution
from autograder.engine.pool import Failure, Job, LocalPool
from autograder.engine.sandbox import Sandbox
from autograder.errors import BankError, NotFoundError
from autograder.outcomes import CellOutcome
from autograder.papers import Paper, read_papers
from autograder.questions import (
    Question,
    grade_id,
    is_fixture,
    is_solution,
    is_test,
    question_of,
    questions,
)
from autograder.sanitize import sanitize
from autograder.texts import read_notebook

DEFAULT_SEEDS = (1,)


@dataclass(frozen=True)
class Verdict:
    """What one answer got, with one seed.

    Attributes:
        notebook: where its question stands.
        question: the question.
        answer: the answer, None for the release's stub or the source's solution.
        title: what messages call it.
        seed: seed of the tests' inputs.
        due: points that it must get.
        got: points that it got.
        outcomes: outcomes of the question's test cells.
    """

    notebook: str
    question: Question
    answer: Answer | None
    title: str
    seed: int
    due: float
    got: float
    outcomes: tuple[CellOutcome, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the answer got what it must get."""
        return abs(self.due - self.got) < 1e-9

    def __str__(self) -> str:
        where = self.answer.where if self.answer else self.notebook
        text = (
            f"{where}: {self.question.grade_id}: {self.title}: "
            f"due {self.due:g}, got {self.got:g} of {self.question.total:g} (seed {self.seed})"
        )
        said = [f"    {cell.cell}: {cell.message}" for cell in self.outcomes if cell.message]
        return "\n".join([text, *said])


def verify(
    course: Course,
    assignment: str,
    *,
    notebooks: Iterable[str] = (),
    only: Iterable[str] = (),
    seeds: Iterable[int] = DEFAULT_SEEDS,
    jobs: int | None = None,
    sandbox: Sandbox = "bubblewrap",
) -> list[Verdict]:
    """Run the bank of an assignment and return a verdict for each answer and seed.

    Args:
        course: the course.
        assignment: name of the assignment.
        notebooks: notebooks to verify; default all.
        only: questions to verify; default all.
        seeds: seeds of the tests' inputs.
        jobs: notebooks at once; default the number of cores.
        sandbox: `bubblewrap`, or `none`: the bank holds no hostile answers.

    Raises:
        NotFoundError: there is no such assignment, notebook or question.
        BankError: a bank file is malformed, or belongs to no question.
        SandboxError: the sandbox cannot be had on this machine.
    """
    chosen = list(notebooks) or course.notebooks(assignment)
    for name in chosen:
        if name not in course.notebooks(assignment):
            raise NotFoundError(
                f"{assignment} has no notebook {name!r}.",
                f"Notebooks: {', '.join(course.notebooks(assignment))}.",
            )
    limits = replace(load_limits(course), figures=False)  # nobody looks at them here
    wanted = set(only)
    _check_questions(course, assignment, chosen, wanted)
    plans = [plan for name in chosen for plan in _plans(course, assignment, name, wanted)]
    work = [_job(plan, number, seed) for seed in seeds for number, plan in enumerate(plans)]
    if not work:
        return []
    workers = min(jobs or os.cpu_count() or 1, len(work))
    found: dict[tuple[int, int], list[Verdict]] = {}
    with LocalPool(workers, limits, sandbox) as pool:
        for job, result in pool.run(work):
            seed, number = job.key
            if isinstance(result, Failure):
                raise BankError(f"The bank could not be run: {result.reason}.", "Run it again.")
            found[seed, number] = list(_verdicts(plans[number], seed, result))
    return [verdict for key in sorted(found) for verdict in found[key]]


def _check_questions(course: Course, assignment: str, chosen: list[str], only: set[str]) -> None:
    asked = [
        question.grade_id
        for name in chosen
        for question in questions(read_notebook(course.source_path(assignment, name)))
        if question.kind == "code"
    ]
    unknown = sorted(only - set(asked))
    if unknown:
        raise NotFoundError(
            f"{assignment} has no question {', '.join(unknown)} that tests grade.",
            f"Questions: {', '.join(asked)}.",
        )


def require(verdicts: list[Verdict]) -> None:
    """Refuse a bank with a verdict that does not hold, or a test that no wrong answer fails.

    Raises:
        BankError: the message lists all of them.
    """
    findings = [str(verdict) for verdict in verdicts if not verdict.holds]
    findings += unexercised(verdicts)
    if findings:
        raise BankError(
            f"{len(findings)} finding{'s' if len(findings) != 1 else ''} in the bank:\n"
            + "\n".join(findings),
            "Mend the test, or the points in the answer's header: whichever is unfair.",
        )


def unexercised(verdicts: list[Verdict]) -> list[str]:
    """Return a sentence for each test cell that no wrong answer of the bank fails."""
    cells: dict[tuple[str, str], bool] = {}
    for verdict in verdicts:
        wrong = verdict.answer is not None and not verdict.answer.right
        for cell in verdict.outcomes:
            key = (verdict.notebook, cell.cell)
            fails = wrong and cell.points is not None and cell.points < cell.max_points
            cells[key] = cells.get(key, False) or fails
    return [
        f"{notebook}: no wrong answer of the bank loses points in {cell}."
        for (notebook, cell), failed in cells.items()
        if not failed
    ]


@dataclass(frozen=True)
class _Plan:
    """One notebook to run: for each question the cell to try, and what it must get."""

    notebook: str
    paper: Paper
    cells: dict[str, str]
    tried: tuple[tuple[Question, Answer | None, str, float], ...]


def _plans(course: Course, assignment: str, notebook: str, only: set[str]) -> Iterator[_Plan]:
    source = read_notebook(course.source_path(assignment, notebook))
    every = {q.grade_id: q for q in questions(source)}
    bank = read_bank(course, assignment, notebook)
    _check_known(bank, every, f"{assignment}/{notebook}")
    asked = {name: question for name, question in every.items() if question.kind == "code"}
    chosen = {name: question for name, question in asked.items() if not only or name in only}
    if not chosen:
        return
    paper = read_papers(course, assignment)[notebook]
    paper = Paper(_bare(paper.master), paper.names)
    solutions = {grade_id(cell): cell.source for cell in source.cells if is_solution(cell)}
    stubs = {grade_id(cell): cell.source for cell in paper.master.cells if is_solution(cell)}
    asked_all = list(chosen.values())
    yield _Plan(
        notebook, paper, solutions, tuple((q, None, "the source", q.total) for q in asked_all)
    )
    yield _Plan(notebook, paper, stubs, tuple((q, None, "the release", 0.0) for q in asked_all))
    for group in _groups({name: bank.get(name, []) for name in chosen}):
        cells = solutions | {answer.grade_id: answer.source for answer in group}
        yield _Plan(notebook, paper, cells, tuple(_tried(chosen, answer) for answer in group))


def _tried(
    asked: dict[str, Question], answer: Answer
) -> tuple[Question, Answer | None, str, float]:
    question = asked[answer.grade_id]
    due = question.total if answer.points is None else answer.points
    return question, answer, answer.title, due


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
    result = copy.deepcopy(master)
    result.cells = [
        cell
        for cell in result.cells
        if is_fixture(cell) or is_test(cell) or (is_solution(cell) and cell.cell_type == "code")
    ]
    return result


def _job(plan: _Plan, number: int, seed: int) -> Job:
    handed = copy.deepcopy(plan.paper.master)
    for cell in handed.cells:
        if is_solution(cell):
            cell.source = plan.cells[grade_id(cell)]
    clean = sanitize(handed, plan.paper.master)
    return Job((seed, number), clean.notebook, plan.paper.names, seed)


def _verdicts(plan: _Plan, seed: int, execution: Execution) -> Iterator[Verdict]:
    cells: dict[str, list[CellOutcome]] = {}
    for outcome in execution.outcomes:
        cells.setdefault(question_of(outcome.cell), []).append(outcome)
    for question, answer, title, due in plan.tried:
        outcomes = tuple(cells.get(question.grade_id, ()))
        got = sum(outcome.points or 0.0 for outcome in outcomes)
        yield Verdict(plan.notebook, question, answer, title, seed, due, got, outcomes)

"""Right answers of the bank get all points in whatever way students write them down."""

from __future__ import annotations

import ast
import copy
import dataclasses
import itertools
import random
from collections.abc import Iterable, Iterator

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.authoring.bank import Answer, read_bank
from autograder.course.cells import grade_id, is_solution, question_of
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.course.questions import Question, questions
from autograder.engine.sandbox import Sandbox, probe
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.local import LocalPool
from autograder.grading.masters import MasterNotebook, read_masters
from autograder.grading.sanitize import sanitize
from tests.support.disguises import (
    CLASSES,
    ELEMENTWISE,
    FUNCTIONS,
    Disguised,
    commented,
    elsewhere,
    shadowing,
    timed,
    wrap,
)
from tests.support.tiny import ROOT

COURSE = Course(ROOT)
PLACES = [
    (assignment, notebook)
    for assignment in COURSE.assignments()
    for notebook in COURSE.notebooks(assignment)
    if (COURSE.answers / assignment / notebook).is_dir()
]
UNITS = {("activation-units", "01_derivatives")}
"""Notebooks whose functions work on each number by itself, but for the questions below."""
NOT_ELEMENTWISE = {"symbolic", "plot", "chain-bound"}
AS_WHOLE = {"prelu_slope_gradient"}


def disguised(
    answer: Answer, question: Question, rng: random.Random, text: str, *, elementwise: bool
) -> Disguised:
    """Return an answer in one to four disguises; `text` is that of its whole notebook."""
    made = Disguised(answer.source)
    kinds = [*FUNCTIONS.items(), *(ELEMENTWISE.items() if elementwise else ())]
    names = [name for name in question.names if name not in AS_WHOLE or not elementwise]
    for how, wrapper in rng.sample(kinds, rng.randint(1, 2)):
        made = wrap(made, how, names, wrapper)
    how, wrapper = rng.choice([*CLASSES.items()])
    made = wrap(made, how, question.names, wrapper, ast.ClassDef) if rng.random() < 0.5 else made
    last = rng.choice(
        [
            lambda a: elsewhere(a, question.names),
            lambda a: shadowing(a, text),
            commented,
            None,
        ]
    )
    made = made if last is None else last(made)
    return timed(made) if rng.random() < 0.2 else made


def filled(master: NotebookNode, answers: dict[str, Disguised]) -> NotebookNode:
    """Return a submission with these answers, sanitized."""
    handed = copy.deepcopy(master)
    cells: list[NotebookNode] = []
    for cell in handed.cells:
        answer = answers.get(grade_id(cell)) if is_solution(cell) else None
        if answer is not None:
            cell.source = answer.source
            cells += [new_code_cell(answer.before)] if answer.before else []
        cells.append(cell)
    handed.cells = cells
    return sanitize(handed, master).notebook


def jobs(
    assignment: str, notebook: str, master: MasterNotebook, rounds: range
) -> Iterator[tuple[Job, dict[str, Disguised]]]:
    """Yield submissions with a disguised answer to every question, and the answers."""
    source = read_notebook(COURSE.source_path(assignment, notebook))
    asked = {q.grade_id: q for q in questions(source) if q.kind == "code"}
    bank = read_bank(COURSE, assignment, notebook)
    for number in rounds:
        rng = random.Random(f"{notebook} {number}")
        right = {
            name: rng.choice([one for one in bank[name] if one.right and not one.alone])
            for name in asked
        }
        text = "\n".join([*(c.source for c in source.cells), *(a.source for a in right.values())])
        answers = {}
        for name, question in asked.items():
            units = (assignment, notebook) in UNITS and name not in NOT_ELEMENTWISE
            answers[name] = disguised(right[name], question, rng, text, elementwise=units)
        content = filled(master.notebook, answers)
        key = f"{notebook}, round {number}"
        yield Job(key, content, master.names, number + 2, opening=master.opening), answers


def agree(places: Iterable[tuple[str, str]], rounds: range) -> None:
    """Grade submissions with disguised right answers: each gets all points."""
    made: list[tuple[Job, dict[str, Disguised]]] = []
    for assignment, chosen in itertools.groupby(places, lambda place: place[0]):
        masters = read_masters(COURSE, assignment)
        for _, notebook in chosen:
            made += jobs(assignment, notebook, masters[notebook], rounds)
    answers_of = {job.key: answers for job, answers in made}
    limits = dataclasses.replace(load_limits(COURSE), figures=False, name_mistakes=False)
    sandbox: Sandbox = "bubblewrap" if probe().available else "none"
    lost = []
    with LocalPool(2, limits, sandbox) as pool:
        for job, result in pool.run([job for job, _ in made]):
            assert not isinstance(result, Failure), result
            answers = answers_of[job.key]
            for cell in result.outcomes:
                name = question_of(cell.cell)
                if name in answers and cell.points != cell.max_points:
                    how = ", ".join(answers[name].how)
                    lost.append(
                        f"{job.key}: {cell.cell}, {how}: {cell.message}\n{answers[name].source}"
                    )
    assert not lost, "\n\n".join(lost)


@pytest.mark.slow
@pytest.mark.process
def test_right_answers_in_disguise_get_all_points() -> None:
    agree(PLACES, range(1))


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "notebook"), PLACES)
def test_many_right_answers_in_disguise_get_all_points(assignment: str, notebook: str) -> None:
    agree([(assignment, notebook)], range(1, 60))

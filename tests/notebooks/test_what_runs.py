"""The course's own submissions get equal scores whether everything runs, or what is needed."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections.abc import Iterable, Iterator

import pytest

from autograder.authoring.build import build, needed
from autograder.authoring.trials import sheets
from autograder.course.cells import grade_id, is_solution
from autograder.course.config import load_limits
from autograder.course.layout import CONFIG_NAME, Course
from autograder.engine.opening import opening_of
from autograder.engine.sandbox import Sandbox, probe
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.local import LocalPool
from autograder.grading.intake import read_handed
from autograder.grading.masters import read_masters
from autograder.grading.sanitize import sanitize
from autograder.outcomes import CellOutcome
from tests.support.tiny import ROOT

sys.path.insert(0, str(ROOT / "examples"))
from sample_class import STUDENTS, make_class

ASSIGNMENTS = Course(ROOT).assignments()
QUICK = "02_relu_approximation"
SEED = 1


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A copy of the course, built, with the sample class's submissions."""
    copy = Course(tmp_path_factory.mktemp("course"))
    for folder in ("notebooks", "answers"):
        shutil.copytree(ROOT / folder, copy.root / folder)
    shutil.copyfile(ROOT / CONFIG_NAME, copy.root / CONFIG_NAME)
    build(copy)
    for assignment in ASSIGNMENTS:
        make_class(copy, assignment, STUDENTS)
    return copy


def class_jobs(course: Course, assignment: str, notebooks: Iterable[str]) -> Iterator[Job]:
    """Yield what the sample class has handed in, as grading runs it."""
    masters = read_masters(course, assignment)
    for name in notebooks:
        for student in STUDENTS:
            path = course.submitted / student / assignment / f"{name}.ipynb"
            cells = read_handed(path, 20 << 20).cells
            if cells is not None:
                master = masters[name]
                notebook = sanitize(cells, master.notebook).notebook
                key = f"{name} of {student}"
                yield Job(key, notebook, master.names, SEED, opening=master.opening)


def bank_jobs(course: Course, assignment: str) -> Iterator[Job]:
    """Yield the whole bank: each answer in its notebook, lecture included."""
    masters = read_masters(course, assignment)
    asking = [name for name, master in masters.items() if master.asks]
    for number, sheet in enumerate(sheets(course, assignment, asking)):
        master = masters[sheet.notebook].notebook
        stubs = {grade_id(cell): cell.source for cell in master.cells if is_solution(cell)}
        whole = dataclasses.replace(
            sheet, master=master, opening=opening_of(master), answers=stubs | sheet.answers
        )
        content = whole.content({trial.question.grade_id for trial in sheet.trials})
        key = f"{sheet.notebook}, sheet {number}"
        yield Job(key, content, sheet.names, SEED, opening=whole.opening)


def scores(course: Course, jobs: list[Job], run: str) -> dict[str, list[CellOutcome]]:
    """Run notebooks and return their outcomes; messages hold numbers, so they are compared too."""
    limits = dataclasses.replace(load_limits(course), run=run, figures=False, cell_seconds=5.0)
    sandbox: Sandbox = "bubblewrap" if probe().available else "none"
    found = {}
    with LocalPool(2, limits, sandbox) as pool:
        for job, result in pool.run(jobs):
            assert not isinstance(result, Failure), result
            found[job.key] = [*result.outcomes]
    return found


def agree(course: Course, jobs: list[Job]) -> None:
    """Compare both ways of grading, outcome by outcome."""
    assert jobs
    needed_only, everything = (scores(course, jobs, run) for run in ("needed", "everything"))
    assert needed_only.keys() == everything.keys()
    for key, outcomes in everything.items():
        assert needed_only[key] == outcomes, key


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_of_no_lecture_cell_a_grade_depends(assignment: str) -> None:
    for notebook in needed(Course(ROOT), [assignment]):
        assert notebook.count and not notebook.reasons, str(notebook)


@pytest.mark.slow
@pytest.mark.process
def test_the_sample_class_gets_equal_scores_in_one_notebook(course: Course) -> None:
    agree(course, [*class_jobs(course, "activation-units", [QUICK])])


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_sample_class_gets_equal_scores(course: Course, assignment: str) -> None:
    masters = read_masters(course, assignment)
    asking = [name for name, master in masters.items() if master.asks]
    agree(course, [*class_jobs(course, assignment, asking)])


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_whole_bank_gets_equal_scores(course: Course, assignment: str) -> None:
    agree(course, [*bank_jobs(course, assignment)])

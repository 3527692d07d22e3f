"""Verify: the whole bank through the real grading. Tests are tested.

Every right answer must get full marks, every wrong one exactly what its header says, the
release nothing and the source everything, for every seed. Figures and prose are left out;
fixtures, answers and tests are not. What has not changed is not run again
(`autograder.authoring.kept`). On request mutants of the solutions are tried, too: each must lose
points, with every seed, or stand in a list with the reason why it need not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from autograder.authoring.bank import check_bank
from autograder.authoring.kept import Kept, machine, verdicts_folder
from autograder.authoring.mistakes import mistakes_of
from autograder.authoring.tally import Tally, Try, Watcher
from autograder.authoring.trials import check_asked, sheets
from autograder.authoring.verdicts import Verdict
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.course.mistakes import read_mistakes, write_mistakes
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.job import Failure
from autograder.engine.workers.local import LocalPool
from autograder.errors import BankError, NotFoundError
from autograder.grading.circumstances import circumstances
from autograder.grading.protection import require_protection
from autograder.outcomes import DIAGNOSIS_SEED

DEFAULT_SEEDS = (DIAGNOSIS_SEED,)
MUTANT_SECONDS = 10.0
"""What a cell of a mutant gets: many times what a test needs, and an endless loop ends soon."""


def verify(
    course: Course,
    assignment: str,
    *,
    notebooks: Iterable[str] = (),
    only: Iterable[str] = (),
    seeds: Iterable[int] = DEFAULT_SEEDS,
    jobs: int | None = None,
    sandbox: Sandbox = "bubblewrap",
    fresh: bool = False,
    kept: Path | None = None,
    watcher: Watcher | None = None,
    mutants: bool = False,
) -> list[Verdict]:
    """Run the bank of an assignment and return a verdict for each answer and seed.

    What the wrong answers reply to the tests is kept, for naming mistakes (`course.mistakes`).

    Args:
        course: the course.
        assignment: name of the assignment.
        notebooks: notebooks to verify; default all.
        only: questions to verify; default all.
        seeds: seeds of the tests' inputs.
        jobs: notebooks at once; default the number of cores.
        sandbox: `bubblewrap`, or `none`: the bank holds no hostile answers.
        fresh: run everything, whatever is kept.
        kept: folder of the verdicts that are kept; default the course's own.
        watcher: is told how far it has come.
        mutants: try mutants of the solutions, too.

    Raises:
        NotFoundError: there is no such assignment, notebook or question.
        BankError: a bank file or a list of equivalents is malformed, or belongs to no question;
            or the whole assignment is verified, and a question has no right or no wrong answer.
        SandboxError: the sandbox cannot be had on this machine.
    """
    require_protection(course, sandbox)
    some = list(notebooks)
    chosen = _chosen(course, assignment, some)
    wanted = set(only)
    check_asked(course, assignment, chosen, wanted)
    if not some and not wanted:  # who asks for a part may still be writing the rest
        check_bank(course, assignment)
    limits = replace(load_limits(course), figures=False)  # nobody looks at them here
    store = Kept(kept or verdicts_folder(course), assignment, fresh=fresh)
    found = sheets(course, assignment, chosen, wanted, with_mutants=mutants)
    short = replace(limits, cell_seconds=min(limits.cell_seconds, MUTANT_SECONDS))
    rounds = {False: limits, True: short} if mutants else {False: limits}
    bases = {key: machine(circumstances(course, each), sandbox) for key, each in rounds.items()}
    numbers = tuple(seeds)
    tries = [Try(sheet, seed, bases[sheet.hurried]) for sheet in found for seed in numbers]
    tally = Tally(tries, store)
    tally.begin(watcher or Watcher())
    for hurried, each in rounds.items():
        count = min(jobs or os.cpu_count() or 1, tally.runs(hurried=hurried))
        if count:
            with LocalPool(count, each, sandbox) as pool:
                _run(tally, pool, hurried=hurried)
    verdicts = tally.verdicts()
    if DIAGNOSIS_SEED in numbers:
        _keep_mistakes(course, assignment, verdicts)
    return verdicts


def _keep_mistakes(course: Course, assignment: str, verdicts: list[Verdict]) -> None:
    """Keep what the wrong answers of the bank reply; mutants are nobody's mistakes."""
    bank = [verdict for verdict in verdicts if verdict.mutant is None]
    known = read_mistakes(course, assignment).updated(mistakes_of(bank))
    write_mistakes(course, assignment, known)


def _run(tally: Tally, pool: LocalPool, *, hurried: bool) -> None:
    for job, result in pool.run(tally.jobs(hurried=hurried)):
        if isinstance(result, Failure):
            raise BankError(f"The bank could not be run: {result.reason}.", "Run it again.")
        tally.take(job.key, result.outcomes)


def _chosen(course: Course, assignment: str, notebooks: list[str]) -> list[str]:
    known = course.notebooks(assignment)
    for name in notebooks:
        if name not in known:
            raise NotFoundError(
                f"{assignment} has no notebook {name!r}.", f"Notebooks: {', '.join(known)}."
            )
    return notebooks or known

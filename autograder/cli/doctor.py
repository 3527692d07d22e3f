"""Doctor: what this machine offers for grading, and what to do about what it does not."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from autograder.course.layout import Course
from autograder.engine.sandbox import probe
from autograder.errors import AutograderError

PACKAGES = ("nbgrader", "jupytext", "ipython", "numpy", "torch", "torchvision", "matplotlib")
ENOUGH_MEMORY = 2 << 30
ENOUGH_DISK = 1 << 30


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: what it is.
        good: whether grading can rely on it.
        value: what was found.
        hint: what to do where it is not good.
    """

    name: str
    good: bool
    value: str
    hint: str = ""


def examine(course: Course | None) -> list[Finding]:
    """Look at everything that grading needs on this machine, and at the course if there is one."""
    findings = [_sandbox(), _python(), _cores(), _memory(), _disk(course), _packages()]
    if course is not None:
        findings += [_hidden(course), _configuration(course), *_options(course)]
        findings += [_built(course), *_adopted(course), *_dates(course)]
        findings += [*_corrections(course), _gradebook(course)]
    return findings


def _sandbox() -> Finding:
    offer = probe()
    if offer.available:
        return Finding("sandbox", True, "bubblewrap works: no network, files or course for answers")
    hint = f"{offer.hint} Until then: --sandbox none, for answers that you trust."
    return Finding("sandbox", False, offer.reason, hint)


def _python() -> Finding:
    return Finding(
        "Python", sys.version_info >= (3, 11), platform.python_version(), "3.11 or newer."
    )


def _cores() -> Finding:
    count = len(os.sched_getaffinity(0))
    return Finding("cores", True, f"{count}: as many notebooks run at once (--jobs)")


def _memory() -> Finding:
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    hint = "Grade with --jobs 1: every notebook at once takes about 1 GiB."
    return Finding("free memory", free >= ENOUGH_MEMORY, f"{free / 2**30:.1f} GiB", hint)


def _disk(course: Course | None) -> Finding:
    free = shutil.disk_usage(course.root if course else ".").free
    return Finding("free disk", free >= ENOUGH_DISK, f"{free / 2**30:.1f} GiB", "Make room.")


def _packages() -> Finding:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            return Finding("packages", False, f"{name} is not installed", "Run: make setup")
    return Finding("packages", True, ", ".join(found))


def _configuration(course: Course) -> Finding:
    from autograder.course.config import load_limits

    try:
        load_limits(course)
    except AutograderError as error:
        return Finding("configuration", False, error.what, error.hint)
    return Finding("configuration", True, "it runs, and its options exist")


def _options(course: Course) -> Iterator[Finding]:
    """Yield what becomes of nbgrader's options that the course sets."""
    from autograder.course.config import load_config
    from autograder.course.config_files import importing_from
    from autograder.course.nbgrader_options import Verdict, other_sections, settings

    try:
        config = load_config(course)
    except AutograderError:
        return  # said already
    found: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    with importing_from(course.home):
        for one in settings(config):
            note = "" if one.verdict is Verdict.HONOURED else f" ({one.note})"
            found[one.verdict].append(f"{one.name}{note}")
    found[Verdict.NO_EFFECT] += [f"c.{name} (not about grading)" for name in other_sections(config)]
    for verdict, names in found.items():
        if names:
            good = verdict is not Verdict.REFUSED
            hint = "Remove these lines: docs/nbgrader.md says more."
            yield Finding(f"options {verdict.value}", good, ", ".join(names), hint)


def _hidden(course: Course) -> Finding:
    from autograder.grading.protection import require_protection

    try:
        require_protection(course, "bubblewrap")
    except AutograderError as error:
        return Finding("protection", False, error.what, error.hint)
    return Finding("protection", True, "the sandbox does not show the course")


def _built(course: Course) -> Finding:
    from autograder.authoring.build import check

    try:
        check(course)
    except AutograderError as error:
        return Finding("course", False, error.what.splitlines()[0], error.hint)
    written, every = course.written(), course.assignments()
    built = sum(len(course.notebooks(name)) for name in written)
    others = sum(len(course.notebooks(name)) for name in every if name not in written)
    parts = [f"{built} notebooks, built and free of leaks"] if built or not others else []
    parts += [f"{others} notebooks in source/ without a text"] if others else []
    return Finding("course", True, "; ".join(parts))


def _adopted(course: Course) -> Iterator[Finding]:
    """Yield of each assignment without texts whether its tests have been tried outside."""
    try:
        names = [name for name in course.assignments() if name not in course.written()]
    except AutograderError:
        return  # said already, of the configuration
    for name in names:
        try:
            yield Finding(f"tests of {name}", True, _adoption(course, name))
        except AutograderError as error:
            yield Finding(f"tests of {name}", False, error.what, error.hint)


def _adoption(course: Course, name: str) -> str:
    """Return in words whether an assignment is adopted.

    Raises:
        CourseError: the file that says so, or the configuration, cannot be read.
    """
    from autograder.adopting.adopt import is_outdated
    from autograder.course.adopted import read_adopted
    from autograder.course.config import load_limits

    adopted = read_adopted(course, name)
    if adopted is None:
        return f"not adopted: all run inside. To try them outside: autograder adopt {name}"
    if is_outdated(course, name):
        return "adopted, and changed since. The next grading tries them anew"
    outside, every = adopted.counts
    hears = load_limits(course).stderr == "costs"
    kept = ', but c.Autograder.stderr = "costs" keeps all inside' if hears else ""
    return f"adopted, {outside} of {every} run outside{kept}"


def _dates(course: Course) -> Iterator[Finding]:
    """Yield what `dates.toml` says, where there is one."""
    from autograder.course.dates import DATES_NAME
    from autograder.course.dates_file import read_dates

    if not (course.root / DATES_NAME).exists():
        return
    try:
        found = read_dates(course)
        if found.faults:
            raise found.refusal()
    except AutograderError as error:
        yield Finding("dates", False, error.what, error.hint)
        return
    told = f"of {', '.join(found.entries) or 'no assignment'}"
    yield Finding("dates", True, " ".join([told, *(note.sentence for note in found.notes)]))


def _corrections(course: Course) -> Iterator[Finding]:
    """Yield what `corrections.toml` says, where there is one."""
    from autograder.course.cells import question_of
    from autograder.course.corrections import corrected_assignments, read_corrections
    from autograder.course.optional import source_questions
    from autograder.gradebook.read import known_students

    try:
        for name in corrected_assignments(course):
            sources = source_questions(course, name).items()
            cells = [
                (notebook, cell) for notebook, some in sources for q in some for cell in q.points
            ]
            places = dict.fromkeys((notebook, question_of(cell)) for notebook, cell in cells)
            found = read_corrections(course, name, places, known_students(course))
            hint = "docs/regrading.md says what may stand there."
            told = "; ".join(found.problems) or "all of corrections.toml is understood"
            yield Finding(f"corrections of {name}", not found.problems, told, hint)
    except AutograderError as error:
        yield Finding("corrections", False, error.what, error.hint)


def _gradebook(course: Course) -> Finding:
    from autograder.gradebook.session import take_census

    try:
        census = take_census(course)
    except AutograderError as error:
        return Finding("gradebook", False, error.what, error.hint)
    known = "none yet: the first grading makes one"
    if census.students is not None:
        known = f"{census.students} student{'s' if census.students != 1 else ''}"
    return Finding("gradebook", True, f"{census.database} ({known})")


def show_findings(findings: list[Finding]) -> None:
    """Print findings, with what to do about what is missing."""
    import click

    for finding in findings:
        click.echo(f"{'ok     ' if finding.good else 'MISSING'}  {finding.name}: {finding.value}")
        if not finding.good:
            click.echo(f"         → {finding.hint}")

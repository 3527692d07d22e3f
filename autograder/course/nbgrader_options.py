"""nbgrader's options: which of them are honoured here, which have no effect, which are refused.

This table is the one place that knows. Grading refuses what it cannot honour, `autograder doctor`
shows what a course has set, and docs/nbgrader.md repeats the table (a test compares them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from traitlets import import_item
from traitlets.config import Config

from autograder.course.nbgrader_steps import (
    AUTOGRADE,
    SANITIZE,
    autograde_problem,
    sanitize_problem,
)
from autograder.course.nbgrader_values import SECTIONS, value
from autograder.errors import CourseError


class Verdict(Enum):
    """What becomes of an option."""

    HONOURED = "honoured"
    NO_EFFECT = "without effect"
    REFUSED = "refused"


@dataclass(frozen=True)
class Row:
    """Options of which the same is to be said.

    Attributes:
        options: their names, as in `Execute.timeout`.
        verdict: what becomes of them; a refused one may still be set to what changes nothing.
        note: what it does here, or why it does nothing.
        problem: returns why a value is refused, "" where it is not; None where all are taken.
        default: what is in nbgrader's list, which a course may make longer.
    """

    options: tuple[str, ...]
    verdict: Verdict
    note: str
    problem: Callable[[Any], str] | None = None
    default: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """An option that a course has set.

    Attributes:
        name: its name, with the section that sets it.
        verdict: what becomes of it.
        note: why.
    """

    name: str
    verdict: Verdict
    note: str


def _yes(names: str, note: str, problem: Callable[[Any], str] | None = None, **more: Any) -> Row:
    return Row(tuple(names.split()), Verdict.HONOURED, note, problem, **more)


def _no(names: str, note: str) -> Row:
    return Row(tuple(names.split()), Verdict.NO_EFFECT, note)


def _only(names: str, note: str, *usual: object) -> Row:
    """Return options that are refused unless they have a value that changes nothing."""

    def problem(found: object) -> str:
        return "" if any(found is one or found == one for one in usual) else note

    return Row(tuple(names.split()), Verdict.REFUSED, note, problem)


def _kernel(name: object) -> str:
    python = isinstance(name, str) and re.fullmatch(r"(python.*|conda-env-.*-py)?", name)
    return "" if python else "of other kernels nobody can tell that they run Python"


def _plugin(kind: object) -> str:
    try:
        found = import_item(kind) if isinstance(kind, str) else kind
    except Exception as error:  # whatever a module of the instructor's raises
        return f"it cannot be imported ({type(error).__name__}: {error})"
    fits = isinstance(found, type) and hasattr(found, "late_submission_penalty")
    return "" if fits else "it has no method late_submission_penalty"


TABLE: tuple[Row, ...] = (
    _yes("CourseDirectory.root", "the course's folder; a relative one begins at the file"),
    _yes(
        "CourseDirectory.source_directory CourseDirectory.release_directory "
        "CourseDirectory.submitted_directory CourseDirectory.autograded_directory "
        "CourseDirectory.feedback_directory",
        "where the steps lie",
    ),
    _yes("CourseDirectory.directory_structure", "each of its names is a folder of its own"),
    _yes("CourseDirectory.db_url CourseDirectory.course_id", "the gradebook and its course"),
    _yes("CourseDirectory.student_id", "who is graded where nobody is named by `--student`"),
    _yes("CourseDirectory.student_id_exclude", "who is not graded"),
    _yes(
        "CourseDirectory.ignore Autograde.exclude_overwriting",
        "which files beside the source do not go over those of a submission",
    ),
    _yes("Autograde.create_student", "False: who is not in the gradebook is named, not graded"),
    _yes(
        "Autograde.sanitize_preprocessors",
        "nbgrader's own steps, in any order; OverwriteCells must be among them",
        sanitize_problem,
        default=SANITIZE,
    ),
    _yes(
        "Autograde.autograde_preprocessors",
        "nbgrader's own steps; what is left out of IgnorePattern, LimitOutput and "
        "AssignLatePenalties is not done",
        autograde_problem,
        default=AUTOGRADE,
    ),
    _yes("Execute.timeout", "the time of a cell, where `c.Autograder.cell_seconds` is not set"),
    _yes("Execute.kernel_name", "a kernel named `python…` or `conda-env-…-py`", _kernel),
    _yes("IgnorePattern.pattern IgnorePattern.enabled", "stderr that is dropped before scoring"),
    _yes(
        "LimitOutput.max_lines LimitOutput.max_traceback LimitOutput.enabled",
        "what is kept of outputs; where nothing is set, `c.Autograder.output_bytes` alone counts",
    ),
    _yes("AssignLatePenalties.plugin_class", "a class that can be imported", _plugin),
    _yes("AssignLatePenalties.enabled LateSubmissionPlugin.penalty_method", "late penalties"),
    _yes("GenerateAssignment.preprocessors", "the steps of a release, in their order"),
    _yes(
        "IncludeHeaderFooter.header IncludeHeaderFooter.footer",
        "put around notebooks of a release; a relative path begins at the course's folder",
    ),
    _yes(
        "ClearSolutions.begin_solution_delimeter ClearSolutions.end_solution_delimeter "
        "ClearHiddenTests.begin_test_delimeter ClearHiddenTests.end_test_delimeter "
        "ClearMarkScheme.begin_mark_scheme_delimeter ClearMarkScheme.end_mark_scheme_delimeter",
        "the markers of regions, for releases and feedback; not for a course with texts",
    ),
    _yes(
        "ClearSolutions.code_stub ClearSolutions.text_stub ClearSolutions.enforce_metadata "
        "ClearSolutions.enabled ClearHiddenTests.enforce_metadata ClearHiddenTests.enabled "
        "ClearMarkScheme.enforce_metadata ClearMarkScheme.check_attachment_leakage "
        "ClearMarkScheme.enabled LockCells.lock_all_cells LockCells.lock_grade_cells "
        "LockCells.lock_readonly_cells LockCells.lock_solution_cells LockCells.enabled "
        "InstantiateTests.autotest_delimiter InstantiateTests.autotest_filename "
        "InstantiateTests.comment_strs InstantiateTests.enforce_metadata "
        "InstantiateTests.hashed_delimiter InstantiateTests.sanitizers InstantiateTests.use_salt "
        "InstantiateTests.enabled IncludeHeaderFooter.enabled CheckCellMetadata.enabled",
        "nbgrader's own steps of a release read them",
    ),
    _no("CourseDirectory.assignment_id", "every command names its assignment"),
    _no(
        "CourseDirectory.include CourseDirectory.max_file_size CourseDirectory.max_dir_size",
        "nbgrader itself reads them for its exchange only",
    ),
    _no(
        "CourseDirectory.solution_directory CourseDirectory.source_with_tests_directory",
        "nothing here makes these folders",
    ),
    _no(
        "CourseDirectory.groupshared Autograde.permissions GenerateAssignment.permissions",
        "files get the rights that your system gives to new files",
    ),
    _no("Autograde.force GenerateAssignment.force", "`autograder grade --regrade` grades again"),
    _no(
        "GenerateAssignment.create_assignment GenerateAssignment.no_database",
        "an assignment that is not in the gradebook is entered",
    ),
    _no(
        "OverwriteCells.add_missing_cells OverwriteCells.missing_cell_notification",
        "cells that were deleted are always put back, and a remark says so",
    ),
    _no(
        "DeduplicateIds.enabled OverwriteKernelspec.enabled ClearOutput.remove_metadata_fields",
        "this is always done",
    ),
    _no(
        "ClearMetadataPreprocessor.clear_cell_metadata "
        "ClearMetadataPreprocessor.clear_notebook_metadata "
        "ClearMetadataPreprocessor.preserve_cell_metadata_mask "
        "ClearMetadataPreprocessor.preserve_nb_metadata_mask "
        "ClearMetadataPreprocessor.default_language "
        "ClearMetadataPreprocessor.display_data_priority ClearMetadataPreprocessor.enabled",
        "students' metadata are always removed",
    ),
    _no(
        "Execute.allow_error_names Execute.error_on_timeout Execute.execute_retries "
        "Execute.iopub_timeout Execute.ipython_hist_file Execute.raise_on_iopub_timeout "
        "Execute.record_timing Execute.shell_timeout_interval Execute.shutdown_kernel "
        "Execute.startup_timeout Execute.store_widget_state",
        "no kernel of Jupyter is started",
    ),
    _only("CourseDirectory.notebook_id", "a submission is graded as a whole", "*"),
    _only(
        "Execute.enabled OverwriteCells.enabled SaveAutoGrades.enabled ClearOutput.enabled "
        "ComputeChecksums.enabled SaveCells.enabled",
        "there is no grading without it",
        True,
    ),
    _only("Execute.interrupt_on_timeout", "a cell that is late is always interrupted", True),
    _only("Execute.force_raise_errors", "cells behind an error always run", False),
    _only("Execute.skip_cells_with_tag", "a tag never keeps a cell from running", "skip-execution"),
    _only("Execute.extra_arguments", "no kernel is started that could take them", [], ()),
    _only("Execute.timeout_func", "all cells have the same time", None),
    _only(
        "Execute.kernel_manager_class Autograde.exporter_class GenerateAssignment.exporter_class",
        "nothing here makes use of another class",
    ),
    _only(
        "Execute.on_cell_complete Execute.on_cell_error Execute.on_cell_execute "
        "Execute.on_cell_start Execute.on_notebook_complete Execute.on_notebook_error "
        "Execute.on_notebook_start Autograde.pre_convert_hook Autograde.post_convert_hook "
        "GenerateAssignment.pre_convert_hook GenerateAssignment.post_convert_hook",
        "nothing here calls it",
        None,
    ),
)
_ROWS = {option: row for row in TABLE for option in row.options}


def settings(config: Config) -> Iterator[Setting]:
    """Yield nbgrader's options that a configuration sets, as far as they concern grading."""
    for section, options in config.items():
        kinds = [kind for kind, sections in SECTIONS.items() if section in sections]
        for name in options if kinds else ():
            rows = [_ROWS[o] for kind in kinds if (o := f"{kind}.{name}") in _ROWS]
            if not rows:
                yield Setting(f"c.{section}.{name}", Verdict.NO_EFFECT, "nbgrader does not know it")
            for row in dict.fromkeys(rows):
                yield _setting(config, f"{section}.{name}", row, kinds)


def other_sections(config: Config) -> list[str]:
    """Return the sections that a configuration sets and that do not concern grading."""
    known = {section for sections in SECTIONS.values() for section in sections}
    return sorted(name for name in config if name not in known | {"Autograder"})


def _setting(config: Config, written: str, row: Row, kinds: list[str]) -> Setting:
    _, _, name = written.partition(".")
    if row.problem is not None:
        options = [f"{kind}.{name}" for kind in kinds if f"{kind}.{name}" in row.options]
        problems = [row.problem(value(config, option, list(row.default))) for option in options]
        problem = next(filter(None, problems), "")
        verdict = Verdict.REFUSED if problem else Verdict.HONOURED
        return Setting(f"c.{written}", verdict, problem or row.note)
    return Setting(f"c.{written}", row.verdict, row.note)


def require_usable(config: Config) -> None:
    """Refuse a configuration with an option that cannot be honoured.

    Raises:
        CourseError: there is one.
    """
    for one in settings(config):
        if one.verdict is Verdict.REFUSED:
            raise CourseError(
                f"The configuration sets {one.name}, which cannot be honoured: {one.note}.",
                "Remove the line, or grade with nbgrader itself. docs/nbgrader.md says more.",
            )

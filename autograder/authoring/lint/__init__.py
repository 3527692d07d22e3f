"""The lint of course texts: every rule of docs/author.md that a program can check.

A rule is a function from a notebook to its findings. Rules know nothing of each other, and none
relies on another to have passed: one run names everything that is wrong.
"""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.authoring.lint import (
    english,
    form,
    metadata,
    names,
    needs,
    optional,
    oracles,
    questions,
    regions,
)
from autograder.authoring.lint.findings import Rule, describe
from autograder.errors import LintError

RULES: tuple[Rule, ...] = (
    metadata.keys_are_complete,
    metadata.ids_are_well_formed,
    metadata.ids_are_unique,
    metadata.roles_are_known,
    metadata.points_stand_on_graded_cells,
    metadata.locks_are_right,
    regions.solutions_have_regions,
    regions.solution_regions_stand_in_solutions,
    regions.hidden_cells_are_hidden_as_a_whole,
    regions.hidden_regions_stand_in_hidden_cells,
    regions.stubs_are_short,
    regions.written_answers_have_rubrics,
    questions.graded_code_parses,
    questions.solutions_define_names,
    questions.tests_belong_to_questions,
    questions.questions_have_tests,
    questions.hidden_tests_weigh_enough,
    questions.parts_add_up,
    questions.checks_end_in_a_verdict,
    optional.tags_are_known,
    optional.stars_and_tags_agree,
    names.tests_mark_their_names,
    oracles.oracles_are_out_of_reach,
    needs.lectures_have_no_side_effects,
    english.english_is_plain,
    form.notebook_is_short,
    form.cells_are_short,
    form.lines_are_short,
    form.figure_comes_early,
    form.nothing_was_run,
)


def findings_in(notebook: NotebookNode) -> list[str]:
    """Return what breaks the rules of docs/author.md in a text's notebook, in order of cells."""
    findings = sorted(finding for rule in RULES for finding in rule(notebook))
    return [describe(notebook, finding) for finding in findings]


def check_text(notebook: NotebookNode, where: str) -> None:
    """Check a text's notebook against the rules of docs/author.md.

    Args:
        notebook: the text as `autograder.course.texts.read_text` returns it.
        where: the text's path as messages show it.

    Raises:
        LintError: it breaks rules; the message lists all findings with their cells.
    """
    findings = findings_in(notebook)
    if findings:
        listed = "\n".join(f"  {finding}" for finding in findings)
        raise LintError(
            f"{where} breaks the rules of docs/author.md:\n{listed}",
            "Mend the text, and run: autograder build",
        )

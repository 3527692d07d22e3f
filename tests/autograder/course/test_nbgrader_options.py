"""nbgrader's options: every one of them is honoured, without effect or refused, and documented."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config, Configurable

from autograder.course.config import load_limits
from autograder.course.config_files import CONFIG_NAME
from autograder.course.layout import Course
from autograder.course.nbgrader_options import (
    TABLE,
    Verdict,
    other_sections,
    require_usable,
    settings,
)
from autograder.course.nbgrader_steps import AUTOGRADE, SANITIZE
from autograder.course.nbgrader_values import SECTIONS, number, switch, text, texts, value
from autograder.errors import CourseError
from tests.support.tiny import ROOT

DOCUMENT = (ROOT / "docs" / "nbgrader.md").read_text(encoding="utf-8")


def set_to(option: str, found: object) -> Config:
    """Return a configuration that sets one option."""
    section, _, name = option.partition(".")
    return Config({section: Config({name: found})})


def classes() -> dict[str, Any]:
    """Return nbgrader's classes that take part in grading and in releases, by name."""
    from nbgrader.converters import Autograde, GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.plugins import LateSubmissionPlugin

    steps = [
        *Autograde().sanitize_preprocessors,
        *Autograde().autograde_preprocessors,
        *GenerateAssignment().preprocessors,
    ]
    found = [CourseDirectory, Autograde, GenerateAssignment, LateSubmissionPlugin, *steps]
    return {kind.__name__: kind for kind in found}


def test_the_table_knows_each_option_of_each_class_once() -> None:
    options = {
        f"{name}.{option}"
        for name, kind in classes().items()
        for option in kind.class_traits(config=True)
    }
    known = Counter(option for row in TABLE for option in row.options)
    assert set(known) == options
    assert max(known.values()) == 1


def test_an_option_is_looked_for_where_nbgrader_looks_for_it() -> None:
    parents = {
        name: tuple(one.__name__ for one in reversed(kind.mro()) if issubclass(one, Configurable))
        for name, kind in classes().items()
    }
    assert parents == SECTIONS


def test_the_lists_of_steps_are_nbgraders_own() -> None:
    from nbgrader.converters import Autograde

    grading = Autograde()
    assert [step.__name__ for step in grading.sanitize_preprocessors] == list(SANITIZE)
    assert [step.__name__ for step in grading.autograde_preprocessors] == list(AUTOGRADE)


@pytest.mark.parametrize("verdict", Verdict)
def test_the_documents_repeat_the_table(verdict: Verdict) -> None:
    _, _, rest = DOCUMENT.partition(f"### {verdict.value.capitalize()}\n")
    shown = [line for line in rest.partition("\n### ")[0].splitlines() if line.startswith("| `c.")]
    rows = [row for row in TABLE if row.verdict is verdict]
    assert shown == [
        f"| {', '.join(f'`c.{option}`' for option in row.options)} | {row.note} |" for row in rows
    ]


@pytest.mark.parametrize(
    # nbgrader's own default is a class in the others, and any class there would be another one.
    "option",
    [o for r in TABLE for o in r.options if not o.endswith(("exporter_class", "manager_class"))],
)
def test_what_nbgrader_does_by_default_is_taken(option: str) -> None:
    name, _, trait = option.partition(".")
    kind = classes()[name]
    if name in ("Autograde", "GenerateAssignment"):
        from nbgrader.coursedir import CourseDirectory

        usual = getattr(kind(CourseDirectory()), trait)
    else:
        usual = getattr(kind(), trait)
    require_usable(set_to(option, usual))


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ("CourseDirectory.notebook_id", "p*"),
        ("Execute.kernel_name", "ir"),
        ("Execute.enabled", False),
        ("ExecutePreprocessor.enabled", False),
        ("NbGraderPreprocessor.enabled", False),
        ("Execute.timeout_func", len),
        ("Execute.extra_arguments", ["--matplotlib=agg"]),
        ("NotebookClient.on_cell_start", print),
        ("BaseConverter.pre_convert_hook", "module.function"),
        ("Autograde.exporter_class", "nbconvert.exporters.HTMLExporter"),
        ("AssignLatePenalties.plugin_class", "no_such_module.Plugin"),
        ("AssignLatePenalties.plugin_class", "json.JSONDecoder"),
        ("AssignLatePenalties.plugin_class", 5),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(
    tmp_path: Path, option: str, found: object
) -> None:
    with pytest.raises(CourseError, match=rf"sets c\.{option}, which cannot be") as caught:
        require_usable(set_to(option, found))
    assert "docs/nbgrader.md" in caught.value.hint


def test_grading_refuses_it_before_anything_runs(tmp_path: Path) -> None:
    line = "c.CourseDirectory.notebook_id = 'p*'"
    (tmp_path / CONFIG_NAME).write_text(line, encoding="utf-8")
    with pytest.raises(CourseError, match="notebook_id, which cannot be honoured"):
        load_limits(Course(tmp_path))


class Mine:
    """A step that nbgrader does not have."""


@pytest.mark.parametrize(
    ("option", "steps", "problem"),
    [
        ("sanitize", ["CheckCellMetadata", "nbgrader.preprocessors.OverwriteCells"], ""),
        ("sanitize", ["ClearOutput"], "always has the step OverwriteCells"),
        ("sanitize", [*SANITIZE, Mine], "no step Mine"),
        ("sanitize", "ClearOutput", "no step 'ClearOutput'"),
        ("autograde", ["Execute", "LimitOutput", "IgnorePattern", "SaveAutoGrades"], ""),
        ("autograde", ["ClearOutput", "Execute", "SaveAutoGrades"], ""),
        ("autograde", ["SaveAutoGrades"], "always has the step Execute"),
        ("autograde", ["Execute"], "always has the step SaveAutoGrades"),
        ("autograde", ["Execute", "SaveAutoGrades", "IgnorePattern"], "in another order"),
        ("autograde", ["LimitOutput", "Execute", "SaveAutoGrades"], "nothing to limit"),
        ("autograde", ["Execute", "SaveAutoGrades", "a.b.Mine"], "no step Mine"),
        ("autograde", [5], "no step 5"),
    ],
)
def test_lists_of_steps_are_taken_where_their_meaning_is_clear(
    option: str, steps: object, problem: str
) -> None:
    config = set_to(f"Autograde.{option}_preprocessors", steps)
    if not problem:
        require_usable(config)
    else:
        with pytest.raises(CourseError, match=problem):
            require_usable(config)


def test_a_step_that_is_added_to_nbgraders_own_is_refused_by_name() -> None:
    config = Config()
    config.Autograde.sanitize_preprocessors.append(Mine)
    with pytest.raises(CourseError, match="no step Mine"):
        require_usable(config)


def test_a_plugin_for_late_penalties_is_taken_as_a_class_or_by_name() -> None:
    from nbgrader.plugins import LateSubmissionPlugin

    for found in (LateSubmissionPlugin, "nbgrader.plugins.LateSubmissionPlugin"):
        require_usable(set_to("AssignLatePenalties.plugin_class", found))


def test_each_option_that_is_set_gets_its_verdict() -> None:
    config = Config(
        Autograder=Config(run="needed"),
        CourseDirectory=Config(ignore=[], include=[], no_such=1),
        ExecutePreprocessor=Config(timeout=5, timeout_func=len),
        Exchange=Config(root="/x"),
    )
    found = {one.name: (one.verdict, one.note) for one in settings(config)}
    assert found == {
        "c.CourseDirectory.ignore": (
            Verdict.HONOURED,
            "which files beside the source do not go over those of a submission",
        ),
        "c.CourseDirectory.include": (
            Verdict.NO_EFFECT,
            "nbgrader itself reads them for its exchange only",
        ),
        "c.CourseDirectory.no_such": (Verdict.NO_EFFECT, "nbgrader does not know it"),
        "c.ExecutePreprocessor.timeout": (
            Verdict.HONOURED,
            "the time of a cell, where `c.Autograder.cell_seconds` is not set",
        ),
        "c.ExecutePreprocessor.timeout_func": (Verdict.REFUSED, "all cells have the same time"),
    }
    assert other_sections(config) == ["Exchange"]


def test_a_look_at_the_options_does_not_import_nbgrader(tmp_path: Path) -> None:
    """It would take every command a second."""
    before = {name for name in sys.modules if name.startswith("nbgrader")}
    config = set_to("Execute.timeout", 5)
    require_usable(config)
    assert {name for name in sys.modules if name.startswith("nbgrader")} == before


def test_the_section_of_the_class_itself_wins_over_its_parents() -> None:
    config = Config(Execute=Config(timeout=5), ExecutePreprocessor=Config(timeout=7))
    assert value(config, "Execute.timeout") == 5
    assert value(set_to("ExecutePreprocessor.timeout", 7), "Execute.timeout") == 7
    assert value(Config(), "Execute.timeout", 30) == 30


def test_a_value_of_the_wrong_kind_is_refused_by_name() -> None:
    option = "LimitOutput.max_lines"
    readers: list[Any] = [
        lambda config: text(config, option, "x"),
        lambda config: number(config, option, 1),
        lambda config: switch(config, option, default=True),
        lambda config: texts(config, option, ()),
    ]
    for read in readers:
        with pytest.raises(CourseError, match=r"sets c\.LimitOutput\.max_lines = ") as caught:
            read(set_to(option, 1.5))
        assert caught.value.hint.startswith("It must be ")
    with pytest.raises(CourseError, match="max_lines = ''"):
        text(set_to(option, ""), option, "x")
    with pytest.raises(CourseError, match="max_lines = True"):
        number(set_to(option, True), option, 1)

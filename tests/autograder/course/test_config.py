"""The configuration: what it may set, defaults, mistakes, when it runs; the gradebook's place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from autograder.course.config import (
    NAMES,
    OF_NBGRADER,
    Autograder,
    Limits,
    Options,
    database_url,
    load_config,
    load_limits,
    load_options,
)
from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import CourseError
from tests.support.tiny import ROOT


def configure(course: Course, *lines: str) -> None:
    """Replace the course's configuration."""
    text = "\n".join(("c = get_config()", *lines))
    (course.root / CONFIG_NAME).write_text(text, encoding="utf-8")


def test_the_course_runs_with_the_defaults(tiny_course: Course) -> None:
    assert load_limits(tiny_course) == Limits()


def test_a_limit_is_read(tiny_course: Course) -> None:
    configure(tiny_course, "c.Autograder.cell_seconds = 5", "c.Autograder.run = 'everything'")
    changed = dataclasses.replace(Limits(), cell_seconds=5.0, run="everything")
    assert load_limits(tiny_course) == changed
    assert isinstance(load_limits(tiny_course).cell_seconds, float)


def test_what_pages_show_is_not_a_limit(tiny_course: Course) -> None:
    """Limits are part of the fingerprint: nothing is graded again for the sake of a page."""
    configure(tiny_course, "c.Autograder.examples = 'input'")
    assert load_limits(tiny_course) == Limits()
    assert load_options(tiny_course) == Options(examples="input")


def test_everything_that_can_be_set_is_a_limit_or_an_option() -> None:
    limits, options = dataclasses.asdict(Limits()), dataclasses.asdict(Options())
    defaults = {name: getattr(Autograder(), name) for name in NAMES}
    assert defaults == {n: v for n, v in limits.items() if n not in OF_NBGRADER} | options
    assert limits.keys().isdisjoint(options)


def test_every_setting_has_a_help_text_which_the_documents_repeat() -> None:
    help_text = Autograder.class_get_help()
    lines = []
    for name, trait in Autograder.class_traits(config=True).items():
        assert trait.help and trait.help in help_text
        value = repr(trait.default_value).replace("'", '"')
        line = f"c.Autograder.{name} = {value}  # {trait.help}"
        lines.append((NAMES.index(name), line))
    block = "\n".join(line for _, line in sorted(lines))
    assert f"```python\n{block}\n```" in (ROOT / "docs/instructor.md").read_text(encoding="utf-8")


def test_what_the_documents_show_is_accepted(tiny_course: Course) -> None:
    document = (ROOT / "docs/instructor.md").read_text(encoding="utf-8")
    lines = [line for line in document.splitlines() if line.startswith("c.Autograder.")]
    configure(tiny_course, *lines)
    assert (load_limits(tiny_course), load_options(tiny_course)) == (Limits(), Options())


@pytest.mark.parametrize(
    "setting",
    [
        "cell_seconds = 0",
        "cell_seconds = -1",
        "cell_seconds = float('nan')",
        "cell_seconds = float('inf')",
        "cell_seconds = 10**7",
        "cell_seconds = '60'",
        "cell_seconds = True",
        "cell_seconds = None",
        "output_bytes = 1.5",
        "output_bytes = True",
        "output_bytes.extend([1])",
        "memory_bytes = 1 << 70",
        "processes = 0",
        "figures = 1",
        "examples = True",
        "examples_of = {'relu': 'all'}",
        "examples_of = {1: 'none'}",
        "examples_of = 'none'",
        "run = 'nothing'",
        "run = True",
    ],
)
def test_a_value_of_the_wrong_kind_or_sign_is_refused(tiny_course: Course, setting: str) -> None:
    configure(tiny_course, f"c.Autograder.{setting}")
    with pytest.raises(CourseError, match=setting.partition(" ")[0].partition(".")[0]) as caught:
        load_limits(tiny_course)
    assert caught.value.hint.startswith("It must be ")


def test_an_unknown_option_is_answered_with_the_known_ones(tiny_course: Course) -> None:
    configure(tiny_course, "c.Autograder.cell_second = 5")
    with pytest.raises(CourseError, match=r"sets c\.Autograder\.cell_second, which") as caught:
        load_options(tiny_course)
    assert caught.value.hint == f"Did you mean cell_seconds? Options: {', '.join(NAMES)}."


def test_an_option_like_no_other_is_answered_with_the_known_ones(tiny_course: Course) -> None:
    configure(tiny_course, "c.Autograder.qqq = 5")
    with pytest.raises(CourseError) as caught:
        load_limits(tiny_course)
    assert caught.value.hint.startswith("Options: cell_seconds, ")


@pytest.mark.parametrize("section", ["AutoGrader", "Autograde", "AutograderApp"])
def test_an_option_in_a_section_that_nothing_reads_is_refused(
    tiny_course: Course, section: str
) -> None:
    configure(tiny_course, f"c.{section}.cell_seconds = 5")
    with pytest.raises(CourseError, match=f"sets c.{section}.cell_seconds, which") as caught:
        load_limits(tiny_course)
    assert caught.value.hint == "Write c.Autograder.cell_seconds."


def test_the_sections_of_nbgrader_are_left_to_nbgrader(tiny_course: Course) -> None:
    lines = ("c.Autograde.create_student = False", "c.Exchange.root = '/x'", "c.autograders = 3")
    configure(tiny_course, *lines)
    assert load_limits(tiny_course) == Limits()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("c.Autograder = 5", "ValueError"),
        ("c = [", "SyntaxError"),
    ],
)
def test_a_configuration_that_does_not_run_is_named(
    tiny_course: Course, line: str, reason: str
) -> None:
    configure(tiny_course, line)
    for _ in range(2):
        with pytest.raises(CourseError, match=f"{CONFIG_NAME} does not run: {reason}"):
            load_config(tiny_course)


def test_the_configuration_runs_once_until_it_changes(tiny_course: Course, tmp_path: Path) -> None:
    log = tmp_path / "runs.txt"
    configure(tiny_course, f"with open({str(log)!r}, 'a') as log: log.write('ran ')")
    for read in (load_config, load_limits, load_options, database_url):
        read(tiny_course)
    assert log.read_text() == "ran "
    with (tiny_course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.Autograder.cell_seconds = 7\n")
    assert load_limits(tiny_course).cell_seconds == 7
    assert log.read_text() == "ran ran "


def test_who_changes_a_configuration_changes_it_for_nobody_else(tiny_course: Course) -> None:
    configure(tiny_course, "c.Autograder.cell_seconds = 7", "c.Exchange.paths = ['here']")
    mine = load_config(tiny_course)
    mine.Autograder.cell_seconds = 8
    mine.Exchange.paths.append("there")
    assert load_limits(tiny_course).cell_seconds == 7
    assert load_config(tiny_course).Exchange.paths == ["here"]


def test_the_gradebook_lies_in_the_course_unless_configured(tiny_course: Course) -> None:
    assert database_url(tiny_course) == f"sqlite:///{tiny_course.root / 'gradebook.db'}"
    configure(tiny_course, "c.CourseDirectory.db_url = 'postgresql://host/grades'")
    assert database_url(tiny_course) == "postgresql+psycopg://host/grades"

"""The configuration's files: which of them are read, which one wins, and what nbgrader says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course.config import load_config, load_limits
from autograder.course.config_files import CONFIG_NAME, JSON_NAME, read_config
from autograder.course.layout import Course
from autograder.errors import CourseError


def write(folder: Path, *lines: str, **sections: object) -> Path:
    """Write either file of a configuration into a folder: lines of Python, sections of JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    if lines:
        text = "\n".join(("c = get_config()", *lines))
        (folder / CONFIG_NAME).write_text(text, encoding="utf-8")
    if sections:
        (folder / JSON_NAME).write_text(json.dumps(sections), encoding="utf-8")
    return folder


def as_nbgrader(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return the sections of a folder's configuration as nbgrader's application sees them."""
    from nbgrader.apps.baseapp import NbGrader

    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH", "HOME"):
        monkeypatch.setenv(name, str(folder / "nobody"))
    monkeypatch.chdir(folder)
    app = NbGrader()
    app.initialize([])
    app._load_config(app.config)
    return {name: dict(section) for name, section in app.config.items() if section}


def ours(folder: Path) -> dict[str, object]:
    """Return the sections of a folder's configuration as we see them."""
    return {name: dict(section) for name, section in read_config(folder).items() if section}


def test_what_the_json_file_sets_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("c.Execute.timeout = 5", "c.ClearSolutions.text_stub = 'here'")
    folder = write(tmp_path, *lines, Execute={"timeout": 7}, CourseDirectory={"course_id": "x"})
    assert ours(folder) == {
        "Execute": {"timeout": 7},
        "ClearSolutions": {"text_stub": "here"},
        "CourseDirectory": {"course_id": "x"},
    }
    assert as_nbgrader(folder, monkeypatch) == ours(folder)


def test_a_list_is_made_longer_by_either_file(tmp_path: Path) -> None:
    folder = write(tmp_path, "c.CourseDirectory.ignore.append('*.tmp')", Execute={"timeout": 7})
    assert read_config(folder).CourseDirectory.ignore.get_value(["a"]) == ["a", "*.tmp"]


@pytest.mark.parametrize(
    "line",
    [
        "c.NbGrader.db_url = 'sqlite:///x.db'",
        "c.NbGrader.course_directory = '.'",
        "c.BasicConfig.submitted_directory = 'in'",
        "c.BaseNbGraderApp.ignore = ['x']",
        "c.Exchange.course_id = 'course'",
        "c.BaseNbConvertApp.force = True",
    ],
)
def test_names_of_older_versions_are_read_as_nbgrader_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    folder = write(tmp_path, line)
    assert ours(folder) == as_nbgrader(folder, monkeypatch)
    assert ours(folder).keys() <= {"CourseDirectory", "BaseConverter"}


def test_a_course_may_have_the_json_file_alone(tmp_path: Path) -> None:
    write(tmp_path, Autograder={"cell_seconds": 7})
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    course = Course.find(tmp_path / "source" / "ps1")
    assert course == Course(tmp_path)
    assert load_limits(course).cell_seconds == 7


@pytest.mark.parametrize("text", ["{", "5", '{"Execute": 5}', '{"version": 2}'])
def test_a_json_file_that_is_not_a_configuration_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / JSON_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=f"{JSON_NAME} cannot be read: "):
        load_config(Course(tmp_path))


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, "c.Execute.timeout = 5")
    assert read_config(tmp_path).Execute.timeout == 5
    write(tmp_path, Execute={"timeout": 70})
    assert read_config(tmp_path).Execute.timeout == 70
    (tmp_path / JSON_NAME).unlink()
    assert read_config(tmp_path).Execute.timeout == 5


def test_a_configuration_imports_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "beside_this_configuration.py").write_text("SECONDS = 8", encoding="utf-8")
    lines = ("import beside_this_configuration as beside", "c.Execute.timeout = beside.SECONDS")
    assert read_config(write(tmp_path, *lines)).Execute.timeout == 8


@pytest.mark.parametrize("root", ["../data", "{parent}/data"])
def test_another_root_is_the_course_and_its_configuration_counts_too(
    tmp_path: Path, root: str
) -> None:
    line = f"c.CourseDirectory.root = {root.format(parent=tmp_path)!r}"
    folder = write(tmp_path / "setup", line, "c.Execute.timeout = 5", "c.Autograder.run = 'needed'")
    write(tmp_path / "data", "c.Execute.timeout = 8")
    course = Course.find(folder)
    assert (course.root, course.home) == (tmp_path / "data", folder)
    assert course.submitted == tmp_path / "data" / "submitted"
    assert load_limits(course).cell_seconds == 8
    assert load_config(course).Autograder.run == "needed"


def test_a_root_that_is_the_configurations_folder_changes_nothing(tmp_path: Path) -> None:
    line = "import os; c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))"
    assert Course.find(write(tmp_path, line)) == Course(tmp_path)


def test_a_root_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, "c.CourseDirectory.root = '/home/somebody/course'")
    with pytest.raises(CourseError, match="/home/somebody/course, which is not a folder"):
        Course.find(folder)


def test_a_root_that_changes_while_a_command_runs_is_noticed(tmp_path: Path) -> None:
    course = Course.find(write(tmp_path, "c.Execute.timeout = 5"))
    write(tmp_path, "c.CourseDirectory.root = '/'")
    with pytest.raises(CourseError, match="has come to name another"):
        assert course.submitted


def test_a_configuration_that_does_not_run_is_told_when_it_is_needed(tmp_path: Path) -> None:
    course = Course.find(write(tmp_path, "1 / 0"))
    assert course == Course(tmp_path)
    with pytest.raises(CourseError, match="ZeroDivisionError"):
        assert course.submitted

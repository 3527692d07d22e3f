"""The server that the command starts: on this machine alone, with a link for each person."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.commands import main
from autograder.course.layout import Course
from autograder.errors import CourseError
from autograder.marking.serving import ADDRESS, links, new_desk, open_socket
from tests.support.graded import ASSIGNMENT
from tests.support.marked import mark_class
from tests.support.serving import running, status
from tests.support.tiny import make_course


def test_a_desk_has_a_token_for_each_person_and_none_twice(tmp_path: Path) -> None:
    course = Course(tmp_path)
    desk = new_desk(course, ["a"], ["Tess", "Uma", "Tess"], sample=0.1, hide_names=False)
    assert sorted(desk.markers.values()) == ["Tess", "Uma"]
    other = new_desk(course, ["a"], ["Tess"], sample=0.1, hide_names=False)
    assert not set(desk.markers) & set(other.markers)
    assert desk.secret != other.secret
    with open_socket(None) as opened:
        found = links(desk, opened)
        assert opened.getsockname()[0] == ADDRESS
    assert all(link.startswith(f"http://{ADDRESS}:") for link in found.values())


def test_a_port_that_is_taken_is_said_and_the_usual_one_is_not_needed() -> None:
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match=rf"Port {port} of .*\n.*Leave --port out"):
            open_socket(port)
    with open_socket(None) as first, open_socket(None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


@pytest.mark.process
def test_the_command_serves_until_ctrl_c(tmp_path: Path) -> None:
    course = mark_class(tmp_path)
    options = ("--as", "Tess", "--as", "Uma", "--no-browser")
    with running(course, ASSIGNMENT, *options) as (process, found):
        assert len(found) == 2
        assert [status(link) for link in found] == [200, 200]
        assert status(found[0].partition("?")[0]) == 403
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)
    assert "Stopped. All marks are in the gradebook." in out
    assert (process.returncode, errors) == (0, "")


def test_without_grades_there_is_nothing_to_mark(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    done = CliRunner().invoke(main, ["--course", str(course.root), "mark"])
    assert done.exit_code == 1
    assert "Run: autograder grade" in done.output
    unknown = CliRunner().invoke(main, ["--course", str(course.root), "mark", "nope"])
    assert unknown.exit_code == 1
    assert "There is no assignment 'nope'." in unknown.output

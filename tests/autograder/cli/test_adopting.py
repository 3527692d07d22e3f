"""What `adopt` prints, and what `grade` says of an assignment that has changed since."""

from __future__ import annotations

import functools
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from autograder.adopting import adopt as module
from autograder.adopting.adopt import Adoption
from autograder.cli import adopting
from autograder.cli.adopting import adopt_anew
from autograder.cli.commands import main
from autograder.cli.group import ORDER
from autograder.course.adopted import OUTSIDE, TRIED, Adopted, path_of, source_digest, write_adopted
from autograder.course.layout import CONFIG_NAME, Course
from tests.strangers.course import ASSIGNMENT
from tests.support.strange import NOTEBOOK, strange_course
from tests.support.tiny import ASSIGNMENT as WRITTEN

PLACES = {NOTEBOOK: {"a": OUTSIDE, "b": f"{TRIED}the model answers, 1 of 1 inside and 0 of 1 out"}}
NOTHING_SAID = ((), (), None, None, "", 0.0, 0)


@pytest.fixture
def strange(tmp_path: Path) -> Course:
    """A course that was made for nbgrader."""
    return strange_course(tmp_path)


def run(course: Course, *words: str) -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words])


def found_by(monkeypatch: pytest.MonkeyPatch, found: Adoption) -> SimpleNamespace:
    """Let every adoption find this; return how often it was asked, and with what."""
    calls = SimpleNamespace(all=[])

    @functools.wraps(module.adopt)
    def adopt(*_: object, **options: object) -> Adoption:
        calls.all.append(options)
        return found

    monkeypatch.setattr(module, "adopt", adopt)
    return calls


def test_where_each_test_runs_is_told_with_what_comes_next(
    strange: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(strange, ASSIGNMENT)
    calls = found_by(monkeypatch, Adoption(path, PLACES, *NOTHING_SAID))
    done = run(strange, "adopt", ASSIGNMENT, "--no-compare", "--jobs", "3", "--sandbox", "none")
    assert done.output.splitlines() == [
        "Trying the tests of ps1, inside and outside …",
        "areas: 1 of 2 tests run outside",
        "    b: inside: with the model answers, 1 of 1 inside and 0 of 1 out",
        "1 of 2 tests cannot be tampered with.",
        "adopted/ps1.toml says where each test runs.",
        "Next: autograder grade ps1",
    ]
    assert calls.all == [{"compare": False, "jobs": 3, "sandbox": "none"}]


def test_what_is_wrong_and_what_differs_is_told(
    strange: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Adoption(
        path_of(strange, ASSIGNMENT),
        PLACES,
        ("broken.ipynb cannot be read.",),
        ("areas, b: the model answers get 0 of 1.",),
        ("areas, a: 1 here, 0 by nbgrader",),
        strange.root / "adopted" / "ps1.toml.broken",
        "",
        150.0,
        40,
    )
    found_by(monkeypatch, found)
    output = run(strange, "adopt", ASSIGNMENT).output
    assert "could not be read, and is now adopted/ps1.toml.broken.\n" in output
    assert "\nbroken.ipynb cannot be read.\n" in output
    assert "\nareas, b: the model answers get 0 of 1.\n" in output
    assert "\nDiffers from nbgrader: areas, a: 1 here, 0 by nbgrader\n" in output
    assert "\nTo grade 40 students takes about 2 min.\n" in output
    assert "the same points" not in output


@pytest.mark.parametrize(("seconds", "words"), [(0.1, "1 s"), (59.0, "59 s"), (600.0, "10 min")])
def test_nbgraders_agreement_and_the_time_are_told(
    strange: Course, monkeypatch: pytest.MonkeyPatch, seconds: float, words: str
) -> None:
    path = path_of(strange, ASSIGNMENT)
    found_by(monkeypatch, Adoption(path, PLACES, (), (), (), None, "", seconds, 3))
    output = run(strange, "adopt", ASSIGNMENT).output
    assert "nbgrader gives the model answers the same points." in output
    assert f"To grade 3 students takes about {words}." in output


def test_an_assignment_with_texts_is_refused_in_a_sentence(course: Course) -> None:
    done = run(course, "adopt", WRITTEN)
    assert done.exit_code == 1
    assert "a1 has texts in notebooks/: it was written for this grader." in done.output
    assert "Nothing is left to do." in done.output


def test_an_assignment_that_does_not_exist_is_named(strange: Course) -> None:
    done = run(strange, "adopt", "ps7")
    assert done.exit_code == 1
    assert "There is no assignment 'ps7'" in done.output


def test_a_changed_source_is_said_and_tried_anew(
    strange: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_adopted(strange, ASSIGNMENT, Adopted("another", PLACES))
    calls = found_by(monkeypatch, Adoption(path, PLACES, *NOTHING_SAID))
    adopt_anew(strange, ASSIGNMENT, 2, "none")
    assert calls.all == [{"compare": False, "jobs": 2, "sandbox": "none"}]
    assert capsys.readouterr().out.splitlines() == [
        "ps1 has changed since it was adopted. Its tests are tried anew …",
        "1 of 2 tests cannot be tampered with.",
    ]


def test_what_has_not_changed_or_was_never_adopted_is_not_tried(
    strange: Course, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = found_by(monkeypatch, Adoption(strange.root, {}, *NOTHING_SAID))
    adopt_anew(strange, ASSIGNMENT, None, "none")
    write_adopted(strange, ASSIGNMENT, Adopted(source_digest(strange, ASSIGNMENT), PLACES))
    adopt_anew(strange, ASSIGNMENT, None, "none")
    adopt_anew(course, WRITTEN, None, "none")
    assert calls.all == []


def test_grade_tries_a_changed_assignment_before_it_grades(
    strange: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "autograder.cli.grading.adopt_anew", lambda _course, name, *_: asked.append(name)
    )
    done = run(strange, "grade", ASSIGNMENT, "--sandbox", "none")
    assert asked == [ASSIGNMENT]
    assert done.exit_code == 1  # nothing was handed in


def test_grade_says_what_is_wrong_with_a_broken_file(strange: Course) -> None:
    path = path_of(strange, ASSIGNMENT)
    path.parent.mkdir()
    path.write_text("[tests", encoding="utf-8")
    done = run(strange, "grade", ASSIGNMENT, "--sandbox", "none")
    assert done.exit_code == 1
    assert "adopted/ps1.toml cannot be read:" in done.output
    assert "Mend it, or write it anew: autograder adopt ps1" in done.output


def test_a_long_list_of_tests_that_stay_inside_is_cut(
    strange: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {NOTEBOOK: {f"t{n}": f"{TRIED}x" for n in range(adopting.LISTED + 2)}}
    found_by(monkeypatch, Adoption(path_of(strange, ASSIGNMENT), places, *NOTHING_SAID))
    output = run(strange, "adopt", ASSIGNMENT).output
    assert output.count("    t") == adopting.LISTED
    assert "    … and 2 more\n" in output


def test_an_option_that_keeps_all_tests_inside_is_said(
    strange: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (strange.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write('c.Autograder.stderr = "costs"\n')
    found_by(monkeypatch, Adoption(path_of(strange, ASSIGNMENT), PLACES, *NOTHING_SAID))
    output = run(strange, "adopt", ASSIGNMENT).output
    assert 'But c.Autograder.stderr = "costs" keeps all of them inside.' in output


def test_help_lists_every_command_in_the_order_of_the_work() -> None:
    assert sorted(ORDER) == sorted(main.commands)
    lines = CliRunner().invoke(main, ["--help"]).output.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == list(ORDER)

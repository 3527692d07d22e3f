"""An optional question graded from hand-in to replay: the record says what nobody touched."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_notebook

from autograder.authoring.build import build
from autograder.cli.commands import main
from autograder.course.cells import MISSING_CODE
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.grading.notebook_outcomes import untouched
from autograder.reporting.gather import read_results
from autograder.reporting.html.states import State
from tests.support.handing import ESSAY, HALF, answered, cell_of, hand_in
from tests.support.tiny import ANSWER, ASSIGNMENT, CELLS, NOTEBOOK, make_course, make_text

STARRED = (
    "# %% [markdown]\n# ## ★ 1. Doubling · 3 points\n",
    ANSWER.replace("# %% nbgrader", '# %% tags=["optional"] nbgrader'),
)
PLAIN = "# %% [markdown]\n# ## 2. Why\n"
STUB = "def double(z):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Course:
    """A course where `double` is optional: ada left it, bob tried it and tags his essay, too."""
    course = make_course(tmp_path_factory.mktemp("optional"))
    cells = [part for cell in CELLS for part in (STARRED if cell == ANSWER else (cell,))]
    text = make_text(*cells[:-1], PLAIN, cells[-1])
    course.text_path(ASSIGNMENT, NOTEBOOK).write_text(text, encoding="utf-8")
    build(course)
    hand_in(course, "ada", answered(course, None, ESSAY))
    tagged = answered(course, HALF, ESSAY)
    cell_of(tagged, "why").metadata["tags"] = ["optional"]
    hand_in(course, "bob", tagged)
    grade(course, ASSIGNMENT, seed=1, machines=Machines(jobs=1, sandbox=sandbox))
    return course


def test_points_and_states_come_from_the_source_s_tags(graded: Course) -> None:
    ada, bob = read_results(graded, ASSIGNMENT).students
    states = [[question.state for question in one.notebooks[0].questions] for one in (ada, bob)]
    assert states == [[State.UNTRIED, State.WAITING], [State.PARTLY, State.WAITING]]
    points = [(one.max_points, one.optional_points, one.optional_max) for one in (ada, bob)]
    assert points == [(2, 0, 3), (2, 2, 3)]


def test_grade_shows_them_in_a_column_of_their_own(graded: Course, sandbox: Sandbox) -> None:
    command = ["--course", str(graded.root), "grade", ASSIGNMENT, "--sandbox", sandbox]
    done = CliRunner().invoke(main, command)
    assert "0 / 2  ★ 2 / 3  unchanged" in done.output
    table = done.stdout[done.stdout.index("student ") :].splitlines()
    assert table[0].split() == ["student", "state", "01", "points", "★", "seconds"]
    assert table[3].split()[4:-1] == ["0?", "0", "/", "2", "2", "/", "3"]
    assert "★ optional, apart" in done.output


def test_replay_marks_them(graded: Course, sandbox: Sandbox) -> None:
    command = ["--course", str(graded.root), "replay", "bob", "double", "--sandbox", sandbox]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0
    assert "★ double-tests: 1 of 1, passed" in done.output


def test_students_see_the_tag_in_what_is_released(graded: Course) -> None:
    assert '"optional"' in graded.release_path(ASSIGNMENT, NOTEBOOK).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "left"),
    [
        (STUB, True),
        (f"\n{STUB}  \n\n", True),
        (MISSING_CODE, True),
        ("", True),
        (f"{STUB}\n# I do not know", False),
        ("def double(z):\n    return 2", False),
    ],
)
def test_an_answer_is_untouched_whatever_the_spaces(source: str, left: bool) -> None:
    metadata = {"nbgrader": {"grade_id": "double", "solution": True}}
    own, course_s = (
        new_notebook(cells=[new_code_cell(text, metadata=metadata)]) for text in (source, STUB)
    )
    assert untouched(own, course_s) == (("double",) if left else ())

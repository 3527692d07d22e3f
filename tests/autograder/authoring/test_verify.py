"""Verify: a bank that holds, and every way in which tests and bank can disagree."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import trials
from autograder.authoring import verify as module
from autograder.authoring.acceptance import require, unexercised
from autograder.authoring.build import build
from autograder.authoring.equivalents import equivalents_path
from autograder.authoring.mutants import mutants
from autograder.authoring.tally import Watcher
from autograder.authoring.verdicts import Verdict
from autograder.authoring.verify import verify
from autograder.course.layout import Course
from autograder.course.mistakes import read_mistakes
from autograder.course.questions import Question
from autograder.engine.sandbox import Sandbox
from autograder.errors import AutograderError, BankError, NotFoundError
from autograder.outcomes import CellStatus
from tests.support.handing import copy_course
from tests.support.tiny import ANSWER, ASSIGNMENT, BANK, CELLS, NOTEBOOK, TESTS, make_text

NEVER = "\n# %% wrong 0 alone: ends the process\nimport os\nos._exit(1)\n"
UNFAIR = """
# %% right: as a list, which the tests do not take
def double(z):
    return [z]

# %% wrong 0: is right, in truth
def double(z):
    return 2.0 * np.asarray(z)
"""


def bank_of(course: Course, name: str = "double") -> Path:
    """Return the path of a question's bank file."""
    return course.answers / ASSIGNMENT / NOTEBOOK / f"{name}.py"


def titles(verdicts: list[Verdict]) -> dict[str, Verdict]:
    """Return verdicts by what messages call them."""
    return {verdict.title: verdict for verdict in verdicts}


@pytest.fixture(scope="module")
def verdicts(
    built: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> list[Verdict]:
    """Verdicts on a bank of which two answers do not hold."""
    course = copy_course(built, tmp_path_factory.mktemp("verify") / "course")
    bank_of(course).write_text(BANK + UNFAIR + NEVER, encoding="utf-8")
    bank_of(course, "why").write_text("# %% wrong 1: half\nSums.\n", encoding="utf-8")
    return verify(course, ASSIGNMENT, sandbox=sandbox)


@pytest.mark.parametrize(
    ("title", "due", "got"),
    [
        ("the source", 3, 3),
        ("the release", 0, 0),
        ("as a product", 3, 3),
        ("as a sum", 3, 3),
        ("takes over the integer dtype of its input", 2, 2),
        ("gives the square", 1, 1),
        ("ends the process", 0, 0),
        ("is right, in truth", 0, 3),
    ],
)
def test_every_answer_gets_a_verdict(
    verdicts: list[Verdict], title: str, due: float, got: float
) -> None:
    verdict = titles(verdicts)[title]
    assert (verdict.due, verdict.got) == (due, got)
    assert verdict.holds == (due == got)
    assert (verdict.notebook, verdict.seed) == (NOTEBOOK, 1)


def test_answers_alone_disturb_no_others(verdicts: list[Verdict]) -> None:
    verdict = titles(verdicts)["ends the process"]
    assert {cell.status for cell in verdict.outcomes} == {CellStatus.DIED}
    assert len(verdicts) == 9


def test_what_does_not_hold_is_listed_with_the_tests_words(verdicts: list[Verdict]) -> None:
    with pytest.raises(BankError, match=r"^2 findings in the bank:") as caught:
        require(verdicts)
    lines = caught.value.what.splitlines()
    line = len(BANK.splitlines()) + 2
    where = f"answers/{ASSIGNMENT}/{NOTEBOOK}/double.py:{line}: double: as a list"
    (found,) = (text for text in lines if text.startswith(where))
    assert "due 3, got" in found
    assert found.endswith("of 3 (seed 1)")
    assert any("double-tests: " in text for text in lines)
    assert any("is right, in truth: due 0, got 3" in text for text in lines)


def test_tests_that_no_wrong_answer_fails_are_listed(verdicts: list[Verdict]) -> None:
    assert unexercised(verdicts) == []
    gentle = [verdict for verdict in verdicts if "integer dtype" in verdict.title]
    assert unexercised(gentle) == [f"{NOTEBOOK}: no wrong answer of the bank loses points in "
                                   "double-tests."]  # fmt: skip
    with pytest.raises(BankError, match="1 finding in the bank"):
        require(gentle)


class Heard(Watcher):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.runs = 0
        self.done = 0
        self.questions: dict[str, int] = {}
        self.announced: list[tuple[str, str]] = []

    def begin(self, questions: Sequence[tuple[str, str]], runs: int) -> None:
        """Remember what is to come."""
        self.announced, self.runs = list(questions), runs

    def ran(self) -> None:
        """Count it."""
        self.done += 1

    def question(self, verdicts: Sequence[Verdict]) -> None:
        """Remember how many verdicts there are."""
        self.questions[verdicts[0].question.grade_id] = len(verdicts)


def watched(course: Course, sandbox: Sandbox, **options: Any) -> tuple[Heard, list[Verdict]]:
    """Verify a course; return what was told on the way, and the verdicts."""
    heard = Heard()
    return heard, verify(course, ASSIGNMENT, sandbox=sandbox, watcher=heard, **options)


def test_what_was_found_out_is_not_run_again(course: Course, sandbox: Sandbox) -> None:
    first, before = watched(course, sandbox)
    again, after = watched(course, sandbox)
    assert (first.runs, first.done) == (6, 6)
    assert (again.runs, again.done) == (0, 0)
    assert first.questions == again.questions == {"double": 6}
    assert first.announced == [(NOTEBOOK, "double")]
    assert after == before
    require(after)


def test_without_anything_to_run_no_sandbox_is_needed(
    course: Course, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, before = watched(course, sandbox)
    monkeypatch.setattr(module, "LocalPool", None)
    assert watched(course, sandbox)[1] == before


def test_verdicts_are_kept_where_they_are_said_to_be(
    course: Course, sandbox: Sandbox, tmp_path: Path
) -> None:
    watched(course, sandbox, kept=tmp_path / "kept")
    assert (tmp_path / "kept" / ASSIGNMENT / f"{NOTEBOOK}.jsonl").is_file()
    assert not (course.root / ".cache" / "verdicts").exists()
    twin = copy_course(course, tmp_path / "twin")
    assert watched(twin, sandbox, kept=tmp_path / "kept")[0].runs == 0


def test_all_of_it_runs_again_on_request(course: Course, sandbox: Sandbox) -> None:
    watched(course, sandbox)
    assert watched(course, sandbox, fresh=True)[0].done == 6


def test_only_what_a_change_reaches_runs_again(course: Course, sandbox: Sandbox) -> None:
    watched(course, sandbox)
    changed = BANK.replace("return np.add(z, z) * 1.0", "return np.add(z, z) * 1.00")
    bank_of(course).write_text(changed, encoding="utf-8")
    assert watched(course, sandbox)[0].runs == 1
    assert watched(course, sandbox, seeds=[2])[0].runs == 6
    text = course.text_path(ASSIGNMENT, NOTEBOOK)
    text.write_text(text.read_text("utf-8").replace("Twice a number", "Two times"), "utf-8")
    build(course)
    assert watched(course, sandbox)[0].runs == 0, "no test sees the prose"
    text.write_text(text.read_text("utf-8").replace("[-2.0, 0.0,", "[-2.5, 0.0,"), "utf-8")
    build(course)
    heard, found = watched(course, sandbox)
    assert heard.runs == 6
    require(found)


def test_points_that_are_due_are_compared_anew(course: Course, sandbox: Sandbox) -> None:
    watched(course, sandbox)
    bank_of(course).write_text(BANK.replace("wrong 2", "wrong 1"), encoding="utf-8")
    heard, found = watched(course, sandbox)
    assert heard.runs == 0
    with pytest.raises(BankError, match="due 1, got 2 of 3"):
        require(found)


def test_what_does_not_hold_is_run_each_time(course: Course, sandbox: Sandbox) -> None:
    bank_of(course).write_text(BANK.replace("wrong 2", "wrong 1"), encoding="utf-8")
    assert watched(course, sandbox)[0].runs == 6
    assert watched(course, sandbox)[0].runs == 1


@pytest.mark.parametrize("seeds", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_a_good_bank_holds_for_every_seed(course: Course, sandbox: Sandbox, seeds: int) -> None:
    heard, found = watched(course, sandbox, seeds=range(1, seeds + 1))
    require(found)
    assert heard.questions == {"double": 6 * seeds}
    assert len(found) == 6 * seeds
    points = [{(v.title, v.got) for v in found if v.seed == seed} for seed in range(1, seeds + 1)]
    assert all(each == points[0] for each in points)


SWAPPED = "double: `twice = np.multiply(z, 2.0)` became `twice = np.multiply(2.0, z)`"
EQUIVALENTS = f"""\
[[double]]
because = "A product is the same either way."
mutants = ['{SWAPPED}']
"""


def test_mutants_lose_points_or_stand_in_the_list(course: Course, sandbox: Sandbox) -> None:
    watched(course, sandbox)
    mistakes = read_mistakes(course, ASSIGNMENT)
    heard, found = watched(course, sandbox, mutants=True)
    assert read_mistakes(course, ASSIGNMENT) == mistakes, "mutants are nobody's mistakes"
    slips = [verdict for verdict in found if verdict.mutant is not None]
    assert [verdict.title for verdict in slips if not verdict.holds] == [f"line 4, {SWAPPED}"]
    assert len(slips) == 4
    with pytest.raises(BankError, match="due less than everything, got 3 of 3"):
        require(found)
    assert (heard.runs, heard.questions) == (4, {"double": 10})
    path = equivalents_path(course, ASSIGNMENT, NOTEBOOK)
    path.write_text(EQUIVALENTS, encoding="utf-8")
    again, listed = watched(course, sandbox, mutants=True)
    require(listed)
    assert again.runs == 1, "what did not hold is run again, and nothing else"
    assert [verdict.kind for verdict in listed].count("equivalent") == 1
    assert watched(course, sandbox, mutants=True)[0].runs == 0
    assert watched(course, sandbox)[1] == [v for v in listed if v.mutant is None]


def test_a_list_that_names_no_mutant_is_refused(course: Course, sandbox: Sandbox) -> None:
    path = equivalents_path(course, ASSIGNMENT, NOTEBOOK)
    path.write_text(EQUIVALENTS.replace("2.0, z", "2.5, z"), encoding="utf-8")
    with pytest.raises(BankError, match="lists mutants that are not made"):
        verify(course, ASSIGNMENT, sandbox=sandbox, mutants=True)
    path.write_text(EQUIVALENTS.replace("[[double]]", "[[treble]]"), encoding="utf-8")
    with pytest.raises(BankError, match=f"treble: {SWAPPED[:6]}"):
        verify(course, ASSIGNMENT, only=["double"], sandbox=sandbox, mutants=True)


LATER = """
def double_twice(z):
    ### BEGIN SOLUTION
    return double(double(z)) + 0.0
    ### END SOLUTION
"""
STRANGE = "def half(z):\n    return z / 2\n"


def test_mutants_never_stand_beside_questions_that_need_what_they_change() -> None:
    solutions = {"double": ANSWER, "twice": LATER, "half": STRANGE, "last": "x = double_twice(1)"}
    names = {"double": ("double",), "twice": ("double_twice",), "half": ("half",), "last": ("x",)}
    every = {name: Question(name, "code", names[name]) for name in solutions}
    readers = trials._readers(every, solutions)
    assert readers == {"double": {"twice", "last"}, "twice": {"last"}, "half": set(), "last": set()}
    made = {name: mutants(source) for name, source in solutions.items()}
    groups = trials._apart(made, readers, lambda _: True)
    pairs = {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}
    assert frozenset({"half", "twice"}) in pairs
    assert all("half" in pair for pair in pairs), "the other three read each other's names"
    placed = [(name, mutant) for group in groups for name, mutant in group.items()]
    assert sorted(placed, key=str) == sorted(
        ((name, mutant) for name, found in made.items() for mutant in found), key=str
    )


@pytest.fixture
def broken(built: Course, tmp_path: Path) -> Course:
    """A copy of the course whose visible test passes whatever it is given."""
    course = copy_course(built, tmp_path / "broken")
    strong = "checks.agrees(double, lambda z: np.add(z, z) * 1.0, [-2.0, 0.0, 3.5])"
    weak = TESTS.replace(strong, "checks.call(np.cos, 1.0)")
    cells = [weak if cell == TESTS else cell for cell in CELLS]
    course.text_path(ASSIGNMENT, NOTEBOOK).write_text(make_text(*cells), encoding="utf-8")
    build(course)
    return course


def test_a_test_that_always_passes_is_found(broken: Course, sandbox: Sandbox) -> None:
    with pytest.raises(BankError) as caught:
        require(verify(broken, ASSIGNMENT, sandbox=sandbox))
    assert "the release: due 0, got 1" in caught.value.what
    assert "no wrong answer of the bank loses points in double-tests." in caught.value.what


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"notebooks": ["02_none"]}, "has no notebook '02_none'"),
        ({"only": ["treble"]}, "has no question treble"),
        ({"only": ["double", "treble"]}, "has no question treble"),
        ({"only": ["why"]}, "has no question why that tests grade"),
    ],
)
def test_what_does_not_exist_is_named(
    built: Course, options: dict[str, list[str]], says: str
) -> None:
    with pytest.raises(NotFoundError, match=says) as caught:
        verify(built, ASSIGNMENT, **options)
    assert caught.value.hint


def test_a_bank_file_without_a_question_is_named(built: Course, tmp_path: Path) -> None:
    course = copy_course(built, tmp_path / "course")
    bank_of(course, "treble").write_text(BANK, encoding="utf-8")
    with pytest.raises(BankError, match=r"treble\.py:1: .* has no question 'treble'"):
        verify(course, ASSIGNMENT, notebooks=[NOTEBOOK])


def test_a_bank_that_does_not_match_the_questions_is_refused_as_a_whole(
    built: Course, tmp_path: Path
) -> None:
    course = copy_course(built, tmp_path / "course")
    bank_of(course, "treble").write_text(BANK, encoding="utf-8")
    bank_of(course).write_text("# %% right: twice\ndef double(z):\n    return 2 * z\n")
    with pytest.raises(BankError, match="does not match") as caught:
        verify(course, ASSIGNMENT)
    assert "treble.py belongs to no question" in caught.value.what
    assert "double.py holds no wrong answer" in caught.value.what


def test_a_part_of_a_bank_may_be_tried_before_the_rest_is_written(
    course: Course, sandbox: Sandbox
) -> None:
    bank_of(course).write_text("# %% right: twice\ndef double(z):\n    return 2.0 * z\n")
    found = verify(course, ASSIGNMENT, only=["double"], sandbox=sandbox)
    assert "twice" in titles(found)


def test_a_choice_of_questions_and_notebooks(course: Course, sandbox: Sandbox) -> None:
    found = verify(course, ASSIGNMENT, only=["double"], notebooks=[NOTEBOOK], sandbox=sandbox)
    require(found)
    assert {verdict.question.grade_id for verdict in found} == {"double"}


def test_a_course_that_is_not_built_says_so(tiny_course: Course) -> None:
    with pytest.raises(AutograderError) as caught:
        verify(tiny_course, ASSIGNMENT)
    assert caught.value.hint == "Run: autograder build"

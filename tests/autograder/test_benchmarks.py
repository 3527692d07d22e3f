"""The benchmarks' own courses are such that this project builds and grades them in full."""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_output

from autograder.authoring.bank import Answer
from autograder.authoring.mutants import Mutant
from autograder.authoring.verdicts import Verdict
from autograder.course.cells import grade_id, is_graded, is_solution
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook
from autograder.course.questions import Question, defined_names
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.outcomes import CellOutcome, CellStatus
from autograder.similarity.tokens import tokens_of
from tests.support.handing import copy_course
from tests.support.similar import LOOP, MAPPED
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

ROOT = Path(__file__).parents[2]
MODULES = (
    *("bench_course", "bench_similarity", "copies", "grading", "naming", "processes"),
    "small_course",
)
PICTURE = {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test import the benchmarks' modules, which are scripts and no package."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.mark.parametrize("figure_inside", [False, True])
def test_the_small_course_builds_and_gives_its_points(
    tmp_path: Path, sandbox: Sandbox, figure_inside: bool
) -> None:
    import small_course

    folder, config = tmp_path / "small", ROOT / CONFIG_NAME
    course = small_course.make_class(folder, config, 2, figure_inside=figure_inside)
    graded = grade(course, small_course.ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox))
    most = 2 * len(small_course.QUESTIONS)
    points = [outcome.notebooks[0].points for outcome in graded.outcomes]
    assert points[0] == most
    assert 0 < points[1] < most


def with_outputs(course: Course) -> Any:
    """Return the source notebook as if it had been run: a word and a picture from each cell."""
    notebook = read_notebook(course.source_path(ASSIGNMENT, NOTEBOOK))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            word = new_output("stream", name="stdout", text="a word")
            cell.outputs = [word, new_output("display_data", data=dict(PICTURE))]
    return notebook


def test_students_of_the_real_course_answer_from_the_bank_and_hand_in_what_they_see(
    tiny_course: Course, tmp_path: Path
) -> None:
    import bench_course

    with tiny_course.text_path(ASSIGNMENT, NOTEBOOK).open("a", encoding="utf-8") as text:
        text.write("\n# %%\nlecture = 1\n")
    whole = bench_course.built_copy(tiny_course, ASSIGNMENT, tmp_path / "copy")
    shown = bench_course.pictures(with_outputs(whole))
    bench_course.hand_in(whole, ASSIGNMENT, NOTEBOOK, shown, range(3))
    release = read_notebook(whole.release_path(ASSIGNMENT, NOTEBOOK))
    handed = [read_notebook(path) for path in sorted(whole.submitted.rglob("*.ipynb"))]
    assert len(handed) == 3
    for notebook in handed:
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        seen = [cell for cell in cells if [o.data for o in cell.outputs] == [PICTURE]]
        assert seen == [cell for cell in cells if not is_solution(cell) and not is_graded(cell)]
        assert "lecture = 1" in [cell.source for cell in seen]
        assert not any(cell.outputs for cell in cells if cell not in seen)
    answers = {c.source for n in handed for c in n.cells if grade_id(c) == "double"}
    assert len(answers) > 1
    assert not answers & {cell.source for cell in release.cells}


def test_copies_of_a_class_have_its_first_students(tiny_course: Course, tmp_path: Path) -> None:
    import bench_course

    for number in range(3):
        (tiny_course.submitted / bench_course.student(number) / ASSIGNMENT).mkdir(parents=True)
    copied = bench_course.copy_for(tiny_course, tmp_path / "copy", 2, "\nmore = 1\n")
    assert sorted(path.name for path in copied.submitted.iterdir()) == ["student000", "student001"]
    assert (copied.root / CONFIG_NAME).read_text(encoding="utf-8").endswith("\nmore = 1\n")


def test_a_class_is_extrapolated_from_the_pace_behind_the_first_score() -> None:
    import bench_course
    from processes import Run

    run = Run(wall=30.0, cpu=44.0, first=8.0)  # 2 s for each of the 11 behind the first
    assert bench_course.whole_class(run, 12) == 30.0 + 2.0 * 108
    assert bench_course.whole_class(run, 120) == 30.0
    usual = Run(wall=200.0, cpu=180.0, first=100.0)
    rows = bench_course.table({"theirs": (usual, 2), "ours": (run, 12)})
    assert rows[1].split()[-2:] == ["12000.0", "1.0"]
    assert rows[2].split()[-2:] == ["246.0", "48.8"]
    good = bench_course.verdicts((usual, 2), (run, 12), (run, 12))
    assert all(line.endswith("✓") for line in good)
    slow = Run(wall=600.0, cpu=600.0, first=8.0)
    missed = bench_course.verdicts((usual, 2), (slow, 12), (slow, 12))
    assert all(line.endswith("✗ missed") for line in missed)


def test_scores_are_compared_for_the_students_that_both_have() -> None:
    from grading import differing

    ours = {("a", "n", "q"): 1.0, ("a", "n", "r"): None, ("b", "n", "q"): 0.0}
    assert differing(ours, {("a", "n", "q"): 1.0, ("a", "n", "r"): None}) == 0
    assert differing(ours, {("a", "n", "q"): 0.5, ("a", "n", "s"): 1.0}) == 3


def traced(title: str, diagnosis: str, fresh: str, kind: str = "wrong") -> list[Verdict]:
    """Return the verdicts on an answer whose function replies so with each of the seeds."""
    question = Question("q", "code", (), {"q-tests": 2.0})
    points = None if kind == "right" else 0.0
    answer = None if kind == "mutant" else Answer("q", title, "", points, False, "q.py:1")
    mutant = Mutant(1, title, "") if kind == "mutant" else None
    got, status = (2.0, CellStatus.PASSED) if kind == "right" else (0.0, CellStatus.FAILED)
    due = got if kind == "right" else 2.0 * (kind == "mutant")
    return [
        Verdict("01", question, answer, title, seed, due, got, (cell,), mutant)
        for seed, digest in enumerate((diagnosis, fresh), start=1)
        for cell in [CellOutcome("q-tests", got, 2.0, status, "", {"f": digest})]
    ]


def test_a_name_is_false_where_replies_to_fresh_inputs_differ() -> None:
    import naming

    verdicts = [
        *traced("solution", "r", "R", "right"),
        *traced("sign", "x", "X"),
        *traced("minus", "x", "X"),
        *traced("twice", "y", "Y"),
        *traced("a slip like sign", "x", "X", "mutant"),
        *traced("a slip like twice on some inputs", "y", "Z", "mutant"),
        *traced("an unknown slip", "z", "Z", "mutant"),
    ]
    measured = naming.Naming(verdicts)
    assert measured.doubtful() == {"q"}
    groups = measured.groups()
    false = [one for found in groups.values() for one in found if one.false]
    assert [str(one) for one in false] == [
        "01: q: a slip like twice on some inputs\n    is called: twice"
    ]
    assert naming.table("a1", groups)[2:] == [
        "| right answers | 1 | 0 | 0 | 1 | 0 (0.0%) |",
        "| wrong answers | 3 | 2 | 1 | 0 | 0 (0.0%) |",
        "| each as if the bank had not held it | 3 | 0 | 2 | 1 | 0 (0.0%) |",
        "| mutants | 3 | 0 | 2 | 1 | 1 (33.3%) |",
    ]


@pytest.mark.parametrize(
    "kind", ["renamed", "comments and layout changed", "numbers and texts changed"]
)
def test_these_copies_have_the_tokens_of_the_original(kind: str) -> None:
    import copies

    for seed in range(5):
        copy = copies.DISGUISES[kind](MAPPED, frozenset({"double"}), random.Random(seed))
        assert copy != MAPPED
        assert tokens_of(copy).kinds == tokens_of(ast.unparse(ast.parse(MAPPED))).kinds


def test_every_copy_is_a_program_that_defines_what_is_asked() -> None:
    import copies

    made = set()
    for disguise in copies.DISGUISES.values():
        for seed in range(5):
            copy = disguise(f"{MAPPED}\n{LOOP}", frozenset({"double"}), random.Random(seed))
            assert defined_names(copy)[-1] == "double"
            made.add(copy)
    assert len(made) > 20, "chance makes a difference"


def test_split_and_reordered_copies_are_both() -> None:
    import copies

    source = "a = f(x) + g(y)\nb = h(x) * 2\n"
    split = copies.split(source, frozenset(), random.Random(1))
    assert len(ast.parse(split).body) > 2
    orders = {copies.reordered(source, frozenset(), random.Random(n)) for n in range(9)}
    assert orders == {"a = f(x) + g(y)\nb = h(x) * 2", "b = h(x) * 2\na = f(x) + g(y)"}
    bound = "a = f(x)\nb = g(a)"
    assert copies.reordered(bound, frozenset(), random.Random(1)) == bound


def test_copies_and_honest_pairs_are_counted(built: Course, tmp_path: Path) -> None:
    import bench_similarity

    course = copy_course(built, tmp_path / "copy")
    sources = [LOOP, MAPPED]
    texts = [f"# %% right: way {n}\n{text}" for n, text in enumerate(sources)]
    bank = course.answers / ASSIGNMENT / NOTEBOOK / "double.py"
    bank.write_text("\n".join([*texts, "# %% wrong 0: nothing", "double = None"]), "utf-8")
    count, shares = bench_similarity.measured(course, 1)
    right, wrong, natural = bench_similarity.HONEST
    assert count == 1
    assert {shares.pairs[kind] for kind in bench_similarity.DISGUISES} == {len(sources)}
    assert shares.count("verbatim", 0.99) == shares.count("renamed", 0.99) == len(sources)
    assert (shares.pairs[right], shares.pairs[wrong], shares.pairs[natural]) == (1, 2, 1)
    assert shares.count(right, 0.01) == 0
    assert any("| verbatim | 2 | 100% | 100% |" in line for line in bench_similarity.tables(shares))

"""A class with all that pages show: known mistakes, curves, long answers, comments, absences."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.course.layout import Course
from autograder.course.mistakes import Mistake, Mistakes, write_mistakes
from autograder.outcomes import RECORD_NAME, Curve, Status, dump_outcome, read_outcome
from tests.support.graded import ASSIGNMENT, NOTEBOOK, PARTS, WORTH, Work, make_class

VISIBLE = """\
relu has a wrong value.
  input:    -0.5
  got:      0.5
  expected: 0.0
  Likely slip: the absolute value in place of the maximum"""
HIDDEN = """\
values (0 of 1): relu has a wrong value.
  input:    array([-3.1415926, -1.25])
  got:      array([3.1415926, 1.25])
  expected: array([0.0, 0.0])
  Likely slip: the absolute value in place of the maximum
types (0 of 1): relu returned integers, but floating-point numbers are expected.
  input:    array([1, 2])
  got:      [1, 2]
  Likely slip: the result has an integer dtype (from `zeros_like` or `astype`): make it floating."""
_XS = tuple(number / 4 for number in range(-20, 21))
CURVE = Curve(
    "relu(z)",
    _XS,
    tuple(None if x in (2.0, 2.25) else abs(x) for x in _XS),
    tuple(max(x, 0.0) for x in _XS),
)


def showcase(root: Path, size: int = 9) -> Course:
    """Write a graded class to `root`, and return its course.

    Args:
        root: an empty folder.
        size: how many students have handed in; all with an even number have failed.
    """
    works = {f"s{number:02d}": _work(number) for number in range(size)}
    works["bob"] = Work(status=Status.NOT_GRADABLE, remarks=("It is cut off.",))
    works["cyn"] = Work(status=Status.MISSING)
    course = make_class(root, works, {name: f"Student {name}" for name in works})
    known = Mistake("takes the absolute value", {"relu-hidden": {"relu": "abs"}})
    write_mistakes(course, ASSIGNMENT, Mistakes({NOTEBOOK: {"relu": [known]}}))
    for number in range(0, size, 2):
        put_curve(course, f"s{number:02d}", "relu-hidden", CURVE)
    return course


def _work(number: int) -> Work:
    points: dict[str, float | None] = {**WORTH, "why": None}
    given = {"why": 3.0} if number % 3 == 0 else {}
    comments = {"why": "Well said: $x^2$."} if number % 3 == 0 else {}
    if number % 2:
        return Work(points, manual=given, comments=comments)
    points |= {"relu-tests": 0.0, "relu-hidden": 0.0, "slope-hidden": 1.0}
    messages = {"relu-tests": VISIBLE, "relu-hidden": HIDDEN, "slope-hidden": PARTS}
    traces = {"relu-hidden": {"relu": "abs"}} if number % 4 == 0 else {}
    more = [f"# line {line}: {'word ' * 30}" for line in range(30)] if number == 2 else []
    answer = "\n".join(["def relu(z):", "    return np.abs(z)", *more])
    return Work(points, {}, messages, traces, answer=answer, manual=given, comments=comments)


def put_curve(course: Course, student: str, cell: str, curve: Curve) -> None:
    """Put a curve into a student's record."""
    path = course.autograded / student / ASSIGNMENT / RECORD_NAME
    outcome = read_outcome(path)
    (notebook,) = outcome.notebooks
    cells = tuple(
        msgspec.structs.replace(one, curve=curve) if one.cell == cell else one
        for one in notebook.cells
    )
    changed = msgspec.structs.replace(notebook, cells=cells)
    outcome = msgspec.structs.replace(outcome, notebooks=(changed,))
    path.write_text(dump_outcome(outcome), encoding="utf-8")

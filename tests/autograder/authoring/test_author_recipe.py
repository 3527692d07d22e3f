"""The recipe of docs/author.md, followed to the letter: a question that holds against mutants."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring.acceptance import require
from autograder.authoring.build import build
from autograder.authoring.equivalents import FILE
from autograder.authoring.strength import Count, strengths
from autograder.authoring.verify import verify
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from tests.support.tiny import ASSIGNMENT, ROOT

BLOCK = re.compile(r"<!-- recipe: (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)
QUESTION = "hard-sigmoid"


def follow(course: Course) -> list[str]:
    """Write what the recipe prints into the files that it names; return their names."""
    text = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")
    names = []
    for name, block in BLOCK.findall(text):
        path = course.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(block)
        names.append(Path(name).name)
    return names


@pytest.mark.slow
@pytest.mark.long
def test_whoever_follows_the_recipe_has_a_question_that_holds(
    tiny_course: Course, sandbox: Sandbox
) -> None:
    assert follow(tiny_course) == ["02_clipped.py", "02_clipped.py", f"{QUESTION}.py", FILE]
    build(tiny_course)
    verdicts = verify(tiny_course, ASSIGNMENT, only=[QUESTION], sandbox=sandbox, mutants=True)
    require(verdicts)
    (strength,) = strengths(verdicts)
    assert (strength.right, strength.wrong) == (Count(2, 2), Count(3, 3))
    assert strength.mutants.all == strength.mutants.held > 10
    assert len(strength.equivalents) == 2
    assert strength.idle == ()

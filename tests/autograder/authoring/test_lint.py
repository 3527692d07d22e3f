"""The lint: one tiny text for every rule."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring.lint import RULES, check_text
from autograder.course.texts import read_text
from autograder.errors import LintError
from tests.support.tiny import ANSWER, CELLS, FIGURE, FIXTURE, HIDDEN, PROSE, TESTS, WRITTEN, header
from tests.support.tiny import make_text as text_of

AFTER = CELLS.index(HIDDEN) + 1


def notebook_of(tmp_path: Path, *cells: str) -> NotebookNode:
    """Return the notebook of a text made of these cells."""
    path = tmp_path / "text.py"
    path.write_text(text_of(*cells), encoding="utf-8")
    return read_text(path)


def changed(cell: str, *replacements: str) -> tuple[str, ...]:
    """Return the tiny notebook's cells; in one of them, old texts are replaced by new ones."""
    result = cell
    for old, new in zip(replacements[::2], replacements[1::2], strict=True):
        assert old in result
        result = result.replace(old, new)
    return tuple(result if item == cell else item for item in CELLS)


def with_extra(*extra: str) -> tuple[str, ...]:
    """Return the tiny notebook's cells with more of them behind the hidden tests."""
    return (*CELLS[:AFTER], *extra, *CELLS[AFTER:])


def findings(notebook: NotebookNode) -> str:
    """Return what the lint says of a notebook."""
    with pytest.raises(LintError) as caught:
        check_text(notebook, "notebooks/a1/text.py")
    assert caught.value.what.startswith("notebooks/a1/text.py breaks the rules")
    assert "autograder build" in caught.value.hint
    return caught.value.what.partition("\n")[2]


def with_lecture(lecture: str) -> tuple[str, ...]:
    """Return the tiny notebook's cells with a lecture cell in front of the tests."""
    place = CELLS.index(TESTS)
    return (*CELLS[:place], f"# %%\n{lecture}\n", *CELLS[place:])


DRAWING = header("draws", locked=True) + "draws = np.random.normal(size=3)"
LONG = "x = " + " + ".join(["1"] * 40)
METADATA = {
    "a key is missing": (
        changed(TESTS, '"schema_version": 3, ', ""),
        r'cell 5 \(double-tests\): the header needs "schema_version", of type int',
    ),
    "a key is of another type": (
        changed(ANSWER, '"locked": false', '"locked": "no"'),
        r'double\): the header needs "locked", of type bool',
    ),
    "a key is foreign": (
        changed(FIXTURE, '"grade": false', '"checksum": "0", "grade": false'),
        r'imports\): the header has "checksum"',
    ),
    "metadata is no mapping": (
        with_extra("# %% nbgrader=true\n1\n"),
        r'cell 7: the header needs "grade"',
    ),
    "another schema version": (
        changed(ANSWER, '"schema_version": 3', '"schema_version": 2'),
        '"schema_version" must be 3',
    ),
    "an id with a blank": (changed(FIXTURE, "imports", "im ports"), "1 to 64 letters"),
    "an id with a line end": (changed(FIXTURE, "imports", r"imports\n"), "1 to 64 letters"),
    "an id of 65 letters": (changed(FIXTURE, "imports", "i" * 65), "1 to 64 letters"),
    "an id that stands twice": (
        with_extra(FIXTURE),
        r"cell 7 \(imports\): cell 2 has this grade id too",
    ),
    "a task": (changed(FIXTURE, '"grade": false', '"task": true, "grade": false'), "task cells"),
    "an answer in code that is graded itself": (
        changed(ANSWER, '"grade": false', '"grade": true, "points": 1'),
        '"grade": false and is graded by its tests',
    ),
    "a written answer that is not graded": (
        changed(WRITTEN, '"grade": true', '"grade": false'),
        'one in Markdown has "grade": true',
    ),
    "a test in Markdown": (changed(TESTS, "# %% ", "# %% [markdown] "), "make it one"),
    "points are missing": (changed(TESTS, '"points": 1, ', ""), r"tests\): .* needs \"points\""),
    "points are zero": (changed(TESTS, '"points": 1', '"points": 0'), "a positive number"),
    "points are negative": (changed(TESTS, '"points": 1', '"points": -1'), "a positive number"),
    "points are a text": (changed(TESTS, '"points": 1', '"points": "1"'), "a positive number"),
    "points are true": (changed(TESTS, '"points": 1', '"points": true'), "a positive number"),
    "points on an answer": (
        changed(ANSWER, '"locked"', '"points": 1, "locked"'),
        r"cell 4 \(double\): only graded cells",
    ),
    "points on a fixture": (
        changed(FIXTURE, '"locked"', '"points": 1, "locked"'),
        r"cell 2 \(imports\): only graded cells",
    ),
    "a locked answer": (
        changed(ANSWER, '"locked": false', '"locked": true'),
        r'double\): .*set "locked": false',
    ),
    "a locked written answer": (
        changed(WRITTEN, '"locked": false', '"locked": true'),
        r'why\): .*set "locked": false',
    ),
    "a test that is not locked": (
        changed(TESTS, '"locked": true', '"locked": false'),
        r'double-tests\): .*set "locked": true',
    ),
    "a fixture that is not locked": (
        changed(FIXTURE, '"locked": true', '"locked": false'),
        'a fixture has "locked": true',
    ),
}
REGIONS = {
    "no region in code": (
        changed(ANSWER, "SOLUTION", "ANSWER"),
        r"double\): put the answer between lines with BEGIN SOLUTION and END SOLUTION",
    ),
    "no region in Markdown": (changed(WRITTEN, "SOLUTION", "ANSWER"), r"why\): put the answer"),
    "an empty region": (
        changed(ANSWER, "    twice = np.multiply(z, 2.0)\n    return twice\n", ""),
        r"double\): put the answer",
    ),
    "a region without end": (
        changed(ANSWER, "    ### END SOLUTION\n", ""),
        r"double\): every BEGIN SOLUTION needs its END SOLUTION",
    ),
    "a region without begin": (
        changed(WRITTEN, "# <!-- BEGIN SOLUTION -->\n", ""),
        r"why\): every BEGIN SOLUTION",
    ),
    "a region in a region": (
        changed(ANSWER, "    return twice", "    ### BEGIN SOLUTION\n    return twice"),
        "every BEGIN SOLUTION",
    ),
    "a solution region in a test": (
        changed(TESTS, "checks.", "### BEGIN SOLUTION\n### END SOLUTION\nchecks."),
        r'double-tests\): a solution region needs a header with "solution": true',
    ),
    "a solution region in prose": (
        changed(PROSE, "Twice", "BEGIN SOLUTION"),
        "cell 1: a solution region needs",
    ),
    "a hidden cell with something before": (
        changed(HIDDEN, "### BEGIN", "x = 1\n### BEGIN"),
        r"double-hidden\): the first line of a hidden cell",
    ),
    "a hidden cell with something behind": (
        changed(HIDDEN, "### END HIDDEN TESTS", "### END HIDDEN TESTS\nx = 1"),
        "the first line of a hidden cell",
    ),
    "a hidden cell without a region": (
        changed(HIDDEN, "HIDDEN TESTS", "TESTS"),
        "the first line of a hidden cell",
    ),
    "a hidden cell with half a region": (
        changed(HIDDEN, "### END HIDDEN TESTS\n", ""),
        "the first line of a hidden cell",
    ),
    "a hidden cell with two regions": (
        changed(
            HIDDEN, "marks.total()", "### END HIDDEN TESTS\n### BEGIN HIDDEN TESTS\nmarks.total()"
        ),
        "the first line of a hidden cell",
    ),
    "a hidden region in visible tests": (
        changed(TESTS, "checks.", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\nchecks."),
        r"double-tests\): move hidden tests to the question's `-hidden` cell",
    ),
    "a hidden region in prose": (changed(PROSE, "Twice", "BEGIN HIDDEN TESTS"), "cell 1: move"),
    "a long stub": (
        changed(ANSWER, "    ### BEGIN", "    # a hint\n" * 14 + "    ### BEGIN"),
        r"double\): 16 lines stand outside the solution region",
    ),
    "no rubric": (changed(WRITTEN, "Rubric", "Points"), r"why\): write a model answer"),
    "no model answer": (
        changed(
            WRITTEN,
            "# It maps sums to sums and multiples to multiples. Nothing else is needed.\n",
            "",
        ),
        r"why\): write a model answer",
    ),
    "a rubric that does not add up": (
        changed(WRITTEN, "1 point: sums", "3 points: sums"),
        r"why\): the rubric's points add up to 4, and the question is worth 2",
    ),
    "a rubric outside the region": (
        changed(
            WRITTEN, "# <!-- END SOLUTION -->\n", "", "# **R", "# <!-- END SOLUTION -->\n# **R"
        ),
        r"why\): write a model answer",
    ),
}
QUESTIONS = {
    "an answer that is no Python": (
        changed(ANSWER, "return twice", "return twice twice"),
        r"double\): the cell is no plain Python",
    ),
    "a test with a magic": (changed(TESTS, "checks.", "%time checks."), "no plain Python"),
    "an answer without a name": (
        changed(ANSWER, "def double(z):", "if True:", "twice = ", "", "return twice", "pass"),
        r"double\): the answer defines no name",
    ),
    "a test of another form": (
        with_extra(header("double-test", grade=True, locked=True, points=1) + "1\n"),
        r"double-test\): name a test after its answer: `<id>-tests` or `<id>-hidden`",
    ),
    "a test with two suffixes": (
        with_extra(header("double-hidden-tests", grade=True, locked=True, points=1) + "1\n"),
        "name a test after its answer",
    ),
    "a test of a written answer": (
        (*CELLS, header("why-tests", grade=True, locked=True, points=1) + "1\n"),
        r"why-tests\): name a test after its answer",
    ),
    "an answer that is named like a test": (
        changed(WRITTEN, '"why"', '"why-tests"'),
        "end the ids of tests: rename it",
    ),
    "an answer that is named like the tests of another": (
        with_extra(ANSWER.replace('"double"', '"double-tests"')),
        r"double-tests\): `-tests` and `-hidden` end the ids of tests: rename it",
    ),
    "an answer that is named like hidden tests": (
        with_extra(ANSWER.replace('"double"', '"own-hidden"')),
        r"own-hidden\): `-tests` and `-hidden` end the ids of tests: rename it",
    ),
    "no visible tests": (
        tuple(cell for cell in CELLS if cell != TESTS),
        r"cell 4 \(double\): `double-tests` and then `double-hidden` must follow",
    ),
    "no hidden tests": (
        tuple(cell for cell in CELLS if cell != HIDDEN),
        "`double-tests` and then `double-hidden` must follow",
    ),
    "tests in the wrong order": (
        (PROSE, FIXTURE, FIGURE, ANSWER, HIDDEN, TESTS, WRITTEN),
        "must follow, once each",
    ),
    "tests before their answer": (
        (PROSE, FIXTURE, FIGURE, TESTS, ANSWER, HIDDEN, WRITTEN),
        "must follow, once each",
    ),
    "another answer in between": (
        (PROSE, FIXTURE, FIGURE, ANSWER, TESTS, WRITTEN, HIDDEN),
        "before the next answer cell",
    ),
    "hidden tests that weigh little": (
        changed(TESTS, '"points": 1', '"points": 3'),
        r"double\): hidden tests hold 2 of 5 points",
    ),
    "parts that do not add up": (
        changed(HIDDEN, 'part(1, "arrays")', 'part(0.5, "arrays")'),
        r"double-hidden\): the points of its parts add up to 1.5, the cell's are 2",
    ),
    "parts in a written-out loop that do not add up": (
        changed(
            HIDDEN,
            'with marks.part(1, "purity"):',
            'for name in ("a", "b"):\n  with marks.part(1, name):',
        ),
        "add up to 3",
    ),
    "parts in an open loop": (
        changed(
            HIDDEN,
            'with marks.part(1, "purity"):',
            "for name in names:\n  with marks.part(1, name):",
        ),
        "the points of its parts cannot be read",
    ),
    "points of a part that are computed": (
        changed(HIDDEN, 'part(1, "arrays")', 'part(2 / 2, "arrays")'),
        "the points of its parts cannot be read",
    ),
    "marks that are not summed up": (
        changed(HIDDEN, "marks.total()\n", ""),
        r"double-hidden\): a cell with Marks ends with `marks.total\(\)`",
    ),
    "a visible check without a verdict": (
        changed(TESTS, "marks_.total()\n", "print(marks_.total())\n"),
        r"double-tests\): a visible check ends in a verdict",
    ),
}
FORM = {
    "61 cells": (with_extra(*[f"# %%\nx = {n}\n" for n in range(54)]), "61 cells: split the"),
    "a long cell": (
        with_extra("# %%\n" + "x = 1\n" * 26),
        "cell 7: 26 lines of code: split the cell, 25 at most",
    ),
    "a long hidden cell": (
        changed(HIDDEN, "marks.total()", "x = 1\n" * 35 + "marks.total()"),
        r"double-hidden\): 41 lines of code: split the cell, 40 at most",
    ),
    "a long line of code": (with_extra(f"# %%\n{LONG}\n"), "cell 7: line 1 has 161 characters"),
    "a long line of prose": (
        changed(PROSE, "Twice a number.", "Twice a number. " * 7),
        "cell 1: line 3 has 112 characters",
    ),
    "no figure": (tuple(cell for cell in CELLS if cell != FIGURE), "no figure within the first"),
    "a late figure": (
        (PROSE, FIXTURE, *["# %% [markdown]\n# Words.\n"] * 8, FIGURE, *CELLS[3:]),
        "no figure within the first 10 cells",
    ),
}
BINDINGS = {
    "an assignment": "z = 1\n",
    "a part of an assignment": "(a_, (z, *b_)) = 1, (2, 3)\n",
    "a loop": "for z in (1, 2):\n    pass\n",
    "a loop in a loop": "for a_ in (1, 2):\n    for z in (1, 2):\n        pass\n",
    "a with-target": "with open('x') as z:\n    pass\n",
    "a function": "def z(a):\n    return a\n",
    "a class": "class z:\n    pass\n",
    "an exception": "try:\n    pass\nexcept ValueError as z:\n    pass\n",
    "an assignment in an expression": "(z := 1)\n",
    "an assignment in a comprehension": "[(z := a) for a in (1, 2)]\n",
    "an increment": "z += 1\n",
}
NAMES = {
    f"{title} in a test": (
        changed(TESTS, "marks_ =", f"{code}marks_ ="),
        r"double-tests\): .*binds z:",
    )
    for title, code in BINDINGS.items()
} | {
    "an assignment in a hidden test": (
        changed(HIDDEN, "marks = ", "first = second = 1\nmarks = "),
        r"double-hidden\): the test binds first, second: let names",
    ),
}
NEEDS = {
    "a lecture that changes a module": (
        with_lecture("np.e = 3"),
        r"cell 5: this lecture cell changes `numpy`, so grading has to run it",
    ),
    "a lecture that seeds what a fixture draws": (
        with_lecture(f"np.random.seed(0)\n\n{DRAWING}"),
        r"cell 5: this lecture cell sets a seed that all cells share \(`numpy.random.seed`\)",
    ),
    "a lecture that hides what it reads": (
        with_lecture("print(sorted(globals()))"),
        r"cell 5 uses `globals`, so grading cannot tell which cells it needs",
    ),
}
BROKEN = METADATA | REGIONS | QUESTIONS | NAMES | FORM | NEEDS


@pytest.mark.parametrize(("cells", "finding"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_is_found(tmp_path: Path, cells: tuple[str, ...], finding: str) -> None:
    assert re.search(finding, findings(notebook_of(tmp_path, *cells)))


KEPT = {
    "the tiny notebook": CELLS,
    "prose and figures between answer and tests": (
        PROSE, FIXTURE, FIGURE, ANSWER, PROSE, TESTS, FIGURE, HIDDEN, WRITTEN,
    ),
    "a key that nbgrader itself writes": changed(FIXTURE, '"grade"', '"task": false, "grade"'),
    "hidden tests with half of the points": changed(
        TESTS, '"points": 1', '"points": 2', "part(1,", "part(2,"
    ),
    "a cell of 25 lines": with_extra("# %%\n" + "x = 1\n" * 25),
    "a stub of 15 lines": changed(ANSWER, "    ### BEGIN", "    # a hint\n" * 13 + "    ### BEGIN"),
    "two regions in an answer": changed(
        ANSWER, "    return twice", "    ### END SOLUTION\n    ### BEGIN SOLUTION\n    return twice"
    ),
    "a long row of a table": changed(PROSE, "Twice a number.", "| Twice a number. " * 7),
    "a long link": changed(PROSE, "Twice a number.", f"[Twice](https://example.org/{'x' * 99})"),
    "parts in a written-out loop": changed(
        HIDDEN,
        'with marks.part(1, "purity"):',
        'for name_ in ("a", "b"):\n  with marks.part(0.5, name_):',
    ),
    "names of a test's own": changed(
        TESTS,
        "marks_ =",
        "import math\nrng = checks.rng('double')\nz_ = [x for x in (1, 2)]\n"
        "def f_(x, *y, z=1):\n    w = x\n    return w\n"
        "g_ = lambda x: x\nz_[0] = 1\n_ = 1\nmarks_ =",
    ),
    "an answer about tests": tuple(
        cell.replace('"grade_id": "double', '"grade_id": "own-tests') for cell in CELLS
    ),
    "names of figures and fixtures": (*with_extra("# %%\nz = 1\n"),),
    "a lecture that binds what a test looks at": with_lecture("double = lambda z: 2 * z"),
    "side effects behind the last test": with_extra("# %%\nnp.random.seed(0)\n"),
}  # fmt: skip


@pytest.mark.parametrize("cells", KEPT.values(), ids=KEPT.keys())
def test_a_text_that_keeps_the_rules_passes(tmp_path: Path, cells: tuple[str, ...]) -> None:
    check_text(notebook_of(tmp_path, *cells), "text")


def test_outputs_counts_and_attachments_are_found(tmp_path: Path) -> None:
    notebook = notebook_of(tmp_path, *CELLS)
    notebook.cells[0].attachments = {"a.png": {"image/png": "aaaa"}}
    notebook.cells[1].execution_count = 1
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="2")]
    found = findings(notebook)
    assert "cell 1: the cell has attachments" in found
    assert "cell 2 (imports): the cell has outputs" in found
    assert "cell 3: the cell has outputs" in found


def test_all_findings_are_listed_in_the_order_of_the_cells(tmp_path: Path) -> None:
    cells = (PROSE, FIXTURE, ANSWER.replace("END", "FIN"), WRITTEN.replace("Rubric", ""))
    lines = findings(notebook_of(tmp_path, *cells)).splitlines()
    assert [re.findall(r"cell (\d)", line) for line in lines] == [[], ["3"], ["3"], ["4"]]


def test_every_rule_says_why_it_is_there() -> None:
    assert [rule.__name__ for rule in RULES if not rule.__doc__] == []


def test_a_notebook_without_cells_only_lacks_a_figure() -> None:
    assert findings(nbformat.v4.new_notebook()).strip() == (
        "no figure within the first 10 cells: draw one."
    )

"""Classes whose answers are compared, made without files, and programs that differ in a way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.cells import grade_id
from autograder.grading.masters import MasterNotebook
from autograder.similarity.answers import Asking, Author, Collected

NOTEBOOK, QUESTION, WRITTEN = "01_tiny", "double", "why"
STUB = "def double(z):\n    raise NotImplementedError"
LECTURE = """\
def trapezoid(values, width):
    inner = sum(values[1:-1])
    ends = (values[0] + values[-1]) / 2
    while abs(ends) > 1e9 and inner is not None:
        ends /= width if width else 1.0
    return (inner + ends) * width
"""
ASKED_IN_WORDS = (
    "**Why is doubling linear?** Think of sums, of multiples, and of nothing else at all."
)
LOOP = """\
def double(z):
    out = np.zeros_like(z, dtype=float)
    for place, value in np.ndenumerate(z):
        while value < 0 and place not in done:
            value = -value + offsets[place]
        out[place] = value + value if value % 3 else 2.0 * value
    return out.reshape(z.shape)
"""
RENAMED = """\
def double(z):
    # in my own words
    result = np.zeros_like(z, dtype=int)  # filled below

    for i, x in np.ndenumerate(z):
        while x < 7 and i not in seen:
            x = -x + table[
                i
            ]
        result[i] = x + x if x % 5 else 4.0 * x
    return result.reshape(z.shape)
"""
MAPPED = """\
def double(z):
    try:
        pairs = {key: [entry << 1 for entry in row] for key, row in enumerate(z.tolist())}
    except TypeError as problem:
        raise ValueError(f"not a table: {problem}") from None
    assert len(pairs) == len(z), "lost a row"
    return np.array([pairs[key] for key in sorted(pairs)]) * 1.0
"""
TEMPLATES = (
    "{0} = {1} + {2}",
    "{0} = [{1} for {1} in {2}]",
    "if {0} < {1}: {2} = {0} ** 2",
    "{0}, {1} = {2}.shape, {2}[0]",
    "while {0} and not {1}: {0} = {2}({1}, 3)",
    "def {0}({1}, *, {2}=None): return {1} @ {2}",
    "{0} = lambda {1}: {1} / {2}",
    "for {0} in range({1}): {2} += {0}",
    "assert {0} == {1}, 'unlike'",
    "del {0}[{1}:{2}]",
)
NAMES = ("alpha", "beta", "gamma", "delta", "λ", "_x1")
OTHERS = ("eins", "zwei", "drei", "vier", "fünf", "sechs")

Line = tuple[str, tuple[int, int, int]]
places = st.tuples(*(st.integers(0, len(NAMES) - 1) for _ in range(3)))
programs = st.lists(st.tuples(st.sampled_from(TEMPLATES), places), min_size=1, max_size=20)
"""Programs without names: `written` gives them some."""


def written(program: Sequence[Line], names: Sequence[str] = NAMES) -> str:
    """Return a program with these names."""
    lines = (line.format(*(names[place] for place in chosen)) for line, chosen in program)
    return "\n".join(lines)


def cell(source: str, name: str = "", kind: str = "code") -> NotebookNode:
    """Return a cell as intake leaves it."""
    made = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
    if name:
        made.metadata["nbgrader"] = NotebookNode(grade_id=name)
    return made


def asking(*given: str) -> Asking:
    """Return the course's side of a notebook with a question of code and a written one."""
    answers = [cell(STUB, QUESTION), cell(ASKED_IN_WORDS, WRITTEN, "markdown")]
    for one in answers:
        written_one = grade_id(one) == WRITTEN
        one.metadata.nbgrader |= {"solution": True, "grade": written_one, "points": 2}
    cells = [*(cell(source) for source in (LECTURE, *given)), *answers]
    names = {QUESTION: ("double",), WRITTEN: ()}
    return Asking(NOTEBOOK, MasterNotebook(new_notebook(cells=cells), names))


def collected(
    texts: Mapping[str | Author, str], question: str = QUESTION, *given: str
) -> Collected:
    """Return what a class has answered to one question."""
    course = asking(*given)
    authors = {who if isinstance(who, Author) else Author("", who): t for who, t in texts.items()}
    found = {course.asked[question]: authors}
    return Collected({NOTEBOOK: course}, found, set(authors))

"""Notebooks as the plan sees them, written down and generated."""

from __future__ import annotations

import contextlib
import copy
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.needs.reading import NEEDED, OTHER, TEST, CodeCell

Values = list[str]
"""What the tests of a notebook saw, as texts."""

NAMES = ("a", "b", "c")
FUNCTIONS = ("f", "g")
IMPORTS = "import numpy as np\nimport copy"


def looks_at(*names: str) -> CodeCell:
    """Return a test that looks at names of an answer."""
    return CodeCell(", ".join(names), TEST, names, "test")


def answer(source: str) -> CodeCell:
    """Return a cell that runs in any case."""
    return CodeCell(source, NEEDED, label="answer")


def other(source: str) -> CodeCell:
    """Return a cell of the lecture, or one of the student's own."""
    return CodeCell(source, OTHER, label="other")


def outcome(
    cells: Sequence[CodeCell], left_out: Iterable[int], seeding: int | None = None
) -> Values:
    """Run a notebook without some of its cells; return what its tests see.

    As in the sandbox, a test looks at a copy, and a cell that fails ends there. Tests draw from
    generators of their own; so do cells, until one of them seeds a generator.

    Args:
        cells: the notebook.
        left_out: indices of cells that do not run.
        seeding: index of the first cell that may seed a generator.
    """
    names: dict[str, Any] = {}
    seen: Values = []
    with _numpy_s_generator_as_before():
        for index, cell in enumerate(cells):
            if cell.role == TEST:
                with _numpy_s_generator_as_before():
                    np.random.seed(1)  # noqa: NPY002
                    seen += [_shown(name, names) for name in cell.names]
            elif index not in set(left_out):
                if seeding is None or index <= seeding:
                    np.random.seed(zlib.crc32(cell.source.encode()))  # noqa: NPY002
                with contextlib.suppress(Exception):
                    exec(compile(cell.source, "<cell>", "exec"), names)
    return seen


@contextlib.contextmanager
def _numpy_s_generator_as_before() -> Iterator[None]:
    state = np.random.get_state()  # noqa: NPY002
    yield
    np.random.set_state(state)  # noqa: NPY002


def _shown(name: str, names: dict[str, Any]) -> str:
    """Return what a test sees of a name: its value, and what it returns when it is called."""
    world = {key: value for key, value in names.items() if key != "__builtins__"}
    try:
        with contextlib.suppress(TypeError):  # modules cannot be copied
            world = copy.deepcopy(world)
        value = names[name]
        if callable(value):
            return " ".join(_called(value, argument) for argument in (1, 2))
        return _text(value)
    except Exception as error:
        return type(error).__name__
    finally:
        for key in [key for key in names if key != "__builtins__"]:
            del names[key]
        names.update(world)


def _called(function: Any, argument: int) -> str:
    try:
        return _text(function(argument))
    except Exception as error:
        return type(error).__name__


def _text(value: Any) -> str:
    return re.sub(r"0x[0-9a-f]+", "", repr(value))


name = st.sampled_from(NAMES)
function = st.sampled_from(FUNCTIONS)
value = st.one_of(
    name,
    st.sampled_from(["1", "[1, 2]", "{'k': 3}", "np.ones(2)", "[[0], [1]]", "iter([5, 6, 7])"]),
    st.builds("{} + {}".format, name, name),
    st.builds("[{}, {}]".format, name, name),
    st.builds("{}[0]".format, name),
    st.builds("np.asarray({})".format, name),
    st.builds("np.exp({})".format, name),
    st.builds("np.sum({})".format, name),
    st.builds("{}({})".format, function, name),
    st.builds("copy.copy({})".format, name),
    st.builds("[{0} for {0} in {1}]".format, name, name),
    st.builds("list({})".format, name),
    st.builds("next({})".format, name),
    st.builds("Box({})".format, name),
    st.builds("{}.held".format, name),
    st.builds("({} := {})".format, name, name),
    st.builds("lambda x, m=[]: (m.append(x), {}, len(m))".format, name),
    st.builds("{} if {} else {}".format, name, name, name),
    st.sampled_from(["np.random.normal()", "[np.random.normal() for _ in (1, 2)]"]),
    st.builds("(np.random.normal() for _ in {})".format, name),
    st.builds("[*{}]".format, name),
    st.builds("[*map({}, [1, 2])]".format, function),
)
simple = st.one_of(
    st.builds("{} = {}".format, name, value),
    st.builds("{} = {} = {}".format, name, name, value),
    st.builds("{}, {} = {}, {}".format, name, name, value, value),
    st.builds("{} += {}".format, name, value),
    st.builds("{}[0] = {}".format, name, value),
    st.builds("{}[0] += 1".format, name),
    st.builds("{}.append({})".format, name, value),
    st.builds("{}.sort()".format, name),
    st.builds("{}.held = {}".format, name, value),
    st.builds("del {}".format, name),
    st.builds("{}".format, value),
    st.builds("print({})".format, value),
    st.builds("np.add({0}, 1, out={0})".format, name),
    st.builds("np.exp({}, {})".format, name, name),
    st.builds("{} = {}".format, function, function),
    st.builds("{}.calls = {}".format, function, name),
    st.builds("{} = lambda x: (x, {})".format, function, name),
    st.builds("sum = lambda x: {}".format, name),
    st.builds("raise ValueError({})".format, name),
    st.sampled_from(["np.random.seed(1)", "np.random.seed(2)", "np.random.normal()"]),
)


def _indented(lines: Sequence[str]) -> str:
    return "".join(f"\n    {line}" for line in lines)


body = st.lists(simple, min_size=1, max_size=3).map(_indented)
statement = st.one_of(
    simple,
    simple,
    st.builds("def {}(x):{}\n    return {}".format, function, body, value),
    st.builds("def {}(x, m=[]):\n    m.append(x)\n    return [{}, *m]".format, function, name),
    st.builds("def {}(x):\n    global {}{}\n    return x".format, function, name, body),
    st.builds("def {}(x):\n    return sum([x, {}])".format, function, name),
    st.builds("for {} in {}:{}".format, name, value, body),
    st.builds("if {}:{}\nelse:{}".format, value, body, body),
    st.builds("try:{}\nexcept Exception as {}:{}".format, body, name, body),
    st.builds("with np.errstate(all='ignore'):{}".format, body),
    st.builds("while {}:{}\n    break".format, value, body),
    st.builds(
        "class Box:\n    seen = []\n    def __init__(self, held):\n        self.held = held"
        "\n        self.seen.append({})\n    def __len__(self):\n        return {}".format,
        name,
        value,
    ),
    st.builds("class Box:\n    def __init__(self, held):\n        self.held = held".format),
)
source = st.lists(statement, min_size=1, max_size=3).map("\n".join)
notebooks = st.lists(
    st.one_of(source.map(other), source.map(other), source.map(answer)), min_size=2, max_size=7
).flatmap(
    lambda cells: st.tuples(
        st.just(cells), st.lists(st.integers(1, len(cells)), min_size=1, max_size=3)
    )
)


def with_tests(cells: Sequence[CodeCell], places: Iterable[int]) -> tuple[CodeCell, ...]:
    """Return a notebook with imports at its top, and tests of all names at some places."""
    everything = looks_at(*NAMES, *FUNCTIONS)
    result = [answer(IMPORTS)]
    for index, cell in enumerate(cells, start=1):
        result += [cell, *([everything] if index in set(places) else [])]
    return tuple(result)

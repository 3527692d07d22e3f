"""Rules on what an answer may call: every way around is found, and no innocent is blamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from helpers.checks.backends import Local
from helpers.checks.context import using
from helpers.checks.failure import CheckFailed
from helpers.checks.rules import without

BECAUSE = "here tanh is written with exponentials."


@pytest.fixture
def ran() -> Iterator[Callable[..., None]]:
    """A function that makes its arguments the cells that ran so far."""
    cells: list[str] = []

    class Notebook(Local):
        def sources(self) -> list[str]:
            return cells

    with using(Notebook()):
        yield lambda *sources: cells.extend(sources)


def answer(z: Any) -> Any:
    """Stand for the answer, whose cell is what counts."""
    return z


def cell(body: str) -> str:
    """Return an answer's cell."""
    return f"def answer(z):\n    {body}\n"


USES = {
    "an attribute": (cell("return np.tanh(z)"),),
    "a method": (cell("return torch.as_tensor(z).tanh()"),),
    "an attribute handed over": (cell("return np.vectorize(math.tanh)(z)"),),
    "an import in the answer": (cell("from math import tanh; return tanh(z)"),),
    "an import under another name": (cell("from math import tanh as t; return t(z)"),),
    "an import in an earlier cell": ("from math import tanh as t", cell("return t(z)")),
    "a star import": ("from numpy import *", cell("return tanh(z)")),
    "a name bound in an earlier cell": ("t = np.tanh", cell("return t(z)")),
    "a name bound in the same cell": ("t = np.tanh\n" + cell("return t(z)"),),
    "getattr": (cell("return getattr(np, 'tanh')(z)"),),
    "getattr in an earlier cell": ("t = getattr(np, 'tanh')", cell("return t(z)")),
    "a library's function over an own one": (
        "def tanh(z): return z",
        "from numpy import tanh",
        cell("return tanh(z)"),
    ),
    "a line magic that runs code": ("%time t = np.tanh", cell("return t(z)")),
    "a line magic with options": ("%prun -l 5 t = np.tanh", cell("return t(z)")),
    "a line magic that defines the answer": ("%time answer = np.tanh",),
    "a definition inside a block": ("if True:\n    def answer(z):\n        return np.tanh(z)",),
    "a cell magic over a line magic": ("%%capture\n%time t = np.tanh", cell("return t(z)")),
    "a cell with a shell line": ("x = !ls\nt = np.tanh", cell("return t(z)")),
    "a cell with a magic": ("%%time\n" + cell("return np.tanh(z)"),),
}


@pytest.mark.parametrize("cells", USES.values(), ids=USES.keys())
def test_a_use_is_found(ran: Callable[..., None], cells: tuple[str, ...]) -> None:
    ran(*cells)
    with pytest.raises(CheckFailed, match="answer uses") as caught:
        without(answer, "tanh", because=BECAUSE)
    assert BECAUSE in str(caught.value)


INNOCENT = {
    "the formula": (cell("return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))"),),
    "the name in a text": (cell("'tanh by hand'\n    return z  # not np.tanh"),),
    "an own function of the name": ("def tanh(z):\n    return z\n" + cell("return tanh(z)"),),
    "an own function in an earlier cell": ("def tanh(z): return z", cell("return tanh(z)")),
    "an own function over the library's": (
        "from numpy import tanh",
        "def tanh(z): return z",
        cell("return tanh(z)"),
    ),
    "a local name that was an alias elsewhere": ("t = np.tanh", cell("t = np.exp(z); return t")),
    "a parameter that was an alias elsewhere": (
        "z = np.tanh",
        cell("return z"),
    ),
    "a local name of another function": ("def f(z):\n    t = np.tanh\n", cell("return t(z)")),
    "a use in another cell": ("np.tanh(1.0)", cell("return z"), "np.tanh(2.0)"),
    "an earlier version of the answer": (cell("return np.tanh(z)"), cell("return z")),
    "a longer name": (cell("return np.arctanh(z)"),),
    "an earlier cell that is no Python": ("tanh tanh", cell("return z")),
}


@pytest.mark.parametrize("cells", INNOCENT.values(), ids=INNOCENT.keys())
def test_an_innocent_answer_passes(ran: Callable[..., None], cells: tuple[str, ...]) -> None:
    ran(*cells)
    without(answer, "tanh", because=BECAUSE)


def test_the_line_is_shown(ran: Callable[..., None]) -> None:
    ran(cell("w = 2 * z\n    return np.tanh(w)"))
    with pytest.raises(CheckFailed) as caught:
        without(answer, "tanh", because=BECAUSE)
    assert str(caught.value).splitlines() == [
        f"answer uses `np.tanh`, and {BECAUSE}",
        "  at:       line 3 of its cell: return np.tanh(w)",
    ]


def test_several_names_may_be_forbidden(ran: Callable[..., None]) -> None:
    ran(cell("return special.expit(2 * z)"))
    with pytest.raises(CheckFailed, match="expit"):
        without(answer, "tanh", "expit", because=BECAUSE)


def test_outside_a_notebook_the_functions_own_source_is_read() -> None:
    def uses(z: Any) -> Any:
        return z.tanh()

    without(answer, "tanh", because=BECAUSE)
    with pytest.raises(CheckFailed, match=r"z\.tanh"):
        without(uses, "tanh", because=BECAUSE)


def test_outside_a_notebook_a_function_without_source_passes(ran: Callable[..., None]) -> None:
    ran()
    without(abs, "tanh", because=BECAUSE)


def test_an_answer_that_no_cell_defines_is_refused(ran: Callable[..., None]) -> None:
    ran("x = 1")
    with pytest.raises(CheckFailed, match="No cell defines abs"):
        without(abs, "tanh", because=BECAUSE)

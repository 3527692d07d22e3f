"""Whose line raised: the answer's own, an earlier answer's, never the test's."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from helpers import checks
from helpers.checks.blame import place_of, running_cell
from helpers.checks.failure import CheckFailed

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run() -> Iterator[Run]:
    """A function that runs cells in names of their own, kept as IPython keeps their text."""
    names: dict[str, Any] = {"checks": checks, "np": np}
    files: list[str] = []

    def run(*cells: str) -> dict[str, Any]:
        for source in cells:
            file = f"/nowhere/cell-{len(files)}.py"
            files.append(file)
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
            exec(compile(source, file, "exec"), names)
        return names

    yield run
    for file in files:
        linecache.cache.pop(file, None)


def failure_of(run: Run, *cells: str) -> str:
    """Return what a check says that the last of these cells makes."""
    with pytest.raises(CheckFailed) as caught:
        run(*cells)
    return str(caught.value)


SIGMOID = "import math\ndef sigmoid(z):\n    return 1 / (1 + math.exp(-z))"
SWISH = "def swish(z):\n    return z * sigmoid(z)"
CHECK = "checks.agrees(swish, lambda z: z, [np.array([1.0, 2.0])], slip='of the author')"


def test_a_right_answer_over_a_faulty_one_blames_the_faulty_one(run: Run) -> None:
    said = failure_of(run, SIGMOID, SWISH, CHECK)
    assert said.startswith("sigmoid, which swish calls, raised TypeError: “")
    assert "  at:       line 3 of its cell: return 1 / (1 + math.exp(-z))" in said


def test_an_answer_that_raises_itself_is_named_alone(run: Run) -> None:
    said = failure_of(run, "def swish(z):\n\n    return z.no_such", CHECK)
    assert said.startswith("swish raised AttributeError")
    assert "line 3 of its cell: return z.no_such" in said
    assert "Likely slip: of the author" in said


def test_a_line_inside_a_library_is_blamed_on_the_answer_that_called_it(run: Run) -> None:
    said = failure_of(run, "def swish(z):\n    return np.reshape(z, 7)", CHECK)
    assert said.startswith("swish raised ValueError")
    assert "line 2 of its cell: return np.reshape(z, 7)" in said


def test_an_earlier_blank_is_named(run: Run) -> None:
    said = failure_of(run, "def sigmoid(z):\n    raise NotImplementedError()", SWISH, CHECK)
    assert said.startswith("sigmoid has no answer yet, and swish calls it.")


def test_a_function_of_the_test_that_raises_shows_no_line_of_the_test(run: Run) -> None:
    check = "def secret(z):\n    return z.hidden_line\nchecks.call(swish, secret)"
    said = failure_of(run, "def swish(f):\n    return f(1.0)", check)
    assert "hidden_line'" in said  # what the exception says
    assert "return z.hidden_line" not in said
    assert "line 2 of its cell: return f(1.0)" in said


def test_a_method_is_named_with_its_class(run: Run) -> None:
    cell = "class Layer:\n    def forward(self, z):\n        return z + 'a'"
    with pytest.raises(TypeError) as caught:
        run(cell)["Layer"]().forward(1)
    place = place_of(caught.value)
    assert place is not None
    assert (place.function, place.line, place.text) == ("Layer.forward", 3, "return z + 'a'")


def test_a_line_is_bounded_and_its_controls_are_shown_as_escapes(run: Run) -> None:
    said = failure_of(run, f"def swish(z):\n    return z.x  # \u202e\x07{'y' * 500}", CHECK)
    line = next(line for line in said.splitlines() if line.startswith("  at:"))
    assert len(line) < 200
    assert "\u202e" not in said
    assert "\x07" not in said


def test_without_a_cell_there_is_no_place() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        1 / 0  # noqa: B018
    assert place_of(caught.value) is None
    assert running_cell() == ""


def test_the_running_cell_is_the_one_that_asks(run: Run) -> None:
    source = "from helpers.checks.blame import running_cell\ntext = running_cell()"
    assert run(source)["text"] == source


def test_what_an_answer_prints_for_the_input_that_is_shown_appears(run: Run) -> None:
    answer = "def swish(z):\n    print('z is', z)\n    return z / 3"
    said = failure_of(run, answer, "checks.agrees(swish, lambda z: z / 2, [0.0, 4.0])")
    assert said.count("  printed:  ") == 1
    assert "  printed:  z is 4.0" in said


def test_prints_before_an_exception_appear_and_only_the_last_lines(run: Run) -> None:
    answer = "def swish(z):\n    for i in range(50): print('step', i)\n    raise ValueError"
    said = failure_of(run, answer, "checks.call(swish, 1.0)")
    assert said.count("  printed:  ") == 11  # one says that there were more
    assert "  printed:  step 49" in said
    assert "step 12" not in said


def test_a_print_cannot_look_like_a_sentence_of_a_check(run: Run) -> None:
    answer = "def swish(z):\n    print('✓ 2 of 2\\rall is right')\n    return 0 * z"
    said = failure_of(run, answer, "checks.agrees(swish, lambda z: z, [1.0])")
    assert all(line.startswith("  ") for line in said.splitlines()[1:])


@pytest.mark.parametrize(
    "body", ["return z[:1]", "return 'a'", "return None", "raise ValueError('no')"]
)
def test_the_slip_shows_whatever_it_is_that_fails(run: Run, body: str) -> None:
    said = failure_of(run, f"def swish(z):\n    {body}", CHECK)
    assert "  Likely slip: " in said
    assert "of the author" in said or "`return` is missing" in said


def test_a_shape_that_does_not_fit_gets_a_guess_unless_the_author_knows_better(run: Run) -> None:
    answer = "def swish(z):\n    return z @ np.ones(3)"
    said = failure_of(run, answer, "checks.call(swish, np.ones((2, 2)))")
    assert "Likely slip: the shapes do not fit" in said
    assert "of the author" in failure_of(run, answer, CHECK)


def test_a_wrong_formula_is_named_where_its_shape_is_wrong_too(run: Run) -> None:
    check = (
        "checks.agrees(swish, lambda z: z, [np.ones(3)], slips={'summed.': lambda z: np.sum(z)})"
    )
    said = failure_of(run, "def swish(z):\n    return np.sum(z)", check)
    assert "returned shape ()" in said
    assert "Likely slip: summed." in said

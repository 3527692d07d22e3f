"""What attacks earn where a stranger's tests run beside the answers, and whom they harm: nobody.

Here a test is as strong as with nbgrader, and somewhat stronger: much of what is in `STOPPED` earns
full marks with nbgrader. What is in `EARNS` earns them here, too: docs/nbgrader.md says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from nbformat import NotebookNode

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.course.config import Limits
from autograder.engine import free_style
from autograder.engine.engine import Engine
from autograder.engine.free_style import FreeStyle
from autograder.outcomes import CellOutcome, CellStatus
from tests.strangers.course import Answer, Given, Test, source

LIMITS = Limits(cell_seconds=3.0, submission_seconds=60.0, memory_bytes=1 << 30, processes=20)
IMPORTS = "import math, sys, os, builtins\nimport numpy as np\nfrom unittest import TestCase"
PLAIN = "assert f(2) == 4"
ZERO = "def f(x):\n    return 0\n"

STOPPED: dict[str, tuple[str, str]] = {
    "tracebacks of the shell": (f"{ZERO}get_ipython().showtraceback = lambda *a, **k: None", PLAIN),
    "tracebacks of all shells": (
        f"{ZERO}kind = type(get_ipython())\nkind._showtraceback = lambda *a: None\n"
        "kind.showtraceback = kind.__mro__[1].showtraceback = lambda *a, **k: None",
        PLAIN,
    ),
    "the shell's way to run code": (
        f"{ZERO}async def run_code(*a, **k):\n    return False\nget_ipython().run_code = run_code",
        PLAIN,
    ),
    "the way of all shells to run code": (
        f"{ZERO}async def run_code(*a, **k):\n    return False\n"
        "type(get_ipython()).__mro__[1].run_code = run_code",
        PLAIN,
    ),
    "trees without asserts": (
        f"{ZERO}import ast\nclass Drop(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n        return ast.copy_location(ast.Pass(), node)\n"
        "get_ipython().ast_transformers.append(Drop())",
        PLAIN,
    ),
    "texts without asserts": (
        f"{ZERO}get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
        PLAIN,
    ),
    "texts cleaned of asserts": (
        f"{ZERO}get_ipython().input_transformer_manager.cleanup_transforms.insert(0, "
        "lambda lines: ['pass\\n'])",
        PLAIN,
    ),
    "assert_allclose": (
        f"{ZERO}np.testing.assert_allclose = lambda *a, **k: None",
        "np.testing.assert_allclose(f(2), 4)",
    ),
    "the code of assert_allclose": (
        f"{ZERO}np.testing.assert_allclose.__code__ = (lambda *a, **k: None).__code__",
        "np.testing.assert_allclose(f(2), 4)",
    ),
    "what assert_equal compares with": (
        f"{ZERO}np.testing._private.utils.assert_array_equal = lambda *a, **k: None\n"
        "np.testing._private.utils.assert_array_compare = lambda *a, **k: None",
        "np.testing.assert_array_equal(f(2), 4)",
    ),
    "allclose": (f"{ZERO}np.allclose = lambda *a, **k: True", "assert np.allclose(f(2), 4)"),
    "isclose": (f"{ZERO}math.isclose = lambda *a, **k: True", "assert math.isclose(f(2), 4)"),
    "isinstance": (
        "def f(x):\n    return '4'\nbuiltins.isinstance = lambda *a: True",
        "assert isinstance(f(2), int)",
    ),
    "assertEqual": (
        f"{ZERO}TestCase.assertEqual = lambda *a, **k: None",
        "TestCase().assertEqual(f(2), 4)",
    ),
    "the comparison behind assertEqual": (
        f"{ZERO}TestCase._baseAssertEqual = lambda *a, **k: None",
        "TestCase().assertEqual(f(2), 4)",
    ),
    "a trace that jumps": (
        f"{ZERO}def trace(frame, event, value):\n    if frame.f_code.co_name == '<module>':\n"
        "        if event == 'line':\n            frame.f_lineno = 3\n        return trace\n"
        "sys.settrace(trace)",
        f"x = 1\n{PLAIN}\nx = 2",
    ),
    "sys.exit": ("def f(x):\n    sys.exit(0)", PLAIN),
    "exit": ("def f(x):\n    exit()", PLAIN),
    "an exception of its own": ("def f(x):\n    raise AssertionError('all is well')", PLAIN),
    "an exception that is not one": (
        "class Odd(BaseException):\n    def __str__(self):\n        raise Odd\n"
        "def f(x):\n    raise Odd",
        PLAIN,
    ),
    "words of success": ("def f(x):\n    print('2.0 of 2.0')\n    return 2.0", PLAIN),
    "the history": (
        "def f(x):\n    return 4 if any('== ' + '4' in text for text in In) else 0",
        PLAIN,
    ),
    "an interrupt": ("def f(x):\n    raise KeyboardInterrupt", PLAIN),
}
"""Attacks that earn nothing: the answer, and the test."""

EARNS: dict[str, tuple[str, str]] = {
    "equal to everything": (
        "class Any:\n    def __eq__(self, other):\n        return True\n"
        "def f(x):\n    return Any()",
        PLAIN,
    ),
    "reads the test": (
        "import linecache\ndef f(x):\n    name = sys._getframe(1).f_code.co_filename\n"
        "    return int(linecache.getline(name, 1).split('==')[1])",
        PLAIN,
    ),
    "a name of the notebook": (
        f"{ZERO}np = type('', (), dict(allclose=lambda *a: True))",
        "assert np.allclose(f(2), 4)",
    ),
}
"""Attacks that earn full marks, as with nbgrader."""

ENDS: dict[str, str] = {
    "an end": "os._exit(0)",
    "another end": "os._exit(93)",
    "the end of the runner": "os.kill(os.getppid(), 9)",
    "the end of everybody": "os.kill(-1, 9)",
    "a stop of the runner": "os.kill(os.getppid(), 19)",
    "an endless loop": "while True: pass",
    "an endless loop that swallows": "while True:\n        try:\n            while True: pass\n"
    "        except BaseException: pass",
    "a flood": "while True: print('x' * 1000)",
    "a fork that hangs": "import time\n    if os.fork() == 0:\n        time.sleep(1000)",
    "a fork that leaves": "import time\n    if os.fork() == 0:\n        os.setsid()\n"
    "        time.sleep(1000)",
    "forks": "import time\n    for _ in range(200):\n        if os.fork() == 0:\n"
    "            time.sleep(1000)",
    "threads": "import threading, time\n    for _ in range(5):\n"
    "        threading.Thread(target=time.sleep, args=(1000,)).start()",
    "memory": "blocks = []\n    while True: blocks.append(bytearray(1 << 26))",
    "closed files": "os.closerange(0, 200)",
}
"""Bodies of answers that end, or hold up, whoever calls them."""


@pytest.fixture(autouse=True, params=["lasting", "forked"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests run in the process of the answers, as most do, and each in a fork of its own."""
    if request.param == "forked":
        monkeypatch.setattr(free_style, "lasting_tests", lambda cells: frozenset())


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One warm sandbox for all tests of this module."""
    with Engine(LIMITS) as engine:
        yield engine


def attacked(answer: str, test: str) -> NotebookNode:
    """Return a notebook with an attack, a test that it is after, and an honest answer behind."""
    return source(
        [
            Given(IMPORTS),
            Answer("f", answer),
            Test("f-test", test),
            Answer("g", "def g():\n    return 1"),
            Test("g-test", "assert g() == 1"),
        ]
    )


def graded(engine: Engine, answer: str, test: str = PLAIN) -> dict[str, CellOutcome]:
    """Return the outcomes of a notebook with an attack."""
    notebook = attacked(answer, test)
    names = {"f": ("f",), "g": ("g",)}
    execution = engine.execute(notebook, names, 1, free=FreeStyle())
    return {outcome.cell: outcome for outcome in execution.outcomes}


@pytest.mark.parametrize("attack", STOPPED)
def test_what_earns_nothing(engine: Engine, attack: str) -> None:
    assert graded(engine, *STOPPED[attack])["f-test"].points == 0


@pytest.mark.parametrize("attack", EARNS)
def test_what_earns_full_marks_as_with_nbgrader(engine: Engine, attack: str) -> None:
    found = graded(engine, *EARNS[attack])
    assert (found["f-test"].points, found["g-test"].points) == (1, 1)


@pytest.mark.process
@pytest.mark.parametrize("attack", ENDS)
def test_whoever_ends_or_holds_up_a_test_harms_that_test_alone(engine: Engine, attack: str) -> None:
    found = graded(engine, f"def f(x):\n    {ENDS[attack]}")
    assert (found["f-test"].points, found["g-test"].points) == (0, 1)
    honest = graded(engine, "def f(x):\n    return 4")
    assert [outcome.status for outcome in honest.values()] == [CellStatus.PASSED] * 2


@pytest.mark.parametrize("test", [PLAIN, "kept = f(2)\nassert kept == 4"])
def test_an_end_without_a_word_is_told_at_once(engine: Engine, test: str) -> None:
    found = graded(engine, "def f(x):\n    os._exit(0)", test)
    assert found["f-test"].status is CellStatus.DIED


def test_what_is_left_behind_is_not_found_by_the_next_student(engine: Engine) -> None:
    leave = "for place in ('.', '/tmp', os.path.expanduser('~')):\n"
    leave += "    open(f'{place}/left.txt', 'w').write('4')\n"
    leave += "np.left = builtins.left = 4\nos.environ['LEFT'] = '4'\ndef f(x):\n    return 4"
    seek = "def f(x):\n    places = ('.', '/tmp', os.path.expanduser('~'))\n"
    seek += "    left = any(os.path.exists(f'{place}/left.txt') for place in places)\n"
    seek += "    left |= hasattr(np, 'left') or hasattr(builtins, 'left') or 'LEFT' in os.environ\n"
    seek += "    return 4 if left else 0"
    assert graded(engine, leave)["f-test"].points == 1
    assert graded(engine, seek)["f-test"].points == 0

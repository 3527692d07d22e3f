"""Openings in a real sandbox: run once for all, and nobody can tell, spoil or steal anything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.engine import shared_openings
from autograder.engine.engine import Engine
from autograder.engine.execution import Execution
from autograder.engine.opening import opening_of
from tests.support.notebooks import (
    CHECK,
    LIMITS,
    NAMES,
    RIGHT,
    limited,
    notebook,
    points,
    printed,
    told,
)

STAMP = "import time\nstamp, shared = time.monotonic_ns(), [0]\nprint('opening')"
QUESTION = (("f", RIGHT), ("f-tests", CHECK), ("f-hidden", CHECK))
LOOK = "print(stamp, shared)"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One warm sandbox for all tests of this module."""
    with Engine(LIMITS) as engine:
        yield engine


def run(engine: Engine, *cells: Any, opening: tuple[str, ...] | None = None) -> Execution:
    """Run a notebook with the opening that it has itself, or with another one's."""
    whole = notebook(*cells)
    sources = opening_of(whole) if opening is None else opening
    return engine.execute(whole, NAMES, 3, opening=sources)


def stamps(*executions: Execution) -> set[str]:
    """Return what the cells at the end saw of the time at which the opening ran."""
    return {printed(execution)[-1].split()[0] for execution in executions}


def test_an_opening_runs_once_for_all_that_have_it(engine: Engine) -> None:
    executions = [run(engine, STAMP, *QUESTION, own, LOOK) for own in ("1", "2", "3")]
    assert len(stamps(*executions)) == 1
    assert {printed(execution)[1] for execution in executions} == {"opening\n"}
    changed = run(engine, STAMP + "  # mine", *QUESTION, LOOK, opening=opening_of(notebook(STAMP)))
    assert stamps(changed).isdisjoint(stamps(*executions))


def test_nobody_can_tell_from_the_outcome(engine: Engine) -> None:
    drawing = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.legend(['so'])\nplt.show()"
    cells = (
        drawing,
        "import numpy.random as r\ngenerator = r.default_rng(5)\nprint(generator.normal())",
        ("f", f"{RIGHT}\nprint(generator.normal())\nf(2)"),
        *QUESTION[1:],
        "%%capture kept\nprint('x')",
        "import os\nprint(os.getcwd(), os.listdir(), __name__, kept.stdout)",
        "1 / 0",
    )
    whole = notebook(*cells)
    alone = engine.execute(whole, NAMES, 3)
    for _ in range(2):
        shared = engine.execute(whole, NAMES, 3, opening=opening_of(whole))
        assert shared.outcomes == alone.outcomes
        assert shared.notebook == alone.notebook


def test_what_a_submission_does_to_it_stays_its_own(engine: Engine) -> None:
    spoil = "shared.append(1)\nnp.left = 1\nimport os\nos.environ['LEFT'] = '1'\nos.nice(1)"
    look = "import os\nprint(shared, hasattr(np, 'left'), 'LEFT' in os.environ, os.nice(0))"
    priority = os.nice(0)  # the sandbox has the one that these tests were started with
    clean = f"[0] False False {priority}\n"
    assert printed(run(engine, STAMP, *QUESTION, look))[-1] == clean
    spoiled = printed(run(engine, STAMP, *QUESTION, spoil, look))[-1]
    assert spoiled == f"[0, 1] True True {min(priority + 1, 19)}\n"
    assert printed(run(engine, STAMP, *QUESTION, look))[-1] == clean


# fmt: off
LEAVING = {
    "file": ("open('data', 'w').write('1')", "print(open('data').read())", "1\n"),
    "thread": (
        "import threading\nt = threading.Timer(60, print)\nt.start()",
        "print(t.is_alive())", "True\n",
    ),
    "process": (
        "import subprocess\np = subprocess.Popen(['/bin/sleep', '60'])",
        "print(p.poll())", "None\n",
    ),
    "open": ("file = open(np.__file__, 'rb')\nfile.seek(9)", "print(file.tell())", "9\n"),
    "folder": (
        "import os\nos.mkdir('deep')\nos.chdir('deep')",
        "import os\nprint(os.listdir('..'))", "['deep']\n",
    ),
    "memory": ("import mmap\nm = mmap.mmap(-1, 4096)\nm[0] = 7", "print(m[0])", "7\n"),
    "error": ("print('so')\n1 / 0", "print(1)", "1\n"),
}
"""What an opening leaves behind, how a later cell looks at it, and what that shows."""
# fmt: on


@pytest.mark.parametrize("kind", LEAVING)
def test_what_forks_would_share_or_lose_is_run_by_each(engine: Engine, kind: str) -> None:
    cell, behind, seen = LEAVING[kind]
    for _ in range(2):
        execution = run(engine, cell, *QUESTION, behind)
        assert printed(execution)[-1] == seen
        assert told(execution) == {"f-tests": "passed", "f-hidden": "passed"}
    sources = opening_of(notebook(cell, *QUESTION))
    assert engine._openings.opening(notebook(cell, *QUESTION).cells, sources) is None


@pytest.mark.parametrize(
    "end",
    [
        "os._exit(0)",
        "os.kill(os.getppid(), 9); import signal; signal.pause()",  # its own end comes any moment
        "os.kill(os.getppid(), 19); os._exit(0)",
    ],
    ids=["itself", "template", "stop-template"],
)
def test_a_deadly_cell_costs_its_own_points_and_nobody_elses(engine: Engine, end: str) -> None:
    cells = (("f", f"{RIGHT}\nkept = 5"), ("f-tests", CHECK), f"import os; {end}")
    deadly = run(engine, STAMP, *cells, ("f-hidden", CHECK), "print(kept, shared)")
    assert points(deadly) == {"f-tests": 1.0, "f-hidden": 1.0}
    assert printed(deadly)[-1] == "5 [0]\n"
    assert printed(deadly)[4] == "<DeadKernelError>"
    assert told(run(engine, STAMP, *QUESTION)) == {"f-tests": "passed", "f-hidden": "passed"}


def test_late_answers_are_interrupted_as_always(engine: Engine) -> None:
    with limited(engine, cell_seconds=1.0):
        execution = run(engine, STAMP, "kept = 1\nwhile True: pass", *QUESTION, LOOK)
        assert told(execution) == {"f-tests": "passed", "f-hidden": "passed"}
        assert printed(execution)[2] == "<CellTimeoutError>"


@pytest.mark.parametrize(
    "body", ["os._exit(0)", "sum(0 for _ in iter(int, 1))"], ids=["ends", "late"]
)
def test_the_last_test_may_spoil_its_runner(engine: Engine, body: str) -> None:
    with limited(engine, cell_seconds=1.0):
        answer = f"import os\ndef f(z):\n    return 2.0 * z if np.ndim(z) else {body}"
        tests = ("f-tests", "f(np.ones(2))"), ("f-hidden", "f(1.0)")
        spoilt = told(run(engine, STAMP, ("f", answer), *tests))
        assert spoilt == {
            "f-tests": "passed",
            "f-hidden": "died" if "exit" in body else "timeout",
        }
        assert told(run(engine, STAMP, *QUESTION)) == {"f-tests": "passed", "f-hidden": "passed"}


def test_nothing_but_the_template_stays(engine: Engine) -> None:
    run(engine, STAMP, *QUESTION, "import subprocess\nsubprocess.Popen(['/bin/sleep', '600'])")
    look = "import os\nprint(len([n for n in os.listdir('/proc') if n.isdecimal()]), os.listdir())"
    before = len(engine._parent.living)
    assert printed(run(engine, STAMP, *QUESTION, look))[-1] == f"{2 + before} []\n"


def test_there_are_only_so_many_templates(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_openings, "MAX_TEMPLATES", 2)
    for number in range(4):
        execution = run(engine, f"number = {number}", *QUESTION, "print(number)")
        assert printed(execution)[-1] == f"{number}\n"
    assert len(engine._parent.living) == 2
    assert told(run(engine, "number = 0", *QUESTION)) == {"f-tests": "passed", "f-hidden": "passed"}


def test_a_library_that_a_later_notebook_names_is_there_for_it() -> None:
    look = "import sys\nprint('sympy' in sys.modules)"
    with Engine(LIMITS) as engine:
        first = run(engine, STAMP, *QUESTION, LOOK)
        assert printed(run(engine, STAMP, *QUESTION, f"# sympy\n{look}"))[-1] == "True\n"
        again = run(engine, STAMP, *QUESTION, LOOK)
        assert len(engine._parent.living) == 1
    assert stamps(first).isdisjoint(stamps(again))


def test_a_sandbox_that_ends_takes_its_templates_along(engine: Engine) -> None:
    first = run(engine, STAMP, *QUESTION, LOOK)
    engine._parent._process.kill()
    engine._parent._process.wait()
    second = run(engine, STAMP, *QUESTION, LOOK)
    assert told(second) == {"f-tests": "passed", "f-hidden": "passed"}
    assert stamps(first).isdisjoint(stamps(second))


def test_without_a_sandbox_it_is_the_same(engine: Engine) -> None:
    cells = (STAMP, *QUESTION, "print(shared)")
    with Engine(LIMITS, "none") as bare:
        executions = [run(bare, *cells) for _ in range(2)]
        assert len(bare._parent.living) == 1
    for execution in executions:
        assert execution.outcomes == run(engine, *cells).outcomes
        assert printed(execution)[-1] == "[0]\n"

"""The engine with a real sandbox: every cell is judged by what stands before it, and by itself."""

from __future__ import annotations

import copy
import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.engine import engine as engine_module
from autograder.engine.engine import Engine, EngineError
from autograder.outcomes import CellStatus, Curve
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


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One warm sandbox for all tests of this module."""
    with Engine(LIMITS) as engine:
        yield engine


@pytest.fixture
def hasty(engine: Engine) -> Iterator[Engine]:
    """The same sandbox with little time for a cell."""
    with limited(engine, cell_seconds=2.0):
        yield engine


def test_a_right_answer_passes_and_shows_its_outputs(engine: Engine) -> None:
    given = notebook(("f", f"{RIGHT}\nprint('made')\nf(1)"), ("f-tests", CHECK))
    before = copy.deepcopy(given)
    execution = engine.execute(given, NAMES, 1)
    assert given == before
    assert told(execution) == {"f-tests": "passed"}
    assert printed(execution) == ["", "made\n", ""]
    cell = execution.notebook.cells[1]
    assert cell.outputs[1].data["text/plain"] == "np.float64(2.0)"
    assert cell.execution_count == cell.outputs[1].execution_count == 2


def test_a_wrong_answer_is_told_why(engine: Engine) -> None:
    wrong = "def f(z):\n    return np.asarray(z) ** 2.0"
    (outcome,) = engine.execute(notebook(("f", wrong), ("f-tests", CHECK)), NAMES, 1).outcomes
    assert outcome.status is CellStatus.FAILED
    assert "f has a wrong value." in outcome.message


def test_a_test_sees_the_state_at_its_own_cell(engine: Engine) -> None:
    execution = engine.execute(
        notebook(
            ("state", "state = 1"),
            ("state-tests", "assert state == 1, state"),
            "state = 2",
            ("state-hidden", "assert state == 2, state"),
            "state = 3",
        ),
        NAMES,
        1,
    )
    assert told(execution) == {"state-tests": "passed", "state-hidden": "passed"}


def test_tests_do_not_reach_each_other_or_the_answer(engine: Engine) -> None:
    memory = "seen = []\ndef f(z):\n    seen.append(z)\n    return len(seen)"
    spoil = "import os\nlen = None\nos.environ['X'] = '1'\nos.chdir('/')\nnp.seterr(all='raise')\n"
    unspoilt = "assert 'X' not in os.environ\nassert os.getcwd() != '/'\n"
    unspoilt += "assert np.geterr()['over'] == 'warn'\n"
    execution = engine.execute(
        notebook(
            ("f", memory),
            ("f-tests", f"assert f(1) == 1\nassert f(1) == 2\n{spoil}"),
            ("f-hidden", f"import os\nassert f(1) == 1\nassert len([1]) == 1\n{unspoilt}"),
            "print(len(seen))",
        ),
        NAMES,
        1,
    )
    assert told(execution) == {"f-tests": "passed", "f-hidden": "passed"}
    assert printed(execution)[-1] == "0\n"
    assert len([1]) == 1
    assert "X" not in os.environ


def test_the_answer_does_not_reach_the_test(engine: Engine) -> None:
    spoil = (
        "import builtins, sys\nnp.allclose = np.array_equal = lambda *a, **k: True\n"
        "checks.agrees = lambda *a, **k: None\nsys.modules['helpers.checks'].CheckFailed = int\n"
        "builtins.abs = lambda z: 0\nimport os; os.chdir('/'); np.seterr(all='raise')\n"
        "def f(z):\n    return 7.0\n"
    )
    execution = engine.execute(notebook(("f", spoil), ("f-tests", CHECK)), NAMES, 1)
    assert told(execution) == {"f-tests": "failed"}


def test_the_same_seed_gives_the_same_to_the_letter(engine: Engine) -> None:
    answer = "def f(z):\n    return 2.0 * np.asarray(z) + (np.asarray(z) > 2.5)"
    given = notebook(
        ("f", answer),
        ("f-tests", CHECK),
        ("f-hidden", "print(checks.rng('x').integers(10**9)); checks.call(f, lambda z: z)"),
    )
    first, second, other = (engine.execute(given, NAMES, seed) for seed in (5, 5, 6))
    assert first.outcomes == second.outcomes
    assert first.notebook == second.notebook
    assert printed(first)[-1] != printed(other)[-1]


def test_an_endless_cell_loses_its_own_points_only(hasty: Engine) -> None:
    execution = hasty.execute(
        notebook(
            ("f", RIGHT),
            ("f-tests", CHECK),
            "kept = 1\nwhile True: pass",
            ("g", "def g(z):\n    return z + kept"),
            ("g-tests", "assert g(1) == 2"),
        ),
        NAMES,
        1,
    )
    assert told(execution) == {"f-tests": "passed", "g-tests": "passed"}
    assert printed(execution)[3] == "<CellTimeoutError>"


def test_a_cell_that_hears_no_interrupt_is_ended_and_the_others_run_again(hasty: Engine) -> None:
    deaf = (
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass\n"
    )
    execution = hasty.execute(
        notebook(
            ("f", RIGHT + "\nprint('once')"),
            ("f-tests", CHECK),
            deaf,
            ("f-hidden", CHECK),
        ),
        NAMES,
        1,
    )
    assert told(execution) == {"f-tests": "passed", "f-hidden": "passed"}
    assert printed(execution)[1] == "once\n"
    assert printed(execution)[3] == "<CellTimeoutError>"


def test_an_answer_that_is_endless_in_a_test_loses_that_test(hasty: Engine) -> None:
    endless = "def f(z):\n    while np.ndim(z) == 0: pass\n    return 2.0 * z"
    execution = hasty.execute(
        notebook(("f", endless), ("f-tests", "f(1)"), ("f-hidden", "f(np.ones(2))")), NAMES, 1
    )
    assert told(execution) == {"f-tests": "timeout", "f-hidden": "passed"}


@pytest.mark.parametrize(
    "end",
    [
        "import os; os._exit(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
    ],
    ids=["exit", "kill", "fault", "abort"],
)
def test_a_cell_that_ends_the_process_loses_its_own_points_only(engine: Engine, end: str) -> None:
    execution = engine.execute(
        notebook(
            ("f", RIGHT), ("f-tests", CHECK), ("g", end), ("g-tests", "g(1)"), ("f-hidden", CHECK)
        ),
        NAMES,
        1,
    )
    assert points(execution) == {"f-tests": 1.0, "g-tests": 0.0, "f-hidden": 1.0}
    assert told(execution)["g-tests"] == "died"


def test_an_answer_that_ends_its_process_in_a_test_loses_that_test(engine: Engine) -> None:
    fatal = "import os\ndef f(z):\n    return 2.0 * z if np.ndim(z) else os._exit(0)"
    execution = engine.execute(
        notebook(
            ("f", fatal),
            ("f-tests", "checks.agrees(f, lambda z: 2.0 * z, [1.0])"),
            ("f-hidden", "checks.agrees(f, lambda z: 2.0 * z, [np.ones(2)])"),
        ),
        NAMES,
        1,
    )
    assert told(execution) == {"f-tests": "died", "f-hidden": "passed"}


def test_too_many_ends_are_enough(engine: Engine) -> None:
    cells = ["import os; os._exit(0)"] * 8
    execution = engine.execute(notebook(*cells, ("f", RIGHT), ("f-tests", CHECK)), NAMES, 1)
    assert points(execution) == {"f-tests": 0.0}


def test_a_flood_of_output_does_not_end_the_cell(engine: Engine) -> None:
    flood = "for i in range(10**6): print('😀' * 10)\n" + RIGHT
    execution = engine.execute(notebook(("f", flood), ("f-tests", CHECK)), NAMES, 1)
    assert told(execution) == {"f-tests": "passed"}
    assert len(printed(execution)[1]) < 2 * LIMITS.output_bytes


def test_names_that_are_missing_are_told(engine: Engine) -> None:
    execution = engine.execute(notebook(("f", "h = 3"), ("f-tests", CHECK)), NAMES, 1)
    (outcome,) = execution.outcomes
    assert outcome.status is CellStatus.ERROR
    assert "The name `f` is not defined" in outcome.message


def test_nothing_stays_of_a_submission(engine: Engine) -> None:
    leave = (
        "import os, pathlib, subprocess, sys\n"
        "for place in ('/tmp/left', '/dev/shm/left', 'left', pathlib.Path.home() / 'left'):\n"
        "    pathlib.Path(place).write_text('the answer')\n"
        "os.makedirs('/tmp/closed/inside')\nos.chmod('/tmp/closed', 0)\n"
        "subprocess.Popen(['/bin/sleep', '600'], start_new_session=True)\n"
        "np.left = 1\nprint('left')"
    )
    look = (
        "import os\nfrom pathlib import Path\n"
        "found = [p for top in ('/tmp', '/dev/shm') for p in Path(top).rglob('*')]\n"
        "print([str(p) for p in found if p.name in ('left', 'closed', 'inside')])\n"
        "print(sum(name.isdecimal() for name in os.listdir('/proc')), hasattr(np, 'left'))"
    )
    assert printed(engine.execute(notebook(leave), NAMES, 1))[-1] == "left\n"
    assert printed(engine.execute(notebook(look), NAMES, 1))[-1] == "[]\n2 False\n"


def test_a_sandbox_that_was_ended_is_started_again(engine: Engine) -> None:
    engine._parent._process.kill()
    good = notebook(("f", RIGHT), ("f-tests", CHECK))
    assert told(engine.execute(good, NAMES, 1)) == {"f-tests": "passed"}


def process_1(engine: Engine) -> int:
    """Return the number that the sandbox's process 1 has outside."""
    pid = engine._parent._process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return int(children.split()[0])


def test_a_sandbox_that_ends_in_the_middle_costs_one_cell(engine: Engine) -> None:
    engine.execute(notebook("1"), NAMES, 1)  # it is warm
    with subprocess.Popen(["/bin/sh", "-c", f"sleep 1; kill -9 {process_1(engine)}"]):
        execution = engine.execute(
            notebook("import time; time.sleep(15)", ("f", RIGHT), ("f-tests", CHECK)), NAMES, 1
        )
    assert printed(execution)[1] == "<DeadKernelError>"
    assert told(execution) == {"f-tests": "passed"}


def test_a_sandbox_that_does_not_start_is_no_fault_of_a_submission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Engine(LIMITS, "none") as engine, pytest.raises(EngineError, match="did not start"):
        engine.execute(notebook("1"), NAMES, 1)


def test_without_a_sandbox_honest_answers_get_the_same(engine: Engine, tmp_path: Path) -> None:
    given = notebook(
        ("f", RIGHT + "\nprint(f(1.5))"),
        ("f-tests", CHECK),
        ("g", "def g(z):\n    print('g')\n    return z + 1"),
        ("g-tests", "checks.agrees(g, lambda z: z + 2.0, [1.0])"),
        ("g-hidden", "print(checks.rng('x').integers(10**9))\n0.5"),
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "1 / 0",
    )
    with Engine(LIMITS, "none") as bare:
        for _ in range(2):
            one, other = (tool.execute(given, NAMES, 3) for tool in (engine, bare))
            assert one.outcomes == other.outcomes
            assert one.notebook == other.notebook
        process, scratch = bare._parent._process, Path(bare._parent._scratch.name)
    assert process.poll() is not None
    assert not scratch.exists()
    bare.close()  # once more does no harm


def known_of(execution: Any) -> Any:
    """Return what a later run may use again."""
    from autograder.engine.reuse import known_outputs

    return known_outputs(execution.notebook, NAMES)


def test_a_cell_does_not_pass_for_a_test(engine: Engine) -> None:
    """Its text and a zero byte, put together, once gave the key of a test that follows."""
    seen = NAMES["f"]
    forged = notebook(f"x\0test\0{seen}\0{CHECK}")
    known = known_of(engine.execute(forged, NAMES, 1))
    honest = notebook("x", ("f-tests", CHECK))
    assert points(engine.execute(honest, NAMES, 1, known)) == {"f-tests": 0.0}


UNNAMED = """\
import sys
print(*(name for name in ("mat" "plotlib.pyplot", "sym" "py") if name in sys.modules))
plt = __import__("mat" "plotlib.pyplot", fromlist=["pyplot"])
plt.plot([1]);
"""


def test_what_notebooks_are_going_to_name_is_loaded_and_nothing_else() -> None:
    shown = {}
    for libraries in (frozenset[str](), frozenset({"matplotlib.pyplot"})):
        with Engine(LIMITS, libraries=libraries) as engine:
            execution = engine.execute(notebook(UNNAMED), NAMES, 1)
        outputs = execution.notebook.cells[-1].outputs
        assert any("image/png" in output.get("data", {}) for output in outputs)
        shown[libraries] = printed(execution)[-1].split()
    assert shown == {libraries: sorted(libraries) for libraries in shown}


def test_what_tests_name_is_loaded_where_they_run(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[list[str]] = []
    monkeypatch.setattr(engine_module, "load", lambda names: loaded.append(sorted(names)))
    with Engine(LIMITS) as engine:
        for source in ("# sympy", "# matplotlib"):
            engine.execute(notebook(source, ("f-tests", "# scipy")), NAMES, 1)
        engine.execute(notebook(("f-tests", "# sklearn")), NAMES, 1)
    assert loaded == [["scipy.special"], ["scipy.special", "sklearn"]]


@pytest.mark.parametrize("cell", [UNNAMED, UNNAMED.replace('"mat" "plotlib', '"matplotlib')])
def test_figures_of_libraries_that_cells_import_may_be_left_out(cell: str) -> None:
    with Engine(dataclasses.replace(LIMITS, figures=False)) as engine:
        execution = engine.execute(notebook(cell), NAMES, 1)
    assert not any("image/png" in o.get("data", {}) for o in execution.notebook.cells[-1].outputs)


def test_figures_may_be_left_out() -> None:
    cell = (
        "from matplotlib import pyplot as plt\nline, = plt.plot([1, 2])\nplt.show()\nplt.plot([1]);"
    )
    behind = "print(len(line.get_xdata()), plt.get_fignums())"
    shown = {}
    for figures in (True, False):
        with Engine(dataclasses.replace(LIMITS, figures=figures)) as engine:
            execution = engine.execute(notebook(cell, behind), NAMES, 1)
        outputs = [output for cell in execution.notebook.cells for output in cell.outputs]
        shown[figures] = [output.data for output in outputs if "data" in output]
        assert printed(execution)[-1] == "2 []\n"
    assert sum("image/png" in data for data in shown[True]) == 2
    assert not any("image/png" in data for data in shown[False])


def traces(engine: Engine, answer: str, seed: int, *, traced: bool = False) -> dict[str, str]:
    """Return the trace of the test of `f`."""
    cells = ("f", answer), ("f-tests", CHECK)
    return engine.execute(notebook(*cells), NAMES, seed, traced=traced).outcomes[0].trace


def test_answers_that_reply_the_same_have_the_same_trace_whatever_the_seed(engine: Engine) -> None:
    square = "def f(z):\n    return np.asarray(z) ** 2.0"
    loops = "def f(z):\n    z = np.asarray(z) * 1.0\n    return z * z * 3.0 / 3.0"
    first = traces(engine, square, 7)
    assert set(first) == {"f", "the test"}
    assert traces(engine, square, 8) == traces(engine, loops, 9) == traces(engine, square, 1)
    assert traces(engine, "def f(z):\n    return np.asarray(z) ** 3.0", 7)["f"] != first["f"]


def test_only_answers_that_a_check_finds_wrong_are_traced(engine: Engine) -> None:
    assert traces(engine, RIGHT, 7) == {}
    assert traces(engine, "g = 1", 7) == {}
    assert set(traces(engine, RIGHT, 1)) == {"f", "the test"}  # the seed of the bank


def test_values_are_traced_though_the_test_says_the_same_of_them(engine: Engine) -> None:
    test = "assert type(f) is int, 'an int is due'"
    answers = ("f = 2.0", "f = 3.0", "f = '2'", "f = True", "f = max", "f = ...")
    found = [
        engine.execute(notebook(("f", answer), ("f-tests", test)), NAMES, 7).outcomes[0].trace
        for answer in answers
    ]
    assert len({trace["the test"] for trace in found}) == 1
    assert len({trace["f"] for trace in found}) >= len(answers) - 1  # no plain value: all the same


def test_on_request_every_test_is_traced_as_it_runs(engine: Engine) -> None:
    square = "def f(z):\n    return np.asarray(z) ** 2.0"
    first, second = (traces(engine, square, seed, traced=True) for seed in (7, 8))
    assert set(traces(engine, RIGHT, 7, traced=True)) == set(first) == {"f", "the test"}
    assert first["f"] != second["f"] != traces(engine, square, 8)["f"]


CURVED = """
checks.agrees(f, lambda z: np.square(z, dtype=float), [0.5, np.linspace(-2, 2, 9), np.arange(9.0)])
"""


def curve(engine: Engine, answer: str, test: str, seed: int) -> Curve | None:
    """Return the curve that the test of `f` leaves."""
    cells = ("f", answer), ("f-tests", f"import numpy as np\n{test}")
    return engine.execute(notebook(*cells), NAMES, seed).outcomes[0].curve


def test_a_test_that_compares_a_function_leaves_its_curve(engine: Engine) -> None:
    cube = "def f(z):\n    return np.asarray(z) ** 3.0"
    found = curve(engine, cube, CURVED, 7)
    assert found is not None
    assert found.function == "f(z)"
    assert found.x[:5] == (-2.0, -1.5, -1.0, -0.5, 0.0)
    assert found.got[:3] == (-8.0, -3.375, -1.0)
    assert found.expected[:3] == (4.0, 2.25, 1.0)
    assert found == curve(engine, cube, CURVED, 8), "no point shows the seed of the student's test"
    assert curve(engine, cube.replace("3.0", "2.0"), CURVED, 7) is None
    assert curve(engine, "f = 3.0", "assert f == 2.0, 'two'", 7) is None


def test_what_is_no_number_leaves_a_gap(engine: Engine) -> None:
    answer = "def f(z):\n    return np.where(np.asarray(z) > 1, np.nan, -np.inf)"
    found = curve(engine, answer, CURVED, 7)
    assert found is not None
    assert set(found.got) == {None}


def test_a_course_may_do_without_names_for_mistakes(engine: Engine) -> None:
    with limited(engine, name_mistakes=False):
        assert traces(engine, "def f(z):\n    return 0.0 * z", 7) == {}


def test_a_long_test_that_calls_nothing_runs_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def traced(test: str) -> bool:
        cells = ("f", "def f(z):\n    return 0.0 * z"), ("f-tests", test)
        return bool(engine.execute(notebook(*cells), NAMES, 7).outcomes[0].trace)

    silent = "assert not callable(f), 'a number is asked for'"
    assert traced(silent)
    monkeypatch.setattr("autograder.engine.notebook_tests.LONG_SECONDS", 0.0)
    assert not traced(silent)
    assert traced(CHECK)

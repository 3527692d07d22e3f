"""The shell: what a cell shows becomes the outputs that a notebook would hold."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any

import pytest

from autograder.engine.answer_side.shell import CUT
from autograder.engine.outputs import clean_outputs
from tests.support.tiny import ROOT

ROOM = 100_000
RUN = """
import json, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import matplotlib
matplotlib.use("module://matplotlib_inline.backend_inline")
from autograder.engine.answer_side.shell import make_shell, run_cell
shell = make_shell()
outputs = {}
for name, (source, room) in json.load(sys.stdin).items():
    try:
        outputs[name] = json.loads(json.dumps(run_cell(shell, source, room)))
    except BaseException as error:
        outputs[name] = repr(error)
with open(sys.argv[1], "w") as result:
    json.dump(outputs, result)
"""
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"
CELLS: dict[str, str] = {
    "empty": "",
    "comment": "# nothing",
    "print": "print('a', end='')\nprint('b')\nprint('ζ')",
    "stderr": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')",
    "warning": "import warnings\nwarnings.warn('careful')",
    "last expression": "1 + 1\n2 + 2",
    "none": "None",
    "statement": "x = 3",
    "semicolon": "3;",
    "text": "'a\\nb'",
    "rich": "class Rich:\n    def _repr_html_(self): return '<b>x</b>'\nRich()",
    "markdown": "from IPython.display import Markdown\ndisplay(Markdown('*x*'))\nprint('y')",
    "two displays": "display(1)\ndisplay(2)",
    "bytes": "display({'image/png': b'\\x89PNG', 'text/plain': 'a picture'}, raw=True)",
    "objects": "display({'application/json': {'a': object()}, 'text/plain': 'x'}, raw=True)",
    "figure": FIGURE,
    "figure in the middle": "print('before')\n" + FIGURE + "\nplt.show()\nprint('behind')",
    "figure and error": FIGURE + ";\n1 / 0",
    "two figures": FIGURE + "\nplt.show()\nplt.plot([2, 1]);",
    "error": "def f():\n    return 1 / 0\nf()",
    "print and error": "print('before')\nundefined_name",
    "syntax": "def f(:\n    pass",
    "indentation": "def f():\nreturn 3",
    "own error": "class MyError(Exception): pass\nraise MyError('ζ')",
    "error without text": "class Mute(Exception):\n    def __str__(self): 1 / 0\nraise Mute()",
    "exit": "raise SystemExit(3)",
    "exit()": "exit()\nprint('still here')",
    "interrupt": "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhile True: pass",
    "interrupt by hand": "raise KeyboardInterrupt",
    "magic": "%matplotlib inline\n%time x = 3\n%%timeit\n",
    "capture": "%%capture caught\nprint('hidden')",
    "no magic": "%nothing_of_that_name",
    "shell": "!echo from the shell",
    "await": "from asyncio import sleep\nawait sleep(0)\nprint('slept')\nawait sleep(0, 'done')",
    "help": "print?",
    "hostile repr": "class Bad:\n    def __repr__(self): raise ValueError('no')\nBad()",
    "odd repr": "class Odd:\n    def __repr__(self): return 3\nOdd()",
    "long repr": "'x' * 1_000_000",
    "bytes to stdout": "import sys\nsys.stdout.write(b'x')",
    "stream": "import sys\nsys.stdout.flush()\nprint(sys.stdout.isatty(), sys.stdout.encoding)",
    "closed stream": "import sys\nsys.stdout.close()\nprint('x')",
    "stolen stream": "import sys, io\nsys.stdout = io.StringIO()\nprint('x')",
    "after a stolen stream": "print('y')",
    "clear": "from IPython.display import clear_output\nprint('x')\nclear_output()\nprint('y')",
    "surrogate": "print('\\ud800')",
    "state": "kept = 41",
    "state kept": "kept + 1",
    "tqdm": "from tqdm.auto import tqdm\nsum(tqdm([1, 2]))",
    "traceback of a hundred": "def f(n): return f(n - 1) if n else 1 / 0\nf(200)",
    "told figure": "from helpers.figure_texts import show_texts\nshow_texts()\n" + FIGURE + ";",
}
SMALL: dict[str, tuple[str, int]] = {
    "flood": ("for i in range(10_000): print('line', i)", 1000),
    "one long line": ("print('x' * 10_000)", 1000),
    "after the flood": ("print('x' * 10_000)\nimport sys\nprint('y', file=sys.stderr)\n3", 1000),
    "large display": ("display({'text/plain': 'x' * 10_000}, raw=True)\nprint('y')", 1000),
    "error behind a flood": ("print('x' * 10_000)\n1 / 0", 1000),
    "flood of errors": (
        "for i in range(999):\n  try: 1/0\n  except: get_ipython().showtraceback()", 9999
    ),
    "flood of displays": ("for i in range(10_000): display(i)", 1000),
    "flood of turns": (
        "import sys\nfor i in range(9999): (sys.stderr, sys.stdout)[i % 2].write('x')", 9999
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The outputs of all cells, run one after another in one shell."""
    cells = {name: (source, ROOM) for name, source in CELLS.items()} | SMALL
    path = tmp_path_factory.mktemp("shell") / "outputs.json"
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(path)],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    outputs: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return outputs


def stdout(text: str) -> dict[str, str]:
    """Return an output on stdout."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def result(text: str, **data: str) -> dict[str, Any]:
    """Return the value of a last expression."""
    return {"output_type": "execute_result", "data": {"text/plain": text, **data}}


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        ("empty", []),
        ("comment", []),
        ("print", [stdout("ab\nζ\n")]),
        (
            "stderr",
            [
                stdout("out\n"),
                {"output_type": "stream", "name": "stderr", "text": "err\n"},
                stdout("out again\n"),
            ],
        ),
        ("last expression", [result("4")]),
        ("none", []),
        ("statement", []),
        ("semicolon", []),
        ("text", [result("'a\\nb'")]),
        ("exit()", [stdout("still here\n")]),
        ("capture", []),
        ("await", [stdout("slept\n"), result("'done'")]),
        ("stream", [stdout("False utf-8\n")]),
        ("stolen stream", []),
        ("after a stolen stream", [stdout("y\n")]),
        ("clear", [stdout("y\n")]),
        ("surrogate", [stdout("\ud800\n")]),
        ("state", []),
        ("state kept", [result("42")]),
    ],
)
def test_outputs_are_a_notebooks(shown: dict[str, Any], name: str, outputs: list[Any]) -> None:
    assert shown[name] == outputs


@pytest.mark.parametrize(
    ("name", "ename"),
    [
        ("error", "ZeroDivisionError"),
        ("print and error", "NameError"),
        ("syntax", "SyntaxError"),
        ("indentation", "IndentationError"),
        ("own error", "MyError"),
        ("error without text", "Mute"),
        ("exit", "SystemExit"),
        ("interrupt", "KeyboardInterrupt"),
        ("interrupt by hand", "KeyboardInterrupt"),
        ("hostile repr", "ValueError"),
        ("odd repr", "TypeError"),
        ("bytes to stdout", "TypeError"),
        ("figure and error", "ZeroDivisionError"),
        ("error behind a flood", "ZeroDivisionError"),
        ("traceback of a hundred", "ZeroDivisionError"),
    ],
)
def test_errors_come_with_their_traceback(shown: dict[str, Any], name: str, ename: str) -> None:
    errors = [output for output in shown[name] if output["output_type"] == "error"]
    assert errors[0]["ename"] == ename
    assert isinstance(errors[0]["evalue"], str)
    assert len(errors[0]["traceback"]) <= 100
    assert not any("\x1b" in line for line in errors[0]["traceback"])


def test_a_traceback_shows_the_students_own_line(shown: dict[str, Any]) -> None:
    assert "return 1 / 0" in "".join(shown["error"][0]["traceback"])


def test_warnings_go_to_stderr(shown: dict[str, Any]) -> None:
    (output,) = shown["warning"]
    assert (output["name"], "careful" in output["text"]) == ("stderr", True)


def test_rich_outputs(shown: dict[str, Any]) -> None:
    (rich,) = shown["rich"]
    assert rich["data"]["text/html"] == "<b>x</b>"
    assert "Rich" in rich["data"]["text/plain"]
    first, second = shown["markdown"]
    assert (first["output_type"], first["data"]["text/markdown"]) == ("display_data", "*x*")
    assert second == stdout("y\n")
    assert [output["data"]["text/plain"] for output in shown["two displays"]] == ["1", "2"]


def test_bytes_become_base64_and_objects_stay_away(shown: dict[str, Any]) -> None:
    (output,) = shown["bytes"]
    assert base64.b64decode(output["data"]["image/png"]) == b"\x89PNG"
    (plain,) = shown["objects"]
    assert plain["data"] == {"text/plain": "x"}


def kinds(outputs: list[Any]) -> list[str]:
    """Return what outputs are, pictures by their kind."""
    return [
        "picture" if "image/png" in output.get("data", {}) else output["output_type"]
        for output in outputs
    ]


def test_figures_are_shown_inline_and_in_order(shown: dict[str, Any]) -> None:
    assert kinds(shown["figure"]) == ["execute_result", "picture"]
    assert kinds(shown["figure in the middle"]) == ["stream", "picture", "stream"]
    assert kinds(shown["two figures"]) == ["picture", "picture"]
    assert sorted(kinds(shown["figure and error"])) == ["error", "picture"]
    picture = shown["figure"][1]["data"]["image/png"]
    assert base64.b64decode(picture).startswith(b"\x89PNG\r\n")


def test_figures_say_what_they_show_once_the_shell_shows_texts(shown: dict[str, Any]) -> None:
    [before] = [output for output in shown["figure"] if "image/png" in output.get("data", {})]
    assert "alt" not in before
    for output in shown["told figure"]:
        [cleaned] = clean_outputs([output], 1, ROOM)
        assert "one that rises from 1 to 2." in cleaned.metadata["image/png"]["alt"]
    assert kinds(shown["told figure"]) == ["picture"]


def test_magics_and_the_shell_work(shown: dict[str, Any]) -> None:
    assert "from the shell" in shown["shell"][0]["text"]
    assert "not found" in json.dumps(shown["no magic"])
    assert "tqdm" not in str(shown["tqdm"][-1])
    assert shown["tqdm"][-1] == result("3")


@pytest.mark.parametrize("name", [*SMALL, "long repr"])
def test_outputs_are_cut_where_the_room_ends(shown: dict[str, Any], name: str) -> None:
    outputs = shown[name]
    room = SMALL[name][1] if name in SMALL else ROOM
    text = sum(len(json.dumps(output)) for output in outputs if output["output_type"] != "error")
    assert text <= 2 * room
    assert len(json.dumps(outputs)) <= 10 * room
    if name not in ("flood of errors", "flood of displays", "flood of turns"):
        assert CUT.strip() in "".join(output.get("text", "") for output in outputs)


def test_the_room_is_used_before_it_is_cut(shown: dict[str, Any]) -> None:
    (output,) = shown["one long line"]
    assert output["text"] == "x" * 1000 + CUT
    assert shown["flood"][0]["text"].startswith("line 0\nline 1\n")
    assert [output["output_type"] for output in shown["error behind a flood"]] == [
        "stream",
        "error",
    ]


def test_no_cell_breaks_the_shell(shown: dict[str, Any]) -> None:
    broken = {name: output for name, output in shown.items() if not isinstance(output, list)}
    assert broken == {}


def test_every_report_is_one_that_the_other_side_takes(shown: dict[str, Any]) -> None:
    for name, outputs in shown.items():
        cleaned = clean_outputs(outputs, 1, 10**6)
        assert len(cleaned) == len(outputs), name

"""Practice: what is practised works, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from autograder.engine.answer_side import practise
from autograder.engine.answer_side.service import Service
from autograder.engine.processes.cheap_forks import TIMES
from autograder.engine.wire.calls import Done, from_snapshot
from autograder.engine.wire.frames import Frame
from tests.support.living import children
from tests.support.served import other_side


def test_the_practised_cells_show_what_cells_show() -> None:
    program = (
        "import sys\nfrom autograder.engine.answer_side import practise\n"
        "from autograder.engine.answer_side.shell import make_shell, run_cell\n"
        "shell = make_shell()\n"
        "for cell in (*practise.CELLS, practise.ERROR, practise.FIGURE):\n"
        "    shown = run_cell(shell, cell, 10**6)\n"
        "    kinds = [output.get('ename', output['output_type']) for output in shown]\n"
        "    print(kinds, file=sys.__stdout__)\n"
    )
    environment = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    assert run.stdout.splitlines() == [
        "['stream']",
        "['execute_result']",
        "['NotImplementedError']",
        "['display_data']",
    ], run.stderr


def test_practising_leaves_no_process() -> None:
    before = children()
    practise.practise_answer()
    assert children() == before


def test_what_is_asked_in_practice_is_what_an_answer_understands() -> None:
    replies: list[object] = []

    class Recording(Service):
        def _perform(self, frame: Frame) -> tuple[dict[str, Any], bytes]:
            header, body = super()._perform(frame)
            replies.append(from_snapshot(header))
            return header, body

    with other_side(lambda channel: Recording(channel, {"f": lambda z: 2.0 * z}).run()) as channel:
        practise._ask(channel)
    assert {type(reply) for reply in replies} == {Done}
    assert len(replies) == 1 + 2 * TIMES

"""Warming: what is practised works, and leaves nothing behind."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.engine import practise
from helpers import checks
from helpers.checks.context import backend, given_seed


def test_the_practised_test_passes_for_the_practised_answer() -> None:
    names = {"np": np, "checks": checks, "f": lambda z: 2.0 * z}
    exec(practise.TEST, names)


def test_the_practised_cells_show_what_cells_show() -> None:
    program = (
        "import sys\nfrom autograder.engine import practise\n"
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


def test_garbage_waits_while_there_is_a_hurry() -> None:
    with pytest.raises(KeyError), practise.hurried():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def children() -> str:
    """Return the children of this thread."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")


@pytest.mark.parametrize("here", [True, False])
def test_practising_leaves_no_process_no_seed_and_no_connection(here: bool) -> None:
    before, environment, side = children(), dict(os.environ), backend()
    practise.practise_test(here=here)
    assert children() == before
    assert os.environ == environment
    assert backend() is side
    assert given_seed() is None
    assert checks.call(abs, -2) == 2


def test_settling_keeps_all_that_is_in_memory() -> None:
    from matplotlib import font_manager

    font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    kept = [np.arange(n) for n in range(0, 300_000, 30_000)]
    texts = [str(n) for n in range(100_000)]
    practise.settle()
    practise.use_large_pages()
    try:
        assert gc.get_freeze_count() > 0
        assert font_manager._get_font.cache_info().currsize == 0
        assert all(np.array_equal(a, np.arange(len(a))) for a in kept)
        assert texts == [str(n) for n in range(100_000)]
    finally:
        gc.unfreeze()

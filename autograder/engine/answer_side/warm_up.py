"""The warm-up: what the warm parent imports and runs, so that every fork has it at once."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from autograder.engine.answer_side.practise import practise_answer, practise_cells, practise_figure
from autograder.engine.answer_side.scratch import empty_scratch
from autograder.engine.answer_side.shell import (
    CapturingShell,
    begin_session,
    make_shell,
    show_figures,
)
from autograder.engine.answer_side.untouched import remember
from autograder.engine.processes.cheap_forks import settle
from autograder.engine.processes.libraries import FIGURES, FONTS, load
from autograder.engine.processes.one_thread import keep_code_as_it_is, keep_one_thread


def warm_up(libraries: Iterable[str]) -> CapturingShell:
    """Import what the notebooks import, so that a fork has it at once."""
    from autograder.engine.answer_side import runners  # noqa: F401  (with all that it needs)
    from helpers import checks

    checks.rng()
    shell = make_shell()
    practise_cells(shell)
    practise_answer()
    begin_session(shell)
    load_libraries(libraries, shell)
    return shell


def load_libraries(libraries: Iterable[str], shell: CapturingShell) -> None:
    """Load libraries; where figures are among them, a first one is drawn."""
    drew = FIGURES in sys.modules
    _lay_out_fonts()
    load(libraries)
    keep_one_thread()
    keep_code_as_it_is()
    if FIGURES in sys.modules and not drew:
        show_figures(shell)
        practise_figure(shell)
        sys.modules[FIGURES].close("all")
        begin_session(shell)
        settle()
    remember(shell)
    empty_scratch()  # the next submission finds what all others find


def _lay_out_fonts() -> None:
    """Put matplotlib's list of fonts, if the sandbox shows one, where matplotlib looks for it.

    It takes longer to make one than to import the rest of matplotlib.
    """
    folder = Path(os.environ["MPLCONFIGDIR"])
    for path in Path(FONTS).glob("*.json"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / path.name)

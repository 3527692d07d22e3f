"""Reuse: what an earlier grading of the same answers gave need not be run again.

A cell's outputs depend on the code cells before it and on itself; a test's also on the names it
may see. A key is the digest of all these. Where an earlier executed notebook holds the same key,
made with the same seed, limits and versions, its outputs hold still: after an instructor has
changed one question's tests, only those tests run again.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_test, question_of
from autograder.engine.endings import Ending, ending_of, mark_ending
from autograder.engine.traces import NO_CURVE, Columns, kept_curve, mark_trace, trace_of

Names = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Shown:
    """What a cell came to.

    Attributes:
        outputs: what it shows.
        ending: how it ended, where it did not come to its own end.
        trace: what the answer replied to it, where that was traced.
        curve: what a function of the answer returned there, as `mark_trace` takes it.
    """

    outputs: list[NotebookNode]
    ending: Ending | None = None
    trace: dict[str, str] = field(default_factory=dict)
    curve: Mapping[str, Columns] = field(default_factory=lambda: NO_CURVE)


Known = dict[str, Shown]
"""What cells came to, by key."""


def cell_keys(notebook: NotebookNode, names: Names, left_out: Set[int] = frozenset()) -> list[str]:
    """Return the key of every cell; `""` for cells that are not code, or do not run.

    What goes into a key is JSON, which shows where it ends: no cell's text passes for two. A test
    may read the text of a cell that does not run, so that goes in, too.
    """
    before = hashlib.sha256()
    keys = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            keys.append("")
        elif index in left_out:
            before.update(json.dumps(["left out", cell.source]).encode())
            keys.append("")
        elif is_test(cell):
            seen = names.get(question_of(grade_id(cell)), ())
            digest = before.copy()
            digest.update(json.dumps(["test", seen, cell.source]).encode())
            keys.append(digest.hexdigest())
        else:
            before.update(json.dumps(["code", cell.source]).encode())
            keys.append(before.hexdigest())
    return keys


def known_outputs(executed: NotebookNode, names: Names, left_out: Set[int] = frozenset()) -> Known:
    """Return the outputs of an executed notebook by key.

    Args:
        executed: the notebook.
        names: what each question's answer defines.
        left_out: indices of cells that did not run.
    """
    keys = cell_keys(executed, names, left_out)
    cells = zip(executed.cells, keys, strict=True)
    return {
        key: Shown(
            copy.deepcopy(list(cell.outputs)), ending_of(cell), trace_of(cell), kept_curve(cell)
        )
        for cell, key in cells
        if key
    }


def fill_in(
    notebook: NotebookNode, names: Names, known: Known, left_out: Set[int] = frozenset()
) -> tuple[set[int], int]:
    """Put known outputs into a notebook that is about to run.

    Args:
        notebook: the notebook.
        names: what each question's answer defines.
        known: outputs of an earlier run.
        left_out: indices of cells that are not to run.

    Returns:
        The indices of tests that need not run, and how many cells from the top must run at all:
        what stands behind the last cell without known outputs keeps the outputs that it had.
    """
    keys = cell_keys(notebook, names, left_out)
    found = {index for index, key in enumerate(keys) if key and key in known}
    unknown = [index for index, key in enumerate(keys) if key and index not in found]
    for index in found:
        cell, shown = notebook.cells[index], known[keys[index]]
        cell.outputs = copy.deepcopy(shown.outputs)
        if shown.ending is not None:
            mark_ending(cell, shown.ending)
        mark_trace(cell, shown.trace, shown.curve)
    tests = {index for index in found if is_test(notebook.cells[index])}
    return tests, max(unknown, default=-1) + 1

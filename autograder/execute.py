"""Execute: one sanitized notebook, from top to bottom, in a kernel of its own.

`execute` is a function of its arguments: no gradebook, no shared state, so that it can run in a
pool or on another machine. Here the tests run in the answer's kernel. A cell that runs out of
time or ends its process loses its own points; what stands before and after it is still graded.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import os
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.config import Limits
from autograder.judge import judge

MAX_RESTARTS = 5
START_TRIES = 3
INTERRUPT_SECONDS = 5.0
_TIMEOUT_ERROR = {"ename": "CellTimeoutError", "evalue": "", "traceback": []}
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass(frozen=True)
class Execution:
    """What came of one notebook.

    Attributes:
        notebook: a copy with outputs; test cells hold what nbgrader's scoring expects.
        outcomes: one `CellOutcome` for each graded cell, in order.
        seconds: wall-clock time.
    """

    notebook: NotebookNode
    outcomes: tuple[Any, ...]
    seconds: float


def execute(notebook: NotebookNode, limits: Limits, seed: int) -> Execution:
    """Run a sanitized notebook and judge its test cells.

    Args:
        notebook: as `autograder.sanitize` makes it; it is not changed.
        limits: time and output that it may use.
        seed: seed of the tests' random inputs; the same seed gives the same outcomes.
    """
    begin = time.monotonic()
    result = copy.deepcopy(notebook)
    for cell in result.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory(prefix="activation-lab-run-") as folder:
        run = _Run(result, limits, seed, Path(folder))
        asyncio.run(run.all_cells())
    outcomes = judge(result, limits.output_bytes)
    return Execution(result, outcomes, time.monotonic() - begin)


class _Run:
    """One notebook's way through its kernels: a new one after each cell that ended the last."""

    def __init__(self, notebook: NotebookNode, limits: Limits, seed: int, folder: Path) -> None:
        self.notebook = notebook
        self.limits = limits
        self.environment = _environment(seed, folder)
        self.folder = folder
        self.deadline = time.monotonic() + limits.submission_seconds
        self.culprits: set[int] = set()
        self.done = 0

    async def all_cells(self) -> None:
        """Run every code cell; give up after too many dead kernels."""
        for _ in range(MAX_RESTARTS + 1):
            if await self._one_kernel():
                return
        for cell in self.notebook.cells[self.done :]:
            _put_error(cell, "DeadKernelError", "the kernel died too often in earlier cells")

    async def _one_kernel(self) -> bool:
        """Run from the first cell not done to the end; False where the kernel died on the way."""
        async with self._client() as client:
            for index, cell in enumerate(self.notebook.cells[: self.done]):
                if index not in self.culprits and not _is_test(cell):
                    await self._cell(client, copy.deepcopy(cell), index)
            while self.done < len(self.notebook.cells):
                index, cell = self.done, self.notebook.cells[self.done]
                self.done += 1
                if not await self._cell(client, cell, index):
                    self.culprits.add(index)
                    return False
        return True

    async def _cell(self, client: Any, cell: NotebookNode, index: int) -> bool:
        """Run one cell; False where its kernel is not usable any more."""
        from nbclient.exceptions import DeadKernelError

        if time.monotonic() > self.deadline:
            _put_error(cell, "CellTimeoutError", "the notebook's time was used up before")
            return True
        try:
            await client.async_execute_cell(cell, index)
        except DeadKernelError:
            _put_error(cell, "DeadKernelError", "the process ended in this cell")
            return False
        except Exception as error:  # the kernel's messages may be anything
            _put_error(cell, type(error).__name__, str(error))
            return False
        if not any(output.get("ename") == "CellTimeoutError" for output in cell.get("outputs", [])):
            return True
        return await _answers(client)

    def _seconds_for(self, _cell: Any = None) -> int:
        left = self.deadline - time.monotonic()
        return max(1, round(min(self.limits.cell_seconds, left)))

    @contextlib.asynccontextmanager
    async def _client(self) -> AsyncIterator[Any]:
        """Start a kernel in the scratch folder; starting fails now and then under load."""
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        for attempt in range(1, START_TRIES + 1):
            client = NotebookClient(
                self.notebook,
                kernel_manager_class=AsyncKernelManager,
                resources={"metadata": {"path": str(self.folder)}},
                allow_errors=True,
                interrupt_on_timeout=True,
                error_on_timeout=_TIMEOUT_ERROR,
                timeout_func=self._seconds_for,
                startup_timeout=self.limits.start_seconds,
                record_timing=False,
                on_cell_executed=_keep_timeout,
                extra_arguments=["--HistoryManager.enabled=False"],
            )
            manager = client.async_setup_kernel(
                env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                await manager.__aenter__()
            except Exception:
                if attempt == START_TRIES:
                    raise
                continue
            break
        try:
            yield client
        finally:
            await manager.__aexit__(None, None, None)


def _environment(seed: int, folder: Path) -> dict[str, str]:
    """Return the kernel's environment: one thread, no user settings, the tests' seed."""
    scratch = str(folder)
    own = dict.fromkeys(_THREADS, "1")
    own |= {"IPYTHONDIR": scratch, "MPLCONFIGDIR": scratch, "PYTHONSAFEPATH": "1"}
    own |= {"ACTIVATION_LAB_SEED": str(seed), "NBGRADER_EXECUTION": "autograde"}
    own |= {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    return {**os.environ, **own}


def _keep_timeout(cell: NotebookNode, execute_reply: dict[str, Any], **_: Any) -> None:
    """Write a timeout, which nbclient only tells in its reply, into the cell's outputs."""
    content = execute_reply["content"] if execute_reply else {}
    if content.get("ename") == "CellTimeoutError":
        _put_error(cell, "CellTimeoutError", "the cell ran out of time")


def _put_error(cell: NotebookNode, name: str, text: str) -> None:
    if cell.cell_type == "code":
        output = {"output_type": "error", "ename": name, "evalue": text, "traceback": []}
        cell.outputs.append(NotebookNode(output))


async def _answers(client: Any) -> bool:
    """Tell whether the kernel came back after an interrupt."""
    try:
        await client.kc._async_kernel_info(reply=True, timeout=INTERRUPT_SECONDS)
    except Exception:  # Empty, RuntimeError or TimeoutError: it did not
        return False
    return True


def _is_test(cell: NotebookNode) -> bool:
    metadata = cell.metadata.get("nbgrader", {})
    return bool(metadata.get("grade")) and not metadata.get("solution")

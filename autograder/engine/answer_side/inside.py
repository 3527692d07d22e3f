"""Inside: tests of other courses, which run where the answers run.

Such a test reads what it likes of the notebook, as under nbgrader. It is hardly stronger than
there: what it judges by is put back before it runs (`autograder.engine.answer_side.untouched`), but
an answer that is out for it shares its process. What no answer reaches is the next student, and
the gradebook.
"""

from __future__ import annotations

import contextlib
import os
import signal

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

from autograder.engine.answer_side.shared_draws import fork_that_draws_on
from autograder.engine.answer_side.shell import CapturingShell, Output, captured, error_output
from autograder.engine.answer_side.untouched import put_back
from autograder.engine.processes.system import end_child, end_with_parent
from autograder.engine.wire.frames import Channel
from autograder.engine.wire.messages import Check, Checked, Taken

_RUN_CELL = InteractiveShell.run_cell
"""As it was before any answer ran."""
DONE = 93
"""The status of a fork that has reported: not that of an answer which ends its process."""


def check(channel: Channel, shell: CapturingShell, test: Check, room: int) -> None:
    """Run a test cell, and report what it came to.

    A fork reports by itself. Then the runner says that it is over: nothing of it lives on, and the
    runner itself can go on.

    Args:
        channel: the connection to the worker.
        shell: the shell of the answers.
        test: the test.
        room: characters that it may show.
    """
    if test.lasting:
        channel.send(_interruptible(shell, test.source, room).header())
        return
    process = fork_that_draws_on()
    if process == 0:
        _be_fork(channel, shell, test.source, room)
    ended_well = _await(process)
    channel.send(Taken().header() if ended_well else Checked([], lost=True).header())


def _be_fork(channel: Channel, shell: CapturingShell, source: str, room: int) -> None:
    """Run the test in a process that ends with it."""
    status = 1
    try:
        os.setpgid(0, 0)  # it ends with all that it has started
        end_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        channel.send(_run(shell, source, room).header())
        status = DONE
    finally:
        os._exit(status)


def _await(process: int) -> bool:
    """Wait for a test's process; tell whether it has reported. An interrupt ends it."""
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _, status = os.waitpid(process, 0)
    except KeyboardInterrupt:
        end_child(process)
        return False
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status) == DONE


def _interruptible(shell: CapturingShell, source: str, room: int) -> Checked:
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return _run(shell, source, room)
    except KeyboardInterrupt:  # it came when the cell was over
        return Checked([])
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(shell: CapturingShell, source: str, room: int) -> Checked:
    """Run a test cell among the answers.

    What it judges by is as it was before they ran. What they have made of the ways in which IPython
    shows errors does not count: an error shows if there was one. The cell does not enter the
    history, where later cells could read it.
    """
    put_back(shell)
    came: list[ExecutionResult] = []
    outputs = captured(lambda: came.append(_RUN_CELL(shell, source, store_history=False)), room)
    error = (came[0].error_before_exec or came[0].error_in_exec) if came else None
    if error is not None and not any(map(_is_error, outputs)):
        outputs.append(error_output(type(error).__name__, error))
    return Checked([*outputs], 0 if error is None else _line_of(error))


def _is_error(output: Output) -> bool:
    return output["output_type"] == "error"


def _line_of(error: BaseException) -> int:
    """Return the number of a cell's line at which an error has ended it; 0 where none is known."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0

"""Runners: the processes that run a student's cells, and what is forked from them.

A runner runs cells and forks a snapshot for each test. One that has run the course's cells at
the top of a notebook, and nothing of a student's, can become a template: the runners of all
submissions that begin with these cells are forked from it, and begin behind them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from autograder.engine.answer_side.beside import lay_out_course_files, put_file, was_put
from autograder.engine.answer_side.inside import check
from autograder.engine.answer_side.service import Service
from autograder.engine.answer_side.shared_draws import draw_from, fork_that_draws_on
from autograder.engine.answer_side.shell import (
    CapturingShell,
    Output,
    draw_figures,
    leave_out_figures,
    run_cell,
)
from autograder.engine.answer_side.syscalls import refuse_system_calls
from autograder.engine.processes.cheap_forks import settle, use_large_pages
from autograder.engine.processes.system import (
    end_child,
    end_with_parent,
    limit,
    reap,
)
from autograder.engine.wire.frames import Channel, PeerError, PeerGoneError, channel_of
from autograder.engine.wire.messages import (
    Begun,
    Check,
    Forked,
    Outputs,
    Put,
    Run,
    Share,
    Shared,
    Snapshot,
    Start,
    Taken,
    fork_of,
    to_runner,
)


def be_runner(
    channel: Channel,
    shell: CapturingShell,
    request: Start,
    parent: Channel | None,
    scratch: list[Path],
) -> NoReturn:
    """Run cells and fork snapshots until the worker closes the connection; does not return.

    Args:
        channel: the connection to the worker.
        shell: the shell, as it is in the warm parent.
        request: its folder and limits.
        parent: the connection to the warm parent, for one that is to become a template.
        scratch: the folders that it can write to.
    """
    status = 1
    try:
        end_with_parent()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        limit(request.limits)
        refuse_system_calls()
        _enter(Path(request.folder))
        if not request.limits.figures:
            leave_out_figures(shell)
        channel.send(Begun().header())
        runner = _Runner(channel, shell, request.limits.output, parent, scratch)
        while True:
            runner = runner.serve()
    except PeerGoneError:
        status = 0
    except PeerError:
        pass
    finally:
        os._exit(status)


def _enter(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Path.home().mkdir(exist_ok=True)
    os.chdir(folder)
    lay_out_course_files()


class _Runner:
    """Serves the worker."""

    def __init__(
        self,
        channel: Channel,
        shell: CapturingShell,
        room: int,
        parent: Channel | None = None,
        scratch: Iterable[Path] = (),
    ) -> None:
        self._channel = channel
        self._shell = shell
        self._room = room
        self._parent = parent
        self._scratch = scratch
        self._before = _inheritance() if parent is not None else ()

    def serve(self) -> _Runner:
        """Do what the worker asks; return only where this process goes on as another runner."""
        snapshot = 0
        while True:
            frame = self._channel.receive()
            end_child(snapshot)
            snapshot = 0
            match to_runner(frame.header):
                case Run(source, draws, figures):
                    draw_from(draws)
                    draw_figures(self._shell, drawn=figures)
                    self._report(self._run_cell(source))
                case Put(path):
                    put_file(path, frame.body)
                case Check() as test:
                    draw_from(test.draws)
                    draw_figures(self._shell, drawn=test.figures)
                    check(self._channel, self._shell, test, self._room)
                case Snapshot(draws):
                    (descriptor,) = frame.descriptors
                    snapshot = self._fork_snapshot(descriptor, draws)
                    self._channel.send(Taken().header())
                case Share() if self._parent is not None:
                    shared = _can_be_shared(self._before, self._scratch)
                    self._channel.send(Shared(shared).header())
                    if shared:
                        return self._be_template(self._parent)

    def _run_cell(self, source: str) -> list[Output]:
        """Run a cell; only meanwhile does an interrupt do anything."""
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return run_cell(self._shell, source, self._room)
        except KeyboardInterrupt:  # it came when the cell was over
            return []
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _report(self, outputs: list[Output]) -> None:
        """Send a cell's outputs, or a word in their place when no frame holds them."""
        try:
            self._channel.send(Outputs([*outputs]).header())
        except PeerGoneError:
            raise
        except (PeerError, TypeError, ValueError):
            text = "the cell's output is too large to be kept"
            error = {"output_type": "error", "ename": "OutputLost", "evalue": text, "traceback": []}
            self._channel.send(Outputs([error]).header())

    def _fork_snapshot(self, descriptor: int, draws: int) -> int:
        """Fork a snapshot that serves a test; return its process."""
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)  # it ends with all that it has started
            end_with_parent()
            self._be_snapshot(descriptor, draws)
        os.close(descriptor)
        return pid

    def _be_snapshot(self, descriptor: int, draws: int) -> NoReturn:
        self._channel.close()
        try:
            draw_from(draws)
            Service(channel_of(descriptor), self._shell.user_ns).run()
        finally:
            os._exit(0)

    def _be_template(self, parent: Channel) -> _Runner:
        """Fork a runner whenever the warm parent asks for one; return in the forks only."""
        self._channel.close()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: reap())  # a runner that has ended
        settle()
        use_large_pages()
        while True:
            frame = parent.receive()
            (descriptor,), folder = frame.descriptors, fork_of(frame.header).folder
            runner = fork_that_draws_on()
            if runner == 0:
                parent.close()
                end_with_parent()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                _enter(Path(folder))
                channel = channel_of(descriptor, max_descriptors=1)
                channel.send(Begun().header())
                return _Runner(channel, self._shell, self._room)
            os.close(descriptor)
            parent.send(Forked(runner).header())


def _inheritance() -> tuple[object, ...]:
    """Return what forks of this process would share with it, and with each other."""
    with contextlib.suppress(OSError):
        maps = Path("/proc/self/maps").read_text(errors="replace").splitlines()
        shared = [line for line in maps if line.split(maxsplit=2)[1].endswith("s")]
        return (_open_files(), shared, Path.cwd())
    return ()


def _open_files() -> set[str]:
    """Return what is open. matplotlib's fonts do not count: a fork closes them by itself."""
    matplotlib = sys.modules.get("matplotlib")
    fonts = "no fonts" if matplotlib is None else matplotlib.get_data_path()
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one by which the folder was read
            target = str(link.readlink())
            if not target.startswith(fonts):
                found.add(f"{link.name}: {target}")
    return found


def _can_be_shared(before: tuple[object, ...], scratch: Iterable[Path]) -> bool:
    """Tell whether runners forked from here find what they would have made by themselves.

    Not so where the cells have left a file, a process, a thread, or something open: files are
    removed behind each submission, a thread does not live on in a fork, and what is open would
    be the same for all.
    """
    if not before or _inheritance() != before or reap():
        return False
    files = (
        Path(place, n) for folder in scratch for place, _, names in os.walk(folder) for n in names
    )
    left = any(not was_put(file) for file in files)
    return not left and len(list(Path("/proc/self/task").iterdir())) == 1

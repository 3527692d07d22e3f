"""The answer side: a warm parent that forks a runner for each submission.

It is process 1 of the sandbox. The parent itself runs no code of a student; it forks runners
(`autograder.engine.answer_side.runners`), or lets templates fork them, interrupts them, and when a
submission is over it ends every process but itself and the templates.

    python -m autograder.engine.answer_side.warm_parent DESCRIPTOR USER [LIBRARY...]

USER is 0 where it is to stay as it is.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from dataclasses import dataclass

from autograder.engine.answer_side.scratch import empty_scratch, scratch_condition, scratch_folders
from autograder.engine.answer_side.shell import CapturingShell
from autograder.engine.answer_side.warm_up import load_libraries, warm_up
from autograder.engine.answer_side.watching import condition, is_too_much
from autograder.engine.processes.cheap_forks import hurried, use_large_pages
from autograder.engine.processes.system import (
    be_first_to_go,
    become,
    end_all,
    end_child,
    end_with_parent,
    harden,
    reap,
    send_signal,
    tasks,
)
from autograder.engine.wire.frames import (
    Channel,
    Frame,
    PeerError,
    PeerGoneError,
    channel_of,
    pair,
)
from autograder.engine.wire.messages import (
    Bounds,
    Died,
    Drop,
    End,
    Ended,
    Fork,
    Interrupt,
    Interrupted,
    Keep,
    Load,
    Ready,
    Start,
    forked_of,
    to_parent,
)

WATCH_SECONDS = 0.05
FORKS_THAT_PAY = 3
"""Whoever is forked so often is put into large pages first: most runners come from templates."""
FORK_SECONDS = 20.0


def main() -> None:
    """Warm up, say so, and serve the worker at the other end of the descriptor."""
    channel = channel_of(int(sys.argv[1]), max_descriptors=1)
    be_first_to_go()  # here: once hardened, a process may not write to files of /proc
    if int(sys.argv[2]):
        become(int(sys.argv[2]))
    harden()
    end_with_parent()
    with hurried():
        shell = warm_up(sys.argv[3:])
    channel.send(Ready().header())
    with contextlib.suppress(PeerGoneError):
        _Parent(channel, shell).serve()
    end_all()


@dataclass
class _Template:
    """A process that runners are forked from, as the parent sees it."""

    pid: int
    channel: Channel
    condition: tuple[object, ...] = ()


class _Parent:
    """Serves one worker: one runner at a time."""

    def __init__(self, channel: Channel, shell: CapturingShell) -> None:
        self._channel = channel
        self._shell = shell
        self._runner = 0
        self._forks = 0
        self._ended: int | None = None  # readable when the runner has ended
        self._limits: Bounds | None = None
        self._condition = condition()
        self._scratch = scratch_condition()
        self._next_look = 0.0
        self._future: _Template | None = None
        self._templates: dict[int, _Template] = {}

    def serve(self) -> None:
        """Do what the worker asks, and watch the runner meanwhile."""
        while True:
            watched: list[Channel | int] = [self._channel]
            watched += [] if self._ended is None else [self._ended]
            ready, _, _ = select.select(watched, [], [], WATCH_SECONDS if self._runner else None)
            self._watch(ended=self._ended in ready)
            if self._channel in ready:
                self._perform(self._channel.receive())

    def _perform(self, frame: Frame) -> None:
        match to_parent(frame.header):
            case Load(names):
                load_libraries(names, self._shell)
                self._channel.send(Ready().header())
            case Start() as request:
                (descriptor,) = frame.descriptors
                self._limits = request.limits
                self._start(request, descriptor)
                os.close(descriptor)
            case Interrupt():
                send_signal(self._runner, signal.SIGINT)
                self._channel.send(Interrupted().header())
            case Keep(template):
                self._keep(template)
            case Drop(template):
                self._drop(template)
            case End():
                self._end()

    def _start(self, request: Start, descriptor: int) -> None:
        """Make a runner: a fork of this process, or of the template that is asked for."""
        if request.template is None:
            self._runner = self._fork(request, descriptor)
        else:
            template = self._templates.get(request.template)
            forked = template is not None and _forked(template, request.folder, descriptor)
            self._runner = forked or 0
        if self._runner:
            self._ended = os.pidfd_open(self._runner)
        else:
            self._died()

    def _fork(self, request: Start, descriptor: int) -> int:
        ours, theirs = pair() if request.keep else (None, None)
        self._forks += 1
        if self._forks == FORKS_THAT_PAY:
            use_large_pages()
        pid = os.fork()
        if pid == 0:
            self._channel.close()
            for template in self._templates.values():
                template.channel.close()
            if ours is not None:
                ours.close()
            to_parent = None if theirs is None else Channel(theirs, max_descriptors=1)
            channel = channel_of(descriptor, max_descriptors=1)
            from autograder.engine.answer_side.runners import be_runner

            be_runner(channel, self._shell, request, to_parent, scratch_folders())
        if ours is not None and theirs is not None:
            theirs.close()
            self._future = _Template(pid, ours)
        return pid

    def _keep(self, number: int) -> None:
        """Let the runner be a template from now on: it has run nothing of a student's."""
        if self._future is None or self._future.pid != self._runner:
            return
        self._future.condition = condition(self._runner)
        self._templates[number], self._future = self._future, None
        self._forget_runner()

    def _drop(self, number: int) -> None:
        template = self._templates.pop(number, None)
        if template is not None:
            template.channel.close()
            end_child(template.pid)

    def _end(self) -> None:
        """End all but the templates, and see that these, and this process, are as they were."""
        end_all(self._spared())
        self._forget_runner()
        if self._future is not None:
            self._future.channel.close()
            self._future = None
        empty_scratch(self._scratch)
        if condition() != self._condition:
            raise SystemExit(1)  # a new sandbox takes over
        alive = {task.pid for task in tasks()} if self._templates else set()
        for number, template in list(self._templates.items()):
            if template.pid not in alive or condition(template.pid) != template.condition:
                self._drop(number)
        self._channel.send(Ended(list(self._templates)).header())

    def _watch(self, *, ended: bool) -> None:
        """Reap what has ended; tell when it is the runner; stop a flood of processes."""
        reap()
        if ended:
            self._died()
        bounds = self._limits
        if self._runner and bounds is not None and time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + WATCH_SECONDS
            spared = self._spared()
            if is_too_much(bounds.processes, bounds.memory, scratch_folders(), spared):
                end_all(spared)
                self._died()

    def _spared(self) -> set[int]:
        return {template.pid for template in self._templates.values()}

    def _died(self) -> None:
        self._forget_runner()
        self._channel.send(Died().header())

    def _forget_runner(self) -> None:
        self._runner = 0
        if self._ended is not None:
            os.close(self._ended)
            self._ended = None


def _forked(template: _Template, folder: str, descriptor: int) -> int:
    """Let a template fork a runner; return its process, 0 where the template is of no use."""
    try:
        request = Fork(folder).header()
        template.channel.send(request, descriptors=(descriptor,), timeout=FORK_SECONDS)
        return forked_of(template.channel.receive(FORK_SECONDS).header).pid
    except PeerError:
        return 0


if __name__ == "__main__":
    main()

"""The warm parent, as a worker sees it: a sandbox that makes runners for notebooks.

It is started when it is first needed, and again whenever it has ended.
"""

from __future__ import annotations

import contextlib
import select
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TypeVar

from autograder.course.config import Limits
from autograder.engine import sandbox as sandboxes
from autograder.engine.bubblewrap import SCRATCH
from autograder.engine.wire.frames import Channel, PeerError, PeerGoneError, PeerTimeoutError, pair
from autograder.engine.wire.messages import (
    Bounds,
    Died,
    Drop,
    End,
    Ended,
    FromRunner,
    Interrupt,
    Interrupted,
    Keep,
    Load,
    Ready,
    Start,
    from_parent,
    from_runner,
)

M = TypeVar("M", Ready, Interrupted, Ended)
START_SECONDS = 120.0
END_SECONDS = 20.0
CLOSE_SECONDS = 2.0
LEAST_SECONDS = 0.1


class EngineError(Exception):
    """The sandbox itself failed: no fault of a submission."""


class Parent:
    """A sandbox with its warm parent.

    Args:
        limits: what a submission may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        libraries: what notebooks are going to name, as far as it is known.
        files: folder of the course's files, which notebooks find beside them; None for none.

    Attributes:
        limits: what a submission may use.
        files: folder of the course's files, None for none.
        living: numbers of the templates that live.
        loaded: the libraries that are loaded.
    """

    def __init__(
        self,
        limits: Limits,
        sandbox: sandboxes.Sandbox = "bubblewrap",
        libraries: frozenset[str] = frozenset(),
        files: Path | None = None,
    ) -> None:
        self.limits = limits
        self.living: frozenset[int] = frozenset()
        self.loaded: frozenset[str] = frozenset()
        self._sandbox: sandboxes.Sandbox = sandbox
        self.files = files
        self._wanted = libraries
        self._warm = False
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def start(self) -> None:
        """Start the sandbox if it does not run; `await_warm` waits until it is warm.

        Raises:
            SandboxError: it cannot be had on this machine.
        """
        if self._process is not None:
            return
        sandboxes.require(self._sandbox)
        if self._sandbox == "none":  # a sandbox brings its own
            self._scratch = tempfile.TemporaryDirectory(prefix="activation-lab-")
        self._process, connection = sandboxes.start(
            self._sandbox,
            self.limits.tmp_bytes,
            self._root(),
            sorted(self._wanted),
            self.files,
        )
        self._channel = Channel(connection)
        self._warm, self.loaded, self.living = False, self._wanted, frozenset()

    def close(self) -> None:
        """End the sandbox and everything in it."""
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=CLOSE_SECONDS)
            sandboxes.end(self._process)
        if self._scratch is not None:
            self._scratch.cleanup()
        self._process = self._channel = self._scratch = None

    def await_warm(self, libraries: frozenset[str] = frozenset()) -> None:
        """Wait until the sandbox is warm, with these libraries; start it again if it has ended.

        Raises:
            EngineError: it does not start.
        """
        self._wanted |= libraries
        if self._process is not None and self._process.poll() is not None:
            self.close()
        self.start()
        try:
            if not self._warm:
                self._await(Ready, START_SECONDS)
                self._warm = True
            if self._wanted > self.loaded:
                self._connection.send(Load(sorted(self._wanted)).header())
                self._await(Ready, START_SECONDS)
                self.loaded = self._wanted
        except PeerError as error:
            self.close()
            raise EngineError(f"the sandbox did not start: {error}") from error

    def start_runner(self, template: int | None = None, *, keep: bool = False) -> Channel:
        """Start a runner; return the connection to it.

        Args:
            template: what it is forked from; None for the warm parent.
            keep: whether it may become a template itself.
        """
        ours, theirs = pair()
        bounds = Bounds(
            memory=self.limits.memory_bytes,
            file=self.limits.file_bytes,
            files=self.limits.open_files,
            processes=self.limits.processes,
            output=self.limits.output_bytes,
            figures=self.limits.figures,
        )
        request = Start(f"{self._root()}/work", bounds, template, keep)
        self._connection.send(request.header(), descriptors=(theirs.fileno(),))
        theirs.close()
        return ours

    def renew(self) -> None:
        """End the sandbox and start another one, after something that no submission explains."""
        self.close()
        self.await_warm()

    def hear(self, runner: Channel, seconds: float) -> FromRunner:
        """Receive the runner's reply, and hear from the parent when the runner has died.

        Raises:
            PeerGoneError: the runner has died.
            PeerTimeoutError: it has not replied in time.
        """
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([runner, self._connection], [], [], max(left, 0))
            if runner in ready:
                return from_runner(runner.receive(max(left, LEAST_SECONDS)).header)
            if self._connection in ready:
                self._hear_of_death()
            if left <= 0:
                raise PeerTimeoutError("the cell ran out of time")

    def look(self) -> None:
        """Hear whether the runner has died between two cells: the next one is not to blame.

        Raises:
            PeerGoneError: it has.
        """
        ready, _, _ = select.select([self._connection], [], [], 0)
        if ready:
            self._hear_of_death()

    def interrupt(self) -> None:
        """Interrupt the runner; what it is sent from now on comes behind the interrupt."""
        self._connection.send(Interrupt().header())
        self._await(Interrupted, END_SECONDS)

    def keep(self, number: int) -> None:
        """Let the runner be a template from now on."""
        self._connection.send(Keep(number).header())

    def drop(self, templates: frozenset[int]) -> None:
        """End templates that live."""
        for number in self.living & templates:
            self._connection.send(Drop(number).header())
        self.living -= templates

    def end_submission(self) -> None:
        """End every process of the submission and remove its files; restart what is broken."""
        try:
            self._connection.send(End().header(), timeout=END_SECONDS)
            self.living = frozenset(self._await(Ended, END_SECONDS).templates)
        except PeerError:
            self.close()
            self.await_warm()

    @property
    def _connection(self) -> Channel:
        if self._channel is None:
            raise EngineError("the sandbox is not started")
        return self._channel

    def _root(self) -> str:
        """Return the folder for submissions, as the answer side sees it."""
        return SCRATCH if self._scratch is None else self._scratch.name

    def _await(self, kind: type[M], seconds: float) -> M:
        """Return the next message of a kind; what else comes meanwhile is old news."""
        while True:
            message = from_parent(self._connection.receive(seconds).header)
            if isinstance(message, kind):
                return message

    def _hear_of_death(self) -> None:
        if isinstance(from_parent(self._connection.receive(END_SECONDS).header), Died):
            raise PeerGoneError("the runner has died")

"""A service and a session in one process, the service in a thread of its own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from autograder.engine.answer_side.service import Service
from autograder.engine.test_side.proxies import Session
from autograder.engine.wire.frames import Channel, PeerError, pair

SOON = 20.0


@contextlib.contextmanager
def other_side(serve: Callable[[Channel], None]) -> Iterator[Channel]:
    """Yield a channel whose other end `serve` holds, in a thread; both are closed behind."""
    ours, socket = pair()
    theirs = Channel(socket)

    def run() -> None:
        with contextlib.suppress(PeerError):
            serve(theirs)
        theirs.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield ours
    finally:
        ours.close()
        thread.join(SOON)
        assert not thread.is_alive()


@contextlib.contextmanager
def served(source: str = "", **namespace: Any) -> Iterator[Session]:
    """Yield a session with a service that has these names, and those that `source` defines."""
    exec(source, namespace)
    with other_side(lambda channel: Service(channel, namespace).run()) as channel:
        yield Session(channel)


def replying(*replies: Any) -> Callable[[Channel], None]:
    """Return a side that answers each request with the next of these (header, body) pairs."""

    def serve(channel: Channel) -> None:
        for header, body in replies:
            channel.receive(SOON)
            channel.send(header, body)
        while True:  # whatever is asked besides
            channel.receive(SOON)

    return serve

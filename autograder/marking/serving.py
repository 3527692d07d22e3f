"""Serving: the desk on this machine's own address, until Ctrl-C."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from autograder.course.layout import Course
from autograder.errors import CourseError
from autograder.marking.access import new_token
from autograder.marking.desk import Desk

ADDRESS = "127.0.0.1"
FIRST_PORT = 8765


def new_desk(
    course: Course,
    assignments: Sequence[str],
    names: Sequence[str],
    *,
    sample: float,
    hide_names: bool,
) -> Desk:
    """Return a desk with a token for each person.

    Args:
        course: the course.
        assignments: the assignments that are marked.
        names: who marks.
        sample: share of the answers that get a second look, from 0 to 1.
        hide_names: hide names until somebody asks for them.
    """
    tokens = {new_token(): name for name in dict.fromkeys(names)}
    return Desk(course, tuple(assignments), tokens, secrets.token_bytes(32), sample, hide_names)


def open_socket(port: int | None) -> socket.socket:
    """Return a socket of this machine alone, on a port.

    Args:
        port: the port; None for the usual one, or any other where that is taken.

    Raises:
        CourseError: the port is taken.
    """
    for wanted in (FIRST_PORT, 0) if port is None else (port,):
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((ADDRESS, wanted))
            opened.listen()  # whoever is faster than the server waits for it
        except OSError as error:
            opened.close()
            reason = error.strerror or "not possible"
        else:
            return opened
    raise CourseError(
        f"Port {port} of {ADDRESS} cannot be used: {reason}.",
        "Leave --port out, and a free one is taken.",
    )


def links(desk: Desk, opened: socket.socket) -> dict[str, str]:
    """Return the link of each person."""
    host, port = opened.getsockname()
    return {
        name: f"http://{host}:{port}/?{urlencode({'token': token})}"
        for token, name in desk.markers.items()
    }


def serve(desk: Desk, opened: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve a desk until Ctrl-C.

    Args:
        desk: the desk.
        opened: where it listens.
        on_ready: called when the first page can be opened.
    """
    import uvicorn

    from autograder.marking.app import make_app

    class Server(uvicorn.Server):
        """uvicorn's server, which says when it has begun."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_ready()

    config = uvicorn.Config(make_app(desk), log_level="error", access_log=False, lifespan="off")
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it
        Server(config).run(sockets=[opened])

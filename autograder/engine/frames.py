"""Frames: length-prefixed messages over a Unix socket, bounded in size and time.

A frame is two lengths (big-endian, 4 bytes each), a JSON text and a body of raw bytes. Nothing
in it is ever unpickled, evaluated or imported.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

PREFIX = struct.Struct("!II")
MAX_HEADER = 8 << 20
MAX_BODY = 256 << 20
_CHUNK = 1 << 20


class PeerError(Exception):
    """The other side broke the protocol, or is gone."""


class PeerGoneError(PeerError):
    """The other side has closed the connection."""


class PeerTimeoutError(PeerError):
    """The other side has said nothing in time."""


@dataclass(frozen=True)
class Frame:
    """One message.

    Attributes:
        header: what its JSON text says.
        body: its raw bytes.
        descriptors: file descriptors that came with it; the receiver owns them.
    """

    header: Any
    body: bytes = b""
    descriptors: tuple[int, ...] = ()


class Channel:
    """One end of a connection that carries frames.

    Args:
        connection: a connected Unix stream socket; the channel owns it.
        max_descriptors: how many file descriptors a frame may bring; 0 from a side without trust.
    """

    def __init__(self, connection: socket.socket, max_descriptors: int = 0) -> None:
        self.connection = connection
        self._max_descriptors = max_descriptors

    def fileno(self) -> int:
        """Return the socket's descriptor, for `select`."""
        return self.connection.fileno()

    def close(self) -> None:
        """Close this end."""
        self.connection.close()

    def send(
        self,
        header: Any,
        body: bytes = b"",
        descriptors: tuple[int, ...] = (),
        timeout: float | None = None,
    ) -> None:
        """Send a frame.

        Raises:
            PeerError: the frame is too large, or the other side is gone or takes nothing.
        """
        text = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode("ascii")
        if len(text) > MAX_HEADER or len(body) > MAX_BODY:
            raise PeerError(f"a frame of {len(text)} + {len(body)} bytes is too large")
        self.connection.settimeout(timeout)
        prefix = PREFIX.pack(len(text), len(body))
        try:
            if descriptors:
                socket.send_fds(self.connection, [prefix], list(descriptors))
                self.connection.sendall(text + body)
            else:
                self.connection.sendall(prefix + text + body)
        except TimeoutError:
            raise PeerTimeoutError("the other side takes nothing") from None
        except OSError as error:
            raise PeerGoneError(str(error)) from None

    def receive(self, timeout: float | None = None) -> Frame:
        """Receive a frame.

        Raises:
            PeerGoneError: the connection is closed.
            PeerTimeoutError: no whole frame came within `timeout` seconds.
            PeerError: what came is no frame.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        prefix, descriptors = self._prefix(deadline)
        header_size, body_size = PREFIX.unpack(prefix)
        if header_size > MAX_HEADER or body_size > MAX_BODY:
            raise PeerError(f"a frame of {header_size} + {body_size} bytes is too large")
        text = self._exactly(header_size, deadline)
        body = self._exactly(body_size, deadline)
        try:
            return Frame(json.loads(text.decode("ascii")), body, descriptors)
        except (ValueError, RecursionError):
            raise PeerError("the frame's header is no JSON") from None

    def _prefix(self, deadline: float | None) -> tuple[bytes, tuple[int, ...]]:
        if not self._max_descriptors:
            return self._exactly(PREFIX.size, deadline), ()
        self._wait(deadline)
        try:
            first, found, _, _ = socket.recv_fds(
                self.connection, PREFIX.size, self._max_descriptors
            )
        except TimeoutError:
            raise PeerTimeoutError("no frame came in time") from None
        except OSError as error:
            raise PeerGoneError(str(error)) from None
        if not first:
            raise PeerGoneError("the connection is closed")
        return first + self._exactly(PREFIX.size - len(first), deadline), tuple(found)

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        """Receive `size` bytes; memory grows only with what really arrives."""
        parts = bytearray()
        while len(parts) < size:
            self._wait(deadline)
            try:
                part = self.connection.recv(min(_CHUNK, size - len(parts)))
            except TimeoutError:
                raise PeerTimeoutError("no frame came in time") from None
            except OSError as error:
                raise PeerGoneError(str(error)) from None
            if not part:
                raise PeerGoneError("the connection is closed")
            parts += part
        return bytes(parts)

    def _wait(self, deadline: float | None) -> None:
        if deadline is None:
            self.connection.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise PeerTimeoutError("no frame came in time")
        self.connection.settimeout(left)


def pair(max_descriptors: int = 0) -> tuple[Channel, socket.socket]:
    """Return a channel and the socket of its other end, which may go to another process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return Channel(ours, max_descriptors), theirs

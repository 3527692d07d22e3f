"""Frames: length-prefixed messages over a Unix socket, bounded in size and time.

A frame is two lengths (big-endian, 4 bytes each), a JSON text and a body of raw bytes. Nothing
in it is ever unpickled, evaluated or imported.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

PREFIX = struct.Struct("!II")
MAX_HEADER = 8 << 20
MAX_BODY = 256 << 20
_CHUNK = 1 << 20
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What a JSON text may say."""


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

    header: Json
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
        header: Json,
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
        message = PREFIX.pack(len(text), len(body)) + text + body
        try:
            self.connection.settimeout(timeout)
            if descriptors:
                sent = socket.send_fds(self.connection, [message], list(descriptors))
                message = message[sent:]
            if message:
                self.connection.sendall(message)
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
        first, descriptors = self._first(deadline)
        try:
            prefix = first + self._exactly(PREFIX.size - len(first), deadline)
            header_size, body_size = PREFIX.unpack(prefix)
            if header_size > MAX_HEADER or body_size > MAX_BODY:
                raise PeerError(f"a frame of {header_size} + {body_size} bytes is too large")
            if header_size + body_size > _CHUNK:
                text, body = (self._exactly(size, deadline) for size in (header_size, body_size))
            else:  # most frames are small, and each look at the socket takes time
                rest = self._exactly(header_size + body_size, deadline)
                text, body = rest[:header_size], rest[header_size:]
            return Frame(_json(text), body, descriptors)
        except BaseException:  # nobody else knows of them
            for descriptor in descriptors:
                os.close(descriptor)
            raise

    def _first(self, deadline: float | None) -> tuple[bytes, tuple[int, ...]]:
        """Receive the first bytes of a frame, and the descriptors that come with them."""
        if not self._max_descriptors:  # a plain `recv` lets the system drop descriptors
            return b"", ()
        with self._in_time(deadline):
            first, found, _, _ = socket.recv_fds(
                self.connection, PREFIX.size, self._max_descriptors
            )
        if not first:
            raise PeerGoneError("the connection is closed")
        return first, tuple(found)

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        """Receive `size` bytes; memory grows only with what really arrives."""
        parts = bytearray()
        while len(parts) < size:
            with self._in_time(deadline):
                part = self.connection.recv(min(_CHUNK, size - len(parts)))
            if not part:
                raise PeerGoneError("the connection is closed")
            parts += part
        return bytes(parts)

    @contextlib.contextmanager
    def _in_time(self, deadline: float | None) -> Iterator[None]:
        """Bound what is done with the socket in time, and translate its errors."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise PeerTimeoutError("no frame came in time")
        try:
            self.connection.settimeout(left)
            yield
        except TimeoutError:
            raise PeerTimeoutError("no frame came in time") from None
        except OSError as error:
            raise PeerGoneError(str(error)) from None


def _json(text: bytes) -> Json:
    try:
        said: Json = json.loads(text.decode("ascii"))
    except (ValueError, RecursionError):
        raise PeerError("the frame's header is no JSON") from None
    return said


def channel_of(descriptor: int, max_descriptors: int = 0) -> Channel:
    """Return the channel at a descriptor that this process has got; it owns it from now on."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=descriptor)
    return Channel(connection, max_descriptors)


def pair(max_descriptors: int = 0) -> tuple[Channel, socket.socket]:
    """Return a channel and the socket of its other end, which may go to another process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return Channel(ours, max_descriptors), theirs

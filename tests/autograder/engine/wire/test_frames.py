"""Frames: what is sent arrives, and nothing that arrives can do more than end the connection."""

from __future__ import annotations

import json
import os
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.engine.wire import frames
from autograder.engine.wire.frames import (
    MAX_BODY,
    MAX_HEADER,
    PREFIX,
    Channel,
    PeerError,
    PeerGoneError,
    PeerTimeoutError,
    pair,
)

SOON = 30.0
NEVER = 0.05
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=4), children, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    """Two connected channels; neither takes descriptors."""
    one, other = pair()
    two = Channel(other)
    yield one, two
    one.close()
    two.close()


@pytest.fixture
def raw() -> Iterator[tuple[Channel, socket.socket]]:
    """A channel, and the bare socket of the side that need not keep to the protocol."""
    channel, other = pair()
    yield channel, other
    channel.close()
    other.close()


def frame(header: bytes, body: bytes = b"") -> bytes:
    """Return the bytes of a frame."""
    return PREFIX.pack(len(header), len(body)) + header + body


def descriptors() -> set[str]:
    """Return the numbers of this process's open descriptors."""
    return {path.name for path in Path("/proc/self/fd").iterdir()}


@settings(deadline=None)
@given(JSON, st.binary(max_size=100))
def test_what_is_sent_arrives(header: Any, body: bytes) -> None:
    one, other = pair()
    two = Channel(other)
    one.send(header, body)
    received = two.receive(SOON)
    assert (received.header, received.body, received.descriptors) == (header, body, ())
    one.close()
    two.close()


def test_special_numbers_and_lone_surrogates_cross(ends: tuple[Channel, Channel]) -> None:
    ends[0].send([float("inf"), float("-inf"), -0.0, "\ud800", "ζ", 10**100])
    assert repr(ends[1].receive(SOON).header) == repr(
        [float("inf"), float("-inf"), -0.0, "\ud800", "ζ", 10**100]
    )


def test_frames_keep_their_order_and_their_bounds(ends: tuple[Channel, Channel]) -> None:
    for number in range(50):
        ends[0].send(number, bytes(number))
    for number in range(50):
        received = ends[1].receive(SOON)
        assert (received.header, len(received.body)) == (number, number)


def test_both_ways_at_once(ends: tuple[Channel, Channel]) -> None:
    one, two = ends
    body = bytes(3 << 20)  # more than a socket holds: both sides must send and receive by turns

    def other_side() -> None:
        for number in range(3):
            assert two.receive(SOON).header == number
            two.send([number], body)

    thread = threading.Thread(target=other_side)
    thread.start()
    for number in range(3):
        one.send(number, body)
        assert one.receive(SOON).header == [number]
    thread.join(SOON)
    assert not thread.is_alive()


def test_a_frame_may_come_in_bits(raw: tuple[Channel, socket.socket]) -> None:
    channel, other = raw
    data = frame(b'{"a": [1, 2]}', b"body")

    def slowly() -> None:
        for index in range(len(data)):
            other.sendall(data[index : index + 1])

    thread = threading.Thread(target=slowly)
    thread.start()
    received = channel.receive(SOON)
    thread.join(SOON)
    assert (received.header, received.body) == ({"a": [1, 2]}, b"body")


@pytest.mark.parametrize("takes", [0, 1])
@pytest.mark.parametrize("kept", [0, 3, 8, 12, 22])
def test_a_side_that_closes_early_is_gone(kept: int, takes: int) -> None:
    channel, other = pair(takes)
    other.sendall(frame(b'{"a": [1, 2]}', b"body")[:kept])
    other.close()
    with pytest.raises(PeerGoneError):
        channel.receive(SOON)
    channel.close()


@pytest.mark.parametrize("takes", [0, 1])
@pytest.mark.parametrize("kept", [0, 3, 8, 12, 22])
def test_a_side_that_stops_is_late(kept: int, takes: int) -> None:
    channel, other = pair(takes)
    other.sendall(frame(b'{"a": [1, 2]}', b"body")[:kept])
    with pytest.raises(PeerTimeoutError):
        channel.receive(NEVER)
    channel.close()
    other.close()


def test_drops_do_not_put_the_deadline_off(raw: tuple[Channel, socket.socket]) -> None:
    """A byte now and then does not keep the receiver for ever."""
    channel, other = raw
    over = threading.Event()

    def drip() -> None:
        other.sendall(PREFIX.pack(1 << 20, 0))
        while not over.wait(0.01):
            other.sendall(b" ")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(PeerTimeoutError):
            channel.receive(0.2)
    finally:
        over.set()
        thread.join(SOON)


def test_nobody_takes_what_is_sent(ends: tuple[Channel, Channel]) -> None:
    with pytest.raises(PeerTimeoutError):
        ends[0].send(0, bytes(8 << 20), timeout=NEVER)


def test_nobody_is_there(ends: tuple[Channel, Channel]) -> None:
    ends[1].close()
    with pytest.raises(PeerGoneError):
        ends[0].send(0, bytes(1 << 20))
    with pytest.raises(PeerGoneError):
        ends[0].receive(SOON)


def test_a_channel_that_we_closed_is_gone(ends: tuple[Channel, Channel]) -> None:
    ends[0].close()
    with pytest.raises(PeerGoneError):
        ends[0].send(0)
    with pytest.raises(PeerGoneError):
        ends[0].receive(SOON)
    with pytest.raises(PeerGoneError):
        ends[0].receive()


@pytest.mark.parametrize(
    "sizes", [(MAX_HEADER + 1, 0), (0, MAX_BODY + 1), (0xFFFFFFFF, 0xFFFFFFFF)]
)
def test_too_large_frames_are_refused_at_once(
    raw: tuple[Channel, socket.socket], sizes: tuple[int, int]
) -> None:
    raw[1].sendall(PREFIX.pack(*sizes))
    with pytest.raises(PeerError, match="too large"):
        raw[0].receive(SOON)


def test_too_large_frames_are_not_sent(
    ends: tuple[Channel, Channel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MAX_BODY", 10)
    monkeypatch.setattr(frames, "MAX_HEADER", 10)
    for header, body in (("x" * 9, b""), (0, bytes(11))):
        with pytest.raises(PeerError, match="too large"):
            ends[0].send(header, body)
    ends[0].send(0, bytes(10))
    assert ends[1].receive(SOON).body == bytes(10)


def test_memory_grows_with_what_comes_not_with_what_is_promised(
    raw: tuple[Channel, socket.socket],
) -> None:
    raw[1].sendall(PREFIX.pack(1, MAX_BODY) + b"0" + bytes(1000))
    tracemalloc.start()
    with pytest.raises(PeerTimeoutError):
        raw[0].receive(NEVER)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"nul",
        b"'a'",
        b"\xff\xfe",
        "\u00e9".encode(),
        b'"\x00"',
        b"[1] [2]",
        b"1" * 10_000,  # more digits than Python turns into a number
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"0" + b"}" * 100_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_what_is_no_json_is_refused(raw: tuple[Channel, socket.socket], text: bytes) -> None:
    raw[0].connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    thread = threading.Thread(target=raw[1].sendall, args=(frame(text),))
    thread.start()
    with pytest.raises(PeerError, match="no JSON"):
        raw[0].receive(SOON)
    thread.join(SOON)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from([0, 1]))
def test_arbitrary_bytes_give_a_frame_or_a_peer_error(data: bytes, takes: int) -> None:
    channel, other = pair(takes)
    other.sendall(data)
    other.close()
    try:
        received = channel.receive(SOON)
    except PeerError:
        pass
    else:
        json.dumps(received.header)
    channel.close()


def test_a_descriptor_comes_where_it_may() -> None:
    one, other = pair()
    two = Channel(other, max_descriptors=1)
    reader, writer = os.pipe()
    one.send({"op": "here"}, b"body", descriptors=(writer,))
    received = two.receive(SOON)
    assert (received.header, received.body) == ({"op": "here"}, b"body")
    (copy,) = received.descriptors
    assert copy != writer
    os.write(copy, b"through")
    assert os.read(reader, 10) == b"through"
    for number in (reader, writer, copy):
        os.close(number)
    one.close()
    two.close()


def test_frames_without_descriptors_come_there_too() -> None:
    one, other = pair()
    two = Channel(other, max_descriptors=1)
    for number in range(3):
        one.send(number)
    assert [two.receive(SOON).header for _ in range(3)] == [0, 1, 2]
    one.close()
    two.close()


@pytest.mark.parametrize("count", [1, 5])
def test_descriptors_are_dropped_where_none_may_come(
    ends: tuple[Channel, Channel], count: int
) -> None:
    before = descriptors()
    with Path(os.devnull).open() as file:
        for _ in range(10):
            ends[0].send("gift", b"x", descriptors=(file.fileno(),) * count)
            received = ends[1].receive(SOON)
            assert (received.header, received.descriptors) == ("gift", ())
    assert descriptors() == before


def test_no_more_descriptors_come_than_are_taken() -> None:
    one, other = pair()
    two = Channel(other, max_descriptors=1)
    before = descriptors()
    with Path(os.devnull).open() as file:
        one.send("gift", descriptors=(file.fileno(),) * 5)
    received = two.receive(SOON)
    assert len(received.descriptors) <= 1
    for number in received.descriptors:
        os.close(number)
    assert descriptors() == before
    one.close()
    two.close()


@pytest.mark.parametrize(
    "data",
    [PREFIX.pack(0xFFFFFFFF, 0), frame(b"{"), frame(b"{}")[:5], PREFIX.pack(9, 0)],
    ids=["too-large", "no-json", "half-a-prefix", "half-a-frame"],
)
def test_a_bad_frame_leaves_no_descriptor_behind(data: bytes) -> None:
    one, other = pair()
    two = Channel(other, max_descriptors=1)
    before = descriptors()
    with Path(os.devnull).open() as file:
        socket.send_fds(one.connection, [data], [file.fileno()])
    with pytest.raises(PeerError):
        two.receive(NEVER)
    assert descriptors() == before
    one.close()
    two.close()


def test_an_unasked_descriptor_in_the_middle_of_a_frame_is_dropped() -> None:
    """Descriptors belong to a frame's first bytes; others never reach this process."""
    one, other = pair()
    two = Channel(other, max_descriptors=1)
    before = descriptors()
    data = frame(b'"abc"')
    one.connection.sendall(data[:8])
    with Path(os.devnull).open() as file:
        socket.send_fds(one.connection, [data[8:]], [file.fileno()])
    assert two.receive(SOON).header == "abc"
    assert descriptors() == before
    one.close()
    two.close()

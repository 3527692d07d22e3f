"""The service: a snapshot of the answer process that does what a test asks of it.

It runs on the side that is not trusted. Objects that are not plain stay here; the test holds
numbers that stand for them.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import cast

from autograder.engine.wire.calls import (
    MAX_TEXT,
    MAX_WARNINGS,
    Call,
    CallBack,
    Describe,
    Done,
    Each,
    Get,
    Make,
    Raised,
    ToSnapshot,
    to_caller,
    to_snapshot,
)
from autograder.engine.wire.codec import Decoder, Encoder
from autograder.engine.wire.exceptions import exception_of, failure_of
from autograder.engine.wire.frames import Channel, Frame, Json, PeerError, PeerGoneError
from autograder.engine.wire.references import resolve

_STARS = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


class Service:
    """Serves one test.

    Args:
        channel: the connection to the test process.
        namespace: the names that the student's cells have defined.
    """

    def __init__(self, channel: Channel, namespace: dict[str, object]) -> None:
        self._channel = channel
        self._namespace = namespace
        self._objects: list[object] = []
        self._printed = io.StringIO()

    def run(self) -> None:
        """Answer requests until the test is over."""
        while True:
            try:
                frame = self._channel.receive()
            except PeerGoneError:
                return
            self._reply(frame)

    def _reply(self, frame: Frame) -> None:
        try:
            reply, body = self._perform(frame)
        except BaseException as error:  # an answer may raise anything, SystemExit too
            if isinstance(error, PeerGoneError):
                raise
            raised = failure_of(error, printed=self._printed.getvalue(), located=True)
            reply, body = raised.header(), b""
        try:
            self._channel.send(reply, body)
        except PeerGoneError:
            raise
        except (PeerError, ValueError, RecursionError) as error:
            self._channel.send(failure_of(error).header())

    def _perform(self, frame: Frame) -> tuple[dict[str, Json], bytes]:
        """Do what a frame asks; return the header and the body of the reply."""
        encoder = Encoder(self._opaque_to_test)
        decoder = Decoder(frame.body, self._opaque_from_test)
        done = self._done(to_snapshot(frame.header), decoder, encoder)
        return done.header(), bytes(encoder.body)

    def _done(self, request: ToSnapshot, decoder: Decoder, encoder: Encoder) -> Done:
        match request:
            case Get(name):
                return Done(encoder.encode(self._namespace[name]))
            case Describe(target):
                from helpers.checks.descriptions import describe_object

                return Done(encoder.encode(describe_object(decoder.decode(target))))
        # What cannot be called raises below, and the test hears of it like of any other error.
        self._printed = io.StringIO()
        function = cast("Callable[..., object]", decoder.decode(request.target))
        arguments, keywords = decoder.decode(request.args), decoder.decode(request.kwargs)
        match request, arguments, keywords:
            case Make(), list(), dict():
                return Done(self._opaque_to_test(function(*arguments, **keywords)))
            case Each(echo=echo), list(), list():
                with self._quiet():
                    values = _values(function, arguments, keywords, encoder, echo=echo)
                return Done(values, printed=self._printed.getvalue()[-MAX_TEXT:])
            case Call(echo=echo), list(), dict():
                with self._quiet() as heard:
                    value = function(*arguments, **keywords)
                return Done(
                    encoder.encode(value),
                    encoder.encode(list(arguments)) if echo else None,
                    [str(item.message)[:MAX_TEXT] for item in heard[:MAX_WARNINGS]],
                    self._printed.getvalue()[-MAX_TEXT:],
                )
            case _:
                raise PeerError("the arguments have no known form")

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[list[warnings.WarningMessage]]:
        """Hold back warnings and prints inside a `with`, and remember what was printed."""
        from helpers.checks.backends import quiet

        with quiet() as (heard, printed):
            self._printed = printed
            yield heard

    def _opaque_to_test(self, value: object) -> list[Json]:
        self._objects.append(value)
        name = getattr(getattr(value, "func", value), "__name__", "")  # of a partial function too
        shown = name if isinstance(name, str) else ""
        return ["handle", len(self._objects) - 1, type(value).__name__, shown, _parameters(value)]

    def _opaque_from_test(self, tag: str, rest: list[object]) -> object:
        match tag, rest:
            case "handle", [int(number)]:
                return self._objects[number]
            case "reference", [module, name]:
                return resolve(module, name)
            case "callback", [int(number), name]:
                return self._callback(number, str(name))
            case _:
                raise PeerError(f"a {tag} has no known form")

    def _callback(self, number: int, name: str) -> Callable[..., object]:
        """Return what stands for a function of the test."""

        def callback(*args: object, **kwargs: object) -> object:
            return self._call_back(number, args, kwargs)

        callback.__name__ = callback.__qualname__ = name
        return callback

    def _call_back(
        self, number: int, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> object:
        """Ask the test to call one of its functions, and serve it meanwhile."""
        encoder = Encoder(self._opaque_to_test)
        request = CallBack(number, encoder.encode(list(args)), encoder.encode(dict(kwargs)))
        self._channel.send(request.header(), bytes(encoder.body))
        while True:
            frame = self._channel.receive()
            match to_caller(frame.header):
                case Done(value):
                    return Decoder(frame.body, self._opaque_from_test).decode(value)
                case Raised() as raised:
                    raise exception_of(raised)
                case _:
                    self._reply(frame)


def _values(
    function: Callable[..., object],
    calls: Sequence[list[object]],
    keywords: Sequence[Mapping[str, object]],
    encoder: Encoder,
    *,
    echo: bool,
) -> Json:
    """Call a function several times; each value is encoded before the next call."""
    results: list[Json] = []
    for arguments, named in zip(calls, keywords, strict=True):
        value = encoder.encode(function(*arguments, **named))
        results.append(["list", value, encoder.encode(arguments if echo else [])])
    return ["list", *results]


def _parameters(value: object) -> list[Json]:
    """Return the names of a function's parameters, for messages about its arguments."""
    if type(value) is FunctionType and not value.__dict__ and not value.__code__.co_flags & _STARS:
        code = value.__code__  # as most answers are; `signature` takes a hundred times longer
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return ["list", *names[:20]]
    if not callable(value):
        return ["list"]
    try:
        names = tuple(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        return ["list"]
    return ["list", *names[:20]]

"""The service: a snapshot of the answer process that does what a test asks of it.

It runs on the side that is not trusted. Objects that are not plain stay here; the test holds
numbers that stand for them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

from autograder.engine.wire.codec import Decoder, Encoder
from autograder.engine.wire.exceptions import MAX_TEXT, exception_of, failure_of
from autograder.engine.wire.frames import Channel, Frame, PeerError, PeerGoneError
from autograder.engine.wire.references import resolve

_STARS = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


class Service:
    """Serves one test.

    Args:
        channel: the connection to the test process.
        namespace: the names that the student's cells have defined.
    """

    def __init__(self, channel: Channel, namespace: dict[str, Any]) -> None:
        self._channel = channel
        self._namespace = namespace
        self._objects: list[Any] = []

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
            reply, body = failure_of(error), b""
        try:
            self._channel.send(reply, body)
        except PeerGoneError:
            raise
        except (PeerError, ValueError, RecursionError) as error:
            self._channel.send(failure_of(error))

    def _perform(self, frame: Frame) -> tuple[dict[str, Any], bytes]:
        request = frame.header
        decoder = Decoder(frame.body, self._opaque_from_test)
        operation = request["op"]
        if operation == "get":
            return self._encoded(self._namespace[request["name"]])
        if operation == "describe":
            from helpers.checks.descriptions import describe_object

            return self._encoded(describe_object(decoder.decode(request["target"])))
        function = decoder.decode(request["target"])
        arguments = decoder.decode(request["args"])
        keywords = decoder.decode(request["kwargs"])
        if operation == "make":
            return self._encoded(function(*arguments, **keywords), handle=True)
        if operation == "each":
            return self._call_each(function, arguments, keywords, echo=request["echo"])
        return self._call(function, arguments, keywords, echo=request["echo"])

    def _call(
        self,
        function: Callable[..., Any],
        arguments: list[Any],
        keywords: dict[str, Any],
        *,
        echo: bool,
    ) -> tuple[dict[str, Any], bytes]:
        from helpers.checks.backends import quiet

        with quiet() as (heard, printed):
            value = function(*arguments, **keywords)
        encoder = Encoder(self._opaque_to_test)
        reply = {
            "ok": True,
            "value": encoder.encode(value),
            "arguments": encoder.encode(list(arguments)) if echo else None,
            "warnings": [str(item.message)[:MAX_TEXT] for item in heard[:20]],
            "printed": printed.getvalue()[:MAX_TEXT],
        }
        return reply, bytes(encoder.body)

    def _call_each(
        self,
        function: Callable[..., Any],
        calls: list[list[Any]],
        keywords: list[dict[str, Any]],
        *,
        echo: bool,
    ) -> tuple[dict[str, Any], bytes]:
        """Call a function several times; each value is encoded before the next call."""
        from helpers.checks.backends import quiet

        encoder = Encoder(self._opaque_to_test)
        results: list[Any] = []
        with quiet():
            for arguments, named in zip(calls, keywords, strict=True):
                value = encoder.encode(function(*arguments, **named))
                results.append(["list", value, encoder.encode(arguments if echo else [])])
        return {"ok": True, "value": ["list", *results]}, bytes(encoder.body)

    def _encoded(self, value: Any, *, handle: bool = False) -> tuple[dict[str, Any], bytes]:
        encoder = Encoder(self._opaque_to_test)
        tree = self._opaque_to_test(value) if handle else encoder.encode(value)
        return {"ok": True, "value": tree}, bytes(encoder.body)

    def _opaque_to_test(self, value: Any) -> list[Any]:
        self._objects.append(value)
        name = getattr(getattr(value, "func", value), "__name__", "")  # of a partial function too
        shown = name if isinstance(name, str) else ""
        return ["handle", len(self._objects) - 1, type(value).__name__, shown, _parameters(value)]

    def _opaque_from_test(self, tag: str, rest: list[Any]) -> Any:
        if tag == "handle":
            return self._objects[rest[0]]
        if tag == "reference":
            return resolve(*rest)
        number, name = rest

        def callback(*args: Any, **kwargs: Any) -> Any:
            return self._call_back(number, args, kwargs)

        callback.__name__ = callback.__qualname__ = str(name)
        return callback

    def _call_back(self, number: int, args: Any, kwargs: Any) -> Any:
        """Ask the test to call one of its functions, and serve it meanwhile."""
        encoder = Encoder(self._opaque_to_test)
        request = {"op": "callback", "number": number}
        request |= {"args": encoder.encode(list(args)), "kwargs": encoder.encode(dict(kwargs))}
        self._channel.send(request, bytes(encoder.body))
        while True:
            frame = self._channel.receive()
            if "op" in frame.header:
                self._reply(frame)
                continue
            if not frame.header["ok"]:
                raise exception_of(frame.header)
            return Decoder(frame.body, self._opaque_from_test).decode(frame.header["value"])


def _parameters(value: Any) -> list[Any]:
    """Return the names of a function's parameters, for messages about its arguments."""
    if type(value) is FunctionType and not value.__dict__ and not value.__code__.co_flags & _STARS:
        code = value.__code__  # as most answers are; `signature` takes a hundred times longer
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return ["list", *names[:20]]
    try:
        names = tuple(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        return ["list"]
    return ["list", *names[:20]]

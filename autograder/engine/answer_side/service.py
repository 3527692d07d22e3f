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
from typing import TypeAlias, cast

from autograder.engine.answer_side.kept_objects import KeptObjects
from autograder.engine.answer_side.operations import OPERATIONS
from autograder.engine.wire.builtin_classes import NAMES
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
    Operate,
    Raised,
    to_caller,
    to_snapshot,
)
from autograder.engine.wire.codec import Decoder, Encoder
from autograder.engine.wire.exceptions import exception_of, failure_of
from autograder.engine.wire.frames import Channel, Frame, Json, PeerError, PeerGoneError
from autograder.engine.wire.references import resolve
from autograder.engine.wire.wide_decoder import WideDecoder
from autograder.engine.wire.wide_encoder import WideEncoder

Plain: TypeAlias = Get | Describe | Call | Make | Each
"""What a test of the course's own kind asks."""

_CHANGING = frozenset({"dict", "set", "deque", "array", "objects", "tensor", "bytearray", "ordered",
                       "counter", "defaulting", "frame", "series"})  # fmt: skip
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
        self._kept: KeptObjects | None = None
        """What the test holds of this side, once it has turned out to be in the free style."""

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
            reply, body = self._raised(error)
        try:
            self._channel.send(reply, body)
        except PeerGoneError:
            raise
        except (PeerError, ValueError, RecursionError) as error:
            self._channel.send(failure_of(error).header())

    def _raised(self, error: BaseException) -> tuple[dict[str, Json], bytes]:
        """Return the reply about an exception; in the free style, with what it is made of."""
        raised = failure_of(error, printed=self._printed.getvalue(), located=True)
        encoder = self._encoder()
        if self._kept is not None:
            own = None if type(error) in NAMES else self._kept.to_test(error)
            with contextlib.suppress(Exception):  # an exception of the student's own may do it
                raised.value = ["list", own, encoder.encode(tuple(error.args))]
                return raised.header(), bytes(encoder.body)
        return raised.header(), b""

    def _perform(self, frame: Frame) -> tuple[dict[str, Json], bytes]:
        """Do what a frame asks; return the header and the body of the reply."""
        request = to_snapshot(frame.header)
        if isinstance(request, Operate) and self._kept is None:
            self._kept = KeptObjects(self._objects, self._callback)
        encoder, decoder = self._encoder(), self._decoder(frame.body)
        if isinstance(request, Operate):
            done = self._operate(request, frame.body, decoder, encoder)
        else:
            done = self._done(request, decoder, encoder)
        return done.header(), bytes(encoder.body)

    def _encoder(self) -> Encoder:
        return (
            Encoder(self._opaque_to_test) if self._kept is None else WideEncoder(self._kept.to_test)
        )

    def _decoder(self, body: bytes) -> Decoder:
        if self._kept is None:
            return Decoder(body, self._opaque_from_test)
        return WideDecoder(body, self._kept.from_test)

    def _operate(self, request: Operate, body: bytes, decoder: Decoder, encoder: Encoder) -> Done:
        """Do an operation; a call's arguments come back if it has changed them."""
        self._printed = io.StringIO()
        args, kwargs = decoder.decode(request.args), decoder.decode(request.kwargs)
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise PeerError("the arguments have no known form")
        if request.operation in ("name", "bind", "unbind"):
            return Done(encoder.encode(self._named(request.operation, *args)))
        with self._quiet() as heard:
            value = OPERATIONS[request.operation](*args, **kwargs)
        done = Done(encoder.encode(value), printed=self._printed.getvalue()[-MAX_TEXT:])
        done.warnings = [_warned(item)[:MAX_TEXT] for item in heard[:MAX_WARNINGS]]
        if request.operation == "call" and _may_change([request.args, request.kwargs]):
            again = self._encoder()
            trees = [again.encode(args), again.encode(kwargs)]
            if trees != [request.args, request.kwargs] or again.body != body:
                done.arguments = encoder.encode([args, kwargs])
        return done

    def _named(self, operation: str, name: object, value: object = None) -> object:
        """Return what a name is bound to, bind it, or unbind it; nobody else finds it changed."""
        match operation:
            case "bind":
                self._namespace[str(name)] = value
            case "unbind":
                self._namespace.pop(str(name), None)
            case _:
                return self._namespace[str(name)]
        return None

    def _done(self, request: Plain, decoder: Decoder, encoder: Encoder) -> Done:
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
        encoder = self._encoder()
        request = CallBack(number, encoder.encode(list(args)), encoder.encode(dict(kwargs)))
        self._channel.send(request.header(), bytes(encoder.body))
        while True:
            frame = self._channel.receive()
            match to_caller(frame.header):
                case Done(value):
                    return self._decoder(frame.body).decode(value)
                case Raised() as raised:
                    raise exception_of(raised)
                case _:
                    self._reply(frame)


def _warned(item: warnings.WarningMessage) -> str:
    """Return the nearest of Python's own kinds of warnings, and the text."""
    kind = next((NAMES[kind] for kind in item.category.__mro__ if kind in NAMES), "UserWarning")
    return f"{kind}: {item.message}"


def _may_change(trees: list[object]) -> bool:
    """Tell whether there is anything in a call's arguments that the call can change."""
    args, kwargs = trees
    inside = [
        *(args if isinstance(args, list) else []),
        *(kwargs if isinstance(kwargs, list) else []),
    ]
    return any(_is_changing(tree) for tree in inside[1:])


def _is_changing(tree: object) -> bool:
    """Tell whether a tree is one of a value that can be changed, or holds one."""
    if not isinstance(tree, list) or not tree:
        return False
    return tree[0] in ("list", *_CHANGING) or any(map(_is_changing, tree))


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

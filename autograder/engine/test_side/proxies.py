"""Proxies: what stands for an answer in the test process.

Calling a proxy calls the answer in its snapshot; plain values come back, and whatever comes back
is checked. `Remote` has no other powers: no attributes are fetched, nothing is iterated.
"""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from autograder.engine.test_side.trace import Trace
from autograder.engine.wire.calls import (
    MAX_TEXT,
    Call,
    CallBack,
    Describe,
    Done,
    Each,
    Get,
    Make,
    Raised,
    from_snapshot,
)
from autograder.engine.wire.codec import Decoder, Encoder
from autograder.engine.wire.exceptions import exception_of, failure_of
from autograder.engine.wire.frames import Channel, Json, PeerError
from autograder.engine.wire.protocol import Message
from autograder.engine.wire.references import reference_to

MAX_NESTING = 20


class Remote:
    """An object that stays on the answer's side; its class bears the name of the class there.

    Attributes:
        number: what stands for it over there.
        type_name: name of its type.
    """

    def __init__(
        self, session: Session, number: int, type_name: str, name: str, parameters: Sequence[object]
    ) -> None:
        self._session = session
        self.number = number
        self.type_name = type_name
        self.__name__ = name or type_name
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        unique = dict.fromkeys(item for item in parameters if _is_name(item))
        self.__signature__ = inspect.Signature([inspect.Parameter(p, kind) for p in unique])

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call the object over there with plain values."""
        return self._session.call(self, args, kwargs).value

    def __repr__(self) -> str:
        return f"<{self.type_name} of the answer>"


@dataclass(frozen=True)
class Reply:
    """What a call over there came to.

    Attributes:
        value: its value.
        arguments: the arguments after the call, None where they were not asked for.
        warnings: texts of warnings.
        printed: what was printed.
    """

    value: object
    arguments: object
    warnings: tuple[str, ...]
    printed: str


class Session:
    """The connection of one test with the snapshot that it is about.

    Args:
        channel: the connection.
        trace: takes in what the answer replies; None for none.

    Attributes:
        lost: what has ended the connection. A check may take the exception for one of the
            answer's own, so that whoever runs the test looks here in the end.
        called: whether a function of the answer has been called.
    """

    lost: PeerError | None = None
    called: bool = False

    def __init__(self, channel: Channel, trace: Trace | None = None) -> None:
        self._channel = channel
        self._trace = trace
        self._callbacks: list[Callable[..., object]] = []
        self._nesting = 0

    def get(self, name: str) -> object:
        """Return what a name is bound to; raises KeyError where it is not bound."""
        return self._ask(Get(name)).value

    def call(
        self,
        function: object,
        args: Sequence[object],
        kwargs: Mapping[str, object],
        *,
        echo: bool = True,
    ) -> Reply:
        """Call an object over there.

        Args:
            function: the object.
            args: positional arguments.
            kwargs: keyword arguments.
            echo: whether the arguments come back; else they are None.
        """
        self.called = True
        return self._operate(Call, function, list(args), dict(kwargs), echo=echo)

    def call_each(
        self,
        function: object,
        calls: Sequence[Sequence[object]],
        kwargs: Mapping[str, object],
        *,
        echo: bool,
    ) -> object:
        """Call an object over there several times; return what comes: a list of pairs is due."""
        self.called = True
        arguments, keywords = [list(args) for args in calls], [dict(kwargs) for _ in calls]
        return self._operate(Each, function, arguments, keywords, echo=echo).value

    def make(self, factory: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        """Make an object over there from a library's class or function."""
        return self._operate(Make, factory, list(args), dict(kwargs)).value

    def describe(self, thing: object) -> object:
        """Return the plain description of an object over there."""
        encoder = self._encoder()
        reply = self._ask(Describe(encoder.encode(thing)), bytes(encoder.body))
        self._note(thing, [], reply.value)
        return reply.value

    def _operate(
        self, kind: type[Call], target: object, args: object, kwargs: object, *, echo: bool = False
    ) -> Reply:
        encoder = self._encoder()
        over_there, values, names = (encoder.encode(part) for part in (target, args, kwargs))
        try:
            reply = self._ask(kind(over_there, values, names, echo), bytes(encoder.body))
        except Exception as error:
            self._note(target, args, error)
            raise
        self._note(target, args, [reply.value, reply.arguments])
        return reply

    def _note(self, target: object, args: object, reply: object) -> None:
        """Let the trace take in a reply, under the name of the answer's function that it is of."""
        if self._trace is not None and (named := next(_remotes([target, args]), None)):
            self._trace.note(named.__name__, reply)

    def _encoder(self) -> Encoder:
        return Encoder(self._opaque_to_answer)

    def _decoder(self, body: bytes) -> Decoder:
        return Decoder(body, self._opaque_from_answer)

    def _error(self, raised: Raised, decoder: Decoder) -> Exception:  # noqa: ARG002
        """Return the exception that the answer has raised; its value means nothing here."""
        return exception_of(raised)

    def _hear(self, printed: str) -> None:
        """Take in what the answer has printed."""
        from helpers.checks.listening import hear

        hear(printed)

    def _ask(self, request: Message, body: bytes = b"") -> Reply:
        if self.lost is not None:
            raise self.lost
        try:
            self._channel.send(request.header(), body)
            while True:
                frame = self._channel.receive()
                decoder = self._decoder(frame.body)
                match from_snapshot(frame.header):
                    case CallBack() as request_of_theirs:
                        self._serve(request_of_theirs, decoder)
                    case Raised() as raised:
                        self._hear(raised.printed)
                        raise self._error(raised, decoder)
                    case Done(value, arguments, heard, printed):
                        self._hear(printed)
                        values = decoder.decode(value), decoder.decode(arguments)
                        return Reply(*values, tuple(heard), printed)
        except PeerError as error:
            self.lost = error
            raise

    def _serve(self, request: CallBack, decoder: Decoder) -> None:
        """Call a function that this test handed over, with plain values only."""
        if self._nesting >= MAX_NESTING:
            raise PeerError("callbacks are nested too deeply")
        self._nesting += 1
        if request.number >= len(self._callbacks):
            raise PeerError("a callback that was never handed over")
        args, kwargs = decoder.decode(request.args), decoder.decode(request.kwargs)
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise PeerError("a callback without arguments")
        encoder = self._encoder()
        reply: Message
        try:
            reply = Done(encoder.encode(self._callbacks[request.number](*args, **kwargs)))
        except PeerError:
            raise
        except Exception as error:  # the answer called it in a wrong way
            reply = failure_of(error)
        finally:
            self._nesting -= 1
        self._channel.send(reply.header(), bytes(encoder.body) if isinstance(reply, Done) else b"")

    def _opaque_to_answer(self, value: object) -> list[Json]:
        if isinstance(value, Remote):
            return ["handle", value.number]
        reference = reference_to(value)
        if reference is not None:
            return reference
        if callable(value):
            self._callbacks.append(value)
            return ["callback", len(self._callbacks) - 1, getattr(value, "__name__", "f")]
        raise TypeError(f"a test cannot hand over a {type(value).__name__}")

    def _opaque_from_answer(self, tag: str, rest: list[object]) -> object:
        match tag, rest:
            case "handle", [int(number), of_type, name, parameters]:
                names = parameters[1:21] if _is_list(parameters) else []
                type_name = _text(of_type)[:100]
                named = type_name.isidentifier()
                kind: type[Remote] = type(type_name, (Remote,), {}) if named else Remote
                return kind(self, number, type_name, _text(name)[:100], names)
            case _:
                raise PeerError("the answer sent something that may not cross")


def _remotes(thing: object) -> Iterator[Remote]:
    """Yield the objects of the answer's side in a plain value."""
    if isinstance(thing, Remote):
        yield thing
    elif isinstance(thing, dict):
        yield from _remotes([*thing.values()])
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from _remotes(item)


def _text(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value.isidentifier() and not keyword.iskeyword(value)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list) and len(value) <= 100

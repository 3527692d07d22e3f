"""The session of a test in the free style: all that such a test does with an answer's objects.

What stands for them is in `likenesses`; values cross by the wide codec. Nothing that comes is
believed: bases, names and special methods of classes are checked, and there are bounds for all.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from autograder.engine.test_side.likeness_classes import claims_of, make_class
from autograder.engine.test_side.likenesses import (
    MIXED,
    Likeness,
    LikenessType,
    is_likeness,
    number_of,
)
from autograder.engine.test_side.mending import mend
from autograder.engine.test_side.proxies import Reply, Session
from autograder.engine.test_side.trace import OBJECT, Trace
from autograder.engine.wire.builtin_classes import CLASSES
from autograder.engine.wire.calls import Operate, Raised
from autograder.engine.wire.codec import Decoder, Encoder
from autograder.engine.wire.exceptions import exception_of
from autograder.engine.wire.frames import Channel, Json, PeerError
from autograder.engine.wire.references import any_reference_to, is_of_a_library
from autograder.engine.wire.wide_decoder import WideDecoder
from autograder.engine.wire.wide_encoder import WideEncoder

MAX_CLASSES = 5000
MAX_NESTED_CLASSES = 60
MAX_STEPS = 1_000_000
"""Items that a test takes from the answer's iterators, all together."""


class FreeSession(Session):
    """The connection of one test in the free style with its snapshot.

    Args:
        channel: the connection.
        trace: takes in what the answer replies; None for none.

    Attributes:
        mixed: numbers of the objects that arithmetic with plain values has come to.
        functions: names of functions and classes on both sides, the answer's and the course's.
    """

    def __init__(self, channel: Channel, trace: Trace | None = None) -> None:
        super().__init__(channel, trace)
        self.mixed: set[int] = set()
        self.functions: set[str] = set()
        self._likenesses: dict[int, Likeness] = {}
        self._classes: dict[int, LikenessType] = {}
        self._numbers: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._nested = 0
        self._steps = 0

    def get(self, name: str) -> object:
        """Return what a name is bound to; raises KeyError where it is not bound."""
        value = self.operate("name", name)
        if is_likeness(value):
            self._names.setdefault(number_of(value), name)
            if callable(value):
                self.functions.add(name)
        if self._trace is not None:
            self._trace.note(name, OBJECT if is_likeness(value) else _told([value]))
        return value

    def bind(self, name: str, value: object) -> None:
        """Let a function be replaced over there, as the test has replaced it here.

        Only what can be called crosses: values that a test gives names are its own.
        """
        if name in self.functions and callable(value):
            with contextlib.suppress(TypeError):
                self.operate("bind", name, value)

    def unbind(self, name: str) -> None:
        """Let a function be deleted over there, as the test has deleted it here."""
        if name in self.functions:
            self.operate("unbind", name)

    def module(self, name: str) -> object:
        """Return the answer's module of that name, which is imported there if need be."""
        return self.operate("module", name)

    def operate(self, operation: str, *args: object, **kwargs: object) -> object:
        """Do an operation over there, and change those of the arguments that it has changed."""
        encoder = self._encoder()
        trees = encoder.encode([*args]), encoder.encode(kwargs)
        self.called = self.called or operation == "call"
        try:
            reply = self._ask(Operate(operation, *trees), bytes(encoder.body))
        except Exception as error:
            self._tell(operation, args, error)
            raise
        for text in reply.warnings:
            _warn(text)
        match reply.arguments:
            case [[*changed], {**named}]:
                for own, after in zip(args, changed, strict=False):
                    mend(own, after)
                for name, after in named.items():
                    mend(kwargs.get(str(name)), after)
        self._tell(operation, args, [reply.value])
        return reply.value

    def call(
        self,
        function: object,
        args: Sequence[object],
        kwargs: Mapping[str, object],
        *,
        echo: bool = True,
    ) -> Reply:
        """Call an object over there, for the checks; its arguments are changed here, too."""
        value = self.operate("call", function, *args, **kwargs)
        return Reply(value, [*args] if echo else None, (), "")

    def make(self, factory: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        """Make an object over there."""
        return self.operate("call", factory, *args, **kwargs)

    def step(self, iterator: object) -> object:
        """Return the next item of an iterator over there; an endless one ends some time."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise RuntimeError("The answer's iterators go on for too long.")
        return self.operate("next", iterator)

    def comparing(self, thing: object, name: str) -> Callable[..., object]:
        """Return a method that compares objects; of plain values it is not asked."""
        method = cast("Callable[..., object]", self.operate("getattr", thing, name))

        def compare(*args: object, **kwargs: object) -> object:
            if not all(map(is_likeness, (*args, *kwargs.values()))):
                raise TypeError(MIXED)
            return method(*args, **kwargs)

        return compare

    def signature(self, thing: object) -> inspect.Signature:
        """Return what something over there is called with; raises AttributeError for nothing."""
        try:
            told = self.operate("signature", thing)
            assert isinstance(told, list)
            parts = [
                inspect.Parameter(name, _KINDS[kind], default=default[0] if default else _EMPTY)
                for name, kind, default in told
            ]
            return inspect.Signature(parts)
        except PeerError:
            raise
        except Exception:
            raise AttributeError("__signature__") from None

    def library_of(self, kind: LikenessType) -> type | None:
        """Return the library's class that a class over there is, where it is one."""
        claims_of(kind)
        return cast("type | None", type.__getattribute__(kind, "_likeness_library"))

    def _tell(self, operation: str, args: Sequence[object], reply: object) -> None:
        """Let the trace take in what a function of the answer has replied."""
        if self._trace is None or operation != "call" or not is_likeness(args[0]):
            return
        self._trace.note(self._names.get(number_of(args[0]), "object"), _told(reply))

    def _encoder(self) -> Encoder:
        return WideEncoder(self._opaque_to_answer, stays=(Likeness, LikenessType))

    def _decoder(self, body: bytes) -> Decoder:
        return WideDecoder(body, self._opaque_from_answer)

    def _hear(self, printed: str) -> None:
        sys.stdout.write(printed)

    def _error(self, raised: Raised, decoder: Decoder) -> Exception:
        """Return the exception that the answer has raised, of its own class where it has one."""
        value = decoder.decode(raised.value)
        own, args = value if isinstance(value, list) and len(value) == 2 else (None, ())
        error = exception_of(raised)
        if isinstance(own, Likeness) and isinstance(own, Exception):
            if hasattr(error, "place"):
                object.__setattr__(own, "place", error.place)
            error = own
        if isinstance(args, tuple):
            error.args = args
        return error

    def _opaque_to_answer(self, value: object) -> list[Json]:
        if issubclass(type(value), LikenessType):
            return ["class", number_of(value)]
        if issubclass(type(value), Likeness):
            kind = number_of(type(value))
            return ["handle", number_of(value), kind]
        reference = any_reference_to(value)
        if reference is not None and (is_of_a_library(reference) or not callable(value)):
            return [*reference, None]  # never called back: an answer would call `open` here
        if not callable(value):
            raise TypeError(f"a test cannot hand over a {type(value).__name__}")
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._callbacks)
            self._callbacks.append(value)
        if reference is not None:
            return [*reference, number]
        return ["callback", number, str(getattr(value, "__name__", "f"))]

    def _opaque_from_answer(self, tag: str, rest: list[object]) -> object:
        match tag, rest:
            case "handle", [int(number), int(kind)]:
                return self._likeness(number, kind)
            case "class", [int(number)]:
                return self._class(number)
            case "callback", [int(number), _] if 0 <= number < len(self._callbacks):
                return self._callbacks[number]
            case _:
                raise PeerError("the answer sent something that may not cross")

    def _likeness(self, number: int, kind: int) -> Likeness:
        found = self._likenesses.get(number)
        if found is None:
            made: Any = self._class(kind)
            found = self._likenesses[number] = made.__new__(made)
            object.__setattr__(found, "_likeness_number", number)
            if isinstance(found, BaseException):
                with contextlib.suppress(Exception):
                    BaseException.__setattr__(found, "args", self.operate("getattr", found, "args"))
        return found

    def _class(self, number: int) -> LikenessType:
        """Return what stands for a class over there, which is asked what it is made of."""
        found = self._classes.get(number)
        if found is not None:
            return found
        if self._nested > MAX_NESTED_CLASSES or len(self._classes) > MAX_CLASSES:
            raise PeerError("the answer has too many classes")
        self._nested += 1
        try:
            asked: list[Json] = ["list", ["class", number]]
            told = self._ask(Operate("describe_class", asked, ["dict"])).value
        except PeerError:
            raise
        except Exception as error:
            raise PeerError("a class has no description") from error
        finally:
            self._nested -= 1
        return self._classes.setdefault(number, make_class(self, number, told))


_KINDS = [*map(inspect._ParameterKind, range(5))]
_EMPTY = inspect.Parameter.empty


def _warn(text: str) -> None:
    """Warn of what the answer has warned of."""
    kind, _, message = text.partition(": ")
    known = CLASSES.get(kind, UserWarning)
    warnings.warn(message, known if issubclass(known, Warning) else UserWarning, stacklevel=4)


def _told(reply: object) -> object:
    """Return a reply as a trace takes it: what stands for an object is an object."""
    if is_likeness(reply):
        return OBJECT
    if isinstance(reply, dict):
        return {_key(key): _told(value) for key, value in reply.items()}
    if isinstance(reply, set | frozenset):
        return sorted(map(str, map(_key, reply)))
    return [*map(_told, reply)] if isinstance(reply, list | tuple) else reply


def _key(key: object) -> object:
    return OBJECT if is_likeness(key) else key

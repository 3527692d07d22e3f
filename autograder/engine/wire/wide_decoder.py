"""Trees of the wide codec (`wide_encoder`) turned back into values; nothing is believed."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import math
import pathlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.engine.wire import tables
from autograder.engine.wire.builtin_classes import CLASSES
from autograder.engine.wire.codec import DTYPES, MAX_DEPTH, MAX_NODES, Decoder, shape_of
from autograder.engine.wire.frames import PeerError
from autograder.engine.wire.wide_encoder import CONSTANTS, can_be_fields, is_text_or_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_NUMBER_TEXT = 5000


@dataclass
class WideDecoder(Decoder):
    """A decoder for sessions of tests in the free style."""

    def decode(self, tree: object, depth: int = 0) -> object:
        """Return the value of a tree."""
        if not isinstance(tree, list) or not tree or not _is_wide(tree[0]):
            return super().decode(tree, depth)
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise PeerError("the value is too deep or too large")
        tag, rest = tree[0], tree[1:]
        match tree:
            case ["class", _]:
                return self.opaque(tag, rest)
            case ["namedtuple", of_class, str(name), list(fields), *values]:
                return self._named_tuple(of_class, name, fields, values, depth)
            case ["objects", shape, *values]:
                return self._objects(shape, self._inside(values, depth))
            case ["bytes" | "bytearray", int(offset), int(size)]:
                raw = bytes(self._slice(offset, size, size))
                return bytearray(raw) if tag == "bytearray" else raw
        decode = _DECODERS.get(tag) or tables.DECODERS.get(tag)
        if decode is None:
            raise PeerError(f"a {tag} has no known form")
        parts = self._inside(rest, depth)
        try:
            return decode(*parts)
        except PeerError:
            raise
        except Exception:  # whatever Python and pandas have against such parts
            raise PeerError(f"a {tag} has no known form") from None

    def _inside(self, trees: list[Any], depth: int) -> list[Any]:
        return [self.decode(tree, depth + 1) for tree in trees]

    def _objects(self, shape: object, values: list[object]) -> NDArray[np.object_]:
        due = shape_of(shape)
        if math.prod(due) != len(values):
            raise PeerError("an array has no known shape")
        array = np.empty(len(values), dtype=object)
        for place, value in enumerate(values):
            array[place] = value
        return array.reshape(due)

    def _array(self, rest: list[object]) -> NDArray[Any]:
        if len(rest) != 4 or not isinstance(rest[0], str) or not is_text_or_time(rest[0]):
            return super()._array(rest)
        dtype = np.dtype(rest[0])
        shape = shape_of(rest[1])
        raw = self._slice(rest[2], rest[3], math.prod(shape) * dtype.itemsize)
        if dtype.kind == "U" and raw and np.frombuffer(raw, "<u4").max() > sys.maxunicode:
            raise PeerError("an array holds a letter that does not exist")
        return np.frombuffer(raw, dtype).reshape(shape).copy()

    def _named_tuple(
        self, of_class: object, name: str, fields: list[Any], values: list[Any], depth: int
    ) -> object:
        made = self.decode(of_class, depth + 1)
        parts = self._inside(values, depth)
        if not can_be_fields(name, fields) or len(fields) != len(parts):
            raise PeerError("a named tuple has no known form")
        if type(made) is type and issubclass(made, tuple) and hasattr(made, "_make"):
            return made._make(parts)  # the class itself is on this side
        return named_tuple(made, name, tuple(fields))(*parts)


@lru_cache(200)
def named_tuple(answers_class: object, name: str, fields: tuple[str, ...]) -> type[Any]:
    """Return a class of named tuples that stands for one of the answer's side."""
    made = collections.namedtuple(name, fields)  # type: ignore[misc]
    kind: Any = made
    kind.answers_class = answers_class
    return kind  # type: ignore[no-any-return]


def _mapped(kind: Callable[[Any], object]) -> Callable[..., object]:
    """Return what makes a mapping of keys and values that alternate."""
    return lambda *parts: kind(dict(zip(parts[::2], parts[1::2], strict=True)))


def _defaulting(factory: Any, *parts: Any) -> collections.defaultdict[Any, Any]:
    """Return a dict that makes what is missing, by what either side may call."""
    return collections.defaultdict(factory, zip(parts[::2], parts[1::2], strict=True))


def _number(text: object) -> decimal.Decimal:
    if not isinstance(text, str) or len(text) > MAX_NUMBER_TEXT:
        raise PeerError("a number has no known form")
    return decimal.Decimal(text)


def _dtype_of(text: object) -> np.dtype[Any]:
    if not isinstance(text, str) or not (text in DTYPES or is_text_or_time(text)):
        raise PeerError("a dtype has no known form")
    return np.dtype(text)


def _path(text: object) -> pathlib.Path:
    if not isinstance(text, str):
        raise PeerError("a path has no known form")
    return pathlib.Path(text)


_DECODERS: dict[str, Callable[..., object]] = {
    "set": lambda *parts: set(parts),
    "frozenset": lambda *parts: frozenset(parts),
    "deque": lambda *parts: collections.deque(parts),
    "ordered": _mapped(collections.OrderedDict),
    "counter": _mapped(collections.Counter),
    "defaulting": _defaulting,
    "range": range,
    "slice": slice,
    "decimal": _number,
    "fraction": fractions.Fraction,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "timedelta": datetime.timedelta,
    "path": _path,
    "dtype": _dtype_of,
    "builtin": CLASSES.__getitem__,
    "constant": CONSTANTS.__getitem__,
}
_TAGS = frozenset(
    {"class", "namedtuple", "objects", "bytes", "bytearray", *_DECODERS, *tables.DECODERS}
)


def _is_wide(tag: object) -> bool:
    return isinstance(tag, str) and tag in _TAGS

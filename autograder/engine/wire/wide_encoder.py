"""The wide codec: what may cross besides, in sessions of tests in the free style.

Such tests compare sets, dates, texts in arrays and tables, so these cross as plain values, in both
directions. To the forms of `codec` come:

    ["set", ...]  ["frozenset", ...]  ["deque", ...]  ["range", a, b, c]  ["slice", a, b, c]
    ["bytes", offset, size]  ["bytearray", offset, size]  ["path", text]  ["dtype", text]
    ["decimal", text]  ["fraction", numerator, denominator]  ["constant", name]
    ["date", text]  ["time", text]  ["datetime", text]  ["timedelta", days, seconds, microseconds]
    ["ordered", key, value, ...]  ["counter", key, value, ...]
    ["defaulting", factory, key, value, ...]
    ["objects", shape, ...]           an array of plain values
    ["builtin", name]                 a class that comes with Python, from a list
    ["namedtuple", class, name, [field, ...], value, ...]
    ["class", number]                 a class that stays there
    ["frame" | "series" | "index" | ..., ...]   tables (`tables`)

An array may also hold texts and dates, whose dtype has a form on a list.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import keyword
import pathlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.engine.wire import tables
from autograder.engine.wire.builtin_classes import NAMES
from autograder.engine.wire.codec import (
    DTYPES,
    Encoder,
)
from autograder.engine.wire.frames import Json

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_FIELDS = 200
MAX_NUMBER_TEXT = 5000
_MAX_ITEM = 1 << 20
_TEXT = re.compile(r"(<U|\|S)([1-9][0-9]{0,6})", re.ASCII)
_TIME = re.compile(r"<([mM])8(\[[0-9]{0,9}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?", re.ASCII)
CONSTANTS: dict[str, object] = {"Ellipsis": ..., "NotImplemented": NotImplemented}
"""Constants that cross by name."""


@dataclass
class WideEncoder(Encoder):
    """An encoder for sessions of tests in the free style.

    Args:
        opaque: returns the tree of a value that is not plain.
        stays: classes whose objects are not plain, whatever they look like.
    """

    stays: tuple[type, ...] = ()

    def encode(self, value: object, depth: int = 0) -> Json:
        """Return the tree of a value."""
        kind = type(value)
        if self.stays and isinstance(value, self.stays):
            return self.opaque(value)
        if kind in (bool, int, float, str, list, tuple, dict) or value is None:
            return super().encode(value, depth)
        if isinstance(value, Enum):  # before numbers and texts, which it may be, too
            return self.opaque(value)
        if isinstance(value, type):
            named = NAMES.get(value)
            return ["builtin", named] if named else self.opaque(value)
        for plain, encode in _ENCODERS:
            if isinstance(value, plain):
                tree = encode(self, value, depth)
                return self.opaque(value) if tree is None else tree
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            return self._named_tuple(value, depth)
        for name, constant in CONSTANTS.items():
            if value is constant:
                return ["constant", name]
        if tables.is_table(value):
            tree = tables.encode(value, lambda part: self.encode(part, depth + 1))
            return self.opaque(value) if tree is None else tree
        return super().encode(value, depth)

    def children(self, values: Any, depth: int) -> list[Json]:
        """Return the trees of values inside another one."""
        return [self.encode(value, depth + 1) for value in values]

    def put(self, raw: bytes) -> list[Json]:
        """Put raw bytes into the body, and return where they are."""
        return list(self._put(raw))

    def _named_tuple(self, value: Any, depth: int) -> Json:
        kind = type(value)
        fields = [str(field) for field in kind._fields]
        if len(fields) != len(value) or not can_be_fields(kind.__name__, fields):
            return ["tuple", *self.children(value, depth)]
        made = getattr(kind, "answers_class", kind)
        named: list[Json] = [list[Json](self.opaque(made)), kind.__name__, list[Json](fields)]
        return ["namedtuple", *named, *self.children(value, depth)]

    def _array(self, value: np.generic | NDArray[Any]) -> list[Json]:
        plain = np.asarray(value)
        if plain.dtype == np.dtype(object) and isinstance(value, np.ndarray):
            return ["objects", list(plain.shape), *self.children(plain.ravel().tolist(), 0)]
        little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        if not is_text_or_time(little.dtype.str):
            return super()._array(value)
        tag = "scalar" if isinstance(value, np.generic) else "array"
        return [tag, little.dtype.str, list(little.shape), *self._put(little.tobytes())]


def _dtype(_encoder: WideEncoder, value: Any, _depth: int) -> Json:
    text = value.newbyteorder("<").str
    return ["dtype", text] if text in DTYPES or is_text_or_time(text) else None


def _fraction(encoder: WideEncoder, value: Any, depth: int) -> Json:
    return ["fraction", *encoder.children((value.numerator, value.denominator), depth)]


def _time(name: str) -> Callable[[WideEncoder, Any, int], Json]:
    """Return what encodes a date or time; one of a time zone stays where it is."""

    def encode(_encoder: WideEncoder, value: Any, _depth: int) -> Json:
        if getattr(value, "tzinfo", None) is not None or not _is_own(value):
            return None
        return [name, value.isoformat()]

    return encode


def _is_own(value: object) -> bool:
    """Tell whether a date or time is not pandas' own, which crosses in another form."""
    return type(value).__module__.partition(".")[0] != "pandas"


def _span(_encoder: WideEncoder, value: Any, _depth: int) -> Json:
    if not _is_own(value):
        return tables.moment(value)
    return ["timedelta", value.days, value.seconds, value.microseconds]


def _datetime(encoder: WideEncoder, value: Any, depth: int) -> Json:
    return _time("datetime")(encoder, value, depth) if _is_own(value) else tables.moment(value)


def _items(tag: str) -> Callable[[WideEncoder, Any, int], Json]:
    return lambda encoder, value, depth: [tag, *encoder.children(value, depth)]


def _mapping(tag: str) -> Callable[[WideEncoder, Any, int], Json]:
    return lambda encoder, value, depth: [
        tag, *encoder.children([part for pair in dict.items(value) for part in pair], depth)
    ]  # fmt: skip


def _defaulting(encoder: WideEncoder, value: Any, depth: int) -> Json:
    parts = [part for pair in dict.items(value) for part in pair]
    return ["defaulting", *encoder.children([value.default_factory, *parts], depth)]


def _bounds(tag: str) -> Callable[[WideEncoder, Any, int], Json]:
    return lambda encoder, value, depth: [
        tag, *encoder.children((value.start, value.stop, value.step), depth)
    ]  # fmt: skip


_ENCODERS: tuple[tuple[type, Callable[[WideEncoder, Any, int], Json]], ...] = (
    (frozenset, _items("frozenset")),
    (set, _items("set")),
    (collections.deque, _items("deque")),
    (collections.OrderedDict, _mapping("ordered")),
    (collections.Counter, _mapping("counter")),
    (collections.defaultdict, _defaulting),
    (range, _bounds("range")),
    (slice, _bounds("slice")),
    (bytes, lambda encoder, value, _: ["bytes", *encoder.put(bytes(value))]),
    (bytearray, lambda encoder, value, _: ["bytearray", *encoder.put(bytes(value))]),
    (decimal.Decimal, lambda _, value, __: ["decimal", str(decimal.Decimal(value))]),
    (fractions.Fraction, _fraction),
    (datetime.datetime, _datetime),
    (datetime.date, _time("date")),
    (datetime.time, _time("time")),
    (datetime.timedelta, _span),
    (pathlib.PurePath, lambda _, value, __: ["path", str(value)]),
    (np.dtype, _dtype),
)


def can_be_fields(name: object, fields: list[Any]) -> bool:
    """Tell whether a class of named tuples can have these names."""
    named = [item for item in (name, *fields) if _is_name(item)]
    return len(named) == len(fields) + 1 <= MAX_FIELDS and len({*fields}) == len(fields)


def _is_name(item: object) -> bool:
    plain = isinstance(item, str) and item.isidentifier() and len(item) <= MAX_FIELDS
    return plain and not keyword.iskeyword(str(item)) and not str(item).startswith("_")


def is_text_or_time(dtype: str) -> bool:
    """Tell whether a dtype is one of texts or dates that can cross."""
    text = _TEXT.fullmatch(dtype)
    return int(text[2]) <= _MAX_ITEM if text else _TIME.fullmatch(dtype) is not None

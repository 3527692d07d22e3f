"""The wide codec: values come back as they are, and nothing else does."""

from __future__ import annotations

import collections
import contextlib
import datetime
import decimal
import enum
import fractions
import json
import pathlib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.engine.wire.codec import Decoder, Encoder
from autograder.engine.wire.frames import Json, PeerError
from autograder.engine.wire.wide_decoder import WideDecoder
from autograder.engine.wire.wide_encoder import WideEncoder
from tests.support.values import JSON

Pair = collections.namedtuple("Pair", "left right")


class Colour(enum.IntEnum):
    """Numbers with names."""

    RED = 1


def opaque(value: object) -> list[Json]:
    """Keep a value on its side."""
    return ["handle", type(value).__name__]


def there_and_back(value: object) -> object:
    """Return a value after it has crossed."""
    encoder = WideEncoder(opaque)
    tree = json.loads(json.dumps(encoder.encode(value)))
    return WideDecoder(bytes(encoder.body), lambda tag, rest: (tag, *rest)).decode(tree)


VALUES: list[Any] = [
    {1, "a"}, frozenset({(1, 2)}), slice(1, None, 2), range(1, 9, 3), b"a\xff", bytearray(b"x"),
    decimal.Decimal("1.20"), decimal.Decimal("NaN"), fractions.Fraction(-1, 3), 10**500,
    datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4, 5, 6), datetime.time(1, 2),
    datetime.timedelta(-1, 5, 7), collections.OrderedDict(b=1, a=2), collections.Counter("aab"),
    collections.deque([1, {2}]), collections.defaultdict(int, a=1), collections.defaultdict(), ...,
    NotImplemented, 1 + 2j, int, ValueError, dict,
    np.dtype("f4"), np.datetime64("2020-01-02"), np.timedelta64(3, "h"), np.float32(1.5),
    pathlib.Path("a/b"), {"b": {1}, "a": [(1, {2: b"x"})]}, pd.NaT, pd.NA,
    pd.Timestamp("2020-01-02 03:04"), pd.Timedelta("3h"), [], {}, (), set(), float("nan"), -0.0,
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_as_it_is(value: Any) -> None:
    back = there_and_back(value)
    assert type(back) is type(value)
    assert repr(back) == repr(value)


ARRAYS: list[Any] = [
    np.array(["a", "bcd", ""]), np.array([b"x", b"yz"]), np.array([["a", "é"], ["😀", "b"]]),
    np.array(["2020-01-01", "NaT"], "M8[D]"), np.array([1, 2], "m8[ms]"), np.array([True, False]),
    np.array([1, None, "x", {2}], dtype=object), np.array([], dtype=object), np.array(["a"])[:0],
    np.array(["ab", "cd"], dtype=">U2"), np.array([[1, 2]], dtype=object), np.arange(3),
]  # fmt: skip


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_an_array_comes_back_as_it_is(array: Any) -> None:
    back = there_and_back(array)
    assert isinstance(back, np.ndarray)
    assert (back.shape, back.dtype.newbyteorder("<")) == (
        array.shape, array.dtype.newbyteorder("<"),
    )  # fmt: skip
    assert back.tolist() == array.tolist() or array.dtype.kind == "M"
    assert repr(back.tolist()) == repr(array.tolist())


def test_a_named_tuple_keeps_its_names_and_its_class_stays_there() -> None:
    back: Any = there_and_back(Pair(1, {2}))
    assert (back, back.left, back._fields) == ((1, {2}), 1, ("left", "right"))
    assert type(back).__name__ == "Pair" and type(back) is not Pair
    assert type(back).answers_class == ("handle", "type")
    assert type(there_and_back(Pair(3, 4))) is type(back)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (type("S", (set,), {})({1}), {1}),
        (type("D", (dict,), {})(a=1), {"a": 1}), (type("B", (bytes,), {})(b"x"), b"x"),
        (type("F", (float,), {})(1.5), 1.5), (type("C", (decimal.Decimal,), {})("1"), 1),
        (np.str_("a"), "a"),
    ],
)  # fmt: skip
def test_what_is_made_from_a_plain_class_crosses_as_that(value: Any, plain: Any) -> None:
    assert there_and_back(value) == plain
    assert type(there_and_back(value)) in (type(plain), decimal.Decimal)


@pytest.mark.parametrize(
    "value",
    [
        Colour.RED, Colour, object(), len, datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
        pd.Timestamp("2020-01-01", tz="UTC"), np.zeros(2, [("a", "f4")]), iter([]), 10**99999,
        np.dtype([("a", "f4")]),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_other_objects_stay_where_they_are(value: Any) -> None:
    back: Any = there_and_back(value)
    assert back[0] == "handle"


def test_objects_of_some_classes_stay_whatever_they_look_like() -> None:
    kind = type("L", (list,), {})
    assert WideEncoder(opaque, stays=(kind,)).encode([kind()]) == ["list", ["handle", "L"]]


@pytest.mark.parametrize("value", [{1}, b"x", range(3), np.array(["a"]), decimal.Decimal(1)])
def test_the_strict_codec_takes_none_of_these(value: Any) -> None:
    strict, wide = Encoder(opaque), WideEncoder(opaque)
    assert strict.encode(value) == ["handle", type(value).__name__]
    with pytest.raises(PeerError):
        Decoder(b"xxxxxxxxxxx", lambda *_: None).decode(wide.encode(value))


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
scalars |= st.binary() | st.decimals(allow_nan=False) | st.fractions() | st.dates()
scalars |= st.datetimes() | st.times() | st.timedeltas() | st.complex_numbers(allow_nan=False)
plain = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.dictionaries(scalars, inner) | st.tuples(inner, inner)
    | st.frozensets(scalars) | st.sets(scalars),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(plain)
def test_any_plain_value_comes_back_equal(value: Any) -> None:
    assert there_and_back(value) == value


@settings(deadline=None, max_examples=300)
@given(JSON, st.binary(max_size=20))
def test_any_tree_is_a_value_or_refused(tree: Any, body: bytes) -> None:
    with contextlib.suppress(PeerError):
        WideDecoder(body, lambda tag, rest: (tag, str(rest))).decode(tree)


WIDE_TAGS = st.sampled_from([
    "set", "frozenset", "deque", "range", "slice", "bytes", "decimal", "fraction", "date", "time",
    "datetime", "timedelta", "ordered", "counter", "objects", "builtin", "namedtuple", "frame",
    "series", "index", "multiindex", "rangeindex", "values", "categories", "moment", "missing",
    "path", "dtype", "constant", "array",
])  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.recursive(
    JSON,
    lambda inner: st.tuples(WIDE_TAGS, inner, inner).map(list)
    | st.tuples(WIDE_TAGS, inner, inner, inner).map(list),
    max_leaves=8,
))  # fmt: skip
def test_any_tree_of_the_wide_tags_is_a_value_or_refused(tree: Any) -> None:
    with contextlib.suppress(PeerError):
        WideDecoder(b"0123456789", lambda tag, rest: (tag, str(rest))).decode(tree)


def test_trees_are_bounded_in_depth() -> None:
    tree: Any = 1
    for _ in range(100):
        tree = ["deque", tree]
    with pytest.raises(PeerError):
        WideDecoder(b"", lambda *_: None).decode(tree)

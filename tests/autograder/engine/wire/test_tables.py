"""Tables cross column by column, with their dtypes, names and indexes."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.engine.wire import tables
from tests.autograder.engine.wire.test_wide_decoder import there_and_back

FRAMES = [
    pd.DataFrame(),
    pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [1.5, np.nan], "d": [True, False]}),
    pd.DataFrame({"a": [1]}, index=["row"]),
    pd.DataFrame({"t": pd.to_datetime(["2020-01-01", None]), "s": pd.to_timedelta(["1h", "2h"])}),
    pd.DataFrame({"c": pd.Categorical(["u", "v", "u"], ordered=True)}),
    pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None])}),
    pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]),
    pd.DataFrame({("x", 1): [1.0], ("x", 2): [2.0]}),
    pd.DataFrame({"k": ["a", "b"], "v": [1, 2]}).groupby("k").agg(["sum", "mean"]),
    pd.DataFrame({"o": [[1, 2], {"a": 1}]}),
    pd.DataFrame({"f": np.array([1, 2], np.float32), "i": np.array([1, 2], np.int8)}),
    pd.DataFrame({1: [1], None: [2]}),
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: str(list(frame.columns))[:30])
def test_a_frame_comes_back_as_it_is(frame: Any) -> None:
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


SERIES = [
    pd.Series([1, 2], name="n"), pd.Series(["a", None]), pd.Series([1.5], index=["x"]),
    pd.Series({"a": 1, "b": 2}).rename_axis("key"), pd.Series([1, 2], name=("a", 1)),
    pd.Series([1], index=pd.MultiIndex.from_tuples([("a", 1)], names=["k", None])),
    pd.Series([], dtype=float), pd.Series(pd.date_range("2020", periods=2)),
]  # fmt: skip


@pytest.mark.parametrize("series", SERIES, ids=lambda series: str(series.name))
def test_a_series_comes_back_as_it_is(series: Any) -> None:
    back = there_and_back(series)
    pd.testing.assert_series_equal(back, series, check_freq=False)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([1, 3], name="i"), pd.RangeIndex(1, 9, 2, name="r"), pd.Index(["a", "b"]),
        pd.MultiIndex.from_tuples([(1, "a"), (2, "b")], names=["x", "y"]),
        pd.CategoricalIndex(["a", "b"]), pd.Index([], dtype="int64"),
    ],
)  # fmt: skip
def test_an_index_comes_back_as_it_is(index: Any) -> None:
    back: Any = there_and_back(index)
    pd.testing.assert_index_equal(back, index)


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"t": pd.date_range("2020", periods=2, tz="UTC")}),
        pd.Series(pd.arrays.IntervalArray.from_breaks([0, 1, 2])),
        pd.Index(pd.period_range("2020", periods=2, freq="M")),
    ],
    ids=lambda table: type(table).__name__,
)
def test_a_table_with_other_columns_stays_where_it_is(table: Any) -> None:
    back: Any = there_and_back(table)
    assert back[0] == "handle"


def test_without_pandas_nothing_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"a": [1]})
    assert tables.is_table(frame) and not tables.is_table([1])
    monkeypatch.delitem(sys.modules, "pandas")
    assert not tables.is_table(frame)

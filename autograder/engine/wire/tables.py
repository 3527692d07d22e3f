"""Tables: pandas' frames, series, indexes and moments as plain parts, where pandas is there.

    ["frame", columns, index, [column, ...]]      ["series", index, name, values]
    ["index", names, values]                      ["multiindex", names, [tuple, ...]]
    ["rangeindex", name, range]                   ["values", dtype, [value, ...]]
    ["categories", codes, categories, ordered]    ["moment", array scalar]    ["missing", name]

Nothing is imported for a value that comes from elsewhere: it can only be one if pandas is loaded.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.engine.wire.frames import Json, PeerError

MAX_COLUMNS = 10_000
_MISSING = ("NaT", "NA")
_DTYPES = frozenset(
    {"string", "str", "boolean", "Float32", "Float64"}
    | {f"{sign}{size}" for sign in ("Int", "UInt") for size in (8, 16, 32, 64)}
)
"""pandas' own dtypes whose values cross one by one."""


def _pandas() -> Any:
    return importlib.import_module("pandas")


def is_table(value: object) -> bool:
    """Tell whether a value is one of pandas' that can cross."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is None or not hasattr(pandas, "DataFrame"):
        return False
    kinds = (pandas.DataFrame, pandas.Series, pandas.Index, pandas.Categorical)
    return isinstance(value, kinds) or any(value is getattr(pandas, name) for name in _MISSING)


def encode(value: Any, tree_of: Callable[[object], Json]) -> Json:
    """Return the tree of a table, None where it has parts that cannot cross.

    Args:
        value: the table.
        tree_of: returns the tree of a part.
    """
    pandas = _pandas()
    for name in _MISSING:
        if value is getattr(pandas, name):
            return ["missing", name]
    if isinstance(value, pandas.DataFrame):
        parts = [_values(value.iloc[:, n].array, tree_of) for n in range(value.shape[1])]
        edges = [encode(value.columns, tree_of), encode(value.index, tree_of)]
        return None if None in parts or None in edges else ["frame", *edges, ["list", *parts]]
    if isinstance(value, pandas.Series):
        index, values = encode(value.index, tree_of), _values(value.array, tree_of)
        known = index is not None and values is not None
        return ["series", index, tree_of(value.name), values] if known else None
    if isinstance(value, pandas.Index):
        return _index(value, tree_of)
    return _values(value, tree_of)


def _index(value: Any, tree_of: Callable[[object], Json]) -> Json:
    pandas = _pandas()
    if isinstance(value, pandas.MultiIndex):
        return ["multiindex", tree_of(list(value.names)), tree_of(value.tolist())]
    if isinstance(value, pandas.RangeIndex):
        return [
            "rangeindex",
            tree_of(value.name),
            tree_of(range(value.start, value.stop, value.step)),
        ]
    values = _values(value.array, tree_of)
    return None if values is None else ["index", tree_of(value.name), values]


def _values(array: Any, tree_of: Callable[[object], Json]) -> Json:
    """Return the tree of a column's values, None where they are of a kind that cannot cross."""
    pandas = _pandas()
    dtype = array.dtype
    if isinstance(dtype, np.dtype) or type(array) is pandas.arrays.NumpyExtensionArray:
        return tree_of(np.asarray(array))
    if isinstance(array, pandas.Categorical):
        categories = _index(array.categories, tree_of)
        known = categories is not None
        codes, ordered = tree_of(np.asarray(array.codes)), bool(array.ordered)
        return ["categories", codes, categories, ordered] if known else None
    if str(dtype) not in _DTYPES:
        return None
    return ["values", str(dtype), tree_of(array.astype(object).tolist())]


def moment(value: Any) -> Json:
    """Return the tree of a `Timestamp` or `Timedelta`, None for one of a time zone."""
    if value is _pandas().NaT:
        return ["missing", "NaT"]
    if getattr(value, "tzinfo", None) is not None:
        return None
    scalar = value.to_numpy()
    return ["moment", np.datetime_data(scalar.dtype)[0], scalar.dtype.kind, int(scalar.view("i8"))]


def _moment(unit: str, kind: str, count: int) -> object:
    if unit not in ("s", "ms", "us", "ns"):
        raise PeerError("a moment has no known unit")
    scalar = np.array(count, "i8").view(f"{'M' if kind == 'M' else 'm'}8[{unit}]")[()]
    return (_pandas().Timestamp if kind == "M" else _pandas().Timedelta)(scalar)


def _missing(name: str) -> object:
    if name not in _MISSING:
        raise PeerError("a missing value has no known name")
    return getattr(_pandas(), name)


def _frame(columns: Any, index: Any, parts: list[Any]) -> object:
    pandas = _pandas()
    if len(parts) > MAX_COLUMNS or len(parts) != len(columns):
        raise PeerError("a table has another number of columns")
    made = pandas.DataFrame(dict(enumerate(parts)), index=index, copy=True)
    made.columns = columns
    return made


def _listed(dtype: str, values: list[object]) -> object:
    if dtype not in _DTYPES:
        raise PeerError("a column has no known dtype")
    return _pandas().array(values, dtype=dtype)


def _categories(codes: Any, categories: Any, ordered: bool) -> object:
    kind = _pandas().CategoricalDtype(categories, ordered=ordered is True)
    return _pandas().Categorical.from_codes(codes, dtype=kind)


def _plain_index(name: object, values: Any) -> object:
    dtype = values.dtype if hasattr(values, "dtype") else None
    return _pandas().Index(values, dtype=dtype, name=name)


def _range_index(name: object, steps: object) -> object:
    return _pandas().RangeIndex(steps, name=name)


def _multi_index(names: list[Any], rows: list[Any]) -> object:
    return _pandas().MultiIndex.from_tuples(rows, names=names)


def _series(index: Any, name: object, values: Any) -> object:
    return _pandas().Series(values, index=index, name=name, copy=True)


DECODERS: dict[str, Callable[..., object]] = {
    "frame": _frame,
    "series": _series,
    "index": _plain_index,
    "multiindex": _multi_index,
    "rangeindex": _range_index,
    "values": _listed,
    "categories": _categories,
    "moment": _moment,
    "missing": _missing,
}
"""What makes each of these of its parts, which are decoded already."""

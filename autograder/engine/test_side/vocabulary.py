"""Words: names of attributes that say what a test in the free style takes an object for."""

from __future__ import annotations

import sys
from functools import lru_cache

import numpy as np

from autograder.engine.wire import specials
from autograder.engine.wire.builtin_classes import PLAIN

DUNDERS = specials.ALL | {
    "__name__", "__qualname__", "__doc__", "__module__", "__dict__", "__annotations__",
    "__init__", "__mro__", "__bases__", "__code__", "__defaults__", "__kwdefaults__",
    "__closure__", "__wrapped__", "__func__", "__self__", "__file__", "__all__", "__version__",
    "__slots__", "__members__", "__dataclass_fields__", "__abstractmethods__", "__subclasses__",
}  # fmt: skip
"""Names with underscores that are forwarded. Protocols by which an object offers to be an array,
a table or a file stand for nothing that a test asks."""

COMPARING = frozenset({
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__",
    "equals", "equal", "eq", "ne", "lt", "le", "gt", "ge", "allclose", "isclose", "is_close",
    "isin", "compare", "compare_total", "almosteq", "almost_equal", "assert_equal",
    "startswith", "endswith", "issubset", "issuperset", "isdisjoint", "fullmatch", "match",
})  # fmt: skip
"""Methods that compare an object with what they are given."""

_TABLES = (("pandas", "DataFrame"), ("pandas", "Series"), ("torch", "Tensor"))


@lru_cache(1)
def of_values() -> frozenset[str]:
    """Return the names of attributes that numbers, texts, containers, arrays and tables have."""
    loaded = [getattr(sys.modules.get(module), name, None) for module, name in _TABLES]
    kinds = (*PLAIN, np.ndarray, *(kind for kind in loaded if isinstance(kind, type)))
    own = {name for kind in kinds for name in dir(kind)}
    return frozenset(own - {"__class__", "__doc__", "__dict__", "__module__", "__init__"})

"""Classes that come with Python and cross by name: numbers, texts, containers, exceptions.

Calling one of them does nothing but make a value, whoever chooses what it is called with.
"""

from __future__ import annotations

import builtins
import collections
import datetime
import decimal
import fractions

import numpy as np

PLAIN: tuple[type, ...] = (
    bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, range,
    slice, type(None), decimal.Decimal, fractions.Fraction, datetime.date, datetime.datetime,
    datetime.time, datetime.timedelta, collections.OrderedDict, collections.Counter,
    collections.defaultdict, collections.deque,
)  # fmt: skip
"""What an answer makes of these crosses as a value: no object of the answer's is one of them."""

_EXCEPTIONS = tuple(
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, BaseException)
)
CLASSES: dict[str, type] = {
    kind.__name__: kind for kind in (*PLAIN, object, np.ndarray, *_EXCEPTIONS)
}
"""The classes by their names."""

NAMES: dict[type, str] = {kind: name for name, kind in CLASSES.items()}
"""And the names by their classes."""

"""Arguments that an answer has changed: the test's own objects are changed alike."""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from typing import Any

import numpy as np


def mend(own: Any, changed: Any) -> Any:
    """Change a test's own object into what the answer has made of its copy.

    Args:
        own: the object that was handed over.
        changed: what came back.

    Returns:
        The object itself, or what came back where it is of another kind.
    """
    if own is changed or type(own) is not type(changed):
        return changed
    if isinstance(own, list):
        own[:] = [*map(mend, own, changed), *changed[len(own) :]]
    elif isinstance(own, dict):
        items = {key: mend(own[key], v) if key in own else v for key, v in changed.items()}
        own.clear()
        own.update(items)
    elif isinstance(own, set):
        own.clear()
        own.update(changed)
    elif isinstance(own, deque | bytearray):
        own.clear()
        own.extend(changed)
    elif type(own) is tuple and len(own) == len(changed):
        mended = (*map(mend, own, changed),)
        return own if all(a is b for a, b in zip(own, mended, strict=True)) else mended
    else:
        return own if _mend_table(own, changed) else changed
    return own


def _mend_table(own: Any, changed: Any) -> bool:
    """Change an array, a tensor or a table; tell whether it is one that could be changed."""
    torch: Any = sys.modules.get("torch")
    pandas: Any = sys.modules.get("pandas")
    with contextlib.suppress(Exception):  # read-only arrays, other shapes
        if isinstance(own, np.ndarray):
            own[...] = changed
            return bool(own.shape == changed.shape)
        if torch is not None and isinstance(own, torch.Tensor):
            with torch.no_grad():
                own.copy_(changed)
                return True
        if pandas is not None and isinstance(own, pandas.DataFrame | pandas.Series):
            own.__init__(changed)
            return True
    return False

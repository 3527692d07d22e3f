"""What `from … import *` binds, for libraries that are known."""

from __future__ import annotations

import importlib
from functools import lru_cache

LIBRARIES = frozenset({"cmath", "math", "numpy", "sympy"})


@lru_cache
def starred(module: str) -> tuple[str, ...] | None:
    """Return the names that a star import of a library binds; None where that is not known."""
    if module not in LIBRARIES:
        return None
    library = importlib.import_module(module)
    names = getattr(library, "__all__", None) or [n for n in dir(library) if n[:1] != "_"]
    return tuple(sorted(names))

"""Library references: public names that a test may hand to an answer, such as `np.tanh`.

They cross as module and qualified name, and the other side looks them up in modules that are
imported already. Nothing is imported for them.
"""

from __future__ import annotations

import sys
from typing import Any

from autograder.engine.frames import PeerError

PACKAGES = frozenset({"numpy", "torch", "sympy", "scipy", "math"})
"""Any public name of these may cross."""

NAMES = frozenset({("helpers.checks.descriptions", "new_axes")})
"""Of other modules, these."""


def reference_to(thing: Any) -> list[Any] | None:
    """Return `["reference", module, name]` for a library's public name, None for anything else."""
    module = getattr(thing, "__module__", None) or type(thing).__module__
    name = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", None)
    if not isinstance(module, str) or not isinstance(name, str):
        return None
    try:
        found = resolve(module, name)
    except PeerError:
        return None
    return ["reference", module, name] if found is thing else None


def resolve(module: Any, name: Any) -> Any:
    """Return the library's object of that name.

    Raises:
        PeerError: it is not on the allow-list, or does not exist.
    """
    if not isinstance(module, str) or not isinstance(name, str):
        raise PeerError("a reference has no known form")
    allowed = module.split(".")[0] in PACKAGES or (module, name) in NAMES
    parts = name.split(".")
    if not allowed or any(part.startswith("_") for part in parts) or module not in sys.modules:
        raise PeerError(f"{module}.{name} may not cross")
    found: Any = sys.modules[module]
    for part in parts:
        found = getattr(found, part, None)
        if found is None:
            raise PeerError(f"{module}.{name} does not exist")
    return found

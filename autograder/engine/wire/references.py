"""Library references: public names that a test may hand to an answer, such as `np.tanh`.

They cross as module and qualified name, one way only, and the answer's side looks them up in
modules that are imported already. Nothing is imported for them, and no module or name of another
package is reached through them: `numpy.os` is no name of NumPy.
"""

from __future__ import annotations

import contextlib
import sys
from types import ModuleType

from autograder.engine.wire.frames import Json, PeerError

PACKAGES = frozenset({"numpy", "torch", "sympy", "scipy", "math"})
"""Any public name of these may cross."""

NAMES = frozenset({
    ("helpers.checks.acting", "act"),
    ("helpers.checks.acting", "define"),
    ("helpers.checks.descriptions", "new_axes"),
    ("helpers.checks.watching", "watch"),
    *(
        ("helpers.checks.over_there", name)
        for name in (
            "fill_each", "fill_from_seeds", "make_generator", "make_weight", "plain", "pull_back",
            "pull_back_each", "put_frozen", "put_gradients", "put_parameters", "sample_matrices",
            "state",
        )
    ),
})  # fmt: skip
"""Of other modules, these."""

_USUAL = ("torch", "torch.nn.functional", "scipy.special", "numpy")
"""Where a function is looked for that does not know its own module."""


def reference_to(thing: object) -> list[Json] | None:
    """Return `["reference", module, name]` for a library's public name, None for anything else."""
    name = getattr(thing, "__name__", None)
    if not isinstance(name, str):
        name = str(thing).removeprefix("torch.") if _home(thing) == "torch" else ""  # a dtype
    own = (_home(thing), getattr(thing, "__qualname__", name))
    usual = [(module, known) for module in _USUAL for known in (name, f"Tensor.{name}")]
    for module, known in (own, *usual):
        try:
            if resolve(module, known) is thing:
                return ["reference", module, known]
        except PeerError:
            continue
    return None


def resolve(module: object, name: object) -> object:
    """Return the library's object of that name.

    Raises:
        PeerError: it is not on the allow-list, or does not exist.
    """
    if not isinstance(module, str) or not isinstance(name, str):
        raise PeerError("a reference has no known form")
    parts = name.split(".")
    allowed = _is_allowed(module) or (module, name) in NAMES
    if not allowed or any(part.startswith("_") for part in parts):
        raise PeerError(f"{module}.{name} may not cross")
    found: object = sys.modules.get(module)
    for part in parts:
        if isinstance(found, ModuleType):
            found = vars(found).get(part)  # no `__getattr__` that imports
        else:
            found = getattr(found, part, None) if isinstance(found, type) else None
        if found is None or issubclass(type(found), ModuleType):
            raise PeerError(f"{module}.{name} does not exist")
    if not _is_allowed(_home(found)) and (module, name) not in NAMES:
        raise PeerError(f"{module}.{name} belongs to another package")
    return found


def any_reference_to(thing: object) -> list[Json] | None:
    """Return `["reference", module, name]` for whatever a loaded module calls so; else None.

    Only tests in the free style refer to things so: any class or function of a library. The name
    of a module itself is empty.
    """
    if isinstance(thing, ModuleType):
        return ["reference", thing.__name__, ""]
    named = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
    if reference := reference_to(thing):
        return reference
    if named[0] != "__main__" and all(isinstance(part, str) for part in named):
        module, name = str(named[0]), str(named[1])
        with contextlib.suppress(LookupError):
            if resolve_any(module, name) is thing:
                return ["reference", module, name]
    return None


def is_of_a_library(reference: list[Json]) -> bool:
    """Tell whether a reference names something that every side has: Python's own, or NumPy's."""
    top = str(reference[1]).partition(".")[0]
    return top in PACKAGES or top in sys.stdlib_module_names


def resolve_any(module: object, name: object) -> object:
    """Return what a loaded module calls so, whatever it is; the trusted side asks for it.

    Raises:
        LookupError: there is no such module here, or it has no such name.
    """
    found: object = sys.modules[str(module)]
    for part in str(name).split(".") if name else ():
        found = vars(found)[part] if isinstance(found, ModuleType) else getattr(found, part, None)
        if found is None:
            raise LookupError(f"there is no {module}.{name}")
    return found


def _home(thing: object) -> str:
    """Return the module where a thing comes from, "" where it does not say."""
    try:
        owner = getattr(thing, "__objclass__", thing)  # of a method in C
        home = getattr(owner, "__module__", None) or type(owner).__module__
    except Exception:  # objects that stand for others may raise anything
        return ""
    return home if isinstance(home, str) else ""


def _is_allowed(module: str) -> bool:
    return module.split(".")[0] in PACKAGES

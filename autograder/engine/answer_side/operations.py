"""Operations: what a test in the free style may do with the answer's objects, by name.

They run on the side that is not trusted, in the snapshot of one test.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import math
import operator
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.engine.wire.specials import ALL, BINARY, IN_PLACE, ORDER

MAX_LINEAGE = 60
MAX_PARAMETERS = 100


def _call(function: Callable[..., object], *args: object, **kwargs: object) -> object:
    return function(*args, **kwargs)


def _enter(manager: Any) -> object:
    return type(manager).__enter__(manager)


def _exit(manager: Any, kind: type[BaseException] | None, said: object) -> object:
    """Leave a context, with an exception of that kind if there is one."""
    return type(manager).__exit__(manager, kind, kind and kind(said), None)


def _dict_of(thing: object) -> dict[str, object]:
    return dict(vars(thing))


def describe_class(kind: type) -> tuple[object, ...]:
    """Return what the stand-in of a class is made of.

    Returns:
        Its name, its module, its direct bases, the special methods that it has, and the homes of
        those of its ancestors that a module is known for.
    """
    ancestors = [ancestor for ancestor in kind.__mro__ if ancestor is not object][:MAX_LINEAGE]
    known: dict[str, object] = {}
    for ancestor in reversed(ancestors):
        known.update(vars(ancestor))
    specials = sorted(name for name in ALL & known.keys() if known[name] is not None)
    if known.get("__hash__", 0) is None:
        specials.append("__hash__")  # it raises, and must be asked for that
    bases = [base for base in kind.__bases__ if base is not object]
    homes = [(str(ancestor.__module__), str(ancestor.__qualname__)) for ancestor in ancestors]
    return kind.__name__, str(kind.__module__), bases, specials, homes


def describe_signature(function: Callable[..., object]) -> list[tuple[object, ...]]:
    """Return the name and kind of each parameter, and in a list of one its default."""
    parameters = [*inspect.signature(function).parameters.values()][:MAX_PARAMETERS]
    return [
        (item.name, int(item.kind), [] if item.default is item.empty else [item.default])
        for item in parameters
    ]


def _module(name: str) -> ModuleType:
    return importlib.import_module(name)


def _spelled(name: str) -> str:
    """Return an operator's name in the module `operator`."""
    return f"{name}_" if name in ("and", "or") else name


OPERATIONS: dict[str, Callable[..., object]] = {
    **{name: getattr(operator, _spelled(name)) for name in BINARY if name != "divmod"},
    **{f"i{name}": getattr(operator, f"i{name}") for name in IN_PLACE},
    **{name: getattr(operator, name) for name in (*ORDER, "eq", "ne", "neg", "pos", "invert")},
    **{name: getattr(operator, name) for name in ("getitem", "setitem", "delitem", "contains")},
    **{name: getattr(math, name) for name in ("trunc", "floor", "ceil")},
    "abs": abs, "bool": bool, "call": _call, "complex": complex, "copy": copy.copy,
    "deepcopy": copy.deepcopy, "delattr": delattr, "describe_class": describe_class,
    "dict": _dict_of, "dir": dir, "divmod": divmod, "enter": _enter, "exit": _exit,
    "float": float, "format": format, "getattr": getattr, "hash": hash,
    "index": operator.index, "int": int, "iter": iter, "len": len, "module": _module,
    "next": next, "repr": repr, "reversed": reversed, "round": round, "setattr": setattr,
    "signature": describe_signature, "str": str,
}  # fmt: skip
"""The operations by their names."""

"""The world of a test in the free style: the names that it finds, and what reads sources for it."""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import inspect
import sys
from collections.abc import Iterator, Sequence, Set
from types import ModuleType
from typing import Any

from autograder.engine.test_side.free_cells import ANSWERS_PYPLOT, BIND, PYPLOT, UNBIND
from autograder.engine.test_side.free_session import FreeSession
from autograder.engine.test_side.likeness_classes import claims_of
from autograder.engine.test_side.likenesses import Likeness, LikenessType, is_likeness

LIBRARIES = frozenset({"numpy", "scipy", "pandas", "torch", "torchvision", "sympy", "sklearn"})
"""Libraries that a test means its own copy of, even where only the answer has imported them."""

_FIGURES = frozenset({"matplotlib", "pylab", "mpl_toolkits"})


def names_for(
    session: FreeSession,
    source: str,
    names: Sequence[str],
    fixtures: dict[str, object],
    missing: Set[str] = frozenset(),
) -> dict[str, object]:
    """Return the names that a test finds: the fixtures', and over them the answer's.

    What the fixtures have imported from a library stays theirs, and so do Python's own names: an
    answer that calls something else `np`, `assert_allclose` or `abs` changes nothing about the
    test. Only figures are the answer's.

    Args:
        session: the connection.
        source: the test.
        names: what is asked for over there.
        fixtures: the names that the cells before have defined.
        missing: names that they could not define without the answer; what these mean over there
            is asked for where the test reads them.
    """
    found = dict(fixtures)
    found[BIND], found[UNBIND] = session.bind, session.unbind
    session.functions |= {
        name for name, value in fixtures.items() if callable(value) and not _is_imported(value)
    }
    read = sorted(name for name in missing - fixtures.keys() if name in source)
    figures = [n for n, value in fixtures.items() if _is_pyplot(value) and n in source]
    for name in dict.fromkeys((*names, *read, *figures)):
        if name in fixtures and _is_imported(fixtures[name]):
            continue
        if name.startswith("__") or hasattr(builtins, name):
            continue
        with contextlib.suppress(KeyError):
            value = session.get(name)
            found[name] = _own_module(value) if is_likeness(value) else value
    if "pyplot" in source:
        with contextlib.suppress(ImportError):
            found[ANSWERS_PYPLOT] = session.module(PYPLOT)
    return found


def _is_imported(value: object) -> bool:
    """Tell whether the fixtures have a value from a library; pyplot's is the answer's."""
    if isinstance(value, ModuleType):
        return not _is_pyplot(value)
    if not isinstance(value, type) and not callable(value):
        return False
    module = getattr(value, "__module__", None)
    return isinstance(module, str) and module != "__main__" and module in sys.modules


def _is_pyplot(value: object) -> bool:
    return isinstance(value, ModuleType) and value.__name__ in (PYPLOT, "pylab")


def _own_module(value: Any) -> object:
    """Return this process's own module for one that the answer has imported, if it is known."""
    if type(value).__name__ != "module":
        return value
    name = value.__name__
    if not isinstance(name, str) or name.partition(".")[0] in _FIGURES:
        return value
    known = LIBRARIES | sys.stdlib_module_names
    if name.partition(".")[0] not in known:
        return value
    if name in LIBRARIES:
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    return sys.modules.get(name, value)


@contextlib.contextmanager
def free_world(test: str, sources: Sequence[str]) -> Iterator[None]:
    """Let `inspect` find the text of answers, and `issubclass` the ancestors of their classes.

    Args:
        test: the test's text; what it does not name is left alone.
        sources: the student's cells.
    """
    find: Any
    find, is_subclass = inspect.findsource, builtins.issubclass

    def findsource(thing: Any) -> tuple[list[str], int]:
        return _text_of(thing, sources) if is_likeness(thing) else find(thing)

    def issubclass_(kind: Any, ancestors: Any) -> bool:
        if is_subclass(type(kind), LikenessType) and is_subclass(kind, Likeness):
            claimed = claims_of(kind)
            return is_subclass(kind, ancestors) or (
                claimed is not None and is_subclass(claimed, ancestors)
            )
        return is_subclass(kind, ancestors)

    patched: Any = inspect
    patched.findsource = findsource
    if "issubclass" in test:
        builtins.issubclass = issubclass_
    try:
        yield
    finally:
        patched.findsource, builtins.issubclass = find, is_subclass


def _text_of(thing: Any, sources: Sequence[str]) -> tuple[list[str], int]:
    """Return the lines of the cell that defines something, the last such one, and where."""
    name = thing.__name__
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    for source in reversed(sources):
        with contextlib.suppress(SyntaxError, ValueError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, kinds) and node.name == name:
                    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                    return source.splitlines(keepends=True), first - 1
    raise OSError("could not get source code")

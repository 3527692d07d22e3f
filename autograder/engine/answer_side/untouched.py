"""Untouched: what tests compare with, as it was before any answer ran, put back before each test.

This is for tests that run where the answers run. It stops an answer that patches NumPy's
`assert_allclose`, or IPython's way to run a cell; it does not stop one that is out for this module.
Only what tests judge by is put back: a course may change other things on purpose.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import NamedTuple

from IPython.core.interactiveshell import InteractiveShell

MODULES: dict[str, tuple[str, ...]] = {
    "builtins": ("isinstance", "issubclass", "type", "hasattr", "callable"),
    "math": ("isclose",),
    "cmath": ("isclose",),
    "numpy": ("allclose", "isclose", "array_equal", "array_equiv"),
    "numpy._core.numeric": ("allclose", "isclose", "array_equal", "array_equiv"),
    "numpy.testing": (),
    "numpy.testing._private.utils": (),
    "pandas.testing": (),
    "pandas._testing": (),
    "pandas._testing.asserters": (),
    "pytest": ("raises", "approx", "fail"),
    "torch": ("allclose", "isclose", "equal"),
    "torch.testing": (),
    "torch.testing._comparison": (),
    "unittest": ("TestCase",),
    "unittest.case": (),
    "autograder.engine.answer_side.inside": (),
    "autograder.engine.answer_side.shell": (),
}
"""What is remembered of each module: these names, or all functions and classes where there are
none."""
CLASSES: dict[str, tuple[str, ...]] = {
    "unittest.case": ("TestCase", "_AssertRaisesContext", "_AssertRaisesBaseContext"),
    "autograder.engine.answer_side.shell": ("CapturingShell",),
    "IPython.core.interactiveshell": ("InteractiveShell", "ExecutionResult"),
    "IPython.core.inputtransformer2": ("TransformerManager",),
    "IPython.core.compilerop": ("CachingCompiler",),
}
"""Classes whose own methods are remembered."""
LISTS = ("ast_transformers", "input_transformers_post")
"""Lists of a shell through which the text of every cell goes."""
CHAINS = ("cleanup_transforms", "line_transforms", "token_transformers")
"""The same of what turns IPython's language into Python."""


class _Remembered(NamedTuple):
    """What an attribute was."""

    owner: object
    name: str
    value: object
    code: tuple[object, ...]


_remembered: dict[tuple[str, str], _Remembered] = {}
_lists: list[tuple[list[object], tuple[object, ...]]] = []


def remember(shell: InteractiveShell) -> None:
    """Remember what is loaded and not yet remembered; no answer has run so far.

    Args:
        shell: the shell that all answers run in.
    """
    for module, names in MODULES.items():
        loaded = sys.modules.get(module)
        if loaded is not None:
            _remember(loaded, module, names or _judging(vars(loaded)))
    for module, kinds in CLASSES.items():
        for kind in kinds if module in sys.modules else ():
            owner = getattr(sys.modules[module], kind, None)
            if isinstance(owner, type):
                _remember(owner, f"{module}.{kind}", _judging(vars(owner)))
    if not _lists:
        manager = shell.input_transformer_manager
        found = [getattr(shell, name) for name in LISTS]
        found += [getattr(manager, name) for name in CHAINS]
        _lists.extend((one, tuple(one)) for one in found)


def put_back(shell: InteractiveShell) -> None:
    """Put back what was remembered, and end what watches the code that runs.

    Args:
        shell: the shell of the answers.
    """
    sys.settrace(None)
    sys.setprofile(None)
    for owner, name, value, code in _remembered.values():
        with contextlib.suppress(Exception):  # the answer may have made anything of it
            if vars(owner).get(name) is not value:
                setattr(owner, name, value)
            if code and _code_of(value) != code:
                _set_code(value, code)
    for (kept, were), name in zip(_lists, (*LISTS, *CHAINS), strict=True):
        kept[:] = were
        owner = shell if name in LISTS else shell.input_transformer_manager
        setattr(owner, name, kept)
    for name in [name for name in vars(shell) if _is_method(type(shell), name)]:
        del vars(shell)[name]


def _remember(owner: object, where: str, names: Iterable[str]) -> None:
    for name in names:
        value = vars(owner).get(name)
        if value is not None and (where, name) not in _remembered:
            _remembered[where, name] = _Remembered(owner, name, value, _code_of(value))


def _judging(names: Mapping[str, object]) -> list[str]:
    """Return the names of functions and classes."""
    return [name for name, value in names.items() if isinstance(value, FunctionType | type)]


def _is_method(kind: type, name: str) -> bool:
    return isinstance(getattr(kind, name, None), FunctionType)


def _function(value: object) -> FunctionType | None:
    """Return what a function runs: NumPy has some of its own behind another one."""
    inner = getattr(value, "_implementation", value)
    return inner if isinstance(inner, FunctionType) else None


def _code_of(value: object) -> tuple[object, ...]:
    function = _function(value)
    if function is None:
        return ()
    return (function.__code__, function.__defaults__, function.__kwdefaults__)


def _set_code(value: object, code: tuple[object, ...]) -> None:
    function = _function(value)
    if function is not None:
        for name, part in zip(("__code__", "__defaults__", "__kwdefaults__"), code, strict=True):
            setattr(function, name, part)

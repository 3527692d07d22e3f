"""How messages name functions and arguments, and what mistake an exception points to."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping

from helpers.checks.blame import Place
from helpers.checks.failure import legible, shortened, show

_SLIPS = {
    "truth value of an array": "`if`, `max` and `and` take one number; for arrays use "
    "`np.where` and `np.maximum`.",
    "can be converted to Python scalars": "the functions of `math` take one number; use NumPy's "
    "for arrays.",
    "does not support item assignment": "the argument may be a number: start from `np.asarray(z)`.",
    "too many indices": "the argument may be 0-d, without any axis: do not index it, or use "
    "`np.where`.",
    "iteration over a 0-d": "the argument may be 0-d: let NumPy loop, not `for`.",
    "object is not iterable": "the argument may be a number: let NumPy loop, not `for`.",
    "does not require grad": "autograd finds no way back: `.detach()`, `.item()`, NumPy and "
    "`torch.no_grad()` cut it off.",
    "Boolean value of Tensor": "`if`, `max` and `and` take one number; for tensors use "
    "`torch.where`.",
}
"""Part of an exception's text → the mistake that usually raises it."""

_SHAPES = "the shapes do not fit: does one need `.T`, and on which axis are the samples?"
_GUESSES = {
    "mismatch in its core dimension": _SHAPES,
    "shapes cannot be multiplied": _SHAPES,
    "size mismatch": _SHAPES,
    "could not be broadcast together": _SHAPES,
    "must match the size of tensor": _SHAPES,
    "loop of ufunc does not support": "NumPy's functions take numbers: for symbols use SymPy's.",
    "Cannot convert expression to float": "NumPy's functions and those of `math` take numbers: for "
    "symbols use SymPy's.",
    "a leaf Variable that requires grad": "parameters change inside `with torch.no_grad():`.",
}
"""Part of an exception's text → what it may come from, if the test has nothing better to say."""


_MAX_WORDS = 200
_MAX_LINE = 120


def words(error: BaseException) -> str:
    """Return `ValueError: “too small”`: an exception, its own words in quotes on one short line.

    They are an answer's words, not ours: nothing in them may look like a sentence of a check.
    """
    try:
        said = str(error)[: 10 * _MAX_WORDS]
    except Exception:  # exceptions of the answer's own may raise even here
        said = ""
    line = legible(" ".join(said.split())).replace("“", '"').replace("”", '"')
    shown = shortened(line, _MAX_WORDS)
    return f"{type(error).__name__}: “{shown}”" if shown else type(error).__name__


def shown_place(place: Place) -> str:
    """Return `line 3 of its cell: return 1 / (1 + math.exp(-z))`, the answer's words bounded."""
    return f"line {place.line} of its cell: {shortened(legible(place.text), _MAX_LINE)}"


def name_of(function: object) -> str:
    """Return the name that messages give a function."""
    inner = getattr(function, "func", function)  # functools.partial
    name = getattr(inner, "__name__", type(inner).__name__)
    return "the function" if name == "<lambda>" else str(name)


def shown_arguments(function: object, args: Iterable[object], kwargs: Mapping[str, object]) -> str:
    """Return `z = 0.5, beta = 2.0`: arguments with the names of the function's parameters."""
    names = _parameters(function)
    shown = [
        f"{names[index]} = {show(value)}" if index < len(names) else show(value)
        for index, value in enumerate(args)
    ]
    return ", ".join(shown + [f"{name} = {show(value)}" for name, value in kwargs.items()])


def _parameters(function: object) -> list[str]:
    if not callable(function):
        return []
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # many functions in C have no signature
        return []


def likely_slip(error: BaseException) -> str:
    """Return the mistake that an exception points to, or an empty text."""
    return _known(_SLIPS, error)


def possible_slip(error: BaseException) -> str:
    """Return a mistake that may have raised an exception, or an empty text."""
    return _known(_GUESSES, error)


def _known(slips: Mapping[str, str], error: BaseException) -> str:
    return next((slip for part, slip in slips.items() if part in words(error)), "")

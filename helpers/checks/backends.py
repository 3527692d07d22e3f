"""The side where an answer lives: what a test may ask of it, and what it is in one process."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from helpers.checks.listening import hear

Plain = TypeVar("Plain")


@dataclass(frozen=True)
class Call:
    """The outcome of one call.

    Attributes:
        value: what the answer returned.
        arguments: its positional arguments in their state after the call.
        warnings: the texts of the warnings that it gave.
        printed: what it wrote to stdout and stderr.
    """

    value: object
    arguments: tuple[object, ...]
    warnings: tuple[str, ...]
    printed: str


class Backend(Protocol):
    """What a test may ask of the side where the answer lives."""

    def call(
        self,
        function: Callable[..., object],
        args: Sequence[object],
        kwargs: dict[str, object],
        *,
        echo: bool = True,
    ) -> Call:
        """Call an answer with copies of plain arguments; let its exceptions through.

        Args:
            function: the answer.
            args: positional arguments.
            kwargs: keyword arguments.
            echo: whether the arguments are wanted in their state after the call.
        """

    def call_each(
        self,
        function: Callable[..., object],
        calls: list[Sequence[object]],
        kwargs: dict[str, object],
        *,
        echo: bool = False,
    ) -> list[tuple[object, tuple[object, ...]]]:
        """Call an answer several times, each time with copies; let its exceptions through.

        Args:
            function: the answer.
            calls: positional arguments of each call.
            kwargs: keyword arguments of every call.
            echo: whether the arguments are wanted in their state after the call.

        Returns:
            For each call the value and, with `echo`, the arguments after it.
        """

    def remote(
        self,
        factory: Callable[..., object],
        args: Sequence[object],
        kwargs: dict[str, object],
    ) -> object:
        """Make an object on the answer's side and return a handle to it."""

    def perform(self, function: Callable[..., Plain], *args: object) -> Plain:
        """Run a function of `helpers.checks.over_there` there and return its plain value."""

    def describe(self, handle: object) -> object:
        """Return a plain description (lists, dicts, numbers, arrays) of an object over there."""

    def sources(self) -> list[str]:
        """Return the code cells that ran so far, oldest first."""


class Local:
    """The answer lives in this process: JupyterLab, plain nbgrader, nbval, pytest."""

    def __init__(self) -> None:
        self._handles: list[object] = []

    def call(
        self,
        function: Callable[..., object],
        args: Sequence[object],
        kwargs: dict[str, object],
        *,
        echo: bool = True,
    ) -> Call:
        """Call an answer quietly with copies of its arguments; handles are not copied."""
        given = tuple(copied(item, self._handles) for item in args)
        named = {name: copied(item, self._handles) for name, item in kwargs.items()}
        with overheard() as (heard, printed):
            value = function(*given, **named)
        texts = tuple(str(item.message) for item in heard)
        return Call(value, given if echo else (), texts, printed.getvalue())

    def call_each(
        self,
        function: Callable[..., object],
        calls: list[Sequence[object]],
        kwargs: dict[str, object],
        *,
        echo: bool = False,
    ) -> list[tuple[object, tuple[object, ...]]]:
        """Call an answer several times."""
        records = (self.call(function, args, kwargs, echo=echo) for args in calls)
        return [(record.value, record.arguments) for record in records]

    def remote(
        self,
        factory: Callable[..., object],
        args: Sequence[object],
        kwargs: dict[str, object],
    ) -> object:
        """Make the object here: the handle is the object itself."""
        made = factory(*args, **kwargs)
        self._handles.append(made)
        return made

    def perform(self, function: Callable[..., Plain], *args: object) -> Plain:
        """Run the function here."""
        with overheard():
            return function(*args)

    def describe(self, handle: object) -> object:
        """Describe the object here."""
        from helpers.checks.descriptions import describe_object

        return describe_object(handle)

    def sources(self) -> list[str]:
        """Return IPython's input history; outside IPython there is none.

        Its first entry is empty, and the only one where cells run without a history, as with nbval.
        """
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
        return [] if shell is None else [str(cell) for cell in shell.user_ns.get("In", []) if cell]


@contextlib.contextmanager
def quiet() -> Iterator[tuple[list[warnings.WarningMessage], io.StringIO]]:
    """Hold back warnings, prints and NumPy's floating-point messages inside a `with`.

    Yields:
        The list that warnings go to, and the file that stdout and stderr go to.
    """
    printed = io.StringIO()
    with (
        warnings.catch_warnings(record=True) as heard,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        np.errstate(all="warn", under="ignore"),  # exp(-1e4) = 0.0 is right
    ):
        warnings.simplefilter("always")
        yield heard, printed


@contextlib.contextmanager
def overheard() -> Iterator[tuple[list[warnings.WarningMessage], io.StringIO]]:
    """Do as `quiet`, and keep what an answer prints, also one that raises, for messages."""
    with quiet() as (heard, printed):
        try:
            yield heard, printed
        finally:
            hear(printed.getvalue())


def copied(argument: object, handles: Sequence[object] = ()) -> object:
    """Copy plain values, in lists too; do not copy functions, handles and generators.

    Args:
        argument: anything.
        handles: objects that are not copied, whatever they are.

    Returns:
        The copy, or the argument itself.
    """
    if any(argument is handle for handle in handles):
        return argument
    if isinstance(argument, np.ndarray | set):
        return argument.copy()
    if isinstance(argument, dict):
        return {key: copied(value, handles) for key, value in argument.items()}
    if type(argument) is list:
        return [copied(item, handles) for item in argument]
    if type(argument) is tuple:
        return tuple(copied(item, handles) for item in argument)
    return _copied_tensor(argument) if _is_tensor(argument) else argument


def _is_tensor(thing: object) -> bool:
    """Tell whether something is a tensor, without importing torch for it."""
    return (type(thing).__module__, type(thing).__name__) == ("torch", "Tensor")


def _copied_tensor(tensor: object) -> object:
    import torch

    assert isinstance(tensor, torch.Tensor)
    return tensor.detach().clone().requires_grad_(tensor.requires_grad)

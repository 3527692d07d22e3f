"""Calling an answer: the one door between a test and what a student wrote.

A test never touches an answer but through this module. Here, in one process, the door is an
ordinary call; a grader that keeps answers in a process of their own replaces `Local` by its own
`Backend`, and the same test cells run unchanged.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from helpers.checks.failure import CheckFailed, show


@dataclass(frozen=True)
class Call:
    """What came of one call.

    Attributes:
        value: what the answer returned.
        arguments: its positional arguments as they stand after the call.
        warnings: the texts of warnings on the way.
        printed: what it wrote to stdout and stderr.
    """

    value: Any
    arguments: tuple[Any, ...]
    warnings: tuple[str, ...]
    printed: str


class Backend(Protocol):
    """What a test may ask of the side where the answer lives."""

    def call(
        self, function: Callable[..., Any], args: Any, kwargs: dict[str, Any], *, echo: bool = True
    ) -> Call:
        """Call an answer with copies of plain arguments; its exceptions come through.

        Without `echo` nobody will look at the arguments as they stand after the call.
        """

    def call_each(
        self,
        function: Callable[..., Any],
        calls: list[Any],
        kwargs: dict[str, Any],
        *,
        echo: bool = False,
    ) -> list[tuple[Any, tuple[Any, ...]]]:
        """Call an answer several times, each time with copies; its exceptions come through.

        Returns:
            For each call the value and, with `echo`, the arguments as they stand after it.
        """

    def remote(self, factory: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
        """Make an object on the answer's side and return a handle to it."""

    def perform(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run a function of `helpers.checks.over_there` there and return its plain value."""

    def describe(self, handle: Any) -> Any:
        """Return a plain description (lists, dicts, numbers, arrays) of an object over there."""

    def sources(self) -> list[str]:
        """Return the code cells that ran so far, oldest first."""


class Local:
    """The answer lives in this process: JupyterLab, plain nbgrader, nbval, pytest."""

    def __init__(self) -> None:
        self._handles: list[Any] = []

    def call(
        self, function: Callable[..., Any], args: Any, kwargs: dict[str, Any], *, echo: bool = True
    ) -> Call:
        """Call an answer with copies of its arguments, quietly; handles go as they are."""
        given = _copied(args, self._handles)
        with quiet() as heard:
            value = function(*given, **_copied(kwargs, self._handles))
        return Call(
            value,
            given if echo else (),
            tuple(str(item.message) for item in heard[0]),
            heard[1].getvalue(),
        )

    def call_each(
        self,
        function: Callable[..., Any],
        calls: list[Any],
        kwargs: dict[str, Any],
        *,
        echo: bool = False,
    ) -> list[tuple[Any, tuple[Any, ...]]]:
        """Call an answer several times."""
        records = (self.call(function, args, kwargs, echo=echo) for args in calls)
        return [(record.value, record.arguments) for record in records]

    def remote(self, factory: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
        """Make the object here: the handle is the object itself."""
        made = factory(*args, **kwargs)
        self._handles.append(made)
        return made

    def perform(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run the function here."""
        with quiet():
            return function(*args)

    def describe(self, handle: Any) -> Any:
        """Describe the object here."""
        from helpers.checks.descriptions import describe_object

        return describe_object(handle)

    def sources(self) -> list[str]:
        """Return IPython's input history; nothing outside IPython."""
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
        return [] if shell is None else [str(cell) for cell in shell.user_ns.get("In", [])]


_backend: Backend = Local()


def use(backend: Backend) -> None:
    """Let all checks of this process go through `backend` from now on."""
    global _backend
    _backend = backend


def backend() -> Backend:
    """Return the backend in use."""
    return _backend


def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call an answer and return its value; arguments are copied, warnings and prints kept back.

    Raises:
        CheckFailed: the answer raised an exception; the sentence names it and the input.
    """
    with calling(function, args, kwargs):
        return _backend.call(function, args, kwargs, echo=False).value


def call_record(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Call:
    """Call an answer and return everything that came of it.

    Raises:
        CheckFailed: the answer raised an exception.
    """
    with calling(function, args, kwargs):
        return _backend.call(function, args, kwargs)


def call_each(
    function: Callable[..., Any], inputs: Iterable[tuple[Any, ...]], **kwargs: Any
) -> Iterator[Any]:
    """Call an answer with each of several tuples of arguments, and yield its values.

    Between two processes a call costs more on its way than in most answers. So all of them go
    together; only where one raises an exception they are made again, one by one.

    Raises:
        CheckFailed: the answer raised an exception; what comes before is yielded first.
    """
    for value, _ in call_records(function, inputs, kwargs, echo=False):
        yield value


def call_records(
    function: Callable[..., Any],
    inputs: Iterable[tuple[Any, ...]],
    kwargs: dict[str, Any] | None = None,
    *,
    echo: bool = True,
) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Call an answer as `call_each` does, and yield values with the arguments after the call.

    Args:
        function: the answer.
        inputs: positional arguments of each call.
        kwargs: keyword arguments of every call.
        echo: whether the arguments are wanted; else there are none.

    Raises:
        CheckFailed: the answer raised an exception.
    """
    calls, kwargs = list(inputs), kwargs or {}
    try:
        results = _backend.call_each(function, calls, kwargs, echo=echo)
    except (Exception, SystemExit):
        results = None
    if results is not None:
        yield from results
        return
    for args in calls:
        record = call_record(function, *args, **kwargs)
        yield record.value, record.arguments


@contextlib.contextmanager
def calling(
    function: Callable[..., Any], args: Any, kwargs: dict[str, Any] | None = None
) -> Iterator[None]:
    """Turn what an answer raises into a sentence that names it, its input and the likely slip.

    Raises:
        CheckFailed: the answer raised an exception.
    """
    try:
        yield
    except CheckFailed:
        raise
    except NotImplementedError:
        raise CheckFailed(
            f"{name_of(function)} has no answer yet.",
            slip="write your code in place of `raise NotImplementedError()`.",
        ) from None
    except (Exception, SystemExit) as error:
        raise CheckFailed(
            f"{name_of(function)} raised {type(error).__name__}: {error}",
            example=shown_arguments(function, args, kwargs or {}),
            slip=_likely_slip(error),
        ) from None


def remote(factory: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Make an object on the answer's side: axes, a symbol, a model, an in-place tensor."""
    return _backend.remote(factory, args, kwargs)


def describe(handle: Any) -> Any:
    """Return a plain description of an object on the answer's side (axes, SymPy expressions)."""
    return _backend.describe(handle)


def name_of(function: Callable[..., Any]) -> str:
    """Return the name that messages give a function."""
    inner = getattr(function, "func", function)  # functools.partial
    name = getattr(inner, "__name__", type(inner).__name__)
    return "the function" if name == "<lambda>" else str(name)


def shown_arguments(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> str:
    """Return `z = 0.5, beta = 2.0`: arguments with the names of the function's parameters."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    shown = [
        f"{names[index]} = {show(value)}" if index < len(names) else show(value)
        for index, value in enumerate(args)
    ]
    return ", ".join(shown + [f"{name} = {show(value)}" for name, value in kwargs.items()])


@contextlib.contextmanager
def quiet() -> Iterator[tuple[list[warnings.WarningMessage], io.StringIO]]:
    """Keep warnings, prints and NumPy's floating-point messages back; hand them over instead."""
    printed = io.StringIO()
    with (
        warnings.catch_warnings(record=True) as heard,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        np.errstate(all="warn", under="ignore"),  # exp(-1e4) = 0.0 is what it should be
    ):
        warnings.simplefilter("always")
        yield heard, printed


_SLIPS = {
    "truth value of an array": "`if`, `max` and `and` take one number; for arrays there are "
    "`np.where` and `np.maximum`.",
    "can be converted to Python scalars": "the functions of `math` take one number; NumPy's take "
    "arrays.",
    "does not support item assignment": "the argument may be a number: start from `np.asarray(z)`.",
    "too many indices": "the argument may be 0-d, without any axis: index nothing, or use "
    "`np.where`.",
    "iteration over a 0-d": "the argument may be 0-d: let NumPy loop, not `for`.",
    "object is not iterable": "the argument may be a number: let NumPy loop, not `for`.",
    "does not require grad": "autograd finds no way back: `.detach()`, `.item()`, NumPy and "
    "`torch.no_grad()` cut it.",
    "Boolean value of Tensor": "`if`, `max` and `and` take one number; for tensors there is "
    "`torch.where`.",
}
"""Part of an exception's text → the mistake that usually raises it."""


def _likely_slip(error: BaseException) -> str:
    return next((slip for part, slip in _SLIPS.items() if part in str(error)), "")


def _copied(argument: Any, handles: list[Any]) -> Any:
    """Copy plain values; leave functions, handles and generators as they are, in lists too."""
    if any(argument is handle for handle in handles):
        return argument
    if isinstance(argument, np.ndarray | set):
        return argument.copy()
    if isinstance(argument, dict):
        return {key: _copied(value, handles) for key, value in argument.items()}
    if type(argument) in (list, tuple):
        return type(argument)(_copied(item, handles) for item in argument)
    if type(argument).__module__ == "torch" and type(argument).__name__ == "Tensor":
        return argument.detach().clone().requires_grad_(argument.requires_grad)
    return argument

"""Calling an answer: the only way from a test to what a student wrote.

A test never touches an answer except through this module. In one process a call is an ordinary
call. A grader that keeps answers in a process of their own uses another `Backend`, and the same
test cells run unchanged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from helpers.checks.backends import Call
from helpers.checks.blame import Place, place_of
from helpers.checks.context import backend
from helpers.checks.failure import WRITE_CODE, CheckFailed, legible
from helpers.checks.listening import mark, printed_since
from helpers.checks.wording import (
    likely_slip,
    name_of,
    possible_slip,
    shown_arguments,
    shown_place,
    words,
)

_MAX_NAME = 100


def call(function: Callable[..., object], *args: object, **kwargs: object) -> object:
    """Call an answer and return its value; copy the arguments, hold back warnings and prints.

    Args:
        function: the answer.
        *args: its positional arguments.
        **kwargs: its keyword arguments.

    Returns:
        What the answer returned.

    Raises:
        CheckFailed: the answer raised an exception; the sentence names it and the input.
    """
    with calling(function, args, kwargs):
        return backend().call(function, args, kwargs, echo=False).value


def call_record(function: Callable[..., object], *args: object, **kwargs: object) -> Call:
    """Call an answer and return everything that came of it.

    Args:
        function: the answer.
        *args: its positional arguments.
        **kwargs: its keyword arguments.

    Returns:
        The value, the arguments after the call, the warnings and the prints.

    Raises:
        CheckFailed: the answer raised an exception.
    """
    with calling(function, args, kwargs):
        return backend().call(function, args, kwargs)


def call_each(
    function: Callable[..., object], inputs: Iterable[Sequence[object]], **kwargs: object
) -> Iterator[object]:
    """Call an answer with each of several tuples of arguments, and yield its values.

    Between two processes, sending a call takes longer than most answers do. So all calls are sent
    together; only if one of them raises an exception, they are repeated one by one.

    Args:
        function: the answer.
        inputs: positional arguments of each call.
        **kwargs: keyword arguments of every call.

    Yields:
        The value of each call, in order.

    Raises:
        CheckFailed: the answer raised an exception; the values before it are yielded first.
    """
    for value, _ in call_records(function, inputs, kwargs, echo=False):
        yield value


def call_records(
    function: Callable[..., object],
    inputs: Iterable[Sequence[object]],
    kwargs: Mapping[str, object] | None = None,
    *,
    echo: bool = True,
) -> Iterator[tuple[object, tuple[object, ...]]]:
    """Call an answer as `call_each` does, and yield values with the arguments after the call.

    Args:
        function: the answer.
        inputs: positional arguments of each call.
        kwargs: keyword arguments of every call.
        echo: whether the arguments are wanted; without it, the tuples of arguments are empty.

    Yields:
        The value of each call and its arguments after it, in order.

    Raises:
        CheckFailed: the answer raised an exception.
    """
    calls, named = list(inputs), dict(kwargs or {})
    try:
        results = backend().call_each(function, calls, named, echo=echo)
    except (Exception, SystemExit):
        results = None
    if results is not None:
        yield from results
        return
    for args in calls:
        record = call_record(function, *args, **named)
        yield record.value, record.arguments


@contextlib.contextmanager
def calling(
    function: object,
    args: Iterable[object],
    kwargs: Mapping[str, object] | None = None,
) -> Iterator[None]:
    """Turn what an answer raises into a sentence that names it, its input and the likely slip.

    Args:
        function: the answer that is called inside the `with`.
        args: its positional arguments.
        kwargs: its keyword arguments.

    Raises:
        CheckFailed: the answer raised an exception.
    """
    before = mark()
    try:
        yield
    except NotImplementedError as error:
        blank, caller = _at_fault(function, place_of(error))
        raise CheckFailed(
            f"{blank} has no answer yet{caller and f', and {caller} calls it'}.",
            slip=WRITE_CODE,
            unanswered=True,
        ) from None
    except (Exception, SystemExit) as error:
        place = place_of(error)
        culprit, caller = _at_fault(function, place)
        raise CheckFailed(
            f"{culprit}{caller and f', which {caller} calls,'} raised {words(error)}",
            example=partial(shown_arguments, function, args, kwargs or {}),
            place=shown_place(place) if place else "",
            printed=printed_since(before),
            slip=likely_slip(error),
            guess=possible_slip(error),
        ) from None


def _at_fault(function: object, place: Place | None) -> tuple[str, str]:
    """Return the function whose line raised, and the one that was called, where that is another.

    A right answer may call an earlier one that is wrong: the message names the earlier one.
    """
    name, innermost = name_of(function), legible(place.function)[:_MAX_NAME] if place else ""
    own = {name, *name.split("."), type(function).__name__}
    if not innermost or innermost.startswith("<") or own & {innermost, *innermost.split(".")}:
        return name, ""
    return innermost, name


def remote(factory: Callable[..., object], *args: object, **kwargs: object) -> object:
    """Make an object on the answer's side: axes, a symbol, a model, an in-place tensor.

    Args:
        factory: a class or function of a library.
        *args: its positional arguments.
        **kwargs: its keyword arguments.

    Returns:
        A handle: the object itself in one process, what stands for it between two.
    """
    return backend().remote(factory, args, kwargs)


def describe(handle: object) -> object:
    """Return a plain description of an object on the answer's side.

    Args:
        handle: axes, an array of axes, or a SymPy expression; or a dict of these.

    Returns:
        Lists, dicts, numbers and arrays; see `describe_axes`.

    Raises:
        TypeError: there is no description for such an object.
    """
    return backend().describe(handle)

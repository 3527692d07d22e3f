"""Exceptions across the door: a name, the nearest builtin class and a text go over, no object."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from autograder.engine.wire.calls import MAX_NAME, MAX_TEXT, Raised

if TYPE_CHECKING:
    from helpers.checks.blame import Place

MAX_CLASS = 100
_BUILTIN: dict[str, type[Exception]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}


class AnswerError(Exception):
    """What an answer has raised: the class has the original's name, and is caught like it."""


def failure_of(error: BaseException, *, printed: str = "", located: bool = False) -> Raised:
    """Return the message that stands for an exception.

    Args:
        error: the exception.
        printed: what was printed before it.
        located: whether the message says which line of a student's cell raised it.
    """
    try:
        text = str(error)
    except BaseException:  # an exception of the student's own may break even here
        text = ""
    names = (kind.__name__ for kind in type(error).__mro__ if kind in _BUILTIN.values())
    raised = Raised(
        type(error).__name__[:MAX_NAME], next(names, ""), text[:MAX_TEXT], printed[-MAX_TEXT:]
    )
    place = _place_of(error) if located else None
    if place is not None:
        raised.function, raised.line = place.function[:MAX_NAME], place.line
        raised.text = place.text[:MAX_TEXT]
    return raised


def _place_of(error: BaseException) -> Place | None:
    from helpers.checks.blame import place_of

    try:
        return place_of(error)
    except Exception:  # an exception of the student's own may hide its own trace
        return None


def _place(raised: Raised) -> Place:
    from helpers.checks.blame import Place

    return Place(raised.function, raised.line, raised.text)


def exception_of(raised: Raised) -> Exception:
    """Return an exception with this name, kind and text, whatever they are."""
    name, text = raised.type[:MAX_CLASS], raised.message
    kind = _BUILTIN.get(raised.kind, Exception)
    kind = _BUILTIN.get(name, kind)
    bases = (AnswerError,) if kind is Exception else (kind, AnswerError)
    shown = name if name.isidentifier() else "Exception"
    members: dict[str, object] = {"__str__": lambda _: text}  # KeyError's would quote it once more
    if raised.function:
        members["place"] = _place(raised)
    made: type[Exception] = type(shown, bases, members)
    try:
        return made.__new__(made, text)
    except TypeError:  # groups of exceptions want more arguments
        made = type(shown, (AnswerError,), members)
        return made(text)

"""Exceptions across the door: a name, the nearest builtin class and a text go over, no object."""

from __future__ import annotations

import builtins

from autograder.engine.wire.calls import MAX_NAME, MAX_TEXT, Raised

MAX_CLASS = 100
_BUILTIN: dict[str, type[Exception]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}


class AnswerError(Exception):
    """What an answer has raised: the class has the original's name, and is caught like it."""


def failure_of(error: BaseException) -> Raised:
    """Return the message that stands for an exception."""
    try:
        text = str(error)
    except BaseException:  # an exception of the student's own may break even here
        text = ""
    names = (kind.__name__ for kind in type(error).__mro__ if kind in _BUILTIN.values())
    return Raised(type(error).__name__[:MAX_NAME], next(names, ""), text[:MAX_TEXT])


def exception_of(raised: Raised) -> Exception:
    """Return an exception with this name, kind and text, whatever they are."""
    name, text = raised.type[:MAX_CLASS], raised.message
    kind = _BUILTIN.get(raised.kind, Exception)
    kind = _BUILTIN.get(name, kind)
    bases = (AnswerError,) if kind is Exception else (kind, AnswerError)
    shown = name if name.isidentifier() else "Exception"
    members = {"__str__": lambda _: text}  # that of KeyError would quote the text once more
    made: type[Exception] = type(shown, bases, members)
    try:
        return made.__new__(made, text)
    except TypeError:  # groups of exceptions want more arguments
        made = type(shown, (AnswerError,), members)
        return made(text)

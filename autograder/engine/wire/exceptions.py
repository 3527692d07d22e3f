"""Exceptions across the door: a name, the nearest builtin class and a text go over, no object."""

from __future__ import annotations

import builtins
from typing import Any

MAX_TEXT = 20_000
_BUILTIN: dict[str, type[Exception]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}


class AnswerError(Exception):
    """An exception of a class that is not builtin; its name is that of the original."""


def failure_of(error: BaseException) -> dict[str, Any]:
    """Return the reply that stands for an exception."""
    try:
        text = str(error)
    except BaseException:  # an exception of the student's own may break even here
        text = ""
    names = (kind.__name__ for kind in type(error).__mro__ if kind in _BUILTIN.values())
    reply = {"ok": False, "type": type(error).__name__[:200], "kind": next(names, "")}
    return {**reply, "message": text[:MAX_TEXT]}


def exception_of(reply: dict[str, Any]) -> Exception:
    """Return an exception with the name, kind and text that a reply has, whatever it holds."""
    name, text = _text(reply.get("type"))[:100], _text(reply.get("message"))
    kind = _BUILTIN.get(_text(reply.get("kind")), Exception)
    if name in _BUILTIN:
        bases: tuple[type[Exception], ...] = (_BUILTIN[name],)
    else:
        bases = (AnswerError,) if kind is Exception else (kind, AnswerError)
    shown = name if name.isidentifier() else "Exception"
    members = {"__str__": lambda _: text}  # that of KeyError would quote the text once more
    made: type[Exception] = type(shown, bases, members)
    try:
        return made.__new__(made, text)
    except TypeError:  # groups of exceptions want more arguments
        made = type(shown, (AnswerError,), members)
        return made(text)


def _text(value: Any) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""

"""Objects of a plain class, on the side where they live: made from a text, and put to use.

A test may run these two functions beside the answer. `define` runs a text that the test sends, so
that an answer can be handed classes which it does not know. Like all of that side they trust
nothing and hold no secret: what an answer finds out about a text, it may know.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.checks.backends import copied

MADE_HERE = "made_by_a_test"
"""The module that classes of `define` say they come from."""


def define(source: str, name: str) -> object:
    """Run a text in names of its own, and return what it binds to `name`.

    Args:
        source: Python that imports what it needs.
        name: a class or function of it.

    Raises:
        KeyError: the text binds no such name.
    """
    names: dict[str, object] = {"__name__": MADE_HERE}
    exec(compile(source, f"<{MADE_HERE}>", "exec"), names)
    return names[name]


def act(thing: object, steps: Sequence[Sequence[object]]) -> list[object]:
    """Do one step after the other with an object; return what calls and gets gave.

    Args:
        thing: the object.
        steps: as `objects.use` takes them.

    Returns:
        The values in order, arrays as they were at that moment.

    Raises:
        ValueError: a step has no known form. Exceptions of the object are let through.
    """
    found: list[object] = []
    for step in steps:
        match [*step]:
            case ["set", str(name), value]:
                setattr(thing, name, copied(value))
            case ["get", str(name)]:
                found.append(copied(getattr(thing, name)))
            case ["call", str(name), *given]:
                found.append(copied(getattr(thing, name)(*map(copied, given))))
            case _:
                raise ValueError(f"a step is set, get or call, not {step!r}")
    return found

"""Objects of a student's classes, and objects that a test hands to an answer.

A test has handles only. `use` does several things with such an object in one go, and `define` makes
a class or function on the answer's side from a text, where a library has none that would do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from helpers.checks import acting
from helpers.checks.calls import call, calling, remote
from helpers.checks.context import backend
from helpers.checks.failure import CheckFailed

Step = Sequence[object]
"""`("set", name, value)`, `("get", name)` or `("call", method, *arguments)`."""


def define(source: str, name: str) -> Callable[..., object]:
    """Make a class or function on the answer's side from a text.

    Args:
        source: Python that imports what it needs. The answer's process sees it.
        name: what it defines.

    Returns:
        A handle to what the text binds to `name`.
    """
    return cast("Callable[..., object]", remote(acting.define, source, name))


def use(thing: object, *steps: Step) -> list[object]:
    """Do one step after the other with an object of the answer's, on one way there and back.

    Args:
        thing: the object, such as an instance of a student's class.
        *steps: each a `Step`; plain arguments are copied.

    Returns:
        What `get` and `call` gave, in order. A bound method comes back as a handle to be called.

    Raises:
        CheckFailed: a step raised an exception; the sentence names the class and the steps.
    """
    with calling(thing, (" → ".join(_shown(step) for step in steps),)):
        return backend().perform(acting.act, thing, [list(step) for step in steps])


def reports(check: Callable[..., object], source: str) -> bool:
    """Tell whether a student's tests report a bug in what a text defines.

    This is how tests are tested: the text is a right implementation, or one with a planted bug.

    Args:
        check: the student's tests, which report a bug by an exception or by returning False.
        source: Python that defines `run(check)`, which hands the implementation to `check`.

    Returns:
        Whether it has reported anything.
    """
    run = define(source, "run")
    try:
        found = call(run, check)
    except CheckFailed:
        return True
    return isinstance(found, bool | np.bool_) and not found


def _shown(step: Step) -> str:
    kind, name = step[0], step[1]
    return f"{name} = …" if kind == "set" else f"{name}(…)" if kind == "call" else str(name)

"""Calls: everything that a test and an answer say to each other, as types.

    test    →  snapshot       Get, Describe, Call, Make, Each, Operate, and the answers to CallBack
    test    ←  snapshot       Done, Raised, CallBack

Values are trees (`codec`), which their decoder checks.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from autograder.engine.wire.protocol import Message, Reader

MAX_TEXT = 20_000
MAX_NAME = 200
MAX_WARNINGS = 20
Name = Annotated[str, Meta(max_length=MAX_NAME)]
Text = Annotated[str, Meta(max_length=MAX_TEXT)]


class Get(Message):
    """Return what a name is bound to."""

    name: str


class Describe(Message):
    """Return the plain description of an object."""

    target: object


class Call(Message):
    """Call an object.

    Attributes:
        target: the object.
        args: positional arguments.
        kwargs: keyword arguments.
        echo: whether the arguments come back as they are after the call.
    """

    target: object
    args: object
    kwargs: object
    echo: bool = False


class Make(Call):
    """Call a library's class or function; what it makes stays there."""


class Each(Call):
    """Call an object several times; `args` and `kwargs` are lists."""


class Operate(Message):
    """Do what Python can do with objects, for a test in the free style.

    The first of them lets the snapshot speak the wide codec from then on.

    Attributes:
        operation: its name (`answer_side.operations`).
        args: what it is done with.
        kwargs: keyword arguments of a call.
    """

    operation: Name
    args: object
    kwargs: object


class CallBack(Message):
    """Call a function that the test has handed over."""

    number: Annotated[int, Meta(ge=0)]
    args: object
    kwargs: object


class Done(Message):
    """What a call came to.

    Attributes:
        value: the value.
        arguments: the arguments after the call; None where nobody asked.
        warnings: texts of the first warnings.
        printed: what was printed.
    """

    value: object
    arguments: object = None
    warnings: Annotated[list[Text], Meta(max_length=MAX_WARNINGS)] = msgspec.field(
        default_factory=list
    )
    printed: Text = ""


class Raised(Message):
    """An exception (`exceptions`).

    Attributes:
        type: its name.
        kind: the nearest builtin class.
        message: its text.
        printed: what was printed before it.
        function: the function of the student's cells whose line raised it, "" for none.
        line: the line's number in its cell.
        text: the line.
        value: in a session in the free style, what the exception is made of: its arguments, and
            itself where its class is the answer's own.
    """

    type: Name
    kind: Name = ""
    message: Text = ""
    printed: Text = ""
    function: Name = ""
    line: Annotated[int, Meta(ge=0)] = 0
    text: Text = ""
    value: object = None


ToSnapshot = Get | Describe | Call | Make | Each | Operate
FromSnapshot = Done | Raised | CallBack
ToCaller = Done | Raised | Get | Describe | Call | Make | Each | Operate

to_snapshot = Reader[ToSnapshot](ToSnapshot)
from_snapshot = Reader[FromSnapshot](FromSnapshot)
to_caller = Reader[ToCaller](ToCaller)

"""Exceptions across the door: the name, what it is caught by, and the very same text."""

from __future__ import annotations

import builtins

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.engine.wire.calls import MAX_TEXT, Raised, from_snapshot
from autograder.engine.wire.exceptions import AnswerError, exception_of, failure_of
from autograder.engine.wire.frames import PeerError

BUILTIN = [
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, Exception) and kind is not ExceptionGroup
]


class OwnError(ValueError):
    """An exception of one's own."""


class Broken(Exception):
    """An exception that has no text."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize("kind", BUILTIN, ids=lambda kind: kind.__name__)
def test_builtin_exceptions_come_as_themselves(kind: type[Exception]) -> None:
    error = exception_of(Raised(kind.__name__, kind.__name__, "it 'broke'"))
    assert isinstance(error, kind)
    assert isinstance(error, AnswerError)
    assert (type(error).__name__, str(error)) == (kind.__name__, "it 'broke'")


@pytest.mark.parametrize("kind", BUILTIN, ids=lambda kind: kind.__name__)
def test_own_exceptions_are_caught_by_what_they_are_made_from(kind: type[Exception]) -> None:
    error = exception_of(Raised("MyError", kind.__name__, "m"))
    assert isinstance(error, kind)
    assert (type(error).__name__, str(error)) == ("MyError", "m")


@pytest.mark.parametrize(
    "error",
    [
        *(KeyError("z"), KeyError(3), ValueError(), ValueError("a", "b"), OSError(2, "no file")),
        *(ZeroDivisionError("division by zero"), StopIteration(3), AssertionError("ζ ≠ 1\n  got")),
        *(OwnError("own"), np.linalg.LinAlgError("singular"), NotImplementedError()),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    ],
    ids=repr,
)
def test_the_text_is_the_same(error: Exception) -> None:
    arrived = exception_of(failure_of(error))
    assert str(arrived) == str(error)
    assert type(arrived).__name__ == type(error).__name__
    builtin = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
    assert isinstance(arrived, builtin)


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit(), ExceptionGroup("g", [OSError()])]
)
def test_what_would_end_the_test_comes_as_an_ordinary_exception(error: BaseException) -> None:
    arrived = exception_of(failure_of(error))
    assert isinstance(arrived, AnswerError)
    assert type(arrived).__name__ == type(error).__name__
    assert str(arrived) == str(error)


def test_an_exception_without_a_text_has_none() -> None:
    assert str(exception_of(failure_of(Broken()))) == ""


def test_long_texts_are_cut() -> None:
    assert len(failure_of(ValueError("x" * 10**6)).message) == MAX_TEXT
    with pytest.raises(PeerError):
        from_snapshot({"op": "raised", "type": "ValueError", "message": "x" * (MAX_TEXT + 1)})


NAMES = st.sampled_from(
    [
        "ValueError",
        "SystemExit",
        "ExceptionGroup",
        "PeerGoneError",
        "a b",
        "\0",
        "\ud800",
        "x" * 999,
    ]
)


@pytest.mark.long
@settings(deadline=None, max_examples=300)
@given(NAMES | st.text(max_size=9), NAMES | st.text(max_size=9), st.text())
def test_any_raised_exception_gives_one(name: str, kind: str, text: str) -> None:
    error = exception_of(Raised(name, kind, text))
    assert isinstance(error, Exception)
    assert isinstance(str(error), str)
    assert type(error).__name__.isidentifier()

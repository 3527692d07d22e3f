"""Operations on the answer's side: one for each thing that a test may do with an object."""

from __future__ import annotations

import abc
import collections
from typing import Any

import pytest

from autograder.engine.answer_side.kept_objects import KeptObjects
from autograder.engine.answer_side.operations import OPERATIONS, describe_class, describe_signature
from autograder.engine.wire import specials
from autograder.engine.wire.frames import PeerError


class Base:
    """A class with a few special methods."""

    def __len__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


class Child(Base, abc.ABC):
    """One that inherits them."""

    __len__ = None  # type: ignore[assignment]

    def __add__(self, other: object) -> object:
        return self


def test_there_is_an_operation_for_each_special_method() -> None:
    others = {"next", "call", "enter", "exit", "round", "contains", "iter", "reversed"}
    names = {*specials.BINARY, *specials.UNARY, *specials.CONVERSIONS, *specials.ORDER, *others}
    names |= {f"i{name}" for name in specials.IN_PLACE}
    assert names <= OPERATIONS.keys()


@pytest.mark.parametrize(
    ("operation", "args", "value"),
    [
        ("add", (1, 2), 3), ("and", (6, 3), 2), ("iadd", ([1], [2]), [1, 2]), ("neg", (1,), -1),
        ("divmod", (7, 2), (3, 1)), ("getitem", ("abc", 1), "b"), ("contains", ([1], 1), True),
        ("round", (1.234, 1), 1.2), ("floor", (1.5,), 1), ("call", (max, 1, 2), 2),
        ("getattr", (1, "real"), 1), ("len", ("abc",), 3), ("le", (1, 1), True),
    ],
)  # fmt: skip
def test_an_operation_does_what_python_does(operation: str, args: Any, value: Any) -> None:
    assert OPERATIONS[operation](*args) == value


def test_a_context_is_left_with_the_exception_that_ended_it() -> None:
    seen: list[Any] = []

    class Manager:
        def __enter__(self) -> Manager:
            return self

        def __exit__(self, *what: object) -> bool:
            seen.append(what)
            return True

    manager = Manager()
    assert OPERATIONS["enter"](manager) is manager
    assert OPERATIONS["exit"](manager, ValueError, "why") is True
    OPERATIONS["exit"](manager, None, "None")
    assert seen[0][0] is ValueError and str(seen[0][1]) == "why"
    assert seen[1] == (None, None, None)


def test_a_class_is_described_by_what_it_has() -> None:
    name, module, bases, found, homes = describe_class(Child)
    assert (name, module, bases) == ("Child", __name__, [Base, abc.ABC])
    assert {"__add__", "__eq__", "__hash__"} <= {*found}  # type: ignore[misc]
    assert "__len__" not in found  # type: ignore[operator]
    assert (__name__, "Base") in homes  # type: ignore[operator]
    assert "__len__" in describe_class(collections.UserList)[3]  # type: ignore[operator]


def test_a_signature_is_described_parameter_by_parameter() -> None:
    def f(a: int, b: int = 3, *c: int, d: None = None, **e: int) -> None: ...

    assert describe_signature(f) == [
        ("a", 1, []), ("b", 1, [3]), ("c", 2, []), ("d", 3, [None]), ("e", 4, []),
    ]  # fmt: skip


def kept() -> KeptObjects:
    """Return the objects of a test that has handed over nothing yet."""
    return KeptObjects([], lambda number, name: lambda: (number, name))


def test_the_same_object_has_the_same_number() -> None:
    objects, thing = kept(), Base()
    tree = objects.to_test(thing)
    assert objects.to_test(thing) == tree
    assert objects.from_test("handle", [*tree[1:]]) is thing
    assert objects.from_test("class", [tree[2]]) is Base
    assert objects.to_test(Base) == ["class", tree[2]]
    assert objects.to_test(Base()) != tree


def test_a_function_of_the_test_is_told_as_its_own() -> None:
    objects = kept()
    function: Any = objects.from_test("callback", [3, "f"])
    assert function() == (3, "f")
    assert objects.from_test("callback", [3, "f"]) is function
    assert objects.to_test(function) == ["callback", 3, "f"]


def test_a_name_that_is_unknown_here_is_a_function_of_the_test() -> None:
    objects = kept()
    assert objects.from_test("reference", ["collections", "Counter", 1]) is collections.Counter
    assert objects.from_test("reference", ["collections", "", None]) is collections
    unknown: Any = objects.from_test("reference", ["nowhere", "helper", 2])
    assert unknown() == (2, "helper")
    with pytest.raises(ImportError):
        objects.from_test("reference", ["nowhere", "", None])
    with pytest.raises(LookupError):
        objects.from_test("reference", ["math", "nothing", None])
    with pytest.raises(PeerError):
        objects.from_test("pickle", [1])

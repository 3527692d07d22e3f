"""Likenesses: generous stand-ins for the answer's objects, in tests in the free style.

A class over there has a class of its own here, with just the special methods that it has there;
an object is an object of that class. So `isinstance`, `except` and `callable` work as they are.

What is compared with a plain value is compared here. The answer is never asked whether its object
equals a value that the test knows, for it could say yes to every one. The same holds for what
becomes of an object and a plain value in arithmetic, as in `abs(f(2) - 4) < 1e-9`: it may be an
object again, but no number, and nothing that makes a number of it is forwarded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, cast

from autograder.engine.test_side import vocabulary

MIXED = (
    "An object of the answer's own class stands where a plain value is compared: "
    "what it makes of that value does not count."
)
_ASKED = frozenset({"__doc__", "__dict__", "__annotations__", "__init__", "__mro__", "__bases__"})
"""What a stand-in of a class never answers by itself."""


class Answers(Protocol):
    """The connection with the answer's side, as its likenesses need it (`free_session`)."""

    mixed: set[int]

    def operate(self, operation: str, *args: object, **kwargs: object) -> object:
        """Do an operation over there."""

    def step(self, iterator: object) -> object:
        """Return the next item of an iterator over there."""

    def comparing(self, thing: object, name: str) -> Callable[..., object]:
        """Return a method that compares objects."""

    def signature(self, thing: object) -> object:
        """Return what something over there is called with."""

    def library_of(self, kind: LikenessType) -> type | None:
        """Return the library's class that a class over there is, where it is one."""


class LikenessType(type):
    """The class of the stand-ins of classes."""

    _likeness_session: Answers | None = None
    _likeness_number: int = -1
    _likeness_library: type | None = None
    _likeness_claims: type | None = None
    _likeness_homes: Sequence[object] = (None,)

    def __new__(mcs, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> LikenessType:
        """Make a stand-in; the body of a class in a test cannot make one."""
        if "_likeness_number" not in members and bases:
            raise TypeError("a test outside the answer's process cannot subclass its classes")
        return super().__new__(mcs, name, bases, members)

    def __call__(cls, *args: object, **kwargs: object) -> object:
        """Call the class over there."""
        return session_of(cls).operate("call", cls, *args, **kwargs)

    def __getattribute__(cls, name: str) -> object:
        if name in _ASKED and type.__getattribute__(cls, "_likeness_session") is not None:
            return ask(cls, name)
        return type.__getattribute__(cls, name)

    def __getattr__(cls, name: str) -> object:
        return ask(cls, name)

    def __setattr__(cls, name: str, value: object) -> None:
        if name.startswith(("_likeness", "_abc_")):
            type.__setattr__(cls, name, value)
        else:
            session_of(cls).operate("setattr", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        session_of(cls).operate("delattr", cls, name)

    def __instancecheck__(cls, thing: object) -> bool:
        kind = type(thing)
        if issubclass(kind, tuple):
            return getattr(kind, "answers_class", None) is cls  # a named tuple is here itself
        return type.__instancecheck__(cls, thing)

    def __eq__(cls, other: object) -> bool:
        return cls is other or (
            type.__getattribute__(cls, "_likeness_homes")[0] is not None
            and not is_likeness(other)
            and session_of(cls).library_of(cls) is other
        )

    def __hash__(cls) -> int:
        return type.__hash__(cls)

    def __len__(cls) -> int:
        return cast("int", plain(cls, "len", int))

    def __iter__(cls) -> Any:
        return session_of(cls).operate("iter", cls)

    def __getitem__(cls, key: object) -> object:
        return session_of(cls).operate("getitem", cls, key)

    def __contains__(cls, item: object) -> bool:
        return contains(cls, item)

    def __bool__(cls) -> bool:
        return True

    def __dir__(cls) -> Iterable[str]:
        return cast("Iterable[str]", plain(cls, "dir", list))

    def __repr__(cls) -> str:
        if type.__getattribute__(cls, "_likeness_session") is None:
            return type.__repr__(cls)
        return cast("str", plain(cls, "repr", str))

    @property
    def __signature__(cls) -> object:
        """What the class over there is called with."""
        return session_of(cls).signature(cls)


class Likeness(metaclass=LikenessType):
    """The stand-in of an object; each class over there has a subclass of this."""

    __array_ufunc__ = None
    """NumPy leaves arithmetic to the stand-in."""

    def __getattr__(self, name: str) -> object:
        if name == "__signature__":
            return session_of(self).signature(self)
        return ask(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(self, BaseException) and name.startswith("__"):
            BaseException.__setattr__(self, name, value)
        else:
            session_of(self).operate("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        session_of(self).operate("delattr", self, name)

    def __array__(self, *_: object, **__: object) -> object:
        """Refuse to be an array: `np.allclose` takes an empty one for equal to everything."""
        raise TypeError(f"a {type(self).__name__} of the answer is not an array")

    def __dir__(self) -> Iterable[str]:
        return cast("Iterable[str]", plain(self, "dir", list))

    def __eq__(self, other: object) -> bool:
        return _equal(self, other)

    def __ne__(self, other: object) -> bool:
        return _equal(self, other, "ne") if is_likeness(other) else True

    def __hash__(self) -> int:
        if _has(self, "__hash__", "__eq__"):
            return cast("int", plain(self, "hash", int))
        return hash((Likeness, number_of(self)))

    def __bool__(self) -> bool:
        refuse_mixed(self)
        return bool(plain(self, "bool", bool)) if _has(self, "__bool__", "__len__") else True

    def __repr__(self) -> str:
        return cast("str", plain(self, "repr", str))

    def __str__(self) -> str:
        return cast("str", plain(self, "str", str))

    def __format__(self, form: str) -> str:
        return cast("str", plain(self, "format", str, form))

    def __copy__(self) -> object:
        return session_of(self).operate("copy", self)

    def __deepcopy__(self, memo: object) -> object:
        return session_of(self).operate("deepcopy", self)


def is_likeness(thing: object) -> bool:
    """Tell whether something stands for an object or a class over there."""
    return issubclass(type(thing), Likeness | LikenessType)


def number_of(thing: object) -> int:
    """Return the number over there of what a likeness stands for."""
    if issubclass(type(thing), LikenessType):
        return cast("int", type.__getattribute__(cast("type", thing), "_likeness_number"))
    return cast("int", object.__getattribute__(thing, "_likeness_number"))


def ask(thing: Likeness | LikenessType, name: str) -> object:
    """Return an attribute of what a likeness stands for.

    Raises:
        AttributeError: there is none, or a protocol would ask for it by which libraries take
            objects for arrays and tables.
    """
    if name.startswith("__") and name.endswith("__") and name not in vocabulary.DUNDERS:
        raise AttributeError(f"{type(thing).__name__!r} object has no attribute {name!r}")
    session = session_of(thing)
    if name in vocabulary.COMPARING:
        return session.comparing(thing, name)
    if number_of(thing) in session.mixed and name in vocabulary.of_values():
        raise TypeError(MIXED)
    if name == "__dict__":
        return session.operate("dict", thing)
    return session.operate("getattr", thing, name)


def plain(thing: object, operation: str, kind: type, *args: object) -> object:
    """Return what an operation comes to, which must be a value of that kind."""
    value = session_of(thing).operate(operation, thing, *args)
    if not isinstance(value, kind):
        raise TypeError(f"{operation}() of an object of the answer gave a {type(value).__name__}")
    return value


def contains(container: Any, item: object) -> bool:
    """Tell whether a likeness holds an item; for a plain item its own items are looked at."""
    if is_likeness(item):
        return bool(plain(container, "contains", bool, item))
    return any(item == own for own in container)


def session_of(thing: object) -> Answers:
    """Return the connection over which a likeness was got."""
    kind = thing if issubclass(type(thing), LikenessType) else type(thing)
    session = type.__getattribute__(cast("type", kind), "_likeness_session")
    if session is None:
        raise TypeError("this stands for nothing")
    return cast("Answers", session)


def _has(thing: object, *names: str) -> bool:
    """Tell whether the class over there has one of these special methods."""
    return not type.__getattribute__(type(thing), "_likeness_specials").isdisjoint(names)


def refuse_mixed(thing: object) -> None:
    """Raise TypeError for what arithmetic with a plain value has come to."""
    if number_of(thing) in session_of(thing).mixed:
        raise TypeError(MIXED)


def _equal(this: Likeness, other: object, operation: str = "eq") -> bool:
    """Compare two likenesses: over there, if their class says how."""
    if not is_likeness(other):
        return False
    if _has(this, "__eq__", "__ne__"):
        return bool(session_of(this).operate(operation, this, other))
    return (this is other) == (operation == "eq")

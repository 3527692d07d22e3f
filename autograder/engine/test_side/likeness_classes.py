"""Stand-ins of classes, made of what the answer's side tells of them; it is not believed."""

from __future__ import annotations

import abc
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.engine.test_side.likeness_methods import METHODS
from autograder.engine.test_side.likenesses import Answers, Likeness, LikenessType, ask
from autograder.engine.wire.builtin_classes import PLAIN
from autograder.engine.wire.exceptions import AnswerError
from autograder.engine.wire.frames import PeerError
from autograder.engine.wire.specials import ALL

MAX_NAME = 100
MAX_PARTS = 5
MAX_BASES = 20
MAX_HOMES = 60
_HIDDEN = {kind.__name__: kind for kind in vars(types).values() if isinstance(kind, type)}
"""Classes of Python's own that no module has under their names: functions, generators."""

_VALUES = (*PLAIN, np.ndarray, np.generic)
_VALUE_NAMES = frozenset({"Tensor", "DataFrame", "Series", "Index"})
"""An object that claims to be one of these is none: those cross as values."""


def make_class(session: Answers, number: int, told: object) -> LikenessType:
    """Return what stands for a class over there.

    Args:
        session: the connection.
        number: the class's number over there.
        told: what that side tells of it (`answer_side.operations.describe_class`).

    Raises:
        PeerError: this has no known form.
    """
    match told:
        case (str(name), str(module), [*bases], [*specials], [*homes]):
            shown = name[:MAX_NAME] if name.isidentifier() else "object"
        case _:
            raise PeerError("a class has no known form")
    known = ALL.intersection(item for item in specials[: len(ALL)] if isinstance(item, str))
    members: dict[str, Any] = {name: METHODS[name] for name in known if name in METHODS}
    members |= {
        "__doc__": property(lambda self: ask(self, "__doc__")),
        "__dict__": property(lambda self: ask(self, "__dict__")),
        "__module__": module if module.isprintable() else "",
        "_likeness_session": session,
        "_likeness_number": number,
        "_likeness_specials": known,
        "_likeness_claims": None,
    }
    ancestors = [home for home in homes[:MAX_HOMES] if _is_home(home)]
    members["_likeness_homes"] = ancestors if ancestors[:1] == homes[:1] else [None, *ancestors]
    if ancestors:
        members["__class__"] = property(lambda self: claims_of(type(self)) or type(self))
    return _made(shown, bases[:MAX_BASES], members)


def _made(name: str, bases: list[Any], members: dict[str, Any]) -> LikenessType:
    own = [base for base in bases if issubclass(type(base), LikenessType)]
    raised = [base for base in bases if type(base) is type and issubclass(base, Exception)]
    row: tuple[type, ...] = tuple(own) or (Likeness,)
    if raised and not any(issubclass(base, Exception) for base in own):
        named = [] if raised[0] is Exception else raised[:1]
        row = (*row, *named, AnswerError)
    for chosen in (row, row[:1]):
        try:
            return LikenessType(name, chosen, members)
        except TypeError:  # there is no order of these bases
            continue
    return LikenessType(name, (Likeness,), members)


def claims_of(kind: type) -> type | None:
    """Return the class that objects of a stand-in say they are of; None for the stand-in itself.

    It is a library's class, or made from one: `isinstance` finds an ancestor so. A test may import
    the library after the stand-in was made.
    """
    claims: type | None = type.__getattribute__(kind, "_likeness_claims")
    exact, *others = type.__getattribute__(kind, "_likeness_homes")
    if claims is None and (claims := _library_class(exact)):
        type.__setattr__(kind, "_likeness_library", claims)
    elif claims is None and (found := next(filter(None, map(_library_class, others)), None)):
        claims = _shadow(kind.__name__, found)
    type.__setattr__(kind, "_likeness_claims", claims)
    return claims


def _is_home(home: object) -> bool:
    """Tell whether something names a class of a module other than the notebook itself."""
    match home:
        case (str(module), str()):
            return module != "__main__"
    return False


def _library_class(home: object) -> type | None:
    """Return a library's class that is loaded here, and that no value can be of."""
    match home:
        case (str(module), str(name)):
            parts = name.split(".")[:MAX_PARTS]
        case _:
            return None
    found: object = sys.modules.get(module)
    for part in parts:
        if not isinstance(found, types.ModuleType | type):
            return None
        found = vars(found).get(part)
    if module == "builtins":
        found = _HIDDEN.get(name)
    if not isinstance(found, type) or type(found) not in (type, abc.ABCMeta):
        return None
    values = issubclass(found, _VALUES) or found.__name__ in _VALUE_NAMES
    return None if values or issubclass(found, BaseException) else found


def _shadow(name: str, library: type) -> type:
    """Return a class that an object says it is of, so that `isinstance` finds its ancestor."""
    quiet: Callable[..., None] = object.__init_subclass__
    if getattr(library.__init_subclass__, "__qualname__", "") != quiet.__qualname__:
        return library  # subclasses do something there
    try:
        return type(library)(name, (library,), {})
    except TypeError:
        return library

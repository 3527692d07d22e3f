"""What a stand-in does by each special method that its class on the answer's side has."""

from __future__ import annotations

from collections.abc import Callable

from autograder.engine.test_side.likenesses import (
    MIXED,
    Likeness,
    contains,
    is_likeness,
    number_of,
    plain,
    refuse_mixed,
    session_of,
)
from autograder.engine.wire import specials


def _binary(name: str, *, reflected: bool) -> Callable[[Likeness, object], object]:
    def forward(self: Likeness, other: object) -> object:
        session = session_of(self)
        pair = (other, self) if reflected else (self, other)
        mixed = not is_likeness(other) or not session.mixed.isdisjoint(map(number_of, pair))
        result = session.operate(name, *pair)
        if mixed:
            if not is_likeness(result):
                raise TypeError(MIXED)
            session.mixed.add(number_of(result))
        return result

    return forward


def _unary(name: str) -> Callable[..., object]:
    def forward(self: Likeness, *args: object) -> object:
        result = session_of(self).operate(name, self, *args)
        if number_of(self) in session_of(self).mixed:
            if not is_likeness(result):
                raise TypeError(MIXED)
            session_of(self).mixed.add(number_of(result))
        return result

    return forward


def _conversion(name: str, kind: type) -> Callable[[Likeness], object]:
    def forward(self: Likeness) -> object:
        refuse_mixed(self)
        return plain(self, name, kind)

    return forward


def _order(name: str) -> Callable[[Likeness, object], object]:
    def forward(self: Likeness, other: object) -> object:
        if not is_likeness(other):
            raise TypeError(MIXED)
        return session_of(self).operate(name, self, other)

    return forward


def _inside(name: str) -> Callable[..., object]:
    def forward(self: Likeness, *args: object) -> object:
        refuse_mixed(self)
        return session_of(self).operate(name, self, *args)

    return forward


def _call(self: Likeness, *args: object, **kwargs: object) -> object:
    return session_of(self).operate("call", self, *args, **kwargs)


def _exit(self: Likeness, kind: object, error: object, _trace: object) -> object:
    builtin = next((k for k in getattr(kind, "__mro__", ()) if k.__module__ == "builtins"), None)
    return session_of(self).operate("exit", self, builtin, str(error))


METHODS: dict[str, Callable[..., object]] = {
    **{f"__{name}__": _binary(name, reflected=False) for name in specials.BINARY},
    **{f"__r{name}__": _binary(name, reflected=True) for name in specials.BINARY},
    **{f"__i{name}__": _binary(f"i{name}", reflected=False) for name in specials.IN_PLACE},
    **{f"__{name}__": _unary(name) for name in specials.UNARY},
    **{f"__{name}__": _order(name) for name in specials.ORDER},
    **{
        f"__{name}__": _conversion(name, kind)
        for name, kind in zip(specials.CONVERSIONS, (float, int, complex, int, int), strict=True)
    },
    **{f"__{n}__": _inside(n) for n in ("getitem", "setitem", "delitem", "iter", "reversed")},
    "__next__": lambda self: session_of(self).step(self),
    "__contains__": contains,
    "__call__": _call,
    "__enter__": lambda self: session_of(self).operate("enter", self),
    "__exit__": _exit,
}
"""The methods by their names."""

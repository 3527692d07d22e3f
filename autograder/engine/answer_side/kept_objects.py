"""Objects that stay on the answer's side, numbered for a test in the free style.

The same object has the same number for as long as the test lasts, and functions of the test that
come back are told as its own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from autograder.engine.wire.frames import Json, PeerError
from autograder.engine.wire.references import resolve_any


class KeptObjects:
    """The objects of one test.

    Args:
        objects: the objects that have numbers already; more are appended.
        callback: returns what stands for the test's function of a number and name.
    """

    def __init__(
        self, objects: list[object], callback: Callable[[int, str], Callable[..., object]]
    ) -> None:
        self._objects = objects
        self._numbers: dict[int, int] = {}
        self._make_callback = callback
        self._callbacks: dict[int, Callable[..., object]] = {}
        self._handed: dict[int, list[Json]] = {}

    def to_test(self, value: object) -> list[Json]:
        """Return the tree of an object that stays here, or of a function of the test."""
        if id(value) in self._handed:
            return self._handed[id(value)]
        if isinstance(value, type) and issubclass(type(value), type):
            return ["class", self._number(value)]
        return ["handle", self._number(value), self._number(type(value))]

    def from_test(self, tag: str, rest: list[object]) -> object:
        """Return the object that a tree of the test means."""
        match tag, rest:
            case "handle" | "class", [int(number), *_]:
                return self._objects[number]
            case "callback", [int(number), name]:
                return self._callback(number, str(name))
            case "reference", [module, name, substitute]:
                try:
                    importlib.import_module(str(module))
                    return resolve_any(module, name)
                except (ImportError, LookupError):
                    if not isinstance(substitute, int):
                        raise
                    return self._callback(substitute, str(name).rpartition(".")[2])
            case _:
                raise PeerError(f"a {tag} has no known form")

    def _number(self, value: object) -> int:
        """Return an object's number; it is kept, so that no other gets its identity."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return number

    def _callback(self, number: int, name: str) -> Callable[..., object]:
        found = self._callbacks.get(number)
        if found is None:
            found = self._callbacks[number] = self._make_callback(number, name)
            self._handed[id(found)] = ["callback", number, name]
        return found

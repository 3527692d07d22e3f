"""Traits: the kinds of values that the course's configuration may hold."""

from __future__ import annotations

import math
from collections.abc import Sequence

from traitlets import Bool, Enum, Float, HasTraits, Int, TraitType

MAX_SECONDS = 1_000_000
MAX_BYTES = 1 << 50
MAX_COUNT = 1 << 20


class Seconds(Float[float, float]):
    """A time that a clock can measure."""

    def validate(self, obj: HasTraits | None, value: object) -> float:
        """Return the value as a float, or raise a `TraitError`."""
        if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
            self.error(obj, value)
        return super().validate(obj, value)

    def info(self) -> str:
        """Return what a value must be."""
        return f"a number of seconds from {self.min} to {self.max}"


class Count(Int[int, int]):
    """A whole number; `True` is not taken for 1."""

    def validate(self, obj: HasTraits | None, value: object) -> int:
        """Return the value, or raise a `TraitError`."""
        if isinstance(value, bool):
            self.error(obj, value)
        return super().validate(obj, value)

    def info(self) -> str:
        """Return what a value must be."""
        return f"a whole number from {self.min} to {self.max}"


class Switch(Bool[bool, bool]):
    """Yes or no; 1 is not taken for `True`."""

    info_text = "True or False"

    def validate(self, obj: HasTraits | None, value: object) -> bool:
        """Return the value, or raise a `TraitError`."""
        if not isinstance(value, bool):
            self.error(obj, value)
        return super().validate(obj, value)


class Choice(Enum[str]):
    """One of a few words."""

    def info(self) -> str:
        """Return what a value must be."""
        return " or ".join(map(repr, self.values or ()))


class Choices(TraitType[dict[str, str], dict[str, str]]):
    """Names, and one of a few words for each.

    Args:
        words: the words.
        text: help text of the setting.
    """

    default_value: dict[str, str] = {}  # noqa: RUF012  (as traitlets declares it)

    def __init__(self, words: Sequence[str], text: str) -> None:
        self._words = tuple(words)
        super().__init__(help=text)

    def info(self) -> str:
        """Return what a value must be."""
        return f"a dict of texts, each of them {' or '.join(map(repr, self._words))}"

    def validate(self, obj: HasTraits | None, value: object) -> dict[str, str]:
        """Return the value, or raise a `TraitError`."""
        if not isinstance(value, dict):
            self.error(obj, value)
        if not all(isinstance(name, str) and word in self._words for name, word in value.items()):
            self.error(obj, value)
        return dict(value)


def seconds(default: float, text: str) -> Seconds:
    """Return the setting of a time."""
    return Seconds(default, min=0.1, max=MAX_SECONDS, help=text).tag(config=True)


def size(default: int, text: str) -> Count:
    """Return the setting of a number of bytes."""
    return Count(default, min=1, max=MAX_BYTES, help=text).tag(config=True)


def count(default: int, text: str) -> Count:
    """Return the setting of a number of things."""
    return Count(default, min=1, max=MAX_COUNT, help=text).tag(config=True)


def switch(default: bool, text: str) -> Switch:
    """Return the setting of a yes or no."""
    return Switch(default, help=text).tag(config=True)


def choice(words: Sequence[str], default: str, text: str) -> Choice:
    """Return the setting of one of a few words."""
    return Choice(words, default, help=text).tag(config=True)


def choices(words: Sequence[str], text: str) -> Choices:
    """Return the setting of names with one of a few words for each."""
    return Choices(words, text).tag(config=True)

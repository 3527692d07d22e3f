"""The protocol: what a message is, and how one is read.

A message is the header of a frame. What comes in is checked against its type before anybody looks
at it: a field too many or too few, of another type or too long, is a break of the protocol.
Those of processes stand in `messages`, those of tests and answers in `calls`.
"""

from __future__ import annotations

from types import UnionType
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from autograder.engine.wire.frames import Json, PeerError

MAX_SAID = 200
"""Characters of what is said about a break of the protocol."""


class Message(Struct, tag_field="op", tag=str.lower, forbid_unknown_fields=True, gc=False):
    """What a frame's header says."""

    def header(self) -> dict[str, Json]:
        """Return the message as a frame's header; its values are not copied."""
        return {"op": self.__struct_config__.tag, **msgspec.structs.asdict(self)}


M = TypeVar("M")


class Reader(Generic[M]):
    """Reads messages of some types.

    Args:
        kinds: the types, as a union.
    """

    def __init__(self, kinds: type[M] | UnionType) -> None:
        self._kinds = kinds

    def __call__(self, header: object) -> M:
        """Return the message that a frame's header is.

        Raises:
            PeerError: it is none of these.
        """
        try:
            message: M = msgspec.convert(header, self._kinds, strict=True)
        except (msgspec.ValidationError, RecursionError) as error:
            raise PeerError(f"a message breaks the protocol: {str(error)[:MAX_SAID]}") from None
        return message

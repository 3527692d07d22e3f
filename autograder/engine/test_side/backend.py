"""The backend: how `helpers.checks` reaches an answer that lives in another process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from autograder.engine.test_side.proxies import Remote, Session
from autograder.engine.wire.frames import PeerError

if TYPE_CHECKING:
    from helpers.checks.backends import Call as Called
    from helpers.checks.backends import Plain


class RemoteBackend:
    """The `helpers.checks` backend of an isolated test.

    Args:
        session: the connection.
        sources: the student's code cells up to the test, oldest first.
    """

    def __init__(self, session: Session, sources: list[str]) -> None:
        self._session = session
        self._sources = sources

    def call(
        self,
        function: Callable[..., object],
        args: Sequence[object],
        kwargs: dict[str, object],
        *,
        echo: bool = True,
    ) -> Called:
        """Call an answer over there, or a function of the test's own here."""
        from helpers.checks.backends import Call as Called
        from helpers.checks.backends import Local

        if not isinstance(function, Remote):
            return Local().call(function, args, kwargs)
        reply = self._session.call(function, args, kwargs, echo=echo)
        after = reply.arguments if echo else []
        if not isinstance(after, list) or len(after) != (len(args) if echo else 0):
            raise PeerError("the reply has no arguments")
        return Called(reply.value, tuple(after), reply.warnings, reply.printed)

    def call_each(
        self,
        function: Callable[..., object],
        calls: list[Sequence[object]],
        kwargs: dict[str, object],
        *,
        echo: bool = False,
    ) -> list[tuple[object, tuple[object, ...]]]:
        """Call an answer over there several times, on one way there and back."""
        from helpers.checks.backends import Local

        if not isinstance(function, Remote):
            return Local().call_each(function, calls, kwargs, echo=echo)
        results = self._session.call_each(function, calls, kwargs, echo=echo)
        if not isinstance(results, list) or len(results) != len(calls):
            raise PeerError("the reply has another number of results")
        return [
            _pair(result, len(args) if echo else 0)
            for result, args in zip(results, calls, strict=True)
        ]

    def remote(
        self, factory: Callable[..., object], args: Sequence[object], kwargs: dict[str, object]
    ) -> object:
        """Make an object over there."""
        return self._session.make(factory, args, kwargs)

    def perform(self, function: Callable[..., Plain], *args: object) -> Plain:
        """Run a function of `helpers.checks.over_there` over there."""
        return cast("Plain", self._session.call(function, args, {}, echo=False).value)

    def describe(self, handle: object) -> object:
        """Describe an object over there."""
        return self._session.describe(handle)

    def sources(self) -> list[str]:
        """Return the student's code cells, read from the submission's file."""
        return self._sources


def _pair(result: object, count: int) -> tuple[object, tuple[object, ...]]:
    """Return a value and its arguments after the call; what comes is not believed."""
    if not isinstance(result, list) or len(result) != 2:
        raise PeerError("a result has no known form")
    value, arguments = result
    if not isinstance(arguments, list) or len(arguments) != count:
        raise PeerError("a result has no arguments")
    return value, tuple(arguments)

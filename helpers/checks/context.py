"""Where answers live, and which seed tests draw from: one setting for the whole process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from helpers.checks.backends import Backend, Local


@dataclass(frozen=True)
class _Context:
    backend: Backend
    seed: int | None


_current = _Context(Local(), None)


@contextlib.contextmanager
def using(backend: Backend, seed: int | None = None) -> Iterator[None]:
    """Let all checks inside a `with` go through a backend and draw from a seed.

    Afterwards everything is as before, whatever happened inside. Contexts can be nested. They
    hold for all threads of the process, those that a test starts included.

    Args:
        backend: the side where answers live.
        seed: the seed of the tests' inputs; without one the seed from outside counts.
    """
    global _current
    before = _current
    _current = _Context(backend, before.seed if seed is None else seed)
    try:
        yield
    finally:
        _current = before


def backend() -> Backend:
    """Return the backend in use."""
    return _current.backend


def given_seed() -> int | None:
    """Return the seed in use, None where `using` gave none."""
    return _current.seed

"""Generators of random numbers that all cells share: where they begin, and how a fork goes on."""

from __future__ import annotations

import contextlib
import os
import random
import sys

_STATE, _GO_ON = random.getstate, random.setstate
"""As they were before any answer ran."""


def draw_from(seed: int | None) -> None:
    """Seed the generators of random numbers that all cells share; None leaves them alone."""
    if seed is None:
        return
    with contextlib.suppress(Exception):  # the answer may have made anything of them
        random.seed(seed)
        if "numpy.random" in sys.modules:
            sys.modules["numpy.random"].seed(seed)
        if "torch" in sys.modules:
            sys.modules["torch"].default_generator.manual_seed(seed)


def fork_that_draws_on() -> int:
    """Fork, and return as `os.fork` does; in the fork Python's own generator goes on.

    Python would seed it anew there, so a notebook that seeds it in one cell and draws in another
    would not get the numbers that it gets in one process.
    """
    state = _STATE()
    process = os.fork()
    if process == 0:
        _GO_ON(state)
    return process

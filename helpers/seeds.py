"""Seeds: random numbers of PyTorch's global generator that can be repeated, and leave no trace."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from this seed inside a `with`; behind it, torch draws as if nothing had happened.

    `nn.Linear` and its like take no generator of their own, so an experiment that is to be
    repeated has to set the seed that all code shares. A cell that does so changes what every cell
    behind it draws, and this does not.

    Args:
        seed: a whole number.
    """
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield

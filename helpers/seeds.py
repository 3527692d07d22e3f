"""Seeds: repeatable random numbers from PyTorch's global generator that leave no trace."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from this seed inside a `with`; afterwards torch draws as if nothing had happened.

    `nn.Linear` and others like it accept no generator, so a repeatable experiment has to set the
    seed that all code shares. Setting it in a cell would change what every later cell draws; this
    does not.

    Args:
        seed: a whole number.
    """
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield

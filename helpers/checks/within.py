"""Comparing a value with the right one, where each entry has an error of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from helpers.checks.failure import CheckFailed
from helpers.checks.values import as_floats


def is_within(
    got: object, expected: ArrayLike, error: ArrayLike, title: str, *, slip: str = ""
) -> None:
    """Check that each entry of a value is right to an error of its own.

    Args:
        got: the value of an answer.
        expected: the right value.
        error: how far each entry may be off.
        title: what messages call the value.
        slip: the mistake that most likely caused a wrong value.

    Raises:
        CheckFailed: with the entry that is furthest outside.
    """
    values, wanted = as_floats(got, title, ""), np.asarray(expected, dtype=float)
    if values.shape != wanted.shape:
        raise CheckFailed(f"{title} has shape {values.shape}, but {wanted.shape} is expected.")
    allowed = np.broadcast_to(np.asarray(error, dtype=float), wanted.shape)
    off = np.abs(values - wanted)
    if (off <= allowed).all():
        return
    where = int(np.argmax(np.nan_to_num(off - allowed, nan=np.inf)))
    value, due = values.reshape(-1)[where], wanted.reshape(-1)[where]
    lacking = off.reshape(-1)[where] < 1e-3 * max(1.0, abs(due))
    raise CheckFailed(
        f"{title} {'lacks digits' if lacking else 'has a wrong value'}.",
        got=f"{value:.17g}",
        expected=f"{due:.17g}, to {allowed.reshape(-1)[where]:.1g}",
        slip=slip,
    )

"""Budgets: how long the notebooks' experiments may take, from `ACTIVATION_LAB_BUDGET`.

`quick` is for grading and tests: a second or two for each experiment, enough to see that it works.
`normal`, the default, takes about a minute on a laptop. `full` is the protocol of the text.
"""

from __future__ import annotations

import os
from typing import Literal, TypeVar, get_args

from helpers.errors import HelpersError

Budget = Literal["quick", "normal", "full"]
BUDGET_VARIABLE = "ACTIVATION_LAB_BUDGET"
"""The environment variable that says how long experiments may take."""

Value = TypeVar("Value")


def budget() -> Budget:
    """Return the budget that the environment asks for.

    Raises:
        HelpersError: the variable is set to something else.
    """
    value = os.environ.get(BUDGET_VARIABLE, "").strip().lower() or "normal"
    if value not in get_args(Budget):
        raise HelpersError(
            f"{BUDGET_VARIABLE} is {value!r}.", f"Set it to one of: {', '.join(get_args(Budget))}."
        )
    return value  # type: ignore[return-value]  # one of the Budget's own values


def by_budget(*, quick: Value, normal: Value, full: Value) -> Value:
    """Return the value for the current budget: a number of epochs, of seeds, of images.

    Args:
        quick: the value for grading and tests.
        normal: the value for a laptop.
        full: the value for the protocol of the text.
    """
    return {"quick": quick, "normal": normal, "full": full}[budget()]

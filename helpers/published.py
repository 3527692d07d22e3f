"""Measured results of long experiments, in compact form, for notebooks to quote.

They are copies of what is in `results/`, shipped with the package, because a notebook may run
where only the packages are visible.
"""

from __future__ import annotations

import json
import os
import platform
from functools import cache
from importlib import resources
from typing import TypeAlias

from helpers.errors import DataError

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | float | bool | None


@cache
def _text(name: str) -> str:
    folder = resources.files("helpers") / "published_data"
    known = sorted(item.name.removesuffix(".json") for item in folder.iterdir())
    if name not in known:
        raise DataError(
            f"There are no published results called {name!r}.", f"Use one of: {', '.join(known)}."
        )
    return (folder / f"{name}.json").read_text(encoding="utf-8")


def load(name: str) -> dict[str, Json]:
    """Return the published results of an experiment.

    Args:
        name: the experiment, such as "mnist".

    Returns:
        A new dictionary at each call.

    Raises:
        DataError: there are none of that name.
    """
    result: dict[str, Json] = json.loads(_text(name))
    return result


def environment() -> dict[str, str | int | None]:
    """Return what measured numbers may depend on: versions, processor, threads and precision."""
    import numpy as np
    import torch

    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "dtype": str(torch.get_default_dtype()).removeprefix("torch."),
    }

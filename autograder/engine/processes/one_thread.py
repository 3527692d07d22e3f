"""One thread for each process: a fork of a process whose thread pool has started hangs in it."""

from __future__ import annotations

import sys

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""What libraries read when they are imported, to see how many threads to start."""


def keep_one_thread() -> None:
    """Let no cell start a thread pool of torch: in a fork of its process such a pool hangs."""
    if "torch" in sys.modules:
        for name in ("set_num_threads", "set_num_interop_threads"):
            setattr(sys.modules["torch"], name, _nothing)


def keep_code_as_it_is() -> None:
    """Let `torch.compile` return what it is given.

    It would start a compiler with processes and threads of its own, for minutes; values are the
    same without it.
    """
    if "torch" in sys.modules:
        sys.modules["torch"].compile = _uncompiled  # type: ignore[attr-defined]  # a module's name


def _uncompiled(model: object = None, **_options: object) -> object:
    """Stand for `torch.compile`, called with a model or as a decorator with options."""
    return model if model is not None else _uncompiled


def _nothing(_count: int) -> None:
    """Stand for torch's functions that change the number of threads."""

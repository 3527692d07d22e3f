"""Watching one call of an answer, on the side where it lives: what it changes and what it reaches.

A test may run `watch` beside the answer. Two things are noted. What the call leaves changed: its
arguments down to the entries of lists, the gradients, hooks and modes of a module, and the
generators and seeds of the whole process. And which functions ran below it, whatever name they
went by: an alias, a closure or `getattr` makes no difference to the interpreter's profiler.
"""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from helpers.checks.reaching import reaching

if TYPE_CHECKING:
    import torch

Aspects = dict[tuple[int, str], list[object]]
"""Position of an argument (-1: the process) and an aspect of it → its state."""

THE_PROCESS = -1
"""The position under which what belongs to no argument is reported."""

_DEPTH = 6
_HOOKS = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
)


class Watched(TypedDict):
    """What came of a call.

    Attributes:
        changed: position of an argument and the aspect of it that changed: `values`, `gradient`,
            `requires_grad`, `hooks`, `mode` or `members`. Position -1 is the process, with the
            aspects `numpy`, `random` and `torch` (their global generators) and `torch's seed`.
        reached: `module:function` of every watched function that ran.
    """

    changed: list[tuple[int, str]]
    reached: list[str]


def watch(
    function: Callable[..., object],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    wanted: Sequence[str] = (),
) -> Watched:
    """Call a function once, and report what it changed and reached.

    Args:
        function: the answer.
        args: its positional arguments.
        kwargs: its keyword arguments.
        wanted: the functions to look for, `module` or `module:function`. A module stands for
            everything in it and below it; a function's name for itself and, if it is a class, its
            methods. `*:function` means any module. The checks themselves are always looked for.

    Returns:
        What came of the call. Exceptions of the answer are let through.
    """
    things = [*args, *kwargs.values()]
    reached: dict[str, None] = {}
    with _stirred():
        before = _states(things)
        with reaching(function, wanted, reached, things):
            function(*args, **kwargs)
        after = _states(things)
    changed = [place for place in before | after if before.get(place) != after.get(place)]
    return {"changed": changed, "reached": list(reached)}


@contextlib.contextmanager
def _stirred() -> Iterator[None]:
    """Let the generators of the process stand where no seed leaves them, inside a `with`.

    An answer that seeds them in every call would otherwise find them as it leaves them.
    """
    torch = sys.modules.get("torch")
    numpy_state, own_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    torch_state = torch.random.get_rng_state() if torch is not None else None
    unlikely = random.getrandbits(32)
    np.random.seed(unlikely)  # noqa: NPY002
    random.seed(unlikely)
    if torch is not None:
        torch.default_generator.manual_seed(unlikely)  # without a word to other devices
    try:
        yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(own_state)
        if torch is not None:
            torch.random.set_rng_state(torch_state)


def _states(things: Sequence[object]) -> Aspects:
    """Return the state of everything that a call could change."""
    found: Aspects = {}
    for position, thing in enumerate(things):
        _add(found, position, thing, _DEPTH)
    drawn = np.random.get_state(legacy=False)  # noqa: NPY002  (an answer may have used it)
    assert isinstance(drawn, dict)
    inner = drawn["state"]
    found[THE_PROCESS, "numpy"] = [inner["key"].tobytes(), inner["pos"], drawn["has_gauss"]]
    found[THE_PROCESS, "random"] = [random.getstate()]
    torch = sys.modules.get("torch")
    if torch is not None:
        found[THE_PROCESS, "torch"] = [torch.random.get_rng_state().numpy().tobytes()]
        found[THE_PROCESS, "torch's seed"] = [torch.initial_seed()]
    return found


def _add(found: Aspects, position: int, thing: object, depth: int) -> None:
    """Add the state of a thing, and of what it holds."""
    torch = sys.modules.get("torch")
    if isinstance(thing, np.ndarray):
        if thing.dtype != object:
            state = (thing.dtype.str, thing.shape, thing.flags.writeable, thing.tobytes())
            _note(found, position, "values", state)
    elif torch is not None and isinstance(thing, torch.Tensor):
        _add_tensor(found, position, thing)
    elif torch is not None and isinstance(thing, torch.nn.Module):
        _add_module(found, position, thing)
    elif isinstance(thing, dict) and depth:
        entries = tuple((_label(key), _label(value)) for key, value in thing.items())
        _note(found, position, "members", entries)
        for value in thing.values():
            _add(found, position, value, depth - 1)
    elif isinstance(thing, list | tuple) and depth:
        _note(found, position, "members", tuple(map(_label, thing)))
        for item in thing:
            _add(found, position, item, depth - 1)
    elif isinstance(thing, set | frozenset):
        _note(found, position, "members", frozenset(map(_label, thing)))


def _note(found: Aspects, position: int, aspect: str, state: object) -> None:
    found.setdefault((position, aspect), []).append(state)


def _label(item: object) -> object:
    """Return what tells an entry from another one that takes its place."""
    plain = item is None or isinstance(item, str | int | float | complex | bytes)
    return (type(item).__name__, repr(item)) if plain else (type(item).__name__, id(item))


def _add_tensor(found: Aspects, position: int, tensor: torch.Tensor) -> None:
    _note(found, position, "values", (str(tensor.dtype), tuple(tensor.shape), _bytes(tensor)))
    _note(found, position, "requires_grad", tensor.requires_grad)
    _note(found, position, "hooks", len(tensor._backward_hooks or ()))
    if tensor.is_leaf:
        gradient = tensor.grad
        _note(found, position, "gradient", None if gradient is None else _bytes(gradient))


def _bytes(tensor: torch.Tensor) -> bytes:
    """Return the bits of a tensor: NaN equals itself, and -0.0 differs from 0.0."""
    import torch

    flat = tensor.detach().cpu().reshape(-1).contiguous()
    return bytes(flat.view(torch.uint8).numpy().tobytes()) if flat.numel() else b""


def _add_module(found: Aspects, position: int, model: torch.nn.Module) -> None:
    for name, part in model.named_modules():
        _note(found, position, "mode", (name, part.training))
        _note(found, position, "hooks", (name, [len(getattr(part, kind)) for kind in _HOOKS]))
    for name, item in [*model.named_parameters(), *model.named_buffers()]:
        _note(found, position, "members", name)
        _add_tensor(found, position, item)

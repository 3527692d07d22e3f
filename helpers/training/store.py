"""Finished runs on disk, each under a hash of everything that its figures depend on."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import inspect
import json
import os
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers.training.history import History

COMPUTING = (
    "directions.py",
    "first_layer.py",
    "image_set.py",
    "kept_pixels.py",
    "loop.py",
    "replacing.py",
    "tables.py",
)
"""The modules whose code determines the figures of a run."""

PROBE = 64
"""The number of images on which a model's behaviour is part of the hash."""

Fact: TypeAlias = str | float | None

_drawing = threading.Lock()  # one thread at a time may set the generator aside


def digest(*tensors: Tensor) -> str:
    """Return a hash of tensors' shapes, types and values."""
    result = hashlib.sha256()
    for tensor in tensors:
        array = tensor.detach().cpu().contiguous()
        result.update(f"{tuple(array.shape)} {array.dtype}".encode())
        result.update(array.flatten().view(torch.uint8).numpy().tobytes())
    return result.hexdigest()


@cache
def _surroundings() -> dict[str, str]:
    """Return what else a run's figures depend on: the code that computes, versions, processor."""
    own = hashlib.sha256()
    for name in COMPUTING:
        own.update(_meaning(Path(__file__).with_name(name).read_text(encoding="utf-8")).encode())
    return {
        "code": own.hexdigest(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "processor": torch.backends.cpu.get_cpu_capability(),
    }


def _meaning(source: str) -> str:
    """Return what a module does, in a form without comments, docstrings and layout."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def describe(model: nn.Module, images: Tensor, labels: Tensor) -> dict[str, str]:
    """Return what identifies a model: structure, code, weights, and what it does to some images.

    The last is there because a model may call functions from elsewhere: neither its structure nor
    its source shows when these change.
    """
    code = {_source(type(module)) for module in model.modules()}
    state = model.state_dict()
    trained = {name: value for name, value in model.named_parameters() if value.requires_grad}
    with _drawing, torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        logits = model(images[:PROBE])
        loss = functional.cross_entropy(logits, labels[:PROBE])
        gradients = torch.autograd.grad(loss, list(trained.values()), allow_unused=True)
    seen = [logits, *filter(torch.is_tensor, gradients)]
    return {
        "structure": repr(model),
        "source": hashlib.sha256("".join(sorted(code)).encode()).hexdigest(),
        "weights": digest(*state.values()),
        "trained": " ".join(trained),
        "behaviour": digest(*seen),
    }


def _source(kind: type[nn.Module]) -> str:
    if kind.__module__.startswith("torch."):
        return kind.__qualname__
    try:
        return inspect.getsource(kind)
    except (OSError, TypeError):  # typed into an interpreter: use its compiled form
        code = getattr(kind.forward, "__code__", None)
        return repr((kind.__qualname__, code and code.co_code, code and code.co_consts))


def run_name(**facts: Fact) -> str:
    """Return the file name of a run that depends on these facts."""
    text = json.dumps({**facts, **_surroundings()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32] + ".pt"


def save(path: Path, model: nn.Module, history: History) -> None:
    """Write a finished run; whenever the process is stopped, the file is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save({"model": model.state_dict(), "history": history.as_dict()}, file)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def load(path: Path, model: nn.Module) -> History | None:
    """Fill `model` with a finished run's weights and return its history; None if there is none.

    A file that cannot be read counts as none.
    """
    if not path.is_file():
        return None
    try:
        content = torch.load(path, weights_only=True, map_location="cpu")
        history = History(**content["history"])
        model.load_state_dict(content["model"])
    except Exception:  # truncated or foreign: torch raises many kinds
        return None
    return history

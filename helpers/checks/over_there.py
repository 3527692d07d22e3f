"""What `helpers.checks.models` does to torch objects, on the side where they live.

These functions are the only ones of this package that a test may have run beside the answer.
They believe nothing and hold no secret: a forged result must still describe a right answer.
"""

from __future__ import annotations

from typing import Any


def plain(thing: Any) -> Any:
    """Return a tensor as a NumPy array (bfloat16 as float32), in lists and dicts too."""
    import torch

    if isinstance(thing, torch.Tensor):
        data = thing.detach().cpu()
        return (data.float() if data.dtype is torch.bfloat16 else data).numpy().copy()
    if isinstance(thing, list | tuple):
        return [plain(item) for item in thing]
    if isinstance(thing, dict):
        return {key: plain(item) for key, item in thing.items()}
    return thing


def pull_back(function: Any, inputs: list[Any], upstream: Any) -> dict[str, Any]:
    """Call a function with inputs that ask for gradients, and return `Pullback`'s parts.

    Raises:
        TypeError: the function returned no tensor.
        RuntimeError: its result is not connected to anything that asks for a gradient, or has
            another shape than `upstream`.
    """
    import torch

    leaves = [torch.as_tensor(item).detach().clone().requires_grad_() for item in inputs]
    with torch.enable_grad():
        output = function(*leaves)
        if not isinstance(output, torch.Tensor):
            raise TypeError(f"a tensor is expected as the result, not {type(output).__name__}")
        seed = torch.ones_like(output) if upstream is None else torch.as_tensor(upstream)
        if seed.shape != output.shape:
            raise RuntimeError(f"the result has shape {list(output.shape)}, not {list(seed.shape)}")
        # `grad` takes the seed as well, and imports a dozen modules for it.
        total = (output * seed.to(output.dtype)).sum()
    named = _named_parameters(function)
    gradients = torch.autograd.grad(total, [*leaves, *named.values()], allow_unused=True)
    return {
        "output": plain(output),
        "inputs": plain(list(gradients[: len(leaves)])),
        "parameters": dict(zip(named, plain(list(gradients[len(leaves) :])), strict=True)),
    }


def pull_back_each(function: Any, cases: list[Any]) -> list[dict[str, Any]]:
    """Do what `pull_back` does for several pairs of inputs and upstream."""
    return [pull_back(function, *case) for case in cases]


def _named_parameters(function: Any) -> dict[str, Any]:
    import torch

    if not isinstance(function, torch.nn.Module):
        return {}
    return {name: item for name, item in function.named_parameters() if item.requires_grad}


def state(model: Any) -> dict[str, Any]:
    """Return everything that can be read of a module; see `models.model_state`."""
    _require_module(model)
    named = dict(model.named_parameters())
    return {
        "parameters": {name: plain(item) for name, item in named.items()},
        "gradients": {name: plain(item.grad) for name, item in named.items()},
        "requires_grad": {name: item.requires_grad for name, item in named.items()},
        "buffers": {name: plain(item) for name, item in model.named_buffers()},
        "training": {name: bool(part.training) for name, part in model.named_modules()},
        "modules": [_described(name, part) for name, part in model.named_modules()],
    }


def _described(name: str, part: Any) -> dict[str, Any]:
    import torch

    entry: dict[str, Any] = {"name": name, "type": type(part).__name__}
    if isinstance(part, torch.nn.Linear):
        entry |= {"in_features": part.in_features, "out_features": part.out_features}
        entry["bias"] = part.bias is not None
    return entry


def put_parameters(model: Any, values: dict[str, Any]) -> None:
    """Overwrite parameters in place.

    Raises:
        KeyError: the model has no parameter of that name.
    """
    import torch

    named = dict(model.named_parameters())
    with torch.no_grad():
        for name, new in values.items():
            named[name].copy_(torch.as_tensor(new))


def put_gradients(model: Any, values: dict[str, Any]) -> None:
    """Set or remove the `.grad` of parameters."""
    import torch

    named = dict(model.named_parameters())
    for name, new in values.items():
        item = named[name]
        item.grad = None if new is None else torch.as_tensor(new).to(item.dtype).clone()


def put_frozen(model: Any, names: list[str]) -> None:
    """Let parameters ask for no gradient."""
    named = dict(model.named_parameters())
    for name in names:
        named[name].requires_grad_(False)


def sample_matrices(function: Any, count: int, arguments: list[Any]) -> dict[str, Any]:
    """Call a function `count` times; return the parts of `models.MatrixSamples`.

    Raises:
        TypeError, ValueError: a result is no array of numbers.
    """
    import numpy as np

    shapes: set[tuple[int, ...]] = set()
    squares, rows, columns = [], [], []
    for _ in range(count):
        result = np.asarray(function(*arguments), dtype=float)
        shapes.add(result.shape)
        squares.append(np.vdot(result, result))
        if result.ndim == 2 and result.size:
            rows.append(result[0].copy())
            columns.append(result[:, 0].copy())
    alike = len(shapes) == 1
    return {
        "shapes": sorted(shapes),
        "squares": np.array(squares, dtype=float),
        "rows": np.array(rows if alike else []),
        "columns": np.array(columns if alike else []),
    }


def make_generator(seed: int) -> Any:
    """Return a `torch.Generator` with this seed."""
    import torch

    return torch.Generator().manual_seed(seed)


def _require_module(thing: Any) -> None:
    import torch

    if not isinstance(thing, torch.nn.Module):
        raise TypeError(f"an nn.Module is expected, not {type(thing).__name__}")

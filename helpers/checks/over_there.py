"""What `helpers.checks.models` does to torch objects, on the side where they live.

A test may run these functions beside the answer, and no others of this package. They trust
nothing and hold no secret: a forged result must still describe a right answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import ArrayLike, NDArray


class Gradients(TypedDict):
    """The parts of `models.Pullback`."""

    output: object
    inputs: list[object]
    parameters: dict[str, object]
    changed: list[str]


class State(TypedDict):
    """What can be read from a module; see `models.model_state`."""

    parameters: dict[str, object]
    gradients: dict[str, object]
    requires_grad: dict[str, bool]
    buffers: dict[str, object]
    training: dict[str, bool]
    modules: list[dict[str, object]]


class Samples(TypedDict):
    """The parts of `models.MatrixSamples`."""

    shapes: list[tuple[int, ...]]
    squares: NDArray[np.float64]
    rows: NDArray[np.float64]
    columns: NDArray[np.float64]


def plain(thing: object) -> object:
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


def pull_back(
    function: Callable[..., object], inputs: Sequence[ArrayLike], upstream: ArrayLike | None
) -> Gradients:
    """Call a function with inputs that require gradients, and return `Pullback`'s parts.

    Raises:
        TypeError: the function did not return a tensor.
        RuntimeError: its result is not connected to anything that requires a gradient, or has
            another shape than `upstream`.
    """
    import torch

    given = [torch.as_tensor(item).detach() for item in inputs]
    leaves = [item.clone().requires_grad_() for item in given]
    with torch.enable_grad():
        output = _connected(function(*leaves))
        seed = _upstream(output, upstream)
        # Both terms of a sum are handed the same gradient: a function that changes it in place
        # changes that of the bystander, too. `torch.autograd.grad` takes an upstream gradient as
        # well, but imports a dozen modules for it.
        bystander = torch.zeros_like(output, requires_grad=True)
        total = ((output + bystander) * seed).sum()
    named = _trainable(function)
    wanted = [bystander, *leaves, *named.values()]
    its, *found = torch.autograd.grad(total, wanted, allow_unused=True)
    gradients = [plain(gradient) for gradient in found]
    changed = [] if torch.equal(its, seed) else ["upstream"]
    if not all(map(torch.equal, given, leaves)):
        changed.append("inputs")
    return {
        "output": plain(output),
        "inputs": gradients[: len(leaves)],
        "parameters": dict(zip(named, gradients[len(leaves) :], strict=True)),
        "changed": changed,
    }


def _connected(output: object) -> torch.Tensor:
    """Return the result of an answer if it is a tensor that depends on its inputs."""
    import torch

    if not isinstance(output, torch.Tensor):
        raise TypeError(f"the result should be a tensor, not {type(output).__name__}")
    if not output.requires_grad:
        raise RuntimeError("the result does not require grad")
    return output


def _upstream(output: torch.Tensor, given: ArrayLike | None) -> torch.Tensor:
    """Return the gradient of the loss with respect to `output`, of its dtype."""
    import torch

    seed = torch.ones_like(output) if given is None else torch.as_tensor(given)
    if seed.shape != output.shape:
        raise RuntimeError(f"the result has shape {list(output.shape)}, not {list(seed.shape)}")
    return seed.detach().to(output.dtype)


def pull_back_each(
    function: Callable[..., object],
    cases: Sequence[tuple[Sequence[ArrayLike], ArrayLike | None]],
) -> list[Gradients]:
    """Do what `pull_back` does for several pairs of inputs and upstream."""
    return [pull_back(function, *case) for case in cases]


def _trainable(function: object) -> dict[str, torch.nn.Parameter]:
    """Return a module's parameters that require a gradient; a mere function has none."""
    import torch

    if not isinstance(function, torch.nn.Module):
        return {}
    return {name: item for name, item in function.named_parameters() if item.requires_grad}


def state(model: torch.nn.Module) -> State:
    """Return everything that can be read from a module; see `models.model_state`.

    Raises:
        TypeError: it is not a module.
    """
    import torch

    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"an nn.Module is expected, not {type(model).__name__}")
    named = dict(model.named_parameters())
    return {
        "parameters": {name: plain(item) for name, item in named.items()},
        "gradients": {name: plain(item.grad) for name, item in named.items()},
        "requires_grad": {name: item.requires_grad for name, item in named.items()},
        "buffers": {name: plain(item) for name, item in model.named_buffers()},
        "training": {name: bool(part.training) for name, part in model.named_modules()},
        "modules": [_described(name, part) for name, part in model.named_modules()],
    }


def _described(name: str, part: torch.nn.Module) -> dict[str, object]:
    import torch

    entry: dict[str, object] = {"name": name, "type": type(part).__name__}
    if isinstance(part, torch.nn.Linear):
        entry |= {"in_features": part.in_features, "out_features": part.out_features}
        entry["bias"] = part.bias is not None
    return entry


def put_parameters(model: torch.nn.Module, values: Mapping[str, ArrayLike]) -> None:
    """Overwrite parameters in place.

    Raises:
        KeyError: the model has no parameter of that name.
    """
    import torch

    named = dict(model.named_parameters())
    with torch.no_grad():
        for name, new in values.items():
            named[name].copy_(torch.as_tensor(new))


def put_gradients(model: torch.nn.Module, values: Mapping[str, ArrayLike | None]) -> None:
    """Set or remove the `.grad` of parameters.

    Raises:
        KeyError: the model has no parameter of that name.
    """
    import torch

    named = dict(model.named_parameters())
    for name, new in values.items():
        item = named[name]
        item.grad = None if new is None else torch.as_tensor(new).to(item.dtype).clone()


def put_frozen(model: torch.nn.Module, names: Sequence[str]) -> None:
    """Make parameters require no gradient.

    Raises:
        KeyError: the model has no parameter of that name.
    """
    named = dict(model.named_parameters())
    for name in names:
        named[name].requires_grad_(False)


def sample_matrices(
    function: Callable[..., ArrayLike], count: int, arguments: Sequence[object]
) -> Samples:
    """Call a function `count` times; return the parts of `models.MatrixSamples`.

    Raises:
        TypeError, ValueError: a result is not an array of numbers.
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


def make_generator(seed: int) -> torch.Generator:
    """Return a `torch.Generator` with this seed."""
    import torch

    return torch.Generator().manual_seed(seed)


def make_weight(shape: Sequence[int], dtype: str, parameter: bool) -> torch.Tensor:
    """Return a weight full of sevens; a Parameter has a gradient already."""
    import torch

    weight = torch.full(tuple(shape), 7.0, dtype=getattr(torch, dtype))
    if not parameter:
        return weight
    filled = torch.nn.Parameter(weight)
    filled.grad = torch.ones_like(weight)
    return filled


def fill_each(
    function: Callable[..., object],
    count: int,
    shape: Sequence[int],
    arguments: Sequence[object],
    seed: int,
) -> NDArray[np.generic]:
    """Let a function fill weights in turn, from one generator and from torch's global one."""
    import numpy as np

    own, weights = make_generator(seed), []
    for index in range(count):
        weight = make_weight(shape, "float32", False)
        function(weight, *arguments, **({"generator": own} if index % 2 else {}))
        weights.append(weight.detach().numpy())
    return np.stack(weights)


def fill_from_seeds(
    function: Callable[..., object],
    shape: Sequence[int],
    arguments: Sequence[object],
    seeds: Sequence[int],
    whole: bool,
) -> list[NDArray[np.generic]]:
    """Let a function fill two weights for each seed, of a generator or of torch's global one."""
    import numpy as np
    import torch

    found = []
    with torch.random.fork_rng(devices=[]):
        for seed in seeds:
            if whole:
                torch.manual_seed(seed)
            named = {} if whole else {"generator": make_generator(seed)}
            weights = [make_weight(shape, "float32", False) for _ in range(2)]
            for weight in weights:
                function(weight, *arguments, **named)
            found.append(np.stack([weight.detach().numpy() for weight in weights]))
    return found

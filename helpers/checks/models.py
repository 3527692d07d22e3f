"""Torch objects that live on the answer's side: made there, changed there, read from there.

A test holds handles to them (`remote`, or what an answer returned) and sees plain values only.
The functions that do the work over there are in `helpers.checks.over_there`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.checks import over_there
from helpers.checks.calls import backend, calling, remote


@dataclass(frozen=True)
class Pullback:
    """What came of a forward and a backward pass.

    Attributes:
        output: what the function returned, an array.
        inputs: the gradient with respect to each input, shaped like it; None where the output
            does not depend on it.
        parameters: the gradient with respect to each of a module's parameters that asks for one,
            by name; None where the output does not depend on it.
    """

    output: Any
    inputs: list[Any]
    parameters: dict[str, Any]


@dataclass(frozen=True)
class MatrixSamples:
    """What is kept of many random matrices.

    Attributes:
        shapes: the different shapes that they have.
        squares: the sum of the squares of each.
        rows: the first row of each; empty where they are no matrices of one shape.
        columns: the first column of each, likewise.
    """

    shapes: list[tuple[int, ...]]
    squares: Any
    rows: Any
    columns: Any


def value(handle: Any) -> Any:
    """Return the plain value of a tensor on the answer's side, as a NumPy array.

    bfloat16, which NumPy does not have, becomes float32. What is no tensor comes back as it is.
    """
    return backend().perform(over_there.plain, handle)


def pullback(
    function: Callable[..., Any], inputs: Sequence[Any], upstream: Any | None = None
) -> Pullback:
    """Call an answer with inputs that ask for gradients, and backpropagate through it.

    No `.grad` is changed: neither of the inputs nor of a module's parameters.

    Args:
        function: an answer that takes tensors, or a module.
        inputs: floating arrays or tensors.
        upstream: gradient of the loss with respect to the output; default ones.

    Raises:
        CheckFailed: the answer raised an exception, or autograd finds no way back through it.
    """
    with calling(function, tuple(inputs)):
        parts = backend().perform(over_there.pull_back, function, list(inputs), upstream)
    return Pullback(parts["output"], parts["inputs"], parts["parameters"])


def pullbacks(
    function: Callable[..., Any], cases: Sequence[tuple[Sequence[Any], Any]]
) -> Iterator[Pullback]:
    """Call an answer with several inputs, backpropagate through each, and yield what comes.

    As with `call_each` all of them go together: it is the way that takes time.

    Args:
        function: as in `pullback`.
        cases: inputs and the upstream gradient of each.

    Raises:
        CheckFailed: as `pullback` does; what comes before is yielded first.
    """
    try:
        found = backend().perform(over_there.pull_back_each, function, [*map(list, cases)])
    except Exception:
        found = None
    if not isinstance(found, list) or len(found) != len(cases):
        yield from (pullback(function, inputs, upstream) for inputs, upstream in cases)
        return
    for parts in found:
        yield Pullback(parts["output"], parts["inputs"], parts["parameters"])


def model_state(model: Any) -> dict[str, Any]:
    """Return everything that can be read of a module, as plain values.

    Returns:
        `parameters`, `gradients` (None where there is none), `requires_grad` and `buffers`, by
        name and in the order in which they were registered; `training`, by name of the module
        (`""` for the model itself); `modules`: a list of dicts with `name`, `type` and, for
        linear layers, `in_features`, `out_features` and `bias`.

    Raises:
        CheckFailed: it is no `nn.Module`.
    """
    with calling(model, ()):
        state = backend().perform(over_there.state, model)
    return dict(state)


def sample_matrices(function: Callable[..., Any], count: int, *args: Any) -> MatrixSamples:
    """Call an answer many times with the same arguments: samples of random matrices.

    Each is summed up where it is made, and only that comes back.

    Raises:
        CheckFailed: the answer raised an exception, or its results are no arrays of numbers.
    """
    with calling(function, args):
        found = backend().perform(over_there.sample_matrices, function, count, list(args))
    shapes = [tuple(shape) for shape in found["shapes"]]
    return MatrixSamples(shapes, found["squares"], found["rows"], found["columns"])


def set_parameters(model: Any, values: Mapping[str, Any]) -> None:
    """Overwrite parameters of a module, by name, in place."""
    backend().perform(over_there.put_parameters, model, dict(values))


def set_gradients(model: Any, values: Mapping[str, Any]) -> None:
    """Set the `.grad` of parameters of a module, by name; None removes it."""
    backend().perform(over_there.put_gradients, model, dict(values))


def freeze(model: Any, names: Iterable[str]) -> None:
    """Let the named parameters of a module ask for no gradient."""
    backend().perform(over_there.put_frozen, model, list(names))


def generator(seed: int) -> Any:
    """Return a handle of a new `torch.Generator` on the answer's side, with this seed."""
    return remote(over_there.make_generator, int(seed))

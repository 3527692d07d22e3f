"""Torch objects that live on the answer's side: made there, changed there, read from there.

A test has handles to them (from `remote`, or returned by an answer) and sees plain values only.
The functions that do the work over there are in `helpers.checks.over_there`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpers.checks import over_there
from helpers.checks.calls import calling, remote
from helpers.checks.context import backend
from helpers.checks.failure import CheckFailed
from helpers.checks.wording import name_of


@dataclass(frozen=True)
class Pullback:
    """The results of a forward and a backward pass.

    Attributes:
        output: what the function returned, an array.
        inputs: the gradient with respect to each input, shaped like it; None where the output
            does not depend on it.
        parameters: the gradient with respect to each of a module's parameters that requires one,
            by name; None where the output does not depend on it.
    """

    output: object
    inputs: list[object]
    parameters: dict[str, object]


@dataclass(frozen=True)
class MatrixSamples:
    """What is kept of many random matrices.

    Attributes:
        shapes: the different shapes that they have.
        squares: the sum of the squares of each.
        rows: the first row of each; empty if they are not all matrices of one shape.
        columns: the first column of each, likewise.
    """

    shapes: list[tuple[int, ...]]
    squares: object
    rows: object
    columns: object


def value(handle: object) -> object:
    """Return the plain value of a tensor on the answer's side.

    Args:
        handle: a tensor, or a list or dict of tensors.

    Returns:
        A NumPy array. bfloat16, which NumPy does not have, becomes float32. What is not a tensor
        comes back unchanged.
    """
    return backend().perform(over_there.plain, handle)


def pullback(
    function: Callable[..., object], inputs: Sequence[object], upstream: object = None
) -> Pullback:
    """Call an answer with inputs that require gradients, and backpropagate through it.

    No `.grad` is changed, neither of the inputs nor of a module's parameters.

    Args:
        function: an answer that takes tensors, or a module.
        inputs: floating-point arrays or tensors.
        upstream: gradient of the loss with respect to the output; by default all ones.

    Returns:
        The output and the gradients.

    Raises:
        CheckFailed: the answer raised an exception, autograd finds no way back through it, or the
            way back changes the upstream gradient or the inputs in place.
    """
    with calling(function, tuple(inputs)):
        parts = backend().perform(over_there.pull_back, function, list(inputs), upstream)
    return _pullback(function, parts)


def _pullback(function: Callable[..., object], parts: over_there.Gradients) -> Pullback:
    if parts["changed"]:
        what = "the upstream gradient" if "upstream" in parts["changed"] else "its input"
        raise CheckFailed(
            f"{name_of(function)} changes {what} in place, which belongs to others.",
            slip="an in-place operation (`g *= …`, `g.mul_(…)`) in `backward`; make a new tensor.",
        )
    return Pullback(parts["output"], parts["inputs"], parts["parameters"])


def pullbacks(
    function: Callable[..., object], cases: Sequence[tuple[Sequence[object], object]]
) -> Iterator[Pullback]:
    """Call an answer with several inputs and backpropagate through each.

    As in `call_each`, all of them are sent together, because sending is what takes time.

    Args:
        function: as in `pullback`.
        cases: inputs and the upstream gradient of each.

    Yields:
        The output and the gradients of each case, in order.

    Raises:
        CheckFailed: as in `pullback`; the results before it are yielded first.
    """
    try:
        found = backend().perform(over_there.pull_back_each, function, [*map(list, cases)])
    except Exception:
        found = None
    if not isinstance(found, list) or len(found) != len(cases):
        yield from (pullback(function, inputs, upstream) for inputs, upstream in cases)
        return
    for parts in found:
        yield _pullback(function, parts)


def model_state(model: object) -> over_there.State:
    """Return everything that can be read from a module, as plain values.

    Args:
        model: a module on the answer's side.

    Returns:
        `parameters`, `gradients` (None where there is none), `requires_grad` and `buffers`, by
        name and in the order in which they were registered; `training`, by name of the module
        (`""` for the model itself); `modules`: a list of dicts with `name`, `type` and, for
        linear layers, `in_features`, `out_features` and `bias`.

    Raises:
        CheckFailed: it is not an `nn.Module`.
    """
    with calling(model, ()):
        return backend().perform(over_there.state, model)


def sample_matrices(function: Callable[..., object], count: int, *args: object) -> MatrixSamples:
    """Call an answer many times with the same arguments, and return samples of random matrices.

    Each matrix is reduced to a few numbers where it is made, and only these come back.

    Args:
        function: an answer that returns a matrix.
        count: how many times it is called.
        *args: its positional arguments.

    Returns:
        Shapes, sums of squares, first rows and first columns.

    Raises:
        CheckFailed: the answer raised an exception, or its results are not arrays of numbers.
    """
    with calling(function, args):
        found = backend().perform(over_there.sample_matrices, function, count, list(args))
    shapes = [tuple(shape) for shape in found["shapes"]]
    return MatrixSamples(shapes, found["squares"], found["rows"], found["columns"])


def set_parameters(model: object, values: Mapping[str, object]) -> None:
    """Overwrite parameters of a module in place.

    Args:
        model: a module on the answer's side.
        values: arrays or tensors by the parameters' names.
    """
    backend().perform(over_there.put_parameters, model, dict(values))


def set_gradients(model: object, values: Mapping[str, object]) -> None:
    """Set the `.grad` of parameters of a module.

    Args:
        model: a module on the answer's side.
        values: arrays or tensors by the parameters' names; None removes the gradient.
    """
    backend().perform(over_there.put_gradients, model, dict(values))


def freeze(model: object, names: Iterable[str]) -> None:
    """Make parameters of a module require no gradient.

    Args:
        model: a module on the answer's side.
        names: the parameters' names.
    """
    backend().perform(over_there.put_frozen, model, list(names))


def generator(seed: int) -> object:
    """Make a new `torch.Generator` on the answer's side.

    Args:
        seed: its seed.

    Returns:
        A handle to it.
    """
    return remote(over_there.make_generator, int(seed))

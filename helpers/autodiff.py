"""A small engine for gradients: arrays that remember how they were made. Made to be read.

A `Node` holds an array, and for each node that it was computed from a function that takes the
gradient one step back. `backward` walks these steps from the end to the beginning and adds up what
arrives: the chain rule, once for each step (reverse mode; Griewank and Walther, *Evaluating
Derivatives*, SIAM 2008, section 3.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.errors import ShapeError

Array = NDArray[np.float64]
Step = Callable[[Array], Array]
"""From the gradient with respect to a result to that with respect to what it was made of."""
SMALLEST = 1e-300  # below it `log` is level: log(0) would make NaN of everything behind it
MATRICES = "Both need two axes, and the left one needs as many columns as the right one has rows."
BROADCAST = "Compare the axes from the last one: the sizes must be equal, or one must be 1."


class Node:
    """An array of floats that remembers how it was made.

    Attributes:
        value: the array; a parameter may be assigned a new one of the same shape.
        gradient: what the last `backward` found, of the same shape; 0 before the first.
    """

    __array_ufunc__ = None  # so that `array * node` is ours, and `np.tanh(node)` an error

    def __init__(self, value: ArrayLike, *sources: tuple[Node, Step]) -> None:
        self.value: Array = np.asarray(value, dtype=float)
        self.gradient: Array = np.zeros_like(self.value)
        self._sources = sources

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.value.shape

    def __repr__(self) -> str:
        return f"Node({self.value!r})"

    def __add__(self, other: Node | ArrayLike) -> Node:
        other = _fitting(self, "+", other)
        return Node(self.value + other.value, (self, lambda g: g), (other, lambda g: g))

    def __neg__(self) -> Node:
        return Node(-self.value, (self, lambda g: -g))

    def __sub__(self, other: Node | ArrayLike) -> Node:
        return self + -_fitting(self, "-", other)

    def __mul__(self, other: Node | ArrayLike) -> Node:
        a, b = self, _fitting(self, "*", other)
        return Node(a.value * b.value, (a, lambda g: g * b.value), (b, lambda g: g * a.value))

    def __truediv__(self, other: Node | ArrayLike) -> Node:
        a, b = self, _fitting(self, "/", other)
        ratio = a.value / b.value
        return Node(ratio, (a, lambda g: g / b.value), (b, lambda g: -g * ratio / b.value))

    def __pow__(self, exponent: float) -> Node:
        slope = exponent * self.value ** (exponent - 1) if exponent else np.zeros(self.shape)
        return Node(self.value**exponent, (self, lambda g: g * slope))

    def __matmul__(self, other: Node | ArrayLike) -> Node:
        a, b = self, _node(other)
        if len(a.shape) != 2 or len(b.shape) != 2 or a.shape[1] != b.shape[0]:
            raise ShapeError(f"{a.shape} @ {b.shape} is not a matrix product.", MATRICES)
        return Node(a.value @ b.value, (a, lambda g: g @ b.value.T), (b, lambda g: a.value.T @ g))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: ArrayLike) -> Node:
        return _node(other) - self

    def __rtruediv__(self, other: ArrayLike) -> Node:
        return _node(other) / self

    def exp(self) -> Node:
        """Return e to the power of each entry."""
        e = np.exp(self.value)
        return Node(e, (self, lambda g: g * e))

    def log(self) -> Node:
        """Return the logarithm of each entry; entries below 1e-300 count as 1e-300."""
        x = np.maximum(self.value, SMALLEST)
        return Node(np.log(x), (self, lambda g: g / x))

    def tanh(self) -> Node:
        """Return tanh of each entry."""
        t = np.tanh(self.value)
        return Node(t, (self, lambda g: g * (1 - t * t)))

    def sigmoid(self) -> Node:
        """Return 1/(1 + exp(−z)) for each entry z, without an overflow for any."""
        e = np.exp(-np.abs(self.value))
        s = np.where(self.value >= 0, 1.0, e) / (1 + e)
        return Node(s, (self, lambda g: g * e / (1 + e) ** 2))

    def relu(self) -> Node:
        """Return max(z, 0) for each entry z; the slope at 0 is 0."""
        on = self.value > 0
        return Node(np.where(on, self.value, 0.0), (self, lambda g: g * on))

    def sum(self, axis: int | None = None) -> Node:
        """Return the sum of all entries, or along an axis."""
        kept, ones = self.value.sum(axis=axis, keepdims=True).shape, np.ones(self.shape)
        return Node(self.value.sum(axis=axis), (self, lambda g: g.reshape(kept) * ones))

    def mean(self, axis: int | None = None) -> Node:
        """Return the mean of all entries, or along an axis."""
        total = self.sum(axis)
        return total * (total.value.size / self.value.size)

    def transpose(self) -> Node:
        """Return the array with its axes in the opposite order."""
        return Node(self.value.T, (self, lambda g: g.T))

    def backward(self) -> None:
        """Set the `gradient` of each node that this number was computed from.

        Each call begins anew: gradients of an earlier one do not count.

        Raises:
            ShapeError: this node is not a single number.
        """
        if self.value.size != 1:
            raise ShapeError(f"backward needs one number, not {self.shape}.", "Take a sum first.")
        for node in (order := list(_from_end(self))):
            node.gradient = np.zeros_like(node.value)
        self.gradient = np.ones_like(self.value)
        for node in order:
            for source, back in node._sources:
                source.gradient = source.gradient + _folded(back(node.gradient), source.shape)


def _node(thing: Node | ArrayLike) -> Node:
    return thing if isinstance(thing, Node) else Node(thing)


def _fitting(left: Node, sign: str, right: Node | ArrayLike) -> Node:
    node = _node(right)
    try:
        np.broadcast_shapes(left.shape, node.shape)
    except ValueError:
        raise ShapeError(f"{left.shape} {sign} {node.shape} do not fit.", BROADCAST) from None
    return node


def _folded(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Return the gradient of what was stretched to this shape: a sum over its copies."""
    ahead = gradient.ndim - len(shape)
    stretched = [ahead + axis for axis, size in enumerate(shape) if size == 1]
    return np.reshape(gradient.sum(axis=(*range(ahead), *stretched)), shape)


def _from_end(end: Node) -> Iterator[Node]:
    """Yield all nodes that `end` was made of, each behind all that were made of it."""
    uses, found, ready = {id(end): 0}, [end], [end]
    for node in found:  # grows meanwhile
        for source, _ in node._sources:
            if id(source) not in uses:
                found.append(source)
            uses[id(source)] = uses.get(id(source), 0) + 1
    while ready:
        node = ready.pop()
        yield node
        for source, _ in node._sources:
            uses[id(source)] -= 1
            if not uses[id(source)]:
                ready.append(source)


class Linear_Layer:  # noqa: N801  (the name that the course uses)
    """x ↦ x·W + b, for x of shape (N, n_in): `W` is (n_in, n_out), `b` is (n_out,).

    W is uniform within ±√(6/n_in) (He et al. 2015, equation 10), b within ±1/√n_in.
    """

    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator | None = None) -> None:
        draw = (rng or np.random.default_rng()).uniform
        self.W = Node(draw(-1, 1, (n_in, n_out)) * np.sqrt(6 / n_in))
        self.b = Node(draw(-1, 1, n_out) / np.sqrt(n_in))

    def __call__(self, x: Node | ArrayLike) -> Node:
        """Return the layer's output, of shape (N, n_out)."""
        return _node(x) @ self.W + self.b


class Model:
    """Something with parameters: nodes and layers in its attributes, or in lists there."""

    def loss(self, x: Array, y: Array) -> Node:
        """Return the number to minimize."""
        raise NotImplementedError

    def parameters(self) -> dict[str, Node]:
        """Return all parameters by name, such as `layers.0.W`, in the order of their making."""
        return dict(_parameters("", self))


def _parameters(name: str, thing: object) -> Iterator[tuple[str, Node]]:
    if isinstance(thing, Node):
        yield name, thing
    elif isinstance(thing, Model | Linear_Layer | list):
        for key, part in enumerate(thing) if isinstance(thing, list) else vars(thing).items():
            yield from _parameters(f"{name}.{key}".lstrip("."), part)


class Optimizer:
    """Trains a model on samples `x` (N, n) and targets `y` (N, k), a random batch at each step."""

    def __init__(
        self, model: Model, x: Array, y: Array, rate: float = 0.001, batch: int = 128, seed: int = 0
    ) -> None:
        self.model, self.x, self.y, self.rate, self.batch = model, x, y, rate, batch
        self.rng = np.random.default_rng(seed)

    def step(self) -> None:
        """Change the parameters, given their gradients."""
        raise NotImplementedError

    def train(self, steps: int) -> list[float]:
        """Take steps, each on a batch drawn with replacement; return the losses before them."""
        losses = []
        for _ in range(steps):
            chosen = self.rng.integers(len(self.x), size=self.batch)
            loss = self.model.loss(self.x[chosen], self.y[chosen])
            loss.backward()
            losses.append(loss.value.item())
            self.step()
        return losses


class SGD(Optimizer):
    """Gradient descent on batches: each parameter minus `rate` times its gradient."""

    def step(self) -> None:
        """Take the step."""
        for p in self.model.parameters().values():
            p.value = p.value - self.rate * p.gradient

"""The six units of the comparison, and the network around them."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional


class Mish(nn.Module):
    """torch's own Mish."""

    def forward(self, x: Tensor) -> Tensor:
        """Return mish(x), any shape."""
        return functional.mish(x)


class Swish(nn.Module):
    """x times sigmoid(beta x), with a beta that is learned, one for each layer."""

    def __init__(self, beta: float = 1.0) -> None:
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(beta))

    def forward(self, x: Tensor) -> Tensor:
        """Return swish(x), any shape."""
        return x * torch.sigmoid(self.beta * x)


UNITS: dict[str, Callable[[], nn.Module]] = {
    "ReLU": nn.ReLU,
    "Sigmoid": nn.Sigmoid,
    "LeakyReLU": nn.LeakyReLU,
    "Tanh": nn.Tanh,
    "Mish": Mish,
    "Swish": Swish,
}


def network(unit: Callable[[], nn.Module]) -> nn.Sequential:
    """Return the 784-200-64-10 network of the course with torch's default initialisation."""
    return nn.Sequential(nn.Linear(784, 200), unit(), nn.Linear(200, 64), unit(), nn.Linear(64, 10))

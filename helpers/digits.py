"""What a set of handwritten digits is, wherever it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Digits:
    """Images of digits, a row of 28 * 28 pixels each, from 0 (paper) to 255 (ink).

    Attributes:
        train_images: uint8, shape (n, 784).
        train_labels: int64, shape (n,), the digits 0 to 9.
        test_images: uint8, shape (m, 784).
        test_labels: int64, shape (m,).
        name: "MNIST" or "built-in digits".
        source: where they come from, as a phrase.
    """

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    name: str
    source: str

    @property
    def line(self) -> str:
        """One line that says what these digits are."""
        train, test = (
            f"{len(y):_}".replace("_", " ") for y in (self.train_labels, self.test_labels)
        )
        return f"{self.name}: {train} training and {test} test images, {self.source}"

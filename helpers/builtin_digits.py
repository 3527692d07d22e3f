"""Real handwritten digits that need no download: scikit-learn's, made as large as MNIST's.

scikit-learn ships 1 797 scans of 8 x 8 pixels. Each is enlarged to 28 x 28 and varied: turned by
up to 12 degrees, scaled by up to 12 %, slanted and moved a little. The originals are divided into
three groups first. One gives the first four fifths of the training images, one the last fifth,
and one the test images, so no original is behind images of two groups.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from helpers.digits import Digits

SIDE = 28
SHARES = (0.64, 0.16)
"""The parts of the originals for the first four fifths of the training images and for the last."""

BLOCK = 2_000

Floats = NDArray[np.float64]


def built_in_digits(train_count: int, test_count: int) -> Digits:
    """Return this many training and test images, the same ones at every call."""
    originals, labels = _originals()
    rng = np.random.default_rng(28)
    order = rng.permutation(len(labels))
    ends = np.round(np.cumsum(SHARES) * len(labels)).astype(int)
    fit, late, test = np.split(order, ends)
    last = round(0.2 * train_count)
    parts = [
        _vary(originals, labels, chosen, count, np.random.default_rng(seed))
        for seed, (chosen, count) in enumerate(
            [(fit, train_count - last), (late, last), (test, test_count)]
        )
    ]
    return Digits(
        np.concatenate([parts[0][0], parts[1][0]]),
        np.concatenate([parts[0][1], parts[1][1]]),
        *parts[2],
        name="built-in digits",
        source=(
            f"varied from {len(fit) + len(late):_} and {len(test)} of scikit-learn's scans "
            "(MNIST is not on this machine)"
        ).replace("_", " "),
    )


def _originals() -> tuple[Floats, NDArray[np.int64]]:
    """Return scikit-learn's images, (1797, 8, 8) from 0 to 1, and labels."""
    from sklearn.datasets import load_digits

    data = load_digits()
    return data.images / 16.0, data.target.astype(np.int64)


def _vary(
    originals: Floats,
    labels: NDArray[np.int64],
    chosen: NDArray[np.int64],
    count: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return `count` images (count, 784), using every chosen original equally often."""
    rounds = -(-count // len(chosen))
    index = np.concatenate([rng.permutation(chosen) for _ in range(rounds)] or [chosen[:0]])[:count]
    maps = _random_maps(len(index), rng)
    images = np.empty((count, SIDE * SIDE), dtype=np.uint8)
    for begin in range(0, count, BLOCK):
        part = slice(begin, begin + BLOCK)
        images[part] = _draw(originals[index[part]], maps[part])
    return images, labels[index]


def _random_maps(count: int, rng: np.random.Generator) -> Floats:
    """Return affine maps (count, 2, 3) from a place in the image to one in the original."""
    angle, slant = rng.uniform(-0.21, 0.21, count), rng.uniform(-0.15, 0.15, count)
    size = rng.uniform(0.88, 1.12, (2, count)) * 0.4  # 8 pixels become 20, as in MNIST
    cos, sin = np.cos(angle) * size, np.sin(angle) * size
    linear = np.array([[cos[0], -sin[0] + slant * size[0]], [sin[1], cos[1]]])
    shift = rng.uniform(-0.6, 0.6, (2, 1, count))
    return np.concatenate([linear, shift], axis=1).transpose(2, 0, 1)


def _draw(originals: Floats, maps: Floats) -> NDArray[np.uint8]:
    """Return images (n, 784): the originals (n, 8, 8) through the maps, linearly interpolated."""
    axis = np.arange(SIDE) - (SIDE - 1) / 2
    rows, columns = np.meshgrid(axis, axis, indexing="ij")
    grid = np.stack([rows.ravel(), columns.ravel(), np.ones(SIDE * SIDE)])
    padded = np.pad(originals, ((0, 0), (2, 2), (2, 2)))
    places = np.clip(maps @ grid + 5.5, 0, 10.999)  # the middle of 12 pixels
    corner = places.astype(np.int64)
    (down, right), which = (places - corner).transpose(1, 0, 2), np.arange(len(originals))[:, None]
    row, column = corner[:, 0], corner[:, 1]
    values = (1 - down) * (1 - right) * padded[which, row, column]
    values += (1 - down) * right * padded[which, row, column + 1]
    values += down * (1 - right) * padded[which, row + 1, column]
    values += down * right * padded[which, row + 1, column + 1]
    images: NDArray[np.uint8] = np.rint(values * 255).astype(np.uint8)
    return images

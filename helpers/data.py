"""Handwritten digits for the course: MNIST from disk or downloaded, or a built-in set.

    digits = load_digits()
    print(digits.line)
    pixels = scale_pixels(digits.train_images, "unit")

Importing this module imports neither torch nor NumPy.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from helpers.digits import Digits
from helpers.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DATA_VARIABLE = "ACTIVATION_LAB_DATA"
"""The environment variable that names the folder which holds `MNIST/raw`."""

TRAIN_COUNT, TEST_COUNT = 12_000, 10_000

Scaling = Literal["raw", "unit", "standardised"]

# MNIST's own mean and standard deviation of a pixel between 0 and 1.
_PIXEL_MEAN, _PIXEL_STD = 0.1307, 0.3081


def load_digits(train_count: int = TRAIN_COUNT, test_count: int = TEST_COUNT) -> Digits:
    """Return the first training and test images of MNIST, or else built-in digits.

    MNIST is read from the folder that ACTIVATION_LAB_DATA names, or from the user's cache, and
    downloaded there once if there is a network. Without either, the built-in digits have the
    same shapes and counts; `Digits.line` says which ones they are.

    Args:
        train_count: how many training images to return.
        test_count: how many test images to return.

    Raises:
        DataError: some files of MNIST are missing, or a file is not what it should be.
    """
    from helpers import mnist

    folder = data_folder()
    if not mnist.is_there(folder) and not mnist.download(folder):
        from helpers.builtin_digits import built_in_digits

        return built_in_digits(train_count, test_count)
    images, labels = mnist.read(folder, train=True)
    test_images, test_labels = mnist.read(folder, train=False)
    return Digits(
        images[:train_count].reshape(-1, 784),
        labels[:train_count],
        test_images[:test_count].reshape(-1, 784),
        test_labels[:test_count],
        name="MNIST",
        source="the first of each file",
    )


def data_folder() -> Path:
    """Return the folder that holds `MNIST/raw`, or will hold it after a download."""
    if value := os.environ.get(DATA_VARIABLE, ""):
        return Path(value).expanduser()
    try:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # a user without a home, as in a sandbox
        caches = Path(tempfile.gettempdir())
    return caches / "activation-lab"


def scale_pixels(images: NDArray[np.uint8], scaling: Scaling) -> NDArray[np.float32]:
    """Return pixels as float32 of the same shape.

    Args:
        images: pixels from 0 to 255.
        scaling: "raw" leaves 0 to 255, "unit" divides by 255, "standardised" then subtracts
            0.1307 and divides by 0.3081, MNIST's own mean and standard deviation.

    Raises:
        DataError: there is no such scaling.
    """
    import numpy as np

    pixels = images.astype(np.float32)
    if scaling == "raw":
        return pixels
    pixels /= np.float32(255)
    if scaling == "unit":
        return pixels
    if scaling == "standardised":
        return (pixels - np.float32(_PIXEL_MEAN)) / np.float32(_PIXEL_STD)
    raise DataError(
        f"There is no scaling called {scaling!r}.", "Use one of: raw, unit, standardised."
    )

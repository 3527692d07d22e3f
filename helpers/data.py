"""The course's data sets, read from disk. Importing this module imports neither torch nor NumPy."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from helpers.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DATA_VARIABLE = "ACTIVATION_LAB_DATA"
"""The environment variable that names the folder which holds `MNIST/raw`."""

_MNIST_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)

_SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_definitions: list[Any] = []  # torch forgets an operator when the object that defined it goes


def load_torchvision() -> ModuleType:
    """Import torchvision and return it, also where its compiled operators do not load.

    torchvision's own import describes two of its compiled operators to torch, and stops where
    they are missing: its build does not fit torch's, a common pair being a CPU build of torch
    with a CUDA build of torchvision. Nothing of this course calls them, so there their bare
    signatures do. Where the compiled operators load, this is an ordinary import.
    """
    try:
        import torchvision
    except RuntimeError as error:
        if "operator torchvision::" not in str(error):
            raise
        _forget("torchvision")
        _define_missing_operators()
        import torchvision
    module: ModuleType = torchvision
    return module


def _forget(package: str) -> None:
    """Remove a half-done import."""
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


def _define_missing_operators() -> None:
    import torch

    library: Any = torch.library  # untyped
    operators = library.Library("torchvision", "FRAGMENT")
    _definitions.append(operators)
    for name, schema in _SCHEMAS.items():
        if not hasattr(torch.ops.torchvision, name):
            operators.define(schema)


def mnist_images(train: bool = True) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return MNIST's images and labels, read by `torchvision.datasets.MNIST`.

    Args:
        train: the 60 000 training images, or else the 10 000 test images.

    Returns:
        images, uint8 of shape (n, 28, 28), and labels, int64 of shape (n,).

    Raises:
        DataError: the files are missing or damaged.
    """
    folder = _data_folder()
    raw = folder / "MNIST" / "raw"
    datasets = load_torchvision().datasets
    try:
        data = datasets.MNIST(str(folder), train=train, download=False)
    except Exception as error:  # torchvision raises many kinds for a damaged file
        raise DataError(
            f"The MNIST files in {raw} cannot be read: {str(error) or 'damaged'}",
            "Get the four files anew and unpack them there.",
        ) from error
    images, labels = data.data.numpy(), data.targets.numpy()
    if images.shape != (len(labels), 28, 28):
        raise DataError(
            f"The MNIST files in {raw} do not belong together: "
            f"images of shape {images.shape}, {len(labels)} labels.",
            "Get the four files anew and unpack them there.",
        )
    return images, labels


def _data_folder() -> Path:
    """Return the folder that holds `MNIST/raw` with all four files."""
    value = os.environ.get(DATA_VARIABLE, "")
    if not value:
        raise DataError(
            f"MNIST is not there: {DATA_VARIABLE} is not set.",
            f"Set {DATA_VARIABLE} to the folder that holds MNIST/raw with the four unpacked files.",
        )
    folder = Path(value).expanduser()
    missing = [name for name in _MNIST_FILES if not (folder / "MNIST" / "raw" / name).is_file()]
    if missing:
        raise DataError(
            f"MNIST is not complete in {folder / 'MNIST' / 'raw'}: no {', '.join(missing)}.",
            f"Unpack the four files there, or set {DATA_VARIABLE} to a folder that has them.",
        )
    return folder

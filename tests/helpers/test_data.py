"""`helpers.data`: MNIST is read from true IDX files, and what is missing is said in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from helpers import data
from helpers.errors import DataError

PREFIX = {True: "train", False: "t10k"}
REAL = os.environ.get(data.DATA_VARIABLE)


def write_idx(path: Path, values: NDArray[np.uint8]) -> None:
    """Write an IDX file: two zero bytes, the type (8: uint8), the rank, the sizes, the values."""
    sizes = np.array(values.shape, dtype=">u4").tobytes()
    path.write_bytes(bytes([0, 0, 8, values.ndim]) + sizes + values.tobytes())


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[bool, NDArray[np.uint8]]:
    """Five training images and two test images, on disk; return the images."""
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    rng = np.random.default_rng(0)
    images = {
        train: rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        for train, count in ((True, 5), (False, 2))
    }
    for train, values in images.items():
        write_idx(raw / f"{PREFIX[train]}-images-idx3-ubyte", values)
        write_idx(raw / f"{PREFIX[train]}-labels-idx1-ubyte", np.arange(len(values), dtype="u1"))
    monkeypatch.setenv(data.DATA_VARIABLE, str(tmp_path))
    return images


@pytest.mark.parametrize("train", [True, False])
def test_reads_what_the_files_hold(tiny: dict[bool, NDArray[np.uint8]], train: bool) -> None:
    images, labels = data.mnist_images(train)
    assert images.dtype == np.uint8
    assert labels.dtype == np.int64
    np.testing.assert_array_equal(images, tiny[train])
    assert labels.tolist() == list(range(len(images)))


def test_without_the_variable_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(data.DATA_VARIABLE, raising=False)
    with pytest.raises(DataError, match="ACTIVATION_LAB_DATA is not set") as caught:
        data.mnist_images()
    assert "MNIST/raw" in caught.value.hint


@pytest.mark.usefixtures("tiny")
def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="no t10k-labels-idx1-ubyte"):
        data.mnist_images()


@pytest.mark.parametrize(
    "content", [b"", b"<html>not found</html>", bytes(16), bytes([0, 0, 8, 3])]
)
@pytest.mark.usefixtures("tiny")
def test_a_damaged_file_is_an_error_not_a_crash(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "MNIST" / "raw" / "train-images-idx3-ubyte").write_bytes(content)
    with pytest.raises(DataError, match="cannot be read"):
        data.mnist_images()


@pytest.mark.usefixtures("tiny")
def test_images_and_labels_must_belong_together(tmp_path: Path) -> None:
    raw = tmp_path / "MNIST" / "raw"
    write_idx(raw / "train-labels-idx1-ubyte", np.zeros(4, dtype=np.uint8))
    with pytest.raises(DataError, match="do not belong together"):
        data.mnist_images()


@pytest.mark.skipif(
    REAL is None,
    reason="MNIST itself is not read: ACTIVATION_LAB_DATA names no folder that holds MNIST/raw",
)
@pytest.mark.parametrize(
    ("train", "counts"),
    [
        (True, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]),
        (False, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
    ],
)
def test_mnist_itself(train: bool, counts: list[int]) -> None:
    images, labels = data.mnist_images(train)
    assert images.shape == (sum(counts), 28, 28)
    assert np.bincount(labels).tolist() == counts


def test_torchvision_imports_in_a_fresh_process_and_twice() -> None:
    code = (
        "from helpers.data import load_torchvision as load;"
        "assert load() is load();"
        "import torchvision.transforms.v2, torch;"
        "assert torch.ops.torchvision.nms"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_the_module_imports_without_torch_and_numpy() -> None:
    code = (
        "import sys, helpers.data; assert not {'torch', 'numpy', 'torchvision'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

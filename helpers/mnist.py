"""The files of MNIST: read by torchvision, checked by digest, downloaded whole or not at all."""

from __future__ import annotations

import hashlib
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from helpers.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIGESTS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""SHA-256 of the four unpacked files."""

MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/",)
"""Where the compressed files are: the server that torchvision itself uses."""

PATIENCE = 4.0
"""Seconds to wait for a server's first answer, and for the next piece of a file."""

_SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_definitions: list[object] = []  # torch drops an operator together with the object that defined it


def load_torchvision() -> ModuleType:
    """Import torchvision and return it, even where its compiled operators do not load.

    On import, torchvision describes two of its compiled operators to torch, and fails if they are
    missing. They are if its build does not fit torch's: often torch is a CPU build and torchvision
    a CUDA build. Nothing in this course calls them, so their bare signatures are enough. Where the
    compiled operators load, this is an ordinary import.
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
    """Remove a package that was imported only in part."""
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


def is_there(folder: Path) -> bool:
    """Tell whether all four files of MNIST are in folder/MNIST/raw; contents are not checked.

    Raises:
        DataError: only some of them are there.
    """
    raw = folder / "MNIST" / "raw"
    missing = [name for name in DIGESTS if not (raw / name).is_file()]
    if 0 < len(missing) < len(DIGESTS):
        raise DataError(
            f"MNIST is incomplete in {raw}. Missing: {', '.join(missing)}.",
            "Unpack the missing files there, or delete the others to download all four again.",
        )
    return not missing


def read(
    folder: Path, *, train: bool, digests: Mapping[str, str] = DIGESTS
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return images, uint8 of shape (n, 28, 28), and labels, int64 of shape (n,).

    Raises:
        DataError: a file is missing, incomplete or not the one it should be.
    """
    raw = folder / "MNIST" / "raw"
    prefix = "train" if train else "t10k"
    for name in digests:
        if name.startswith(prefix):
            _check(raw / name, digests[name])
    try:
        data = load_torchvision().datasets.MNIST(str(folder), train=train, download=False)
    except Exception as error:  # torchvision raises many kinds for a damaged file
        raise DataError(f"The MNIST files in {raw} cannot be read: {error}", _mend(raw)) from error
    return data.data.numpy(), data.targets.numpy()


def _mend(path: Path) -> str:
    return f"Delete {path}: when all four files are missing, they are downloaded again."


def _check(path: Path, expected: str) -> None:
    """Compare a file with its digest."""
    if not path.is_file():
        raise DataError(f"MNIST is incomplete: {path} is missing.", "Unpack the file there.")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise DataError(
            f"{path} is not the original MNIST file: it has {path.stat().st_size} bytes "
            "and a different checksum. The download may have been interrupted.",
            _mend(path.parent),
        )


def download(
    folder: Path,
    mirrors: Sequence[str] = MIRRORS,
    digests: Mapping[str, str] = DIGESTS,
    packed: Sequence[tuple[str, str]] | None = None,
) -> bool:
    """Download MNIST into folder/MNIST/raw, with progress bars.

    The files go to a folder beside it first, which is moved there once all four are complete. So
    nothing incomplete is left there, whenever the process is stopped.

    Args:
        folder: where `MNIST/raw` should be.
        mirrors: addresses of folders with the compressed files.
        digests: SHA-256 of the unpacked files, by name.
        packed: names and MD5 of the compressed files; by default torchvision's own.

    Returns:
        Whether MNIST is there now; False without a network.

    Raises:
        DataError: the folder is not writable, or what arrived is not MNIST.
    """
    reachable = [mirror for mirror in mirrors if _answers(mirror)]
    if not reachable:
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".mnist-") as scratch:
            if not _fetch(Path(scratch), reachable, packed):
                return False
            for name, digest in digests.items():
                _check(Path(scratch) / "MNIST" / "raw" / name, digest)
            _put_in_place(Path(scratch) / "MNIST" / "raw", folder / "MNIST" / "raw", list(digests))
    except OSError as error:
        raise DataError(
            f"MNIST cannot be saved in {folder}: {error.strerror or error}.",
            "Set ACTIVATION_LAB_DATA to a folder that you may write to.",
        ) from error
    return True


def _answers(mirror: str) -> bool:
    """Tell whether a server can be reached soon; a thread asks, since a name server may hang."""
    address = urlsplit(mirror)
    port = address.port or (443 if address.scheme == "https" else 80)
    found = threading.Event()

    def connect() -> None:
        try:
            socket.create_connection((address.hostname or "", port), timeout=PATIENCE).close()
        except OSError:
            return
        found.set()

    thread = threading.Thread(target=connect, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # a sandbox may forbid threads: it has no network either
        return False
    thread.join(PATIENCE)
    return found.is_set()


def _fetch(scratch: Path, mirrors: Sequence[str], packed: Sequence[tuple[str, str]] | None) -> bool:
    """Let torchvision download and unpack the files; return False if the network fails."""
    kind = load_torchvision().datasets.MNIST
    own = type("MNIST", (kind,), {"mirrors": list(mirrors), "resources": packed or kind.resources})
    with _patience():
        try:
            own(str(scratch), train=True, download=True)
        except (RuntimeError, OSError, EOFError, ValueError) as error:
            print(f"MNIST could not be downloaded: {error}", file=sys.stderr)
            return False
    return True


@contextmanager
def _patience() -> Iterator[None]:
    """Close connections on which nothing arrives: urllib itself would wait forever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _put_in_place(source: Path, target: Path, names: Sequence[str]) -> None:
    """Move the whole folder at once; if another process was quicker, its files are as good."""
    for path in source.iterdir():
        if path.name not in names:
            path.unlink()  # the compressed files
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError:
        if not all((target / name).is_file() for name in names):
            shutil.copytree(source, target, dirs_exist_ok=True)

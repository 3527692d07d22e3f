"""The files of MNIST: read with torchvision, checked by digest, downloaded whole or not at all."""

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
"""Where the packed files are: the server that torchvision itself uses."""

PATIENCE = 4.0
"""Seconds to wait for a server's first answer, and between two pieces of a file."""

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


def is_there(folder: Path) -> bool:
    """Whether all four files of MNIST are in folder/MNIST/raw; nothing says they are whole.

    Raises:
        DataError: some of them are there and some are not.
    """
    raw = folder / "MNIST" / "raw"
    missing = [name for name in DIGESTS if not (raw / name).is_file()]
    if 0 < len(missing) < len(DIGESTS):
        raise DataError(
            f"MNIST is not complete in {raw}: no {', '.join(missing)}.",
            "Unpack the missing files there, or remove the others to have all downloaded anew.",
        )
    return not missing


def read(
    folder: Path, *, train: bool, digests: Mapping[str, str] = DIGESTS
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return images, uint8 of shape (n, 28, 28), and labels, int64 of shape (n,).

    Raises:
        DataError: a file is missing, cut short or another one than it should be.
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
    return f"Remove {path} and get it anew: without any of the four files all are downloaded."


def _check(path: Path, expected: str) -> None:
    """Compare a file with its digest."""
    if not path.is_file():
        raise DataError(f"MNIST is not complete: there is no {path}.", "Unpack it there.")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise DataError(
            f"{path} is not MNIST's file of that name: it has {path.stat().st_size} bytes "
            "and another digest. It may have been cut short on the way.",
            _mend(path.parent),
        )


def download(
    folder: Path,
    mirrors: Sequence[str] = MIRRORS,
    digests: Mapping[str, str] = DIGESTS,
    packed: Sequence[tuple[str, str]] | None = None,
) -> bool:
    """Download MNIST into folder/MNIST/raw with progress bars; return whether it is there now.

    The files go to a folder beside it, which takes its place once all four are whole: stopped
    at any moment, nothing half-done is left in place. False without a network.

    Args:
        folder: where `MNIST/raw` shall be.
        mirrors: addresses of folders with the packed files.
        digests: SHA-256 of the unpacked files, by name.
        packed: names and MD5 of the packed files; by default torchvision's own.

    Raises:
        DataError: the folder cannot be written, or what arrived is not MNIST.
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
            f"MNIST cannot be kept in {folder}: {error.strerror or error}.",
            "Set ACTIVATION_LAB_DATA to a folder that can be written.",
        ) from error
    return True


def _answers(mirror: str) -> bool:
    """Whether a server can be reached soon; asking a name server may hang, so not here."""
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
    except RuntimeError:  # a sandbox may allow no thread: it has no network either
        return False
    thread.join(PATIENCE)
    return found.is_set()


def _fetch(scratch: Path, mirrors: Sequence[str], packed: Sequence[tuple[str, str]] | None) -> bool:
    """Let torchvision download and unpack the files; False if the network fails it."""
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
    """Let connections that say nothing end: urllib itself waits for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _put_in_place(source: Path, target: Path, names: Sequence[str]) -> None:
    """Move the whole folder at once; if somebody else was quicker, theirs is as good."""
    for path in source.iterdir():
        if path.name not in names:
            path.unlink()  # the packed files
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError:
        if not all((target / name).is_file() for name in names):
            shutil.copytree(source, target, dirs_exist_ok=True)

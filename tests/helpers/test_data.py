"""`helpers.data`: MNIST whole or not at all, and real digits where there is none."""

from __future__ import annotations

import gc
import gzip
import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from helpers import data, mnist
from helpers.builtin_digits import built_in_digits
from helpers.errors import DataError

# torchvision leaves a refused request open, for the garbage collector to close.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

REAL = os.environ.get(data.DATA_VARIABLE)
COUNTS = {"train": 5, "t10k": 2}
Files = dict[str, bytes]


def idx(values: NDArray[np.uint8]) -> bytes:
    """Return an IDX file: two zero bytes, the type (8: uint8), the rank, the sizes, the values."""
    sizes = np.array(values.shape, dtype=">u4").tobytes()
    return bytes([0, 0, 8, values.ndim]) + sizes + values.tobytes()


@pytest.fixture
def files() -> Files:
    """Return five training and two test images with labels, as the four files."""
    rng = np.random.default_rng(0)
    result = {}
    for prefix, count in COUNTS.items():
        images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        result[f"{prefix}-images-idx3-ubyte"] = idx(images)
        result[f"{prefix}-labels-idx1-ubyte"] = idx(np.arange(count, dtype=np.uint8))
    return result


@pytest.fixture
def digests(files: Files) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


@pytest.fixture
def folder(tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds the files, and that the environment names."""
    raw = tmp_path / "data" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in files.items():
        (raw / name).write_bytes(content)
    monkeypatch.setenv(data.DATA_VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mnist, "_answers", lambda mirror: False)


@pytest.mark.long
@pytest.mark.parametrize("train", [True, False])
def test_reads_what_the_files_hold(
    train: bool, folder: Path, files: Files, digests: dict[str, str]
) -> None:
    images, labels = mnist.read(folder, train=train, digests=digests)
    prefix = "train" if train else "t10k"
    assert images.dtype == np.uint8 and labels.dtype == np.int64
    assert images.tobytes() == files[f"{prefix}-images-idx3-ubyte"][16:]
    assert labels.tolist() == list(range(COUNTS[prefix]))


@pytest.mark.parametrize("change", ["cut", "empty", "page", "longer", "one bit"])
@pytest.mark.parametrize("name", list(mnist.DIGESTS))
def test_a_wrong_file_is_named_and_how_to_mend_it(
    name: str, change: str, folder: Path, digests: dict[str, str]
) -> None:
    path = folder / "MNIST" / "raw" / name
    content = path.read_bytes()
    path.write_bytes(
        {
            "cut": content[:-1],
            "empty": b"",
            "page": b"<html>not found</html>",
            "longer": content + b"\0",
            "one bit": content[:-1] + bytes([content[-1] ^ 1]),
        }[change]
    )
    with pytest.raises(DataError, match=name) as caught:
        mnist.read(folder, train=name.startswith("train"), digests=digests)
    assert "Delete" in caught.value.hint and str(path.parent) in caught.value.hint


@pytest.mark.usefixtures("folder", "offline")
def test_what_is_not_mnist_is_never_taken_for_it() -> None:
    with pytest.raises(DataError, match="a different checksum"):
        data.load_digits()


@pytest.mark.usefixtures("offline")
def test_missing_files_are_named(folder: Path) -> None:
    (folder / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="Missing: t10k-labels-idx1-ubyte"):
        data.load_digits()


# ---------------------------------------------------------------------------------- download


class Server:
    """A server on this machine that behaves as told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[str] = []
        self.cut: str | None = None
        self.url = ""


class Http(ThreadingHTTPServer):
    """A server that waits for its threads when it is closed: no socket stays open."""

    daemon_threads = False


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    server = Server(root)

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(root))

        def do_GET(self) -> None:
            server.asked.append(self.path)
            if server.cut is not None and server.cut in self.path:
                content = (root / self.path.lstrip("/")).read_bytes()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: len(content) // 2])
                return
            super().do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with Http(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_address[1]}/"
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def server(tmp_path: Path, files: Files) -> Iterator[Server]:
    """Serve the packed files."""
    root = tmp_path / "server"
    root.mkdir()
    for name, content in files.items():
        (root / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    with serving(root) as one:
        yield one
    gc.collect()  # here, where the warning is expected


def packed(server: Server) -> list[tuple[str, str]]:
    return [
        (f"{name}.gz", hashlib.md5((server.root / f"{name}.gz").read_bytes()).hexdigest())
        for name in mnist.DIGESTS
    ]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def test_downloads_whole_files_into_place(
    server: Server, tmp_path: Path, digests: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / "data"
    assert mnist.download(target, [server.url], digests, packed(server))
    assert left(target) == sorted(["MNIST", "raw", *mnist.DIGESTS])
    images, _ = mnist.read(target, train=True, digests=digests)
    assert images.shape == (5, 28, 28)
    assert "100%" in capsys.readouterr().err  # a progress bar


def test_a_second_mirror_helps_where_the_first_has_no_such_file(
    server: Server, tmp_path: Path, digests: dict[str, str]
) -> None:
    mirrors = [server.url + "elsewhere/", server.url]
    assert mnist.download(tmp_path / "data", mirrors, digests, packed(server))
    assert mnist.is_there(tmp_path / "data")


@pytest.mark.parametrize("name", ["train-images", "t10k-labels"])
def test_a_file_cut_short_leaves_nothing_behind(
    name: str, server: Server, tmp_path: Path, digests: dict[str, str]
) -> None:
    server.cut = name
    assert not mnist.download(tmp_path / "data", [server.url], digests, packed(server))
    assert left(tmp_path / "data") == []


def test_a_wrong_file_leaves_nothing_behind(
    server: Server, tmp_path: Path, digests: dict[str, str]
) -> None:
    expected = packed(server)
    (server.root / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(b"other"))
    assert not mnist.download(tmp_path / "data", [server.url], digests, expected)
    assert left(tmp_path / "data") == []


def test_files_that_are_not_mnist_inside_are_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a different checksum"):
        mnist.download(tmp_path / "data", [server.url], mnist.DIGESTS, packed(server))
    assert left(tmp_path / "data") == []


def test_an_interrupted_download_leaves_nothing_behind(
    server: Server, tmp_path: Path, digests: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mnist, "_check", interrupt)
    with pytest.raises(KeyboardInterrupt):
        mnist.download(tmp_path / "data", [server.url], digests, packed(server))
    assert left(tmp_path / "data") == []


def test_a_download_that_was_quicker_is_kept(
    server: Server, folder: Path, digests: dict[str, str]
) -> None:
    assert mnist.download(folder, [server.url], digests, packed(server))
    assert mnist.is_there(folder)
    assert left(folder) == sorted(["MNIST", "raw", *mnist.DIGESTS])


def test_a_folder_that_cannot_be_written_says_what_to_set(
    server: Server, tmp_path: Path, digests: dict[str, str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="cannot be saved") as caught:
        mnist.download(tmp_path / "file", [server.url], digests, packed(server))
    assert data.DATA_VARIABLE in caught.value.hint


def test_no_server_means_no_download_and_no_waiting(tmp_path: Path) -> None:
    begin = time.monotonic()
    assert not mnist.download(
        tmp_path / "data", ["http://127.0.0.1:9/", "https://nowhere.invalid/"]
    )
    assert time.monotonic() - begin < 3 * mnist.PATIENCE
    assert not (tmp_path / "data").exists()


def test_a_name_server_that_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "PATIENCE", 0.2)

    def hang(*_: object, **__: object) -> None:
        time.sleep(1.5)
        raise OSError("no answer")

    monkeypatch.setattr("socket.create_connection", hang)
    begin = time.monotonic()
    assert not mnist.download(tmp_path / "data", ["https://hangs.invalid/"])
    assert time.monotonic() - begin < 1


def test_where_no_thread_may_start_there_is_no_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert not mnist.download(tmp_path / "data")


def test_a_user_without_a_home_has_a_folder_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv(data.DATA_VARIABLE, raising=False)
    assert data.data_folder().name == "activation-lab"


# ------------------------------------------------------------------------- built-in, scaling


@pytest.mark.long
@pytest.mark.usefixtures("offline")
def test_without_mnist_the_built_in_digits_have_its_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(data.DATA_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    digits = data.load_digits()
    assert digits.train_images.shape == (12_000, 784)
    assert digits.test_images.shape == (10_000, 784)
    assert digits.train_images.dtype == digits.test_images.dtype == np.uint8
    assert digits.train_labels.shape == (12_000,) and digits.train_labels.dtype == np.int64
    assert digits.name == "built-in digits"
    assert "12 000 training and 10 000 test" in digits.line
    assert "1 438 and 359" in digits.line and "MNIST is not" in digits.line
    assert left(tmp_path) == []


@pytest.mark.long
def test_built_in_digits_are_the_same_each_time_and_balanced() -> None:
    one, other = built_in_digits(500, 200), built_in_digits(500, 200)
    np.testing.assert_array_equal(one.train_images, other.train_images)
    np.testing.assert_array_equal(one.test_labels, other.test_labels)
    counts = np.bincount(built_in_digits(12_000, 10_000).train_labels, minlength=10)
    assert counts.min() > 950


@pytest.mark.long
def test_no_original_stands_on_two_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[int]] = []
    from helpers import builtin_digits

    vary = builtin_digits._vary

    def watching(originals: Any, labels: Any, chosen: Any, count: int, rng: Any) -> Any:
        seen.append(set(chosen.tolist()))
        return vary(originals, labels, chosen, count, rng)

    monkeypatch.setattr(builtin_digits, "_vary", watching)
    digits = built_in_digits(3_000, 1_000)
    fit, late, test = seen
    assert len(fit) + len(late) + len(test) == 1_797
    assert not fit & late and not fit & test and not late & test
    assert len(digits.train_labels) == 3_000


@pytest.mark.long
def test_built_in_digits_can_be_told_apart() -> None:
    digits = built_in_digits(3_000, 1_000)
    pixels, labels = digits.train_images.astype(float), digits.train_labels
    centres = np.array([pixels[labels == digit].mean(0) for digit in range(10)])
    distances = ((digits.test_images[:, None].astype(float) - centres) ** 2).sum(2)
    assert (distances.argmin(1) == digits.test_labels).mean() > 0.75


def test_built_in_digits_look_like_ink_on_paper() -> None:
    images = built_in_digits(2_000, 100).train_images
    assert images.min() == 0 and images.max() > 240
    assert 0.6 < (images == 0).mean() < 0.9
    assert (images.reshape(-1, 28, 28)[:, [0, -1]] == 0).mean() > 0.95


@pytest.mark.parametrize("counts", [(0, 0), (1, 1), (7, 3)])
def test_few_images_are_had_too(counts: tuple[int, int]) -> None:
    digits = built_in_digits(*counts)
    assert (len(digits.train_labels), len(digits.test_labels)) == counts
    assert digits.train_images.shape == (counts[0], 784)


def test_scalings() -> None:
    pixels = np.array([[0, 51, 255]], dtype=np.uint8)
    expected = {
        "raw": [[0, 51, 255]],
        "unit": [[0, 0.2, 1]],
        "standardised": [[-0.1307 / 0.3081, 0.0693 / 0.3081, 0.8693 / 0.3081]],
    }
    for scaling, values in expected.items():
        result = data.scale_pixels(pixels, scaling)  # type: ignore[arg-type]
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, values, rtol=1e-6)
    assert pixels.tolist() == [[0, 51, 255]]


def test_an_unknown_scaling_is_refused() -> None:
    with pytest.raises(DataError, match="minmax") as caught:
        data.scale_pixels(np.zeros((1, 784), np.uint8), "minmax")  # type: ignore[arg-type]
    assert "standardised" in caught.value.hint


# ---------------------------------------------------------------------------------- the rest


@pytest.mark.skipif(
    REAL is None,
    reason="MNIST itself is not read: ACTIVATION_LAB_DATA names no folder that holds MNIST/raw",
)
def test_mnist_itself() -> None:
    digits = data.load_digits()
    assert digits.line == "MNIST: 12 000 training and 10 000 test images, the first of each file"
    assert digits.train_labels[:8].tolist() == [5, 0, 4, 1, 9, 2, 1, 3]
    counts = np.bincount(digits.test_labels).tolist()
    assert counts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert len(data.load_digits(60_000).train_labels) == 60_000


def test_torchvision_imports_in_a_fresh_process_and_twice() -> None:
    code = (
        "from helpers.mnist import load_torchvision as load;"
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

"""The sandbox: how the answer side is started, with and without bubblewrap.

In the sandbox there is no network, no other process, nothing of the course and nothing to write
to but a private temporary folder; the system, Python and our two packages are there to read.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.errors import AutograderError

Sandbox = Literal["bubblewrap", "none"]
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/fonts", "/etc/ld.so.cache")
PACKAGES = "/lab"
SCRATCH = "/tmp"
USER = "1000"
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class SandboxError(AutograderError):
    """Answers cannot be kept apart on this machine, and nobody has asked to do without."""


@dataclass(frozen=True)
class Offer:
    """What this machine offers for keeping answers apart.

    Attributes:
        available: whether the sandbox works here.
        reason: why not, in a sentence.
        hint: what to do about it.
    """

    available: bool
    reason: str = ""
    hint: str = ""


def probe() -> Offer:
    """Try the sandbox on something harmless and tell whether it works."""
    if shutil.which("bwrap") is None:
        return Offer(
            False,
            "bubblewrap is not installed.",
            "Run scripts/system-packages, or ask an administrator to install bubblewrap.",
        )
    run = subprocess.run(
        [*_bubblewrap(1 << 20), "/usr/bin/true"], capture_output=True, text=True, timeout=30
    )
    if run.returncode == 0:
        return Offer(True)
    cause = run.stderr.strip().splitlines()[-1:] or [f"exit code {run.returncode}"]
    return Offer(
        False,
        f"This machine lets no user make namespaces ({cause[0]}).",
        "Allow user namespaces, for example: sysctl kernel.unprivileged_userns_clone=1",
    )


def require(sandbox: Sandbox) -> None:
    """Refuse to go on where the sandbox is asked for and does not work.

    Raises:
        SandboxError: the sentence says what is missing and what it takes to do without.
    """
    if sandbox == "none":
        return
    offer = probe()
    if not offer.available:
        raise SandboxError(
            f"Answers would run without a sandbox: {offer.reason} They could read the course and "
            "other submissions, write files and use the network.",
            f"{offer.hint} For answers that you trust, grade with --sandbox none.",
        )


def start(
    sandbox: Sandbox, tmp_bytes: int, scratch: str
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start the warm parent; return its process and our end of the connection.

    Args:
        sandbox: `bubblewrap`, or `none` for an ordinary process.
        tmp_bytes: size of the private temporary folder.
        scratch: folder for submissions where there is no sandbox.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    python = [sys.executable, "-s", "-P", "-m", "autograder.engine.answer", str(theirs.fileno())]
    command = [*_bubblewrap(tmp_bytes), *python] if sandbox == "bubblewrap" else python
    process = subprocess.Popen(
        command,
        pass_fds=(theirs.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("ACTIVATION_LAB_DEBUG") else subprocess.DEVNULL,
        env=None if sandbox == "bubblewrap" else _environment(scratch, _package_folders()),
        cwd="/",
    )
    theirs.close()
    return process, ours


def _environment(scratch: str, path: list[str]) -> dict[str, str]:
    """Return the whole environment of the answer side."""
    home = f"{scratch}/home"
    return {
        "HOME": home,
        "IPYTHONDIR": f"{home}/ipython",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": ":".join(path),
        "TMPDIR": scratch,
        **dict.fromkeys(_THREADS, "1"),
    }


def _package_folders() -> list[str]:
    return list(dict.fromkeys(str(folder.parent) for folder in _own_packages()))


def _own_packages() -> list[Path]:
    import helpers

    return [Path(__file__).parents[1], Path(str(helpers.__file__)).parent]


def _bubblewrap(tmp_bytes: int) -> list[str]:
    """Return the command that puts what follows it into the sandbox."""
    words = ["bwrap", "--unshare-all", "--as-pid-1", "--die-with-parent", "--new-session"]
    words += ["--cap-drop", "ALL", "--uid", USER, "--gid", USER, "--hostname", "lab", "--clearenv"]
    for name, value in _environment(SCRATCH, [PACKAGES]).items():
        words += ["--setenv", name, value]
    for path in SYSTEM:
        words += _shown(path)
    for prefix in dict.fromkeys((sys.base_prefix, sys.prefix)):
        if not prefix.startswith("/usr"):
            words += ["--ro-bind", prefix, prefix]
    for package in _own_packages():
        words += ["--ro-bind", str(package), f"{PACKAGES}/{package.name}"]
    size = ["--size", str(tmp_bytes), "--perms", "0700", "--tmpfs"]
    words += ["--proc", "/proc", "--dev", "/dev", *size, "/dev/shm", "--remount-ro", "/dev"]
    return [*words, *size, SCRATCH, "--remount-ro", "/", "--chdir", SCRATCH]


def _shown(path: str) -> list[str]:
    """Return how a folder of the system is shown: links stay links."""
    if Path(path).is_symlink():
        return ["--symlink", str(Path(path).readlink()), path]
    return ["--ro-bind-try", path, path]

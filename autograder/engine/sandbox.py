"""The sandbox: whether this machine offers one, and how the answer side is started and ended.

It is started with bubblewrap (`autograder.engine.bubblewrap`), or without where somebody asks for
that.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.engine import bubblewrap
from autograder.errors import AutograderError

Sandbox = Literal["bubblewrap", "none"]
WARM_PARENT = "autograder.engine.answer_side.warm_parent"
OWN_USERS = 2_000_000_000
"""Where root grades, each sandbox has a user of its own: this number plus the worker's process."""
PROBE_SECONDS = 30.0


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
    closed = [path for path in _needed() if not path.stat().st_mode & stat.S_IROTH]
    if bubblewrap.has_own_user() and closed:
        return Offer(
            False,
            f"Where root grades, answers run as another user, who cannot read {closed[0]}.",
            "Let others read Python and this project (chmod -R o+rX), or grade as another user.",
        )
    cause = _try_it()
    if not cause:
        return Offer(True)
    return Offer(
        False,
        f"This machine lets no user make namespaces ({cause}).",
        "Allow user namespaces, for example: sysctl kernel.unprivileged_userns_clone=1",
    )


def _try_it() -> str:
    """Run something harmless in the sandbox; return why it failed, `""` where it did not."""
    command = [*bubblewrap.command(1 << 20), bubblewrap.python(), "-I", "-S", "-c", ""]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=PROBE_SECONDS)
    except subprocess.TimeoutExpired:
        return "bubblewrap did not end in time"
    except OSError as error:
        return str(error)
    if run.returncode == 0:
        return ""
    return (run.stderr.strip().splitlines() or [f"exit code {run.returncode}"])[-1]


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


def require_hidden(sandbox: Sandbox, paths: Iterable[Path]) -> None:
    """Refuse to go on where the sandbox would show what answers must not see.

    Args:
        sandbox: the sandbox that answers run in.
        paths: folders and files that it must not show: the course, its submissions, the gradebook.

    Raises:
        SandboxError: one of them lies in a folder that Python itself lives in.
    """
    found = bubblewrap.exposing(paths) if sandbox == "bubblewrap" else None
    if found is not None:
        folder, path = found
        raise SandboxError(
            f"Answers could read {path}: it lies in {folder}, which the sandbox shows, because "
            "Python or this project lives there.",
            "Move the course out of that folder, or make an environment elsewhere.",
        )


def start(
    sandbox: Sandbox,
    tmp_bytes: int,
    scratch: str,
    libraries: Iterable[str] = (),
    course_files: Path | None = None,
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start the warm parent; return its process and our end of the connection.

    Args:
        sandbox: `bubblewrap`, or `none` for an ordinary process.
        tmp_bytes: size of the private temporary folder.
        scratch: folder for submissions where there is no sandbox.
        libraries: what it loads besides NumPy (`autograder.engine.processes.libraries`).
        course_files: folder of files that notebooks find beside them; None for none.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    inside = sandbox == "bubblewrap"
    user = OWN_USERS + os.getpid() if inside and bubblewrap.has_own_user() else 0
    program = bubblewrap.python() if inside else sys.executable
    python = [program, "-s", "-P", "-m", WARM_PARENT, str(theirs.fileno()), str(user), *libraries]
    shown = bubblewrap.shown_files(user or int(bubblewrap.USER)) if inside else {}
    with bubblewrap.opened(shown) as files:
        process = subprocess.Popen(
            [*bubblewrap.command(tmp_bytes, files, course_files), *python] if inside else python,
            pass_fds=(theirs.fileno(), *files.values()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("ACTIVATION_LAB_DEBUG") else subprocess.DEVNULL,
            env=None if inside else _bare_environment(scratch, course_files),
            cwd="/",
        )
    theirs.close()
    return process, ours


def _bare_environment(scratch: str, course_files: Path | None) -> dict[str, str]:
    """Return the environment of the answer side where there is no sandbox."""
    packages = bubblewrap.package_folders()
    return bubblewrap.environment(scratch, packages, str(course_files or ""))


def _needed() -> list[Path]:
    """Return files that the answer side reads first."""
    packages = bubblewrap.own_packages()
    return [Path(sys.executable).resolve(), *(path / "__init__.py" for path in packages)]


def end(process: subprocess.Popen[bytes]) -> None:
    """End the sandbox, whatever is going on in it."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
        for child in children.split():
            os.kill(int(child), signal.SIGKILL)
    process.kill()
    process.wait()

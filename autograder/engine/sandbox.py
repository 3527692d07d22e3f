"""The sandbox: how the answer side is started, with and without bubblewrap.

In the sandbox there is no network, no other process, nothing of the course and nothing to write
to but a private temporary folder; the system, Python and our two packages are there to read.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.engine.processes.libraries import FONTS
from autograder.engine.processes.one_thread import THREADS
from autograder.errors import AutograderError

Sandbox = Literal["bubblewrap", "none"]
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/fonts", "/etc/ld.so.cache")
WARM_PARENT = "autograder.engine.answer_side.warm_parent"
PACKAGES = "/lab"
ENVIRONMENT = "/environment"
SCRATCH = "/tmp"
USER = "1000"
OWN_USERS = 2_000_000_000
"""Where root grades, each sandbox has a user of its own: this number plus the worker's process."""
PROBE_SECONDS = 30.0
CAP_SYS_ADMIN = 21


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
    if _has_own_user() and closed:
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
    command = [*_bubblewrap(1 << 20), _python(), "-I", "-S", "-c", ""]
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


def start(
    sandbox: Sandbox, tmp_bytes: int, scratch: str, libraries: Iterable[str] = ()
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start the warm parent; return its process and our end of the connection.

    Args:
        sandbox: `bubblewrap`, or `none` for an ordinary process.
        tmp_bytes: size of the private temporary folder.
        scratch: folder for submissions where there is no sandbox.
        libraries: what it loads besides NumPy (`autograder.engine.processes.libraries`).
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    program = _python() if sandbox == "bubblewrap" else sys.executable
    python = [
        program,
        "-s",
        "-P",
        "-m",
        WARM_PARENT,
        str(theirs.fileno()),
    ]
    own_user = sandbox == "bubblewrap" and _has_own_user()
    python += [str(OWN_USERS + os.getpid() if own_user else 0), *libraries]
    with _opened(_font_lists() if sandbox == "bubblewrap" else {}) as fonts:
        command = [*_bubblewrap(tmp_bytes, fonts), *python] if sandbox == "bubblewrap" else python
        process = subprocess.Popen(
            command,
            pass_fds=(theirs.fileno(), *fonts.values()),
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
        "ACTIVATION_LAB_BUDGET": "quick",
        "HOME": home,
        "IPYTHONDIR": f"{home}/ipython",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": ":".join(path),
        "TMPDIR": scratch,
        **dict.fromkeys(THREADS, "1"),
    }


def _package_folders() -> list[str]:
    return list(dict.fromkeys(str(folder.parent) for folder in _own_packages()))


def _own_packages() -> list[Path]:
    import autograder
    import helpers

    return [Path(autograder.__file__).parent, Path(str(helpers.__file__)).parent]


def _bubblewrap(tmp_bytes: int, fonts: dict[str, int] | None = None) -> list[str]:
    """Return the command that puts what follows it into the sandbox.

    Args:
        tmp_bytes: size of the private temporary folder.
        fonts: descriptors of matplotlib's lists of fonts, by name.
    """
    words = ["bwrap", "--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if _has_own_user():  # it makes namespaces itself; the warm parent changes the user first of all
        words += [f"--unshare-{kind}" for kind in ("ipc", "pid", "net", "uts", "cgroup-try")]
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        words += ["--unshare-all", "--uid", USER, "--gid", USER]
    words += ["--hostname", "lab", "--clearenv"]
    for name, value in _environment(SCRATCH, [PACKAGES]).items():
        words += ["--setenv", name, value]
    for path in SYSTEM:
        words += _shown(path)
    for prefix, shown in {sys.base_prefix: sys.base_prefix, **_virtual_environment()}.items():
        if not shown.startswith("/usr"):
            for folder in [*Path(shown).parents][-2::-1]:  # another user has to get through
                words += ["--perms", "0755", "--dir", str(folder)]
            words += ["--ro-bind", prefix, shown]
    words += ["--perms", "0755", "--dir", PACKAGES]
    for package in _own_packages():
        words += ["--ro-bind", str(package), f"{PACKAGES}/{package.name}"]
    words += ["--perms", "0755", "--dir", FONTS]
    for name, descriptor in (fonts or {}).items():
        words += ["--perms", "0444", "--ro-bind-data", str(descriptor), f"{FONTS}/{name}"]
    size = ["--size", str(tmp_bytes), "--perms", "1777", "--tmpfs"]
    words += ["--proc", "/proc"]
    for name in ("sys", "sysrq-trigger", "irq", "bus"):  # a root in name only may still own them
        words += ["--ro-bind-try", f"/proc/{name}", f"/proc/{name}"]
    words += ["--dev", "/dev", *size, "/dev/shm", "--remount-ro", "/dev"]
    return [*words, *size, SCRATCH, "--remount-ro", "/", "--chdir", SCRATCH]


def _font_lists() -> dict[str, bytes]:
    """Return the lists of fonts that matplotlib has made for this user, by the file's name.

    Fonts that the sandbox does not show are left out: their places would tell of this machine.
    """
    own = os.environ.get("MPLCONFIGDIR")
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(own) if own else Path(caches, "matplotlib")
    found = {}
    for path in folder.glob("fontlist-*.json"):
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            content = json.loads(path.read_bytes())
            for kind in ("ttflist", "afmlist"):
                content[kind] = [font for font in content[kind] if _is_shown(font["fname"])]
            found[path.name] = json.dumps(content).encode()
    return found


def _is_shown(font: str) -> bool:
    """Tell whether the sandbox shows a font: matplotlib's own ones have relative paths."""
    return not font.startswith("/") or any(font.startswith(f"{folder}/") for folder in SYSTEM)


@contextlib.contextmanager
def _opened(contents: dict[str, bytes]) -> Iterator[dict[str, int]]:
    """Yield descriptors from which these contents can be read, by name."""
    with contextlib.ExitStack() as stack:
        opened = {}
        for name, content in contents.items():
            file = stack.enter_context(tempfile.TemporaryFile())
            file.write(content)
            file.seek(0)
            opened[name] = file.fileno()
        yield opened


def _virtual_environment() -> dict[str, str]:
    """Return where the virtual environment lies and where the sandbox shows it, if there is one.

    A place of its own: the environment may lie inside the course, or below the scratch folder.
    """
    return {sys.prefix: ENVIRONMENT} if sys.prefix != sys.base_prefix else {}


def _python() -> str:
    """Return the path of Python as the sandbox shows it."""
    if not _virtual_environment():
        return sys.executable
    return f"{ENVIRONMENT}/{Path(sys.executable).relative_to(sys.prefix)}"


def _has_own_user() -> bool:
    """Tell whether the sandbox gets a user of the machine's own: where root grades, with powers.

    That keeps more apart than a namespace's user: for root the system has no bound on the number
    of processes, and root owns the machine's files, settings of the kernel among them.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    powers = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return os.geteuid() == 0 and bool(int(powers.split()[1], 16) >> CAP_SYS_ADMIN & 1)


def _needed() -> list[Path]:
    """Return files that the answer side reads first."""
    return [Path(sys.executable).resolve(), *(path / "__init__.py" for path in _own_packages())]


def end(process: subprocess.Popen[bytes]) -> None:
    """End the sandbox, whatever is going on in it."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
        for child in children.split():
            os.kill(int(child), signal.SIGKILL)
    process.kill()
    process.wait()


def _shown(path: str) -> list[str]:
    """Return how a folder of the system is shown: links stay links."""
    if Path(path).is_symlink():
        return ["--symlink", str(Path(path).readlink()), path]
    return ["--ro-bind-try", path, path]

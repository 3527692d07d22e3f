"""Bubblewrap: the command that puts a program into the sandbox, and what that can see there.

In the sandbox there is no network, no other process, nothing of the course and nothing to write
to but a private temporary folder; the system, Python and our two packages are there to read.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from autograder.engine.processes.libraries import AS_NBGRADER, COURSE_FILES, FONTS
from autograder.engine.processes.one_thread import THREADS

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/fonts", "/etc/ld.so.cache")
PACKAGES = "/lab"
ENVIRONMENT = "/environment"
COURSE = "/course"
SCRATCH = "/tmp"
USER = "1000"
NAME = "student"
"""Who the user of the sandbox is, where cells ask for the name."""
CAP_SYS_ADMIN = 21
OF_THE_MACHINE = ("keys", "key-users", "kcore", "kmsg", "timer_list", "sched_debug")
"""Files of /proc that tell of the whole machine, or of keys that the person who grades holds."""


def environment(scratch: str, path: list[str], course_files: str = "") -> dict[str, str]:
    """Return the whole environment of the answer side.

    Args:
        scratch: the folder that it can write to.
        path: where Python finds our packages.
        course_files: folder of files that notebooks find beside them, "" for none.
    """
    home = f"{scratch}/home"
    return {
        "ACTIVATION_LAB_BUDGET": "quick",
        **({COURSE_FILES: course_files, **AS_NBGRADER} if course_files else {}),
        "HOME": home,
        "IPYTHONDIR": f"{home}/ipython",
        "LANG": "C.UTF-8",
        "LOGNAME": NAME,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": ":".join(path),
        "TMPDIR": scratch,
        "USER": NAME,
        **dict.fromkeys(THREADS, "1"),
    }


def package_folders() -> list[str]:
    """Return the folders from which our packages are imported here."""
    return list(dict.fromkeys(str(folder.parent) for folder in own_packages()))


def own_packages() -> list[Path]:
    """Return the folders of our two packages."""
    import autograder
    import helpers

    return [Path(autograder.__file__).parent, Path(str(helpers.__file__)).parent]


def command(
    tmp_bytes: int, files: Mapping[str, int] | None = None, course_files: Path | None = None
) -> list[str]:
    """Return the command that puts what follows it into the sandbox.

    Args:
        tmp_bytes: size of the private temporary folder.
        files: descriptors of small files to show (`shown_files`), by the path that they have there.
        course_files: folder of files that notebooks find beside them; None for none.
    """
    words = ["bwrap", "--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if has_own_user():  # it makes namespaces itself; the warm parent changes the user first of all
        words += [f"--unshare-{kind}" for kind in ("ipc", "pid", "net", "uts", "cgroup-try")]
        words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        words += ["--unshare-all", "--uid", USER, "--gid", USER]
    words += ["--hostname", "lab", "--clearenv"]
    shown = COURSE if course_files else ""
    for name, value in environment(SCRATCH, [PACKAGES], shown).items():
        words += ["--setenv", name, value]
    words += ["--perms", "0755", "--dir", "/etc"]  # another user has to get through
    for path in SYSTEM:
        words += _shown(path)
    for prefix, shown in {sys.base_prefix: sys.base_prefix, **_virtual_environment()}.items():
        if not shown.startswith("/usr"):
            for folder in [*Path(shown).parents][-2::-1]:  # another user has to get through
                words += ["--perms", "0755", "--dir", str(folder)]
            words += ["--ro-bind", prefix, shown]
    words += ["--perms", "0755", "--dir", PACKAGES]
    for package in own_packages():
        words += ["--ro-bind", str(package), f"{PACKAGES}/{package.name}"]
    words += ["--ro-bind", str(course_files), COURSE] if course_files else []
    words += ["--perms", "0755", "--dir", FONTS]
    for path, descriptor in (files or {}).items():
        words += ["--perms", "0444", "--ro-bind-data", str(descriptor), path]
    size = ["--size", str(tmp_bytes), "--perms", "1777", "--tmpfs"]
    words += ["--proc", "/proc"]
    for name in ("sys", "sysrq-trigger", "irq", "bus"):  # a root in name only may still own them
        words += ["--ro-bind-try", f"/proc/{name}", f"/proc/{name}"]
    for name in OF_THE_MACHINE:  # a device that cannot be opened lies over them
        if Path("/proc", name).exists():
            words += ["--ro-bind", "/dev/null", f"/proc/{name}"]
    words += ["--dev", "/dev", *size, "/dev/shm", "--remount-ro", "/dev"]
    return [*words, *size, SCRATCH, "--remount-ro", "/", "--chdir", SCRATCH]


def bound_folders() -> list[Path]:
    """Return the folders of this machine that the sandbox shows, but for those of the system."""
    prefixes = [Path(sys.base_prefix), Path(sys.prefix)]
    return [folder.resolve() for folder in (*prefixes, *own_packages())]


def exposing(paths: Iterable[Path]) -> tuple[Path, Path] | None:
    """Return a folder that the sandbox shows and one of these paths that lies in it, if any does.

    Args:
        paths: what answers must not see.
    """
    bound = [*bound_folders(), *(Path(path) for path in SYSTEM)]
    hidden = [path.resolve() for path in paths]
    found = ((folder, path) for folder in bound for path in hidden if path.is_relative_to(folder))
    return next(found, None)


def shown_files(user: int) -> dict[str, bytes]:
    """Return small files that are made for the sandbox, by the path that they have there.

    Args:
        user: number of the user inside.
    """
    fonts = {f"{FONTS}/{name}": content for name, content in font_lists().items()}
    people = f"{NAME}:x:{user}:{user}::{SCRATCH}/home:/bin/sh\n"
    return {**fonts, "/etc/passwd": people.encode()}


def font_lists() -> dict[str, bytes]:
    """Return the lists of fonts that matplotlib has made for this user, by the file's name.

    Fonts that the sandbox does not show are left out: their places would tell of this machine.
    So is a list without matplotlib's own fonts (it was made while they were away): matplotlib
    would miss one in the middle of a notebook, and make a new list there.
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
            if any(_is_own(font["fname"]) for font in content["ttflist"]):
                found[path.name] = json.dumps(content).encode()
    return found


def _is_shown(font: str) -> bool:
    """Tell whether the sandbox shows a font, and whether it is still there."""
    shown = any(font.startswith(f"{folder}/") for folder in SYSTEM)
    return _is_own(font) or (shown and Path(font).exists())


def _is_own(font: str) -> bool:
    """Tell whether a font is one of matplotlib's own: these have relative paths."""
    return not font.startswith("/")


@contextlib.contextmanager
def opened(contents: dict[str, bytes]) -> Iterator[dict[str, int]]:
    """Yield descriptors from which these contents can be read, by name."""
    with contextlib.ExitStack() as stack:
        descriptors = {}
        for name, content in contents.items():
            file = stack.enter_context(tempfile.TemporaryFile())
            file.write(content)
            file.seek(0)
            descriptors[name] = file.fileno()
        yield descriptors


def _virtual_environment() -> dict[str, str]:
    """Return where the virtual environment lies and where the sandbox shows it, if there is one.

    A place of its own: the environment may lie inside the course, or below the scratch folder.
    """
    return {sys.prefix: ENVIRONMENT} if sys.prefix != sys.base_prefix else {}


def python() -> str:
    """Return the path of Python as the sandbox shows it."""
    if not _virtual_environment():
        return sys.executable
    return f"{ENVIRONMENT}/{Path(sys.executable).relative_to(sys.prefix)}"


def has_own_user() -> bool:
    """Tell whether the sandbox gets a user of the machine's own: where root grades, with powers.

    That keeps more apart than a namespace's user: for root the system has no bound on the number
    of processes, and root owns the machine's files, settings of the kernel among them.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    powers = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return os.geteuid() == 0 and bool(int(powers.split()[1], 16) >> CAP_SYS_ADMIN & 1)


def _shown(path: str) -> list[str]:
    """Return how a folder of the system is shown: links stay links."""
    if Path(path).is_symlink():
        return ["--symlink", str(Path(path).readlink()), path]
    return ["--ro-bind-try", path, path]

"""A real PostgreSQL server, started for tests in a folder of its own, on a socket of its own.

The server refuses to run as root. There it runs as the user of Debian's package, or as nobody.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course.layout import CONFIG_NAME, Course

OWNERS = ("postgres", "nobody")
ABSENT = "PostgreSQL's server is not installed: scripts/system-packages postgresql"
QUICK = "fsync=off\nfull_page_writes=off\nmax_connections=40\nlc_messages='C'\n"
PATIENCE = 60


def programs() -> Path | None:
    """Return the folder of the server's programs, which Debian does not put on the PATH."""
    on_path = shutil.which("initdb")
    places = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *([Path(on_path).parent] if on_path else []),
    ]
    return next((place for place in places if (place / "initdb").exists()), None)


@dataclass
class Server:
    """A running server.

    Attributes:
        folder: where its socket lies.
    """

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def database(self) -> str:
        """Make a new empty database and return its address, without a driver."""
        import psycopg

        name = f"course{next(self._numbers)}"
        where = f"host={self.folder} user=ada dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://ada:not-shown@/{name}?host={self.folder}"


def use(course: Course, url: str) -> None:
    """Let a course have its gradebook at this address."""
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.db_url = {url!r}\n")


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Start a server and stop it at the end; its folder goes with it."""
    place = programs()
    assert place is not None, ABSENT
    # Not below pytest's folder: another user may not look into it, and a socket's path is short.
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        owner = _owner(folder)
        data = folder / "data"
        _run(owner, place / "initdb", "--auth=trust", "--username=ada", "--no-sync", "-D", data)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"{QUICK}listen_addresses=''\nunix_socket_directories='{folder}'\n")
        control = (place / "pg_ctl", "-D", data, "-w", "-t", str(PATIENCE))
        _run(owner, *control, "-l", folder / "log", "start")
        try:
            yield Server(folder)
        finally:
            _run(owner, *control, "-m", "immediate", "stop")


def _owner(folder: Path) -> dict[str, Any]:
    """Give the folder to the user that the server runs as; return how to run as this one."""
    if os.getuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = next(users[name] for name in OWNERS if name in users)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(owner: dict[str, Any], *command: str | Path) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a server that is started keeps a pipe open
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
        cwd="/",
        **owner,
    )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}"

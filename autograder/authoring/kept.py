"""Kept verdicts: what an answer got holds until something that it depends on changes.

An outcome is kept under a digest of the cells that its test can see, the test, the seed, the
limits, the versions of libraries and the code that executes. Each notebook has a file of lines in
the course's cache, to which a run appends as it goes: nothing is lost when it is stopped, several
runs may write at once, and a line that was damaged is an outcome to find out again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import AutograderError
from autograder.files import file_name, write_text
from autograder.outcomes import CellOutcome

FORMAT = 1
MAX_LINES = 20_000
"""Outcomes that a notebook's file holds; the oldest are dropped. Some ten megabytes."""


def verdicts_folder(course: Course) -> Path:
    """Return the folder where a course's verdicts are kept; git ignores it."""
    return course.root / ".cache" / "verdicts"


class Kept:
    """The outcomes of one assignment's bank that are known already.

    Args:
        folder: the folder of kept verdicts.
        assignment: name of the assignment.
        fresh: whether to forget what is kept; what is found out is kept all the same.
    """

    def __init__(self, folder: Path, assignment: str, *, fresh: bool = False) -> None:
        self._folder = folder / file_name(assignment)
        self._fresh = fresh
        self._known: dict[str, dict[str, CellOutcome]] = {}

    def get(self, notebook: str, keys: Iterable[str]) -> tuple[CellOutcome, ...] | None:
        """Return the outcomes with these keys; None where one of them is not known."""
        known = self._of(notebook)
        found = [known.get(key) for key in keys]
        return None if None in found else tuple(cell for cell in found if cell is not None)

    def put(self, notebook: str, outcomes: Mapping[str, CellOutcome]) -> None:
        """Keep outcomes, by key.

        A cache that cannot be written is no reason to stop: the next run is slower.
        """
        if not outcomes:
            return
        self._of(notebook).update(outcomes)
        # A line break in front: what another run was killed in the middle of stays by itself.
        data = b"\n".join([b"", *map(msgspec.json.encode, outcomes.items()), b""])
        path = self._path(notebook)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab", buffering=0) as file:
                file.write(data)

    def _path(self, notebook: str) -> Path:
        return self._folder / f"{file_name(notebook)}.jsonl"

    def _of(self, notebook: str) -> dict[str, CellOutcome]:
        if notebook not in self._known:
            self._known[notebook] = {} if self._fresh else dict(_read(self._path(notebook)))
        return self._known[notebook]


def _read(path: Path) -> Iterator[tuple[str, CellOutcome]]:
    """Yield the outcomes in a file; drop the oldest where it has grown too long."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    lines = [line for line in text.split("\n") if line]
    if len(lines) > MAX_LINES:
        lines = lines[-MAX_LINES // 2 :]
        with contextlib.suppress(AutograderError):
            write_text(path, "\n".join([*lines, ""]))
    for line in lines:
        with contextlib.suppress(msgspec.MsgspecError, RecursionError):
            yield msgspec.json.decode(line, type=tuple[str, CellOutcome])


def machine(circumstances: str, sandbox: Sandbox) -> str:
    """Return a digest of all that outcomes depend on besides the notebook and the seed.

    Args:
        circumstances: the digest of that name (`autograder.grading.circumstances`).
        sandbox: the sandbox that answers run in.
    """
    parts = [FORMAT, circumstances, platform.python_version(), platform.machine(), sandbox]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def key_of(machine: str, seed: int, cell: str) -> str:
    """Return what an outcome is kept under.

    Args:
        machine: the digest of that name.
        seed: seed of the tests' inputs.
        cell: the test cell's key (`autograder.engine.reuse`).
    """
    return hashlib.sha256(json.dumps([machine, seed, cell]).encode()).hexdigest()

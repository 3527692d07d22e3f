"""Found: which file of a submission is which notebook.

A file under its own name counts. Another one is taken where its grade ids and its name leave no
doubt; where they leave some, the notebook is not gradable, and a sentence names the file. Every
file that lies there is graded, refused or named.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from autograder.grading.intake import HandedFile, parse, read_beside, read_file
from autograder.grading.listing import Listing, list_folder, shown, shown_all, simple
from autograder.grading.masters import MasterNotebook
from autograder.grading.matching import CourseCells, match, recognised
from autograder.grading.pictures import MAX_FILE, MAX_FILES, SUFFIXES
from autograder.grading.stamps import STAMP_NAME

MAX_CANDIDATES = 12
"""Files of one submission that are opened because they may be a notebook that is not there."""
MAX_BESIDE = 20 << 20
MAX_FILES_BESIDE = 200
"""Bytes and files of a submission that are laid beside its notebooks."""
_NOT_GRADED = "Not graded: "
_NOTEBOOK = ".ipynb"
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_EXPORTS = (".html", ".htm", ".pdf", ".py", ".docx", ".doc", ".odt", ".txt", ".md", ".json")


@dataclass(frozen=True)
class Found:
    """What a submission holds.

    Attributes:
        files: what came in for each notebook that asks something, in order.
        pictures: picture files beside the notebooks, by path.
        others: other files that lie there.
        remarks: sentences about the submission as a whole.
        beside: files that notebooks find beside them when they run, by path.
    """

    files: tuple[HandedFile, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    beside: Mapping[str, bytes] = field(default_factory=dict)


def meant(path: str) -> bool:
    """Tell whether a file may be a notebook, or holds one that nobody can read here."""
    name = PurePosixPath(path).name.casefold()
    return _NOTEBOOK in name or name.endswith(_ARCHIVES)


def named_notebook(path: str, notebooks: Iterable[str]) -> str:
    """Return the notebook that a file's name holds, the longest of several; "" for none."""
    stem = simple(PurePosixPath(path).name)
    held = [name for name in notebooks if f"_{simple(name)}_" in f"_{stem}_"]
    return max(held, key=len, default="")


def find(
    folder: Path,
    masters: Mapping[str, MasterNotebook],
    reading: Iterable[str],
    limit: int,
    around: Iterable[Path] = (),
    leave_out: Iterable[str] = (),
) -> Found:
    """Return what a submission holds.

    Args:
        folder: where it lies.
        masters: the course's side of each notebook that asks something.
        reading: names of the assignment's notebooks that ask nothing.
        limit: largest size of a notebook, in bytes.
        around: files beside the folder.
        leave_out: folders in it that are not the submission's.
    """
    exact = {name: read_file(folder / f"{name}{_NOTEBOOK}", limit, 1) for name in masters}
    search = _Search(folder, masters, frozenset(reading), limit, exact)
    found = search.result(list_folder(folder, leave_out=leave_out), around)
    if all(master.free is None for master in masters.values()):
        return found
    given = frozenset[str]().union(*(master.given for master in masters.values()))
    return _with_files_beside(found, folder, given)


def _with_files_beside(found: Found, folder: Path, given: frozenset[str]) -> Found:
    """Let a submission's other files lie beside its notebooks when they run, as with nbgrader.

    The course's own files come back with most submissions; the course's copy counts.
    """
    own = {path: raw for path, raw in found.pictures.items() if path not in given}
    beside: dict[str, bytes] = {}
    left, room = [], MAX_BESIDE
    for path in (*own, *(path for path in found.others if path not in given)):
        inside = not path.startswith("..") and len(beside) < MAX_FILES_BESIDE
        raw = read_beside(folder / path, room) if inside else None
        if raw is None:
            left.append(path)
        else:
            beside[path] = raw
            room -= len(raw)
    remarks = [remark for remark in found.remarks if not remark.startswith(_NOT_GRADED)]
    if left:
        remarks.append(f"{_NOT_GRADED}{shown_all(left)}.")
    return replace(found, pictures=own, beside=beside, others=tuple(left), remarks=tuple(remarks))


class _Search:
    """The search for notebooks that are not there under their names."""

    def __init__(
        self,
        folder: Path,
        masters: Mapping[str, MasterNotebook],
        reading: frozenset[str],
        limit: int,
        exact: dict[str, HandedFile],
    ) -> None:
        self._folder = folder
        self._masters = masters
        self._names = (*masters, *sorted(reading))
        self._limit = limit
        self._files = exact
        self._missing = [n for n, f in exact.items() if f.raw is None and not f.refusal]
        self._cells_of: dict[str, str] = {}

    def result(self, inside: Listing, around: Iterable[Path]) -> Found:
        own = {f"{name}{_NOTEBOOK}" for name in self._names} | {STAMP_NAME}
        paths = [path for path in inside.files if path not in own]
        paths += [os.path.relpath(path, self._folder) for path in around]
        left = self._left_by_candidates(paths)
        for name in self._missing:
            self._explain(name, left, inside)
        taken = self._pictures(left)
        others = tuple(path for path in left if path not in taken)
        remarks = list(inside.blocked)
        if inside.cut:
            remarks.append("The folder holds more files than are looked through.")
        if others:
            remarks.append(f"{_NOT_GRADED}{shown_all(others)}.")
        return Found(tuple(self._files.values()), taken, others, tuple(remarks))

    def _left_by_candidates(self, paths: list[str]) -> list[str]:
        """Take files for notebooks that are missing; return the paths that are left."""
        if not self._missing:
            return paths
        for name, file in self._files.items():  # under another notebook's name
            if file.raw is not None:
                self._cells_of[f"{name}{_NOTEBOOK}"] = self._by_cells(file, name)
        candidates = [path for path in paths if self._may_be_notebook(path)][:MAX_CANDIDATES]
        read = {path: self._read(path) for path in candidates}
        claims = {path: self._claimed(path, file) for path, file in read.items()}
        for name in list(self._missing):
            claiming = [path for path in candidates if claims[path] == name]
            first = self._best(name, claiming, read)
            if first:
                self._take(name, first, read[first])
                # Copies of the same bytes are the same file.
                same = {path for path in claiming if read[path].raw == read[first].raw}
                paths = [path for path in paths if path not in same]
        return paths

    def _may_be_notebook(self, path: str) -> bool:
        name = PurePosixPath(path).name.casefold()
        if name.endswith(_ARCHIVES):
            return False
        return _NOTEBOOK in name or (
            name.endswith(".json") and bool(named_notebook(path, self._names))
        )

    def _read(self, path: str) -> HandedFile:
        file = read_file(self._folder / path, self._limit, 1)
        return replace(file, name=shown(path))

    def _claimed(self, path: str, file: HandedFile) -> str:
        """Return the notebook that a file is without doubt; "" where there is some."""
        by_name = named_notebook(path, self._names)
        if by_name and by_name not in self._masters:
            return by_name  # one for reading
        by_cells = self._cells_of[path] = self._by_cells(file, by_name)
        if by_name and by_cells:
            return by_name if by_name == by_cells else ""
        return by_name or by_cells

    def _by_cells(self, file: HandedFile, by_name: str) -> str:
        """Return the notebook that a file's cells belong to; "" where they leave a doubt."""
        handed = parse(file)
        if handed.cells is None:
            return ""
        counts = {}
        for name, master in self._masters.items():
            course = CourseCells(master.notebook, master.names)
            counts[name] = recognised(match(handed.cells.cells, course).cells, course)
        first, *others = sorted(counts.values(), reverse=True)
        best = max(counts, key=lambda name: (counts[name], name == by_name))
        return best if first > 2 * max(others, default=0) else ""

    def _best(self, name: str, claiming: list[str], read: Mapping[str, HandedFile]) -> str:
        """Return the one file that is meant: an exact name wins; "" where several may be."""
        exact = [path for path in claiming if PurePosixPath(path).name == f"{name}{_NOTEBOOK}"]
        for paths in (exact, claiming):
            if paths and len({read[path].raw for path in paths}) == 1:
                return paths[0]
        return ""

    def _take(self, name: str, path: str, file: HandedFile) -> None:
        remark = f"{shown(path)} was taken for {name}{_NOTEBOOK}, which is not there."
        self._files[name] = replace(file, notebook=name, remarks=(remark,))
        self._missing.remove(name)

    def _explain(self, name: str, left: list[str], inside: Listing) -> None:
        """Refuse a notebook that is missing, where one of the other files may be it."""
        absent = f"{name}{_NOTEBOOK} is not there, "
        hint = f"Hand the notebook in as {name}{_NOTEBOOK}."
        swapped = [path for path, cells in self._cells_of.items() if cells == name]
        near = list(dict.fromkeys([*swapped, *(p for p in left if self._may_be(p, name))]))
        archives = [path for path in near if path.casefold().endswith(_ARCHIVES)]
        sentence = ""
        if inside.cut:
            sentence = f"{absent}and the folder holds too many files to look for it. {hint}"
        elif inside.blocked:
            sentence = f"{absent}and not everything could be looked at. {inside.blocked[0]} {hint}"
        elif archives:
            sentence = (
                f"{absent}and archives are not unpacked: {shown_all(archives)}. Unpack it into the "
                f"folder, so that {name}{_NOTEBOOK} lies there."
            )
        elif near:
            sentence = f"{absent}and it is not clear whether this is it: {shown_all(near)}. {hint}"
        if sentence:
            self._files[name] = replace(self._files[name], refusal=sentence)

    def _may_be(self, path: str, name: str) -> bool:
        by_name = named_notebook(path, self._names)
        if by_name:
            ours = meant(path) or path.casefold().endswith(_EXPORTS)
            return ours and by_name == name
        return meant(path)

    def _pictures(self, left: Iterable[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for path in left:
            if path.casefold().endswith(SUFFIXES) and len(found) < MAX_FILES:
                raw = read_beside(self._folder / path, MAX_FILE)
                if raw is not None:
                    found[path] = raw
        return found

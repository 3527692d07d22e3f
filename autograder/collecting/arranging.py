"""Arranging: from the files of one sender to a submission, and what came before it.

Notebooks get their own names back where nothing else can be meant: signs, capitals, and what an
upload or a browser has put behind the name do not count. All other files stay beside them. Of
several files for one notebook the last one counts, by its time, then by its number.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from autograder.collecting.forms import NOTEBOOK, Form
from autograder.collecting.names import letters, same_form
from autograder.collecting.pieces import Piece
from autograder.markup.text import quoted

STAMP_NAME = "timestamp.txt"
MAX_STAMP = 1000
"""Bytes that are read of one."""
_NUMBER = re.compile(r"(?:-(\d{1,3})|[ +_]?\((\d{1,3})\))$", re.ASCII)
"""What Canvas and browsers put behind the name of a file that is there already."""
_STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)\s*(?:UTC|Z|GMT|\+00:?00)?", re.ASCII
)
_NEVER = datetime.min


@dataclass
class Attempt:
    """What somebody handed in at one time.

    Attributes:
        files: the files, by their path in the submission.
        when: when it was handed in, in UTC without a zone; None where nobody can tell.
        stamp: the text of a time stamp that came with it; "" without one.
        source: number of the download it came in.
        late: whether the LMS marks it as late.
        unknown: notebooks among the files that are not the assignment's.
        doubts: sentences about files of which nobody can tell which one counts.
        remarks: sentences about what was put right.
    """

    files: dict[str, Piece]
    when: datetime | None
    stamp: str = ""
    source: int = 0
    late: bool = False
    unknown: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        self.digest = digest_of({path: piece.digest for path, piece in self.files.items()})


def digest_of(files: Mapping[str, str]) -> str:
    """Return the digest of a submission: of its paths and its files' digests."""
    text = json.dumps(sorted((path, digest) for path, digest in files.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def notebook_of(file: str, notebooks: Iterable[str]) -> tuple[str, int]:
    """Return the notebook that a file's name means without doubt, and the number behind the name.

    >>> notebook_of("my_work-2.ipynb", ["My Work"])
    ('My Work', 2)
    >>> notebook_of("hw-2.ipynb", ["hw", "hw-2"])
    ('hw-2', 0)
    """
    if not file.casefold().endswith(NOTEBOOK):
        return "", 0
    known: dict[str, list[str]] = defaultdict(list)
    for name in notebooks:
        known[letters(name)].append(name)
    name, number = same_form(file)[: -len(NOTEBOOK)], 0
    while True:
        near = known.get(letters(name), [])
        meant = [one for one in near if same_form(one) == name] or near
        if len(meant) == 1:
            return meant[0], number
        found = _NUMBER.search(name)
        if meant or found is None:
            return "", 0
        number = max(number, int(found[1] or found[2]))
        name = name[: found.start()]


def arrange(pieces: Sequence[Piece], notebooks: Sequence[str]) -> list[Attempt]:
    """Return what one sender handed in with one download: earlier attempts, and the last one."""
    base = _base(pieces, notebooks)
    found: dict[str, list[Piece]] = defaultdict(list)
    unknown: list[str] = []
    stamp = ""
    for piece in pieces:
        inside = _relative(piece.inside, base)
        name, _ = notebook_of(inside[-1], notebooks)
        path = f"{name}{NOTEBOOK}" if name else "/".join(inside)
        if path.casefold() == STAMP_NAME:
            stamp = _stamp_text(piece)
            continue
        if not name and inside[-1].casefold().endswith(NOTEBOOK):
            unknown.append(path)
        found[path].append(piece)
    versions = _without_clashes(found, base, notebooks)
    ordered = {path: sorted(own, key=_Key(notebooks)) for path, own in versions.items()}
    last = {path: found[-1] for path, found in ordered.items()}
    earlier = _earlier(ordered)
    whens = [when for piece in last.values() if (when := _naive(piece.when))]
    attempt = Attempt(
        last,
        _time_of(stamp) or max(whens, default=None),
        stamp,
        pieces[0].source,
        any(piece.late for piece in last.values()),
        tuple(unknown),
        tuple(_doubts(ordered, notebooks)),
        tuple(_put_back(last, notebooks)),
    )
    return [*earlier, attempt]


def _base(pieces: Sequence[Piece], notebooks: Sequence[str]) -> tuple[str, ...]:
    """Return the folder that holds the notebooks: what lies in it lies beside them."""
    count: Counter[tuple[str, ...]] = Counter()
    for piece in pieces:
        if notebook_of(piece.inside[-1], notebooks)[0]:
            count[piece.inside[:-1]] += 1
    if count:
        return min(count, key=lambda folder: (-count[folder], len(folder), folder))
    first = pieces[0].inside[:-1]
    while first and any(piece.inside[: len(first)] != first for piece in pieces):
        first = first[:-1]
    return first


def _relative(inside: tuple[str, ...], base: tuple[str, ...]) -> tuple[str, ...]:
    return inside[len(base) :] if inside[: len(base)] == base else inside


class _Key:
    """Orders the files for one path: by time, by the number behind the name, by what a zip says."""

    def __init__(self, notebooks: Sequence[str]) -> None:
        self._notebooks = notebooks

    def __call__(self, piece: Piece) -> tuple[datetime, int, datetime]:
        _, number = notebook_of(piece.inside[-1], self._notebooks)
        return _naive(piece.when) or _NEVER, number, _naive(piece.saved) or _NEVER


def _doubts(ordered: Mapping[str, Sequence[Piece]], notebooks: Sequence[str]) -> Iterable[str]:
    key = _Key(notebooks)
    for path, found in ordered.items():
        last = [piece for piece in found if key(piece) == key(found[-1])]
        if len({piece.digest for piece in last}) > 1:
            names = ", ".join(sorted(quoted("/".join(piece.inside)) for piece in last))
            yield f"nobody can tell which file is {quoted(path)}: {names}"


def _earlier(ordered: Mapping[str, Sequence[Piece]]) -> list[Attempt]:
    """Return what the last files took the place of, as attempts of their own."""
    groups: dict[tuple[datetime, int], dict[str, Piece]] = defaultdict(dict)
    for path, found in ordered.items():
        older = [piece for piece in found[:-1] if piece.digest != found[-1].digest]
        for number, piece in enumerate(older):
            groups[_naive(piece.when) or _NEVER, number][path] = piece
    return [
        Attempt(
            files,
            None if when == _NEVER else when,
            source=next(iter(files.values())).source,
            late=any(piece.late for piece in files.values()),
        )
        for (when, _), files in sorted(groups.items(), key=lambda item: item[0])
    ]


def _without_clashes(
    versions: Mapping[str, list[Piece]], base: tuple[str, ...], notebooks: Sequence[str]
) -> dict[str, list[Piece]]:
    """Put aside what would be a file and a folder at once, or one file on other systems.

    Notebooks come first, then what lies beside them.
    """
    own = {f"{name}{NOTEBOOK}" for name in notebooks}

    def rank(path: str) -> tuple[bool, bool]:
        return path not in own, versions[path][0].inside[: len(base)] != base

    kept: dict[str, list[Piece]] = {}
    files: set[str] = set()
    folders: set[str] = set()
    for path in sorted(versions, key=rank):
        key, above = _places(path)
        free = path
        if key in files | folders or above & files:
            digest = versions[path][0].digest
            free = f"other-{digest[:16]}/{PurePosixPath(path).name}"
            key, above = _places(free)
        files.add(key)
        folders |= above
        kept[free] = versions[path]
    return kept


def _places(path: str) -> tuple[str, set[str]]:
    """Return a file and the folders above it as they are compared."""
    whole = PurePosixPath(same_form(same_form(path).casefold()))
    return str(whole), {str(folder) for folder in whole.parents} - {"."}


def _put_back(last: Mapping[str, Piece], notebooks: Sequence[str]) -> Iterable[str]:
    own = {f"{name}{NOTEBOOK}" for name in notebooks}
    for path, piece in last.items():
        handed = piece.inside[-1]
        if path in own and same_form(handed) != same_form(path):
            yield f"{quoted(handed)} is {path} again"


def _stamp_text(piece: Piece) -> str:
    """Return a time stamp that nbgrader's exchange has written; one of a student counts nothing."""
    if piece.sender.form is not Form.FOLDERS or piece.saved is not None:
        return ""
    with piece.file.open("rb") as file:
        return file.read(MAX_STAMP).decode("utf-8", "replace").strip()


def _time_of(stamp: str) -> datetime | None:
    found = _STAMP.fullmatch(stamp)
    try:
        return datetime.fromisoformat(f"{found[1]} {found[2]}") if found else None
    except ValueError:
        return None


def _naive(when: datetime | None) -> datetime | None:
    """Return a time in UTC without its zone, as nbgrader keeps it."""
    return None if when is None else when.replace(tzinfo=None)

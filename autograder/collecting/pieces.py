"""Pieces: the files that came in, and how many of them are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.collecting.forms import Sender


@dataclass(frozen=True)
class Bounds:
    """How much is read.

    Attributes:
        file_bytes: of one file.
        sender_bytes: of all files of one sender in one download.
        sender_files: how many files one sender may hand in.
        all_bytes: of everything together.
        all_files: how many files there may be in everything together.
        ratio: how many bytes may come out of one packed byte, in files of over a megabyte.
        depth: how deep zips may lie in zips.
    """

    file_bytes: int = 200 << 20
    sender_bytes: int = 500 << 20
    sender_files: int = 2000
    all_bytes: int = 16 << 30
    all_files: int = 100_000
    ratio: int = 200
    depth: int = 3


@dataclass(frozen=True)
class Piece:
    """One file that somebody handed in, unpacked.

    Attributes:
        sender: who, as the LMS writes it.
        source: number of the download it lies in.
        inside: its path in what the sender handed in.
        file: where its bytes lie now.
        digest: digest of its bytes.
        when: when it was handed in, in UTC; None where nobody can tell.
        saved: when it was changed as the sender's own zip says; it decides nothing else can.
        late: whether the LMS marks it as late.
        upload: the LMS's own name for it (`autograder.collecting.forms.Place`).
    """

    sender: Sender
    source: int
    inside: tuple[str, ...]
    file: Path
    digest: str
    when: datetime | None
    saved: datetime | None = None
    late: bool = False
    upload: str = ""


@dataclass
class Incoming:
    """What all downloads hold.

    Attributes:
        pieces: the files that were handed in.
        refused: sentences about what is not taken in.
        remarks: sentences about what is left out on purpose.
    """

    pieces: list[Piece] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

"""Pictures that belong to written answers: pasted into a cell, or lying beside the notebook.

Each is made anew of its pixels, smaller where it is large. They come into the notebook as
attachments, as JupyterLab keeps pasted ones.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode

from autograder.markup.pixels import MIME_TYPES, Bounds, Picture, made_anew

SUFFIXES = (".png", ".jpg", ".jpeg")
MAX_FILES = 12
"""Of one submission."""
MAX_FILE = 8 << 20
MAX_PASTED = 12
"""Of one notebook."""
MAX_NAME = 100
MAX_SIDE = 1600
"""What is larger becomes smaller: a photograph of a page can still be read."""
BOUNDS = Bounds({"PNG": 16_000_000, "JPEG": 60_000_000}, MAX_SIDE)
_LINK = re.compile(r"!\[([^\]\n]{0,200})\]\([ ]{0,5}<?([^)>\s]{1,300})>?[ ]{0,5}\)")
_TAG = re.compile(r"<img\b[^>\n]{0,300}?\bsrc=[\"']([^\"'\n>]{1,300})[\"'][^>\n]{0,300}>")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def pasted(cell: Mapping[str, Any], room: int = MAX_PASTED) -> dict[str, bytes]:
    """Return the pictures that are pasted into a cell, by name, as they came in.

    Args:
        cell: a cell as it came in.
        room: how many at most.
    """
    attachments = cell.get("attachments")
    found: dict[str, bytes] = {}
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        if len(found) == room:
            break
        encoded = _encoded(kinds)
        if encoded and len(encoded) <= MAX_FILE and len(name) <= MAX_NAME and name.isprintable():
            try:
                found[name] = base64.b64decode(encoded)
            except ValueError:  # not base64, or not even ASCII
                continue
    return found


def _encoded(kinds: Any) -> str:
    """Return the base64 of an attachment's picture; "" where it has none."""
    for kind in MIME_TYPES.values():
        value = kinds.get(kind) if isinstance(kinds, dict) else None
        if isinstance(value, list) and all(isinstance(line, str) for line in value):
            value = "".join(value)
        if isinstance(value, str):
            return value
    return ""


def attach_pasted(cell: NotebookNode, found: Mapping[str, bytes]) -> None:
    """Give a cell its pasted pictures, made anew; what is not a picture is left out."""
    for name, raw in found.items():
        _put(cell, name, made_anew(raw, BOUNDS))


class PictureFiles:
    """The picture files beside a submission's notebooks; each is decoded once, if at all.

    Args:
        files: their bytes, by path.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        count = Counter(PurePosixPath(path).name for path in files)
        names = ((PurePosixPath(path).name, path) for path in files)
        self._paths = {name if count[name] == 1 else path: path for name, path in names}
        self._made: dict[str, Picture | None] = {}
        self._keys = {name: _key(number, name) for number, name in enumerate(self._paths, start=1)}
        self._named: set[str] = set()
        self._attached: set[str] = set()

    def unnamed(self) -> list[str]:
        """Return the names of those that no cell shows or names."""
        return [name for name in self._paths if name not in self._named]

    def unseen(self) -> list[str]:
        """Return the names of those that nobody will see."""
        return [name for name in self._paths if name not in self._attached]

    def named_by(self, code: str) -> None:
        """Hear what a cell of code says: a picture that it names is its own affair."""
        self._named.update(name for name in self._paths if name in code)

    def attach_shown(self, cell: NotebookNode) -> None:
        """Attach to a text cell the pictures that its text shows or names."""
        linked = self._linked(cell)
        named = [name for name in self._paths if name not in linked and name in cell.source]
        for name in sorted(linked):
            self._attach(cell, name)
        self.attach(cell, named)

    def attach(self, cell: NotebookNode, names: Sequence[str]) -> None:
        """Attach pictures to a text cell, and show them at its end."""
        for name in names:
            if self._attach(cell, name):
                cell.source += f"\n\n![](attachment:{self._keys[name]})"

    def _attach(self, cell: NotebookNode, name: str) -> bool:
        self._named.add(name)
        if name not in self._made:
            self._made[name] = made_anew(self._files[self._paths[name]], BOUNDS)
        done = _put(cell, self._keys[name], self._made[name])
        self._attached |= {name} if done else set()
        return done

    def _linked(self, cell: NotebookNode) -> set[str]:
        """Let a cell's links to files name attachments; return which files these are."""
        linked: set[str] = set()

        def replaced(words: str, target: str, whole: str) -> str:
            path = PurePosixPath(unquote(target))
            name = str(path) if str(path) in self._keys else path.name
            if name not in self._keys or ":" in target:
                return whole
            linked.add(name)
            return f"![{words}](attachment:{self._keys[name]})"

        text = _LINK.sub(lambda found: replaced(found[1], found[2], found[0]), cell.source)
        cell.source = _TAG.sub(lambda found: replaced("", found[1], found[0]), text)
        return linked


def _put(cell: NotebookNode, name: str, picture: Picture | None) -> bool:
    if picture is None:
        return False
    known = cell.get("attachments", NotebookNode())
    attached = NotebookNode({picture.mime_type: picture.encoded})
    cell["attachments"] = NotebookNode({**known, name: attached})
    return True


def _key(number: int, name: str) -> str:
    """Return a name that may stand in a link."""
    return f"file-{number}-{_UNSAFE.sub('-', name)[-40:]}"

"""Pictures: what a student's own run has shown in cells that are not drawn here.

They are for human eyes, and no point depends on them. Each is made anew of its pixels.
"""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from nbformat import NotebookNode

from autograder.course.cells import CodeCell
from autograder.markup.picture_texts import picture_text, told_metadata
from autograder.markup.pixels import Bounds, Picture, made_anew

MARK = "As handed in, not drawn here: no point depends on it.\n"
MAX_PIXELS = 8_000_000
"""Of one picture."""
MAX_ALL_PIXELS = 60_000_000
"""Of all pictures of a notebook."""
LEVEL = 1
"""Of compression: the file is a tenth larger than usual, and made in a third of the time."""
KEPT_TEXT = 20_000_000
"""Characters of all pictures that are kept: a class hands in the same ones over and over."""


class _Kept:
    """Pictures that were made anew, by what was handed in; the longest unused ones go first."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._size = 0

    def get(self, encoded: str) -> Picture | None:
        """Return the picture that was made of this one, None where none is kept."""
        if encoded in self._pictures:
            self._pictures.move_to_end(encoded)
        return self._pictures.get(encoded)

    def keep(self, encoded: str, picture: Picture) -> None:
        """Keep a picture, and let others go where there is no room."""
        self._pictures[encoded] = picture
        self._size += len(encoded) + len(picture.encoded)
        while self._size > KEPT_TEXT:
            old, gone = self._pictures.popitem(last=False)
            self._size -= len(old) + len(gone.encoded)


_kept = _Kept()


def stand_in(handed: Mapping[int, Iterable[NotebookNode]], cells: Sequence[CodeCell]) -> None:
    """Let cells that were not drawn show the pictures that were handed in with them, if any.

    Args:
        handed: the outputs as they came in, by the index of their cell.
        cells: the notebook's; pictures come behind what they show already, if that is none.
    """
    room = MAX_ALL_PIXELS
    for index, given in handed.items():
        outputs = []
        for encoded, told in () if _encoded(cells[index].outputs) else _encoded(given):
            picture = _made_anew(encoded, min(MAX_PIXELS, room))
            if picture is not None:
                room -= picture.pixels
                data = NotebookNode({picture.mime_type: picture.encoded})
                metadata = told_metadata(told, data)
                outputs.append(
                    NotebookNode(output_type="display_data", data=data, metadata=metadata)
                )
        mark = NotebookNode(output_type="stream", name="stdout", text=MARK)
        cells[index].outputs += [mark, *outputs] if outputs else []


def _encoded(outputs: Iterable[NotebookNode]) -> list[tuple[str, str]]:
    """Return the pictures among outputs: each as it is encoded, and what it shows in words."""
    found = [
        (output.get("data", {}).get("image/png"), picture_text(output.get("metadata")))
        for output in outputs
    ]
    return [(encoded, told) for encoded, told in found if isinstance(encoded, str)]


def _made_anew(encoded: str, room: int) -> Picture | None:
    """Return a picture made anew, None where it cannot be or has more pixels than `room`."""
    known = _kept.get(encoded)
    if known is not None:
        return known if known.pixels <= room else None
    try:
        raw = base64.b64decode(encoded)
    except ValueError:  # not base64, or not even ASCII
        return None
    picture = made_anew(raw, Bounds({"PNG": room}, level=LEVEL))
    if picture is not None:
        _kept.keep(encoded, picture)
    return picture

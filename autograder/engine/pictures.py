"""Pictures: what a student's own run has shown in cells that are not drawn here.

They are for human eyes, and no point depends on them. Each is decoded and encoded anew, so that
nothing is kept but its pixels.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence

from nbformat import NotebookNode

from autograder.course.cells import CodeCell

MARK = "As handed in, not drawn here: no point depends on it.\n"
MAX_PIXELS = 8_000_000
"""Of one picture."""
MAX_ALL_PIXELS = 60_000_000
"""Of all pictures of a notebook."""
LEVEL = 1
"""Of compression: the file is a tenth larger than usual, and made in a third of the time."""


def stand_in(handed: Mapping[int, Iterable[NotebookNode]], cells: Sequence[CodeCell]) -> None:
    """Let cells that were not drawn show the pictures that were handed in with them, if any.

    Args:
        handed: the outputs as they came in, by the index of their cell.
        cells: the notebook's; pictures come behind what they show already, if that is none.
    """
    room = MAX_ALL_PIXELS
    for index, given in handed.items():
        outputs = []
        for encoded in () if _encoded(cells[index].outputs) else _encoded(given):
            picture, pixels = _made_anew(encoded, min(MAX_PIXELS, room))
            room -= pixels
            if picture:
                data = NotebookNode({"image/png": picture})
                outputs.append(
                    NotebookNode(output_type="display_data", data=data, metadata=NotebookNode())
                )
        mark = NotebookNode(output_type="stream", name="stdout", text=MARK)
        cells[index].outputs += [mark, *outputs] if outputs else []


def _encoded(outputs: Iterable[NotebookNode]) -> list[str]:
    found = [output.get("data", {}).get("image/png") for output in outputs]
    return [encoded for encoded in found if isinstance(encoded, str)]


def _made_anew(encoded: str, room: int) -> tuple[str, int]:
    """Return a picture made of the same pixels, and how many they are; "" where it is none."""
    from PIL import Image

    try:
        raw = base64.b64decode(encoded)
        with Image.open(io.BytesIO(raw), formats=["PNG"]) as picture:
            pixels = picture.width * picture.height
            if pixels > room:
                return "", 0
            plain = picture.convert("RGBA" if "A" in picture.mode else "RGB")
        made = io.BytesIO()
        plain.save(made, "PNG", compress_level=LEVEL)
    except Exception:  # a hostile file may break the decoder anywhere
        return "", 0
    return base64.b64encode(made.getvalue()).decode(), pixels

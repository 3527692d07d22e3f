"""Pixels: a picture that somebody else has made, decoded and encoded anew within bounds.

Nothing is kept but what can be seen: no texts, no places where a photograph was taken, nothing
behind the file's end.
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MIME_TYPES = MappingProxyType({"PNG": "image/png", "JPEG": "image/jpeg"})


@dataclass(frozen=True)
class Bounds:
    """Which pictures are taken, and how they are made anew.

    Attributes:
        pixels: for each format that is taken, how many pixels a picture may have.
        side: what is wider or higher becomes smaller; None where sizes stay.
        level: how hard PNG is compressed, from 0 to 9.
    """

    pixels: Mapping[str, int]
    side: int | None = None
    level: int = 6


@dataclass(frozen=True)
class Picture:
    """A picture that was made anew.

    Attributes:
        mime_type: its kind, as notebooks name it.
        encoded: the file, in base64.
        pixels: how many pixels had to be decoded for it.
    """

    mime_type: str
    encoded: str
    pixels: int


def made_anew(raw: bytes, bounds: Bounds) -> Picture | None:
    """Return a picture of the same pixels; None where it is not a picture, or too large.

    A photograph is turned as its camera says.

    Args:
        raw: a file, whatever is in it.
        bounds: which pictures are taken.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes: they are looked at here
            picture = Image.open(io.BytesIO(raw), formats=list(bounds.pixels))
        with picture:
            kind = "PNG" if picture.format == "PNG" else "JPEG"  # cameras make kinds of JPEG
            pixels = picture.width * picture.height
            if pixels > bounds.pixels[kind]:
                return None
            if bounds.side is not None:
                picture.draft("RGB", (bounds.side, bounds.side))  # of a photograph what is needed
            mode = "RGBA" if kind == "PNG" and "A" in picture.mode else "RGB"
            plain = ImageOps.exif_transpose(picture).convert(mode)
        if bounds.side is not None:
            plain.thumbnail((bounds.side, bounds.side))
        made = io.BytesIO()
        bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
        bare.save(made, kind, compress_level=bounds.level)
    except Exception:  # a hostile file may break the decoder anywhere
        return None
    return Picture(MIME_TYPES[kind], base64.b64encode(made.getvalue()).decode(), pixels)

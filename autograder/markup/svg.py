"""SVG pictures that only show: built anew from a list of harmless elements and attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

MAX_SVG = 2 << 20
MAX_ELEMENTS = 30_000
MAX_DEPTH = 60
NOTE = "[An SVG picture stood here, and could not be shown safely.]"
_SPACE = "http://www.w3.org/2000/svg"
_LINKED = "http://www.w3.org/1999/xlink"
_SHAPE_NAMES = "circle ellipse line path polygon polyline rect"
_OTHER_NAMES = "clipPath defs g linearGradient marker radialGradient stop svg text title tspan use"
_ATTRIBUTE_NAMES = (
    "clip-path clip-rule clipPathUnits cx cy d dx dy dominant-baseline fill fill-opacity "
    "fill-rule font-family font-size font-style font-weight fx fy gradientTransform "
    "gradientUnits height id marker-end marker-mid marker-start markerHeight markerUnits "
    "markerWidth offset opacity orient points preserveAspectRatio r refX refY rotate rx ry "
    "spreadMethod stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset "
    "stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style "
    "text-anchor textLength transform version viewBox width x x1 x2 y y1 y2"
)
_FUNCTION_NAMES = (
    "matrix translate translatex translatey scale rotate skewx skewy rgb rgba hsl hsla"
)
_SHAPES = frozenset(_SHAPE_NAMES.split())
_ELEMENTS = _SHAPES | frozenset(_OTHER_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
_OWN = re.compile(r"#[\w.:-]{1,200}")
_FUNCTION = re.compile(r"(?<![A-Za-z-])([A-Za-z-]++)\s*+\(")
_URL = re.compile(r"url\(\s*#[\w.:-]{1,200}\s*\)")


def clean_svg(source: str) -> str | None:
    """Return an SVG picture that runs and loads nothing; None where it cannot be read as one.

    Pictures may use their own parts, but only single shapes: parts that use parts which use parts
    would keep a browser busy for ever.
    """
    if len(source) > MAX_SVG:
        return None
    picture = _Picture()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = picture.start
    parser.EndElementHandler = picture.end
    parser.CharacterDataHandler = picture.text
    parser.EntityDeclHandler = _refuse
    parser.buffer_text = True
    try:
        parser.Parse(source.encode("utf-8", "replace"), True)
    except (expat.ExpatError, _RefusedError, ValueError):
        return None
    return picture.whole()


class _RefusedError(Exception):
    """The picture cannot be shown safely."""


def _refuse(*_: object) -> None:
    raise _RefusedError


@dataclass
class _Picture:
    """A picture that is being built anew."""

    parts: list[str] = field(default_factory=list)
    used: list[tuple[int, str]] = field(default_factory=list)
    shapes: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    skipped: int = 0
    count: int = 0

    def start(self, full_name: str, given: dict[str, str]) -> None:
        """Begin an element; leave it out with all that it holds where it is not on the list."""
        self.count += 1
        space, _, name = full_name.rpartition(" ")
        wanted = space in (_SPACE, "") and name in _ELEMENTS and not self.skipped
        if self.count > MAX_ELEMENTS or len(self.names) > MAX_DEPTH:
            raise _RefusedError
        if not self.names and not (wanted and name == "svg"):
            raise _RefusedError
        self.skipped += not wanted
        self.names.append(name)
        if not wanted:
            return
        if name in _SHAPES and "id" in given:
            self.shapes.add(given["id"])
        if name == "use":
            target = given.get(f"{_LINKED} href", given.get("href", ""))
            if _OWN.fullmatch(target):
                self.used.append((len(self.parts), target))
        self.parts.append(f"<{name}{self._root()}{_attributes(given)}>")

    def _root(self) -> str:
        return f' xmlns="{_SPACE}" xmlns:xlink="{_LINKED}"' if len(self.names) == 1 else ""

    def end(self, _name: str) -> None:
        """End an element."""
        name = self.names.pop()
        if self.skipped:
            self.skipped -= 1
        else:
            self.parts.append(f"</{name}>")

    def text(self, text: str) -> None:
        """Keep the text of labels."""
        if not self.skipped and self.names[-1] in ("text", "tspan", "title"):
            self.parts.append(escape(text))

    def whole(self) -> str:
        """Return the picture."""
        for place, target in self.used:
            if target[1:] in self.shapes:
                self.parts[place] = f'<use xlink:href="{escape(target)}"{self.parts[place][4:]}'
        return "".join(self.parts)


def _attributes(given: dict[str, str]) -> str:
    return "".join(
        f' {name}="{escape(value)}"'
        for name, value in given.items()
        if name in _ATTRIBUTES and _is_harmless(value)
    )


def _is_harmless(value: str) -> bool:
    """Tell whether a value refers to nothing outside of its picture."""
    rest = _URL.sub("", value)
    functions = {match[1].lower() for match in _FUNCTION.finditer(rest)}
    return functions <= _FUNCTIONS and not any(sign in rest for sign in "\\@")

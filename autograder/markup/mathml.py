r"""TeX formulas as MathML that a browser shows without any script or network.

`latex2mathml` reads the TeX; what it returns is built again from a list of harmless elements and
attributes, because it passes `\href` and the like through from text that students wrote.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograder.markup.math_letters import STYLES, styled

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_TEX = 2000  # longer formulas stay TeX
MAX_DEPTH = 60

_ELEMENTS = (
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom menclose "
    "msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd"
)
_ATTRIBUTES = (
    "accent accentunder columnalign columnspacing display displaystyle fence form linethickness "
    "largeop lspace mathvariant maxsize minsize movablelimits notation rowspacing rspace "
    "scriptlevel separator stretchy symmetric width"
)
_ELEMENT_NAMES = frozenset(_ELEMENTS.split())
_ATTRIBUTE_NAMES = frozenset(_ATTRIBUTES.split())
_ROWS = frozenset({"math", "mrow", "msqrt", "mstyle", "mtd"})
_THIN_SPACE = '<mspace width="0.167em"></mspace>'
_VALUE = re.compile(r"[A-Za-z0-9 .%+-]{1,60}")
_ONE_UPRIGHT = re.compile(r"\\mathrm\{(\w)\}")
"""The converter forgets that a single letter is upright, unless it is a group of its own."""


def to_html(tex: str, *, block: bool) -> str:
    """Return a formula as MathML; as TeX in `<code>` where it cannot be read."""
    display = "block" if block else "inline"
    try:
        if len(tex) > MAX_TEX:
            raise ValueError("too long")
        return _math(tex, display)
    except Exception:  # the TeX is the student's own, and the parser raises what it likes
        sign = "$$" if block else "$"
        return f'<code class="tex">{sign}{html.escape(tex)}{sign}</code>'


def _math(tex: str, display: str) -> str:
    from latex2mathml.converter import convert_to_element

    text = _element(
        convert_to_element(_ONE_UPRIGHT.sub(r"\\mathrm{{\1}}", tex), display=display), 0
    )
    if "\\" in text:
        raise ValueError("a command that the converter does not know")
    return text


def _element(element: Element, depth: int) -> str:
    if depth > MAX_DEPTH or element.tag not in _ELEMENT_NAMES:
        raise ValueError(f"no {element.tag} here")
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in sorted(element.attrib.items())
        if name in _ATTRIBUTE_NAMES and _VALUE.fullmatch(value)
        # Letters have their style themselves: see `_text`.
        if not (name == "mathvariant" and value in STYLES)
    )
    children = "".join(_children(element, depth + 1))
    return f"<{element.tag}{attributes}>{_text(element)}{children}</{element.tag}>"


def _children(element: Element, depth: int) -> Iterator[str]:
    """Yield what stands in an element, in rows with the space around names such as `log`."""
    before: Element | None = None
    for child in element:
        if element.tag in _ROWS and before is not None and _apart(before, child):
            yield _THIN_SPACE
        yield _element(child, depth)
        before = child


def _apart(left: Element, right: Element) -> bool:
    """Tell whether TeX puts a thin space between two parts of a formula, and browsers do not."""
    if _is_function(left):
        return right.tag not in ("mo", "mrow", "mspace")
    return _is_function(right) and left.tag not in ("mo", "mspace")


def _is_function(element: Element) -> bool:
    base = element[0] if element.tag in ("msub", "msup", "msubsup") and len(element) else element
    return base.tag == "mi" and len(html.unescape(base.text or "")) > 1


def _text(element: Element) -> str:
    """Escape an element's text; latex2mathml writes characters as `&#x003C3;`."""
    return html.escape(styled(html.unescape(element.text or ""), element.get("mathvariant", "")))

"""HTML that is safe to show: prose, outputs and names that students wrote, without their powers.

Three guards, each enough by itself against scripts: `bleach` keeps a short list of elements and
attributes; pages carry a Content-Security-Policy that allows no script; and nothing that a student
wrote is put into a page except through this module or escaped by the templates.
"""

from __future__ import annotations

import functools
import re
from html import escape
from typing import Any

from autograder.reporting.html import mathml

MAX_PROSE = 20_000  # characters; longer prose is shown as plain text
MAX_HTML = 200_000
MAX_ELEMENTS = 4000  # deep nesting takes the cleaner quadratic time
MAX_TEXT = 20_000

_ELEMENTS = (
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 "
    "h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table "
    "tbody td tfoot th thead tr u ul var"
)
_NOISE = ("script", "style", "template", "title", "iframe", "object", "svg", "math", "noscript")
_CLASS = re.compile(r"(highlight|dataframe|[a-z]{1,2}[a-z0-9]?)( (highlight|dataframe))*")
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_NUMBER = re.compile(r"\d{1,4}")
_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b.?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# A formula stands for itself as `␟n␟` in two characters that nobody else may write.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


def plain_text(text: str, limit: int = MAX_TEXT) -> str:
    """Return text without escape sequences and controls, progress bars settled, long ends cut."""
    cut = text[: 4 * limit]
    settled = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in cut.split("\n"))
    clean = _CONTROLS.sub("", _ESCAPES.sub("", settled))
    if len(text) <= 4 * limit and len(clean) <= limit:
        return clean
    return clean[:limit] + "\n… (the rest is not shown)"


@functools.lru_cache(maxsize=32)
def clean_html(html: str) -> str:
    """Return HTML that shows and does nothing else: no scripts, styles, frames, forms or ids."""
    if len(html) > MAX_HTML or html.count("<") > MAX_ELEMENTS:
        return _as_text(html)
    try:
        return str(_cleaner().clean(_without_noise(plain_text(html, MAX_HTML))))
    except Exception:  # a stranger's text may break any parser; plain text is always safe
        return _as_text(html)


def clean_markdown(source: str) -> str:
    """Return Markdown as safe HTML, formulas as MathML."""
    source = plain_text(source, MAX_PROSE + 1).replace(_OPEN, "").replace(_CLOSE, "")
    if len(source) > MAX_PROSE:
        return _as_text(source)
    formulas: list[str] = []
    try:
        html = _markdown(source, formulas)
    except Exception:  # as above
        return _as_text(source)
    # Formulas come back last, and only into text: no attribute may hold a mark.
    return _MARK.sub(lambda mark: _formula(mark, formulas), clean_html(html))


def is_empty(html: str) -> bool:
    """Tell whether cleaned HTML shows nothing."""
    return not re.sub(r"<(?!img src)[^>]*>|\s", "", html)


def _formula(mark: re.Match[str], formulas: list[str]) -> str:
    number = int(mark[1])
    return formulas[number] if number < len(formulas) else ""


def _as_text(source: str) -> str:
    return f"<pre>{escape(plain_text(source))}</pre>"


def _without_noise(html: str) -> str:
    """Drop elements whose *content* is no text either; bleach would show it as text."""
    from bs4 import BeautifulSoup

    if not any(f"<{name}" in html.lower() for name in _NOISE):
        return html
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(list(_NOISE)):
        element.decompose()
    return str(soup)


def _cleaner() -> Any:
    from bleach.sanitizer import Cleaner

    return Cleaner(
        tags=frozenset(_ELEMENTS.split()),
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        strip_comments=True,
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if _OPEN in value or _CLOSE in value:
        return False
    match tag, name:
        case "a", "href":
            return _LINK.match(value) is not None
        case "img", "src":
            return _IMAGE.fullmatch(value) is not None
        case "img", "alt":
            return True
        case (("img" | "td" | "th" | "ol"), ("width" | "height" | "colspan" | "rowspan" | "start")):
            return _NUMBER.fullmatch(value) is not None
        case (("div" | "pre" | "code" | "span" | "table"), "class"):
            return _CLASS.fullmatch(value) is not None
        case _:
            return False


def _markdown(source: str, formulas: list[str]) -> str:
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    renderer = _renderer_class()(formulas)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _renderer_class() -> Any:
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    class Renderer(IPythonRenderer):  # type: ignore[misc]
        """nbconvert's renderer, with formulas set aside and images named where they are missing."""

        def __init__(self, formulas: list[str]) -> None:
            super().__init__(escape=False, exclude_anchor_links=True)
            self.formulas = formulas

        def _set_aside(self, tex: str, *, block: bool) -> str:
            self.formulas.append(mathml.to_html(tex, block=block))
            return f"{_OPEN}{len(self.formulas) - 1}{_CLOSE}"

        def block_math(self, body: str) -> str:
            return self._set_aside(body, block=True)

        def inline_math(self, body: str) -> str:
            return self._set_aside(body, block=False)

        def latex_environment(self, name: str, body: str) -> str:
            return self._set_aside(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)

        def block_mermaidjs(self, code: str) -> str:
            return f"<pre>{escape(code)}</pre>"

        def image(self, text: str, url: str, title: str | None = None) -> str:
            if _IMAGE.fullmatch(url):
                return f'<img src="{url}" alt="{escape(text)}">'
            return f"<em>[image: {text or escape(title or 'without description')}]</em>"

    return Renderer

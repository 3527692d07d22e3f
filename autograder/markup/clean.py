"""HTML that is safe to show: prose, outputs and names that students wrote, without their powers.

Three guards, each enough by itself against scripts: `nh3` keeps a short list of elements and
attributes; pages carry a Content-Security-Policy that allows no script; and nothing that a student
wrote is put into a page except through this module or escaped by the templates.
"""

from __future__ import annotations

import functools
import re
from html import escape
from typing import TYPE_CHECKING

from autograder.markup import mathml
from autograder.markup.text import CONTROLS, plain_text

if TYPE_CHECKING:
    import nh3
    from nbconvert.filters.markdown_mistune import IPythonRenderer

MAX_PROSE = 20_000  # characters besides pictures; longer prose is shown as plain text
MAX_PICTURES = 4 << 20  # characters of prose with its pictures
MAX_HTML = 2 << 20  # room for a picture
MAX_ELEMENTS = 4000  # deep nesting takes the cleaner quadratic time
MAX_ATTRIBUTES = 32  # of one element: many take the cleaner quadratic time, too

_NAMES = (
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 "
    "h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table "
    "tbody td tfoot th thead tr u ul var"
)
ELEMENTS = frozenset(_NAMES.split())
"""Elements that show something and do nothing else."""
ATTRIBUTES = {
    "a": {"href"},
    "div": {"class"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "pre": {"class"},
    "span": {"class"},
    "table": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
"""What these may have; their values are looked at, too."""
# What these hold is not text either: it vanishes with them.
_NOISE = "script style template title iframe object svg math noscript"
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_PASTED = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+")
_NUMBER = re.compile(r"[0-9]{1,4}")
# A tag as people and programs write it, a declaration, or a `<` that begins neither.
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^ \t\n"'=<>`]+)"""
_ATTRIBUTE = rf"""[ \t\n]+[^ \t\n"'<>/=]+(?:[ \t\n]*=[ \t\n]*{_VALUE})?"""
_TAG = re.compile(
    rf"<(?P<name>/?[A-Za-z][A-Za-z0-9:-]*)"
    rf"(?P<attributes>(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}})(?P<end>[ \t\n]*/?>)"
    rf"|<[!?][^<>]*>|<"
)
# A formula stands for itself as `␟n␟` in two characters that nobody else may write.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


@functools.lru_cache(maxsize=32)
def clean_html(html: str) -> str:
    """Return HTML that shows and does nothing else: no scripts, styles, frames, forms or ids."""
    if len(html) > MAX_HTML or html.count("<") > MAX_ELEMENTS:
        return _as_text(html)
    try:
        cleaned = _cleaner().clean(_plain_tags(plain_text(html, MAX_HTML)))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the cleaner's own; it cannot be imported
            raise
        return _as_text(html)  # a stranger's text may break any parser; plain text is always safe
    return CONTROLS.sub("", cleaned)  # `&#27;` was a control in disguise


def clean_markdown(source: str) -> str:
    """Return Markdown as safe HTML, formulas as MathML."""
    if not is_short(source, MAX_PROSE):
        return _as_text(source)
    source = plain_text(source, MAX_PICTURES).replace(_OPEN, "").replace(_CLOSE, "")
    formulas: list[str] = []
    try:
        html = _markdown(source, formulas)
    except Exception:  # as above
        return _as_text(source)
    # Formulas come back last, and only into text: no attribute may hold a mark. Each comes back
    # once: text may hold copies of its mark (as `&#xe0f0;`), and a formula can be long.
    waiting = {str(number): formula for number, formula in enumerate(formulas)}
    return _MARK.sub(lambda mark: waiting.pop(mark[1], ""), clean_html(html))


def is_short(source: str, limit: int) -> bool:
    """Tell whether a text is short, apart from pictures that were pasted into it as `data:`."""
    return len(source) <= limit or (len(source) <= MAX_PICTURES and length_of_text(source) <= limit)


def length_of_text(source: str) -> int:
    """Return how long a text is without the pictures in it."""
    return len(_PASTED.sub("", source)) if "base64," in source else len(source)


def is_empty(html: str) -> bool:
    """Tell whether cleaned HTML shows nothing."""
    return not re.sub(r"<(?!img [^>]*src=)[^>]*>|\s", "", html)


def _as_text(source: str) -> str:
    return f"<pre>{escape(plain_text(source))}</pre>"


def _plain_tags(html: str) -> str:
    """Return HTML whose every `<` begins a tag of few attributes: what cleaning takes is bounded.

    All other `<` become text. Looking at one `<` at a time, this holds wherever a browser sees it
    (in a comment, a script, an attribute), so that nothing depends on reading HTML as it does.
    """
    first, *others = html.split("<!--")
    rests = (part.partition("-->") for part in others)
    without_comments = first + "".join(rest if end else inner for inner, end, rest in rests)
    return _TAG.sub(_plain_tag, without_comments)


def _plain_tag(found: re.Match[str]) -> str:
    """Return a tag without the attributes that would be dropped anyway, if it can have none.

    Elements such as `<b>` are opened again in every paragraph that follows, unless they are equal.
    """
    name = found["name"]
    if name is None:
        return "&lt;" if found[0] == "<" else ""
    keeps = name.lower() in ATTRIBUTES
    attributes = found["attributes"].replace("<", "&lt;") if keeps else ""
    if name.lower() == "img" and "alt" not in attributes.lower():
        attributes += ' alt="picture"'  # a screen reader would read the data aloud
    return f"<{name}{attributes}{found['end']}"


@functools.cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=set(ELEMENTS),
        clean_content_tags=set(_NOISE.split()),
        attributes=ATTRIBUTES,
        attribute_filter=kept_value,
        url_schemes={"http", "https", "mailto", "data"},
    )


@functools.cache
def classes() -> frozenset[str]:
    """Return the classes that are kept: those of highlighted code, and pandas' of its tables.

    Any other could be one of our pages' own, and an output could pass for what a test said.
    """
    from pygments.token import STANDARD_TYPES

    return frozenset({"highlight", "dataframe", *STANDARD_TYPES.values()} - {""})


def kept_value(tag: str, name: str, value: str) -> str | None:
    """Return what is kept of an attribute's value; None drops the attribute."""
    match tag, name:
        case _, "class":
            return " ".join(word for word in value.split() if word in classes()) or None
        case "a", "href":
            good = _LINK.match(value) is not None
        case "img", "src":
            good = _IMAGE.fullmatch(value) is not None
        case ("img", "alt") | ("a", "rel"):  # `rel` is what the cleaner itself gives to links
            good = True
        case _:
            good = _NUMBER.fullmatch(value) is not None
    return value if good and not (_OPEN in value or _CLOSE in value) else None


def _markdown(source: str, formulas: list[str]) -> str:
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    renderer = _renderer_class()(formulas)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _renderer_class() -> type[IPythonRenderer]:
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

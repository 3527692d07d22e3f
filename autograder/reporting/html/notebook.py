"""A notebook as a part of a page: nbconvert's exporter with a template and filters of our own."""

from __future__ import annotations

import functools
import re
from html import escape
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.markup.clean import MAX_PROSE, clean_html, clean_markdown
from autograder.reporting.html.drawn import Pictures
from autograder.reporting.html.pages import template_text
from autograder.reporting.html.redact import DATA_KINDS

if TYPE_CHECKING:
    from nbconvert.exporters.templateexporter import TemplateExporter

MAX_COLOURED_LINE = 2000
"""Characters; the search for names in longer lines takes quadratic time."""
_TOKEN = re.compile('<span class="([a-z0-9]+)">([^<]*)</span>')
_COLOUR = re.compile(r"\.highlight \.([a-z0-9]+)")
_TITLES = {"answer": "Your answer:", "tests": "Tests:", "hidden": "Hidden tests:"}


def notebook_html(shown: NotebookNode, boxes: dict[str, str]) -> str:
    """Return a notebook as HTML.

    Args:
        shown: a notebook made by `autograder.reporting.html.redact`.
        boxes: finished HTML to put under cells, by grade id.
    """
    resources = {"boxes": boxes, "titles": _TITLES, "pictures": Pictures()}
    html, _ = _exporter().from_notebook_node(shown, resources)
    return str(html).strip()


def answer_html(cell: NotebookNode) -> str:
    """Return what a student wrote in a cell as HTML: code with its colours, or prose.

    Args:
        cell: a cell made by `autograder.reporting.html.redact`.
    """
    source = str(cell.source)
    return _highlighted(source) if cell.cell_type == "code" else _prose(source)


@functools.cache
def _exporter() -> TemplateExporter:
    """Return nbconvert's exporter with our template and our cleaning.

    `HTMLExporter` would parse every page once more, to add what our template has, and take half
    of the time for it; its filters that matter are registered here.
    """
    from nbconvert.exporters.templateexporter import TemplateExporter
    from traitlets.config import Config

    config = Config()
    config.TemplateExporter.default_preprocessors = []
    config.NbConvertBase.display_data_priority = list(DATA_KINDS)
    exporter = TemplateExporter(
        config=config, template_name="classic", raw_template=template_text("notebook.html.j2")
    )
    exporter.register_filter("clean_html", clean_html)
    exporter.register_filter("markdown2html", _prose)
    exporter.register_filter("highlight_code", _highlighted)
    return exporter


@functools.lru_cache(maxsize=1024)
def _highlighted(source: str) -> str:
    """Return code as HTML; locked cells are the same for a whole class, hence the cache."""
    from nbconvert.filters.highlight import Highlight2HTML

    if any(len(line) > MAX_COLOURED_LINE for line in source.split("\n")):
        return f'<div class="highlight"><pre>{escape(source)}</pre></div>'
    return _lean(str(Highlight2HTML(pygments_lexer="ipython3")(source)))


def _lean(html: str) -> str:
    """Return coloured code without the marks that have no colour: they were half of a page."""
    coloured = _coloured()
    return _TOKEN.sub(lambda token: token[0] if token[1] in coloured else token[2], html)


@functools.cache
def _coloured() -> frozenset[str]:
    """Return the kinds of words in code that the style sheet shows in a colour."""
    return frozenset(_COLOUR.findall(template_text("style.css")))


def _prose(source: str) -> str:
    """Return Markdown as safe HTML whose headings stand below those of the page."""
    return _short_prose(source) if len(source) <= MAX_PROSE else _lowered(clean_markdown(source))


@functools.lru_cache(maxsize=1024)
def _short_prose(source: str) -> str:
    """Return the same; locked cells are the same for a whole class, and pictures are not kept."""
    return _lowered(clean_markdown(source))


def _lowered(html: str) -> str:
    return re.sub(r"<(/?)h([1-4])>", lambda tag: f"<{tag[1]}h{int(tag[2]) + 2}>", html)

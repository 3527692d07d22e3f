"""Pages of marking: our templates, in the look of feedback and report."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

from autograder.markup.clean import clean_markdown
from autograder.reporting.html.pages import environment_of, template_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PACKAGE = "autograder.marking"


def page(template: str, /, **context: object) -> str:
    """Return a page; everything in `context` is escaped unless it is `Markup`."""
    return _environment().get_template(template).render(**context)


def prose(markdown: str) -> Markup:
    """Return Markdown as safe HTML, formulas as MathML."""
    from markupsafe import Markup

    return Markup(clean_markdown(markdown))


@functools.cache
def style() -> str:
    """Return the style sheet: the one of all pages, and what these have besides."""
    return f"{template_text('style.css')}\n{_text('mark.css')}"


@functools.cache
def script() -> str:
    """Return the script: keys for everything that the page's buttons do."""
    return _text("mark.js")


def _text(name: str) -> str:
    return (resources.files(PACKAGE) / "templates" / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> Environment:
    environment = environment_of(PACKAGE)
    environment.filters["prose"] = prose
    return environment

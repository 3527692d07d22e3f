"""HTML pages: templates, one look, and a policy under which no script of a stranger runs."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterable
from importlib import resources
from typing import TYPE_CHECKING

from autograder.course.moments import shown_span
from autograder.markup.text import parts
from autograder.reporting.html.states import State

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def template_text(name: str) -> str:
    """Return the text of a file in `autograder/reporting/templates`."""
    return (resources.files("autograder.reporting") / "templates" / name).read_text(
        encoding="utf-8"
    )


def render(name: str, **context: object) -> str:
    """Return a page from a template; everything in `context` is escaped unless it is `Markup`.

    The page may use its own style sheet, its own script if it names one, and nothing else.
    """
    from markupsafe import Markup

    style = template_text("style.css")
    script = template_text(str(context["script_name"])) if "script_name" in context else ""
    return (
        _environment()
        .get_template(name)
        .render(
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            **context,
        )
    )


def points(value: float | None) -> str:
    """Return points as people write them: `2`, `1.5`, `–` where there are none."""
    return "–" if value is None else f"{round(value, 2):g}"


def percent(value: float | None) -> str:
    """Return a share as a percentage, `–` where there is none."""
    return "–" if value is None else f"{100 * value:.0f}\u00a0%"


def said(sentence: str, names: Iterable[str] | None = None) -> Markup:
    """Return a sentence as HTML, the words of strangers in it marked as such.

    Args:
        sentence: the sentence.
        names: names that are code, as `autograder.markup.text.parts` takes them.
    """
    from markupsafe import Markup, escape

    shown = {"ours": "{}", "quote": "<q>{}</q>", "code": "<code>{}</code>"}
    return Markup("").join(
        Markup(shown[kind].format(escape(text))) for kind, text in parts(sentence, names)
    )


@functools.cache
def _environment() -> Environment:
    return environment_of()


def environment_of(*packages: str) -> Environment:
    """Return what makes pages from the templates of packages, and from ours behind them."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in (*packages, "autograder.reporting")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": points, "percent": percent, "said": said, "span": shown_span}
    environment.globals["State"] = State
    return environment


def _policy(style: str, script: str) -> str:
    """Return the page's Content-Security-Policy: nothing but our own style and script."""
    scripts = f" script-src {_hash(script)};" if script else ""
    return (
        f"default-src 'none';{scripts} style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

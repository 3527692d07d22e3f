"""HTML pages: templates, one look, and a policy under which no script of a stranger runs."""

from __future__ import annotations

import base64
import functools
import hashlib
import os
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.reporting.results import State

SYMBOLS = {
    State.PASSED: "✓",
    State.PARTLY: "◐",
    State.FAILED: "✗",
    State.BLANK: "○",
    State.WAITING: "…",
    State.NOT_GRADABLE: "⊘",
    State.MISSING: "–",
}


def template_text(name: str) -> str:
    """Return the text of a file in `autograder/reporting/templates`."""
    return (resources.files("autograder.reporting") / "templates" / name).read_text(
        encoding="utf-8"
    )


def render(name: str, **context: Any) -> str:
    """Return a page from a template; everything in `context` is escaped unless it is `Markup`.

    The page may use its own style sheet, its own script if it names one, and nothing else.
    """
    from markupsafe import Markup

    style = template_text("style.css")
    script = template_text(context["script_name"]) if "script_name" in context else ""
    text: str = (
        _environment()
        .get_template(name)
        .render(
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            **context,
        )
    )
    return text


def points(value: float | None) -> str:
    """Return points as people write them: `2`, `1.5`, `–` where there are none."""
    return "–" if value is None else f"{round(value, 2):g}"


def percent(value: float | None) -> str:
    """Return a share as a percentage, `–` where there is none."""
    return "–" if value is None else f"{100 * value:.0f}\u00a0%"


def file_name(name: str) -> str:
    """Return a name of the gradebook that is to name a file or folder.

    Raises:
        AutograderError: it would lead elsewhere.
    """
    if name in ("", ".", "..") or any(sign in name for sign in "/\\\0"):
        raise AutograderError(
            f"The gradebook knows the name {name!r}, which cannot name a file.",
            "Rename it in the formgrader, or leave it out (feedback has --student).",
        )
    return name


def write_text(path: Path, text: str) -> None:
    """Write a file as a whole: a reader sees the old text or the new one, never a part.

    Raises:
        AutograderError: the file cannot be written.
    """
    data = text.encode("utf-8", errors="backslashreplace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AutograderError(
            f"{path} cannot be written: {error.strerror}.", "Check the folder and the disk's space."
        ) from error


@functools.cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("autograder.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": points, "percent": percent}
    environment.globals |= {"symbols": SYMBOLS, "State": State}
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

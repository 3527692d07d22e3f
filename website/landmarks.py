"""A Sphinx extension: what the theme's pages lack for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils.nodes import document
    from sphinx.application import Sphinx

AFTER_THE_THEME = 900
"""Sphinx calls what has the smaller number first; the theme has 500."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the mend with Sphinx."""
    app.connect("html-page-context", _give_levels, priority=AFTER_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _give_levels(
    _app: Sphinx, _page: str, _template: str, context: dict[str, object], _tree: document | None
) -> None:
    """Say which level the headings of the sidebar have: their role alone does not."""
    tree = str(context.get("furo_navigation_tree", ""))
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )

"""Sphinx's settings for the site."""

from __future__ import annotations

from pathlib import Path

import autograder
from website import formulas, landmarks

HERE = Path(__file__).parent
STATIC = HERE / "static"


def settings() -> dict[str, object]:
    """Return what Sphinx is told."""
    return {
        "project": "Activation Lab",
        "copyright": "the authors of Activation Lab: code MIT, texts and figures CC BY 4.0",
        "version": autograder.__version__,
        "release": autograder.__version__,
        "language": "en",
        "extensions": ["myst_nb", formulas.__name__, landmarks.__name__],
        "nb_execution_mode": "off",  # they come executed
        "myst_enable_extensions": ["dollarmath"],
        "myst_heading_anchors": 4,
        "myst_dmath_double_inline": True,
        "nitpicky": True,
        # Examples leave things out with "…", which is no Python.
        "suppress_warnings": ["misc.highlighting_failure"],
        # Texts set their quotes and dashes themselves.
        "smartquotes": False,
        "html_math_renderer": formulas.NAME,
        "html_theme": "furo",
        "html_title": "Activation Lab",
        "html_static_path": [str(STATIC)],
        "templates_path": [str(HERE / "templates")],
        "html_css_files": ["site.css"],
        "html_js_files": [("site.js", {"defer": "defer"})],
        "html_favicon": str(STATIC / "icon.svg"),
        "html_use_index": False,
        "html_copy_source": False,
        "html_show_sphinx": False,
        "html_last_updated_fmt": None,
        "html_theme_options": {"top_of_page_buttons": []},
    }

"""A Sphinx extension: formulas become MathML as the site is built, so pages load no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.nodes import SkipNode
from sphinx.util.logging import getLogger

from autograder.markup.mathml import to_html

if TYPE_CHECKING:
    from docutils.nodes import Element, math, math_block
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

NAME = "mathml"
_LOG = getLogger(__name__)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer with Sphinx."""
    app.add_html_math_renderer(
        NAME, inline_renderers=(_inline, None), block_renderers=(_block, None)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator: HTML5Translator, node: math) -> None:
    translator.body.append(_written(node, block=False))
    raise SkipNode


def _block(translator: HTML5Translator, node: math_block) -> None:
    translator.body.append(f'<div class="formula">{_written(node, block=True)}</div>\n')
    raise SkipNode


def _written(node: Element, *, block: bool) -> str:
    tex = node.astext().strip()
    written = to_html(tex, block=block)
    if not written.startswith("<math"):
        # The build takes warnings for errors.
        _LOG.warning("this formula cannot be shown: %s", tex, location=node)
    return written

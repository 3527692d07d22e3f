"""Pictures of one page: each stands in it once, however often the code has drawn it."""

from __future__ import annotations

import base64
from html import escape

from nbformat import NotebookNode

SVG = "image/svg+xml"
_UNTOLD = "Figure drawn by the cell above"
_AGAIN = '<a href="#{place}">The same picture as further up</a>'


class Pictures:
    """The pictures of a page, in the order in which they come."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], str] = {}

    def html(self, output: NotebookNode, kind: str) -> str:
        """Return the HTML of an output's picture; of one that is there already, a link to it.

        Args:
            output: a cleaned output (`autograder.reporting.html.redact`).
            kind: the picture's form.
        """
        text = output.data[kind]
        told = escape(output.metadata.get(kind, {}).get("alt") or _UNTOLD)
        key = (kind, text)
        if key in self._places:
            return f"<p>{_AGAIN.format(place=self._places[key])} ({told}).</p>"
        place = self._places[key] = f"picture-{len(self._places) + 1}"
        data = base64.b64encode(text.encode()).decode() if kind == SVG else escape(text)
        return f'<img id="{place}" src="data:{kind};base64,{data}" alt="{told}">'

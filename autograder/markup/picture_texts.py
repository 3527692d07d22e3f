"""What pictures show, in words: the alternative text in an output's metadata, where there is one.

nbconvert and nbgrader look for it in `metadata["image/png"]["alt"]`. It comes from the code that
drew the picture, so it is a stranger's text: one bounded line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nbformat import NotebookNode

from autograder.markup.text import plain_text

MAX_WORDS = 2000
"""Characters."""
KINDS = ("image/png", "image/jpeg", "image/svg+xml")


def picture_text(metadata: object) -> str:
    """Return what an output's picture shows, as one line; "" where its metadata do not say.

    Args:
        metadata: of an output, as it came in.
    """
    for kind in KINDS:
        own = metadata.get(kind) if isinstance(metadata, Mapping) else None
        if text := bounded_text(own.get("alt") if isinstance(own, Mapping) else None):
            return text
    return ""


def bounded_text(text: object) -> str:
    """Return a text as one line of at most `MAX_WORDS` characters; "" where it is none."""
    if not isinstance(text, str):
        return ""
    line = " ".join(plain_text(text[: 2 * MAX_WORDS]).split())
    return line if len(line) <= MAX_WORDS else line[: MAX_WORDS - 1] + "…"


def told_metadata(text: str, kinds: Iterable[str]) -> NotebookNode:
    """Return an output's metadata that say what its pictures show.

    Args:
        text: what they show; "" where nobody knows.
        kinds: the forms that the output has.
    """
    pictures = [kind for kind in kinds if kind in KINDS] if text else []
    return NotebookNode({kind: NotebookNode(alt=text) for kind in pictures})

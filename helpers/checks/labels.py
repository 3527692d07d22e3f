"""What the words of a picture say, however they are written."""

from __future__ import annotations

from helpers.checks.descriptions import Picture

_SLOPE = ("'", "′", "prime", "deriv", "slope", "grad", "/d", "partial", "dot", "steep", "tangent")


def can_be_read(picture: Picture, words: str) -> bool:
    """Tell whether words stand anywhere in a picture: title, labels, legend or other texts.

    Args:
        picture: described axes.
        words: what is looked for. Capitals, line breaks and further words do not matter.

    Returns:
        Whether they do.
    """
    texts = [picture["title"], picture["xlabel"], picture["ylabel"], *picture["texts"]]
    texts += [line["label"] for line in picture["lines"]]
    return any(_plain(words) in _plain(text) for text in texts)


def means_slope(label: str) -> bool:
    """Tell whether a label speaks of a derivative.

    Args:
        label: the label of a curve.

    Returns:
        Whether it has a prime, a d/dz or a word for it.
    """
    return any(sign in _plain(label) for sign in _SLOPE)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()

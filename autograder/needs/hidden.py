"""What ends the reading of a notebook: code that does what its text does not show."""

from __future__ import annotations


class HiddenError(Exception):
    """A cell does what its text does not show; the message says what, as in "uses `exec`"."""

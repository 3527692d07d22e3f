"""Pythons: a notebook says which one has run it, and it may be newer than the one that grades."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

_VERSION = re.compile(r"(\d{1,2})\.(\d{1,3})(?!\d)", re.ASCII)


def of_newer_python(content: Mapping[str, object], name: str) -> str:
    """Return a remark on a notebook that a newer Python has run; "" where none has.

    Args:
        content: the notebook as it came in.
        name: the name of its file, as sentences show it.
    """
    metadata = content.get("metadata")
    language = metadata.get("language_info") if isinstance(metadata, dict) else None
    if not isinstance(language, dict) or language.get("name") != "python":
        return ""
    version = language.get("version")
    found = _VERSION.match(version) if isinstance(version, str) else None
    if found is None or (int(found[1]), int(found[2])) <= sys.version_info[:2]:
        return ""
    theirs, ours = found[0], f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        f"{name} was written with Python {theirs}, and grading runs Python {ours}. What only "
        f"Python {theirs} can do stops with an error here. If an answer lost points for it, write "
        f"it so that Python {ours} can run it."
    )

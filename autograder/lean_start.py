"""Lean starts: what other packages load for us and no notebook uses."""

from __future__ import annotations

import sys


def leave_out_grammars() -> None:
    """Keep jsonschema from building a grammar of web addresses, which takes a second.

    It is for a format that nbformat's schema does not have; where it is missing, jsonschema does
    without.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # "cannot be had"

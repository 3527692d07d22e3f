"""Lean starts: what other packages load for us and no command uses."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def leave_out_grammars() -> None:
    """Keep jsonschema from building a grammar of web addresses, which takes a second.

    It is for a format that nbformat's schema does not have; where it is missing, jsonschema does
    without.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # "cannot be had"


def leave_out_servers() -> None:
    """Keep nbgrader from loading what it adds to JupyterLab's server: half of its start.

    The package itself imports these parts, of which no command has need. Modules below them can
    still be imported.
    """
    package = find_spec("nbgrader") if "nbgrader" not in sys.modules else None
    for place in (package and package.submodule_search_locations) or ():
        for start in Path(place, "server_extensions").glob("*/__init__.py"):
            part = ModuleType(f"nbgrader.server_extensions.{start.parent.name}")
            part.__path__ = [str(start.parent)]
            vars(part)["load_jupyter_server_extension"] = None
            sys.modules.setdefault(part.__name__, part)

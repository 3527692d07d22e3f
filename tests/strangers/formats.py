"""Notebooks in older formats and with older schemas, made from today's."""

from __future__ import annotations

import copy
import json

from nbformat import NotebookNode

MINORS = (0, 1, 2, 3, 4, 5)
SCHEMAS = (0, 1, 2, 3)


def as_schema(notebook: NotebookNode, schema: int) -> NotebookNode:
    """Return a notebook whose cells have an older schema of nbgrader's."""
    result = copy.deepcopy(notebook)
    for cell in result.cells:
        own = cell.metadata.get("nbgrader")
        if own is None or schema == 3:
            continue
        own["schema_version"] = schema
        own.pop("task")
        if schema == 0:
            del own["schema_version"]
            for flag in ("grade", "solution", "locked"):
                if not own[flag]:
                    del own[flag]
            if "points" in own:
                own["points"] = str(own["points"])
    return result


def as_text(notebook: NotebookNode, major: int = 4, minor: int = 5) -> str:
    """Return the text of a notebook's file in an older format."""
    result = copy.deepcopy(notebook)
    if major == 3:
        return _v3(result)
    result.nbformat_minor = minor
    for number, cell in enumerate(result.cells):
        if minor < 5:
            cell.pop("id", None)
        else:
            cell["id"] = f"own-{number}"
    return json.dumps(result)


def _v3(notebook: NotebookNode) -> str:
    """Return the text in format 3, where a notebook has sheets, and a cell of code an input."""
    cells = []
    for cell in notebook.cells:
        kept = {"cell_type": cell.cell_type, "metadata": cell.metadata}
        if cell.cell_type == "code":
            code = {"input": cell.source, "language": "python", "outputs": [], "collapsed": False}
            cells.append({**kept, **code})
        else:
            cells.append({**kept, "source": cell.source})
    sheets = [{"cells": cells, "metadata": {}}]
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}
    )

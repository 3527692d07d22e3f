"""A notebook's file as JupyterLab, VS Code and Colab write it: what each of them adds and drops.

In the form of their files, with values that such files hold.
"""

from __future__ import annotations

import copy
import json
import platform
import uuid
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA"
    "60e6kgAAAABJRU5ErkJggg=="
)
_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}
_WIDGET = "application/vnd.jupyter.widget-view+json"


def by_jupyterlab(notebook: NotebookNode) -> bytes:
    """Return the file that JupyterLab saves, times of runs recorded."""
    content = _opened(notebook)
    content["metadata"]["language_info"] = _LANGUAGE
    content["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    for count, cell in enumerate(_code(content), start=1):
        moment = f"2026-03-02T09:00:{count % 60:02d}.123456Z"
        cell["metadata"] |= {"execution": {"iopub.execute_input": moment}, "trusted": True}
        cell |= {"execution_count": count, "outputs": _outputs(count)}
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def by_vscode(notebook: NotebookNode) -> bytes:
    """Return the file that VS Code saves: its kernel's name, languages of cells."""
    content = _opened(notebook)
    content["metadata"] = {
        "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
        "language_info": _LANGUAGE,
    }
    for count, cell in enumerate(_code(content), start=1):
        cell["metadata"]["vscode"] = {"languageId": "python"}
        cell |= {"execution_count": count, "outputs": _outputs(count)}
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def by_colab(notebook: NotebookNode) -> bytes:
    """Return the file that Colab downloads: its ids, its runs, and no ids as nbformat has them."""
    content = _opened(notebook)
    content["nbformat_minor"] = 0
    content["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"a1": {"model_name": "Box"}}},
    }
    for number, cell in enumerate(content["cells"]):
        cell.pop("id", None)
        cell["metadata"]["id"] = f"k{number:02d}_ZqWv3x"
    for count, cell in enumerate(_code(content), start=1):
        cell["metadata"] |= {
            "colab": {"base_uri": "https://localhost:8080/", "height": 35},
            "outputId": str(uuid.UUID(int=count)),
            "executionInfo": {
                "status": "ok",
                "timestamp": 1_772_442_000_000 + count,
                "user_tz": -60,
                "user": {"displayName": "Ada", "userId": "01234567890123456789"},
                "elapsed": 12,
            },
        }
        cell |= {"execution_count": count, "outputs": _outputs(count)}
    return json.dumps(content).encode()


PROGRAMS: dict[str, Callable[[NotebookNode], bytes]] = {
    "JupyterLab": by_jupyterlab,
    "VS Code": by_vscode,
    "Colab": by_colab,
}


def _opened(notebook: NotebookNode) -> dict[str, Any]:
    """Return the content of a notebook's file, texts as lists of lines."""
    content: dict[str, Any] = json.loads(json.dumps(copy.deepcopy(notebook)))
    for cell in content["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return content


def _code(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in content["cells"] if cell["cell_type"] == "code"]


def _outputs(count: int) -> list[dict[str, Any]]:
    """Return outputs of every kind: the first cell said something, others show a picture."""
    if count == 1:
        return [{"output_type": "stream", "name": "stdout", "text": ["Ready.\n"]}]
    view = {"version_major": 2, "version_minor": 0, "model_id": "a1"}
    data = {"image/png": PICTURE, "text/plain": ["<Figure size 640x480>"], _WIDGET: view}
    return [{"output_type": "display_data", "data": data, "metadata": {}}]

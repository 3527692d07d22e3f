"""Copies of the source notebooks with the outputs that are known beforehand, for nbval to compare.

`source/` holds no outputs. Cells that end in `marks.total()` give their points, whatever the seed:
the copies say so, and are tagged for nbval to check it. A first and a last cell of their own see to
it that every figure has an alternative text that tells something.

    python tests/notebooks/with_outputs.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_output

from helpers.checks.marks import Points

ROOT = Path(__file__).parents[2]
ENDINGS = ("marks.total()", "marks_.total()")
TAG = "nbval-check-output"
LISTEN = """
from helpers import figure_texts as figure_texts_
told_, write_ = [], figure_texts_.text_of
figure_texts_.text_of = lambda figure: told_.append(write_(figure)) or told_[-1]
"""
JUDGE = """
assert told_, "no figure has an alternative text"
for text_ in told_:
    assert len(text_.split()) > 8, f"this text does not say what the figure shows: {text_}"
"""


def expect(notebook: nbformat.NotebookNode) -> int:
    """Put known outputs into a notebook; return how many cells have one."""
    count = 0
    for cell in notebook.cells:
        lines = [line for line in cell.source.splitlines() if not line.startswith("###")]
        if cell.cell_type == "code" and lines and lines[-1] in ENDINGS:
            worth = float(cell.metadata.nbgrader.points)
            data = {"text/plain": repr(worth), "text/html": Points(worth, of=worth)._repr_html_()}
            cell.outputs = [new_output("execute_result", data, execution_count=1)]
            cell.execution_count = 1  # nbval compares only what has been run
            cell.metadata.tags = [TAG]
            count += 1
    notebook.cells.insert(0, new_code_cell(LISTEN, id="listen"))
    notebook.cells.append(new_code_cell(JUDGE, id="judge"))
    return count


def main() -> None:
    """Write the copies, and say how many cells have known outputs."""
    for path in sorted(ROOT.glob("source/*/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        count = expect(notebook)
        target = Path(sys.argv[1]) / path.relative_to(ROOT / "source")
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
        print(f"{target}: {count} outputs to compare")


if __name__ == "__main__":
    main()

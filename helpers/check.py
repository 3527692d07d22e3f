"""Check a notebook in a terminal: `python -m helpers.check notebook.ipynb`.

Every cell runs in a new kernel of this Python, as *Restart Kernel and Run All Cells* does it. Then
each question gets a line. Nothing is written, and nothing but the course's own packages is needed.
The exit status is 0 if all visible checks pass, ★ questions left aside, 1 if not, and 2 where the
notebook cannot be run.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers.checks.progress import Progress, Row
from helpers.checks.session import Found, State, found_in, question_in

SECONDS = 600
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_RECORD = "from helpers.checks.session import record\nprint(record())"
"""The cell that asks a kernel, at the end, what its checks have found."""


class CannotRunError(Exception):
    """The notebook cannot be run; the message says why, and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the notebooks that a command line names, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.check",
        description="Run a notebook from the top and say how each question stands.",
    )
    parser.add_argument("notebook", nargs="+", type=Path, help="a file .ipynb")
    parser.add_argument(
        "--seconds", type=int, default=SECONDS, help="time for each cell (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    status = 0
    for path in options.notebook:
        try:
            status = max(status, _check(path, options.seconds))
        except CannotRunError as error:
            print(error, file=sys.stderr)
            status = 2
    return status


def _check(path: Path, seconds: int) -> int:
    notebook = read(path)
    print(f"{path.name}: running its {len(notebook.cells)} cells …", flush=True)
    summary = Progress(list(rows(notebook, run(notebook, path.parent, seconds))))
    failing = {
        row.question
        for row in summary.rows
        if row.state in (State.PARTLY, State.FAILED, State.AT_RISK)
    }
    for line in _messages(notebook, failing):
        print(line)
    print(summary)
    return 0 if summary.complete else 1


def read(path: Path) -> Any:
    """Return the notebook in a file.

    Raises:
        CannotRunError: there is no such file, or it is not a notebook with questions.
    """
    import nbformat

    if path.is_dir():
        raise CannotRunError(f"{path} is a folder. → Name a notebook in it, a file .ipynb.")
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CannotRunError(f"There is no file {path}. → Check the name and the folder.") from None
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read: {error.strerror}.") from None
    except Exception:  # nbformat raises many kinds for a file that it does not know
        raise CannotRunError(
            f"{path} is not a notebook. → Name a file .ipynb, as JupyterLab saves it."
        ) from None
    if not any(_grading(cell).get("grade") for cell in notebook.cells):
        raise CannotRunError(f"{path} has no questions: there is nothing to check.")
    return notebook


def run(notebook: Any, folder: Path, seconds: int) -> dict[str, Found]:
    """Run every cell of a notebook in a new kernel of this Python; cells that fail stop nothing.

    Returns:
        What the checks have found, question by question.

    Raises:
        CannotRunError: the kernel does not start, ends early, or a cell takes too long.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbformat.v4 import new_code_cell

    asking = new_code_cell(_RECORD)
    notebook.cells.append(asking)
    client = NotebookClient(
        notebook,
        timeout=seconds,
        startup_timeout=120,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    client.create_kernel_manager().kernel_spec.argv[0] = sys.executable
    try:
        client.execute(stderr=subprocess.DEVNULL)  # where a kernel warns of its own affairs
    except CellTimeoutError:
        raise CannotRunError(
            f"A cell ran for more than {seconds} seconds. → Look for a loop that does not end, or "
            "give it more time with --seconds."
        ) from None
    except (DeadKernelError, RuntimeError) as error:
        first = str(error).strip().splitlines()[:1]
        raise CannotRunError(
            f"The kernel has ended: {''.join(first)} → A cell may need too much memory."
        ) from None
    finally:
        notebook.cells.remove(asking)
    said = [output.text for output in asking.outputs if output.output_type == "stream"]
    return found_in(said[0]) if said else {}


def rows(notebook: Any, found: Mapping[str, Found]) -> Iterator[Row]:
    """Yield how each question of a notebook stands, given what its checks have found."""
    worth = {_grading(cell).get("grade_id", ""): _points(cell) for cell in notebook.cells}
    for cell in notebook.cells:
        grading = _grading(cell)
        if not grading.get("solution"):
            continue
        name, optional = grading.get("grade_id", ""), "optional" in cell.metadata.get("tags", [])
        if grading.get("grade"):
            yield Row(name, State.WRITTEN, 0, _points(cell), 0, optional)
            continue
        visible, hidden = (worth.get(f"{name}-{kind}", 0) for kind in ("tests", "hidden"))
        last = found.get(name, Found(State.NOT_RUN, 0, visible))
        yield Row(name, last.state, last.earned, last.worth or visible, hidden, optional)


def _messages(notebook: Any, failing: Collection[str]) -> Iterator[str]:
    """Yield what the checks of failing questions say, below the questions' names."""
    for cell in notebook.cells:
        question = question_in(cell.source)
        if question not in failing or not _grading(cell).get("grade"):
            continue
        said = [output.text for output in cell.outputs if output.output_type == "stream"]
        said += [str(output.evalue) for output in cell.outputs if output.output_type == "error"]
        text = _ESCAPES.sub("", "\n".join(said)).strip()
        if text:
            yield f"\n{question}\n" + "\n".join(f"  {line}" for line in text.splitlines())


def _grading(cell: Any) -> dict[str, Any]:
    metadata = cell.metadata.get("nbgrader", {})
    return metadata if isinstance(metadata, dict) else {}


def _points(cell: Any) -> float:
    points = _grading(cell).get("points", 0)
    return float(points) if isinstance(points, int | float) else 0.0


if __name__ == "__main__":
    sys.exit(main())

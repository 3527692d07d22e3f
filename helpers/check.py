"""Check a notebook in a terminal: `python -m helpers.check notebook.ipynb`.

Every cell runs in a new kernel of this Python, as *Restart Kernel and Run All Cells* does it. Then
each question gets a line. Nothing is written, and nothing but the course's own packages is needed.
The exit status is 0 if all visible checks pass, ★ questions left aside, 1 if not, and 2 where the
notebook cannot be run.
"""

from __future__ import annotations

import argparse
import html
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from helpers.checks.progress import Progress, Row
from helpers.checks.session import State, question_in

SECONDS = 600
_VERDICT = re.compile(r"([✓◐✗⚠]) ([0-9.e+-]+) of ([0-9.e+-]+)")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_BLANK = ("NotImplementedError", "NameError")
_OPEN = ("has no answer yet", "There is no answer yet", "NameError: “name '")


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
    run(notebook, path.parent, seconds)
    summary = Progress(list(rows(notebook)))
    for line in _messages(
        notebook, {row.question for row in summary.rows if row.state is State.OPEN}
    ):
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


def run(notebook: Any, folder: Path, seconds: int) -> None:
    """Run every cell of a notebook in a new kernel of this Python; cells that fail stop nothing.

    Raises:
        CannotRunError: the kernel does not start, ends early, or a cell takes too long.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

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


def rows(notebook: Any) -> Iterator[Row]:
    """Yield how each question of a notebook stands that has run."""
    worth = {_grading(cell).get("grade_id", ""): _points(cell) for cell in notebook.cells}
    for cell in notebook.cells:
        grading, tags = _grading(cell), cell.metadata.get("tags", [])
        if not grading.get("solution"):
            continue
        name, optional = grading.get("grade_id", ""), "optional" in tags
        if grading.get("grade"):
            yield Row(name, State.WRITTEN, 0, _points(cell), 0, optional)
            continue
        hidden = worth.get(f"{name}-hidden", 0)
        test = next(
            (c for c in notebook.cells if _grading(c).get("grade_id") == f"{name}-tests"), None
        )
        state, earned, visible = (State.NOT_RUN, 0.0, 0.0) if test is None else _verdict(test)
        if state is State.FAILED and _is_blank(cell):
            state = State.OPEN
        yield Row(name, state, earned, visible or worth.get(f"{name}-tests", 0), hidden, optional)


def _is_blank(answer: Any) -> bool:
    """Tell whether a cell still has the blank that was handed out, which raises an error."""
    errors = [output.ename for output in answer.outputs if output.output_type == "error"]
    return "NotImplementedError" in errors


def _verdict(test: Any) -> tuple[State, float, float]:
    """Return how a check ended, with the points earned and those that there are."""
    error = next((output for output in test.outputs if output.output_type == "error"), None)
    if error is not None:
        lines = str(error.evalue).splitlines()
        sentences = [line for line in lines if line[:1] != " "]
        blank = error.ename in _BLANK or (
            bool(sentences) and all(any(mark in line for mark in _OPEN) for line in sentences)
        )
        return (State.OPEN if blank else State.FAILED), 0.0, _points(test)
    shown = [output.data.get("text/html", "") for output in test.outputs if "data" in output]
    found = _VERDICT.search(html.unescape("".join(shown)))
    if found is None:  # a check without parts, which has passed
        return State.DONE, _points(test), _points(test)
    return State(found[1]), float(found[2]), float(found[3])


def _messages(notebook: Any, blank: set[str]) -> Iterator[str]:
    """Yield what the checks say that do not pass, below the names of their questions."""
    for cell in notebook.cells:
        question = question_in(cell.source)
        if not question or question in blank or not _grading(cell).get("grade"):
            continue
        said = [output.text for output in cell.outputs if output.output_type == "stream"]
        said += [str(output.evalue) for output in cell.outputs if output.output_type == "error"]
        text = _ESCAPES.sub("", "\n".join(said)).strip()
        state, _, _ = _verdict(cell)
        if text and state not in (State.DONE, State.OPEN):
            yield f"\n{question}\n" + "\n".join(f"  {line}" for line in text.splitlines())


def _grading(cell: Any) -> dict[str, Any]:
    metadata = cell.metadata.get("nbgrader", {})
    return metadata if isinstance(metadata, dict) else {}


def _points(cell: Any) -> float:
    points = _grading(cell).get("points", 0)
    return float(points) if isinstance(points, int | float) else 0.0


if __name__ == "__main__":
    sys.exit(main())

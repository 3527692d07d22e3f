"""Intake: from a submitted file to clean cells, without running or trusting anything in it.

A bad file becomes a status with a sentence, never a crash. Of every cell only its type, its
text, its `grade_id` and its pictures are kept: other outputs, tags and all other metadata are the
student's own business and cannot steer the grading. Cells that a bundle put at the top are dropped.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.start_cell import is_handed_out
from autograder.grading.pictures import MAX_PASTED, attach_pasted, pasted
from autograder.grading.pythons import of_newer_python
from autograder.grading.stamps import MAX_STAMP, STAMP_NAME, Stamp, read_time, unreadable
from autograder.outcomes import NOT_HANDED_IN, Status

MAX_CELLS = 2000
MAX_OUTPUTS = 1000
MAX_PICTURES = 12
"""Of one cell."""
MAX_PICTURE = 2 << 20
"""Characters of one, in base64."""
_AGAIN = "Download the notebook from JupyterLab once more (File → Save, then hand in the .ipynb)."


@dataclass(frozen=True)
class HandedFile:
    """The file of a notebook as it came in, before anything in it is looked at.

    Attributes:
        notebook: the notebook's name.
        raw: its bytes; None where there are none to look at.
        refusal: a sentence about why it cannot be read; "" where it was not handed in.
        name: the file's name, as sentences show it; "" for the notebook's own.
        remarks: sentences about how it was found.
    """

    notebook: str
    raw: bytes | None
    refusal: str = ""
    name: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handed:
    """One notebook as it came in.

    Attributes:
        notebook: its name.
        status: GRADED where it can go on, MISSING or NOT_GRADABLE where it cannot.
        cells: a notebook of clean cells, None where it cannot go on.
        remarks: sentences about what is wrong, or how the file was found.
    """

    notebook: str
    status: Status
    cells: NotebookNode | None = None
    remarks: tuple[str, ...] = ()


class _RefusedError(Exception):
    """The file cannot be graded; the text is the sentence."""


def read_file(path: Path, limit: int, folders: int = 2) -> HandedFile:
    """Read the file of a submitted notebook.

    Args:
        path: where it should be.
        limit: largest size accepted, in bytes.
        folders: how many folders above it must not be links.
    """
    try:
        return HandedFile(path.stem, _read_bytes(path, limit, folders))
    except FileNotFoundError:
        return HandedFile(path.stem, None)
    except _RefusedError as refusal:
        return HandedFile(path.stem, None, str(refusal))


def read_beside(path: Path, limit: int) -> bytes | None:
    """Return the bytes of a file beside the notebooks; None where it cannot be read."""
    try:
        return _read_bytes(path, limit, 1)
    except (FileNotFoundError, _RefusedError):
        return None


def parse(file: HandedFile) -> Handed:
    """Return the notebook in a file; a bad file becomes a status with a sentence."""
    name = file.name or f"{file.notebook}.ipynb"
    if file.raw is None and not file.refusal:
        sentence = f"{name} {NOT_HANDED_IN}"
        return Handed(file.notebook, Status.MISSING, remarks=(sentence,))
    if file.raw is None:
        return Handed(file.notebook, Status.NOT_GRADABLE, remarks=(file.refusal,))
    try:
        content = _parse(file.raw, name)
        newer = of_newer_python(content, name)
        remarks = (*file.remarks, newer) if newer else file.remarks
        return Handed(file.notebook, Status.GRADED, _clean(content), remarks)
    except _RefusedError as refusal:
        return Handed(file.notebook, Status.NOT_GRADABLE, remarks=(str(refusal),))


def read_handed(path: Path, limit: int) -> Handed:
    """Read one submitted notebook: `read_file`, then `parse`."""
    return parse(read_file(path, limit))


def read_stamp(folder: Path) -> Stamp:
    """Return what nbgrader's `timestamp.txt` of a submission says: when it was handed in."""
    path = folder / STAMP_NAME
    try:
        return read_time(_read_bytes(path, MAX_STAMP, 1).decode("utf-8").strip())
    except FileNotFoundError:
        return Stamp()
    except UnicodeDecodeError:
        return unreadable()
    except _RefusedError:  # in a folder that nobody can look into there may be none
        return unreadable() if os.path.lexists(path) else Stamp()


def _read_bytes(path: Path, limit: int, folders: int) -> bytes:
    """Read a regular file without following links or waiting at a pipe."""
    for folder in list(path.parents)[:folders]:
        if _is_link(folder):
            raise _RefusedError(
                f"The folder {folder.name} is a link, and links are not followed. "
                "Put the files themselves there."
            )
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        if _is_link(path):
            raise _RefusedError(f"{path.name} is a link to nowhere. {_AGAIN}") from None
        raise
    except NotADirectoryError:
        raise FileNotFoundError(path) from None
    except OSError as error:
        link = error.errno == errno.ELOOP
        what = "is a link" if link else f"cannot be opened ({error.strerror})"
        raise _RefusedError(f"{path.name} {what}. Hand in the file itself.") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _RefusedError(f"{path.name} is not an ordinary file. {_AGAIN}")
        if status.st_size > limit:
            raise _RefusedError(
                f"{path.name} has {status.st_size / 2**20:.1f} MiB, and at most "
                f"{limit / 2**20:.0f} MiB are read. Clear its outputs and save it."
            )
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    except OSError as error:
        raise _RefusedError(f"{path.name} cannot be read ({error.strerror}). {_AGAIN}") from None
    finally:
        os.close(descriptor)


def _is_link(path: Path) -> bool:
    """Tell whether this is a link; a folder that may not be entered shows none."""
    try:
        return path.is_symlink()
    except PermissionError:
        return False


def _parse(raw: bytes, name: str) -> dict[str, object]:
    """Return the notebook's JSON object in format 4."""
    if not raw.strip():
        raise _RefusedError(f"{name} is empty. {_AGAIN}")
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _RefusedError(
            f"{name} is not UTF-8 text, so it is not a notebook. {_AGAIN}"
        ) from None
    except json.JSONDecodeError as error:
        raise _RefusedError(
            f"{name} is not valid JSON (line {error.lineno}: {error.msg}); "
            f"it was cut off or edited by hand. {_AGAIN}"
        ) from None
    except (RecursionError, ValueError):
        raise _RefusedError(f"{name} holds JSON that no notebook holds. {_AGAIN}") from None
    if not isinstance(content, dict) or not content.keys() & {"nbformat", "cells", "worksheets"}:
        raise _RefusedError(f"{name} is JSON, but not a notebook. {_AGAIN}")
    version = content.get("nbformat")
    if version == 3:
        return _upgraded(content, name)
    if version != 4:
        raise _RefusedError(
            f"{name} has notebook format {str(version)[:20]!r}, and formats 3 and 4 can be read. "
            "Open it in JupyterLab and save it."
        )
    if not isinstance(content.get("cells"), list):
        raise _RefusedError(f"{name} has no list of cells, so it is not a notebook. {_AGAIN}")
    return content


def _upgraded(content: dict[str, object], name: str) -> dict[str, object]:
    """Convert a notebook of format 3: a heading's level is a number of signs to be written."""
    try:
        notebook = nbformat.from_dict(content)
        cells = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        levels = [cell.get("level", 1) for cell in cells if cell.get("cell_type") == "heading"]
        if len(cells) > MAX_CELLS or not all(type(n) is int and 1 <= n <= 6 for n in levels):
            raise ValueError
        return dict(nbformat.convert(notebook, 4))
    except Exception:  # a hostile file may break the converter anywhere
        raise _RefusedError(
            f"{name} is an old notebook that cannot be converted. {_AGAIN}"
        ) from None


def _clean(content: dict[str, object]) -> NotebookNode:
    """Return a notebook of cells that hold nothing but type, text, grade id and pictures."""
    cells = content["cells"]
    assert isinstance(cells, list)  # `_parse` has refused everything else
    if len(cells) > MAX_CELLS:
        raise _RefusedError(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are graded.")
    cleaned: list[NotebookNode] = []
    room = MAX_PASTED
    for number, cell in enumerate(cells, start=1):
        made = _clean_cell(cell, number)
        if is_handed_out(made):
            continue
        if made.cell_type != "code" and room:
            found = pasted(cell, room)
            room -= len(found)
            attach_pasted(made, found)
        cleaned.append(made)
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=cleaned)


def _clean_cell(cell: object, number: int) -> NotebookNode:
    broken = f"Cell {number} of the notebook is broken: "
    if not isinstance(cell, dict):
        raise _RefusedError(f"{broken}it is not a JSON object. {_AGAIN}")
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        raise _RefusedError(f"{broken}its type is {str(kind)[:20]!r}. {_AGAIN}")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _RefusedError(f"{broken}its text is not text. {_AGAIN}")
    # Lone surrogates are legal JSON and no legal UTF-8.
    source = source.encode("utf-8", "replace").decode("utf-8")
    # Other systems end their lines otherwise; Python and nbgrader's checksums see a difference.
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    # nbformat's own makers validate each cell against its schema, which takes longer than all else.
    node = NotebookNode(cell_type=kind, id=f"cell-{number}", metadata=NotebookNode(), source=source)
    if kind == "code":
        node |= {"execution_count": None, "outputs": _pictures(cell)}
    grade_id = _grade_id(cell)
    if grade_id:
        node.metadata["nbgrader"] = NotebookNode(grade_id=grade_id)
    return node


def _pictures(cell: dict[str, object]) -> list[NotebookNode]:
    """Return the pictures that a cell shows, as they came in: nobody has looked into them."""
    outputs = cell.get("outputs")
    found = []
    for output in outputs[:MAX_OUTPUTS] if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        picture = data.get("image/png") if isinstance(data, dict) else None
        if isinstance(picture, list) and all(isinstance(line, str) for line in picture):
            picture = "".join(picture)
        if isinstance(picture, str) and len(picture) <= MAX_PICTURE:
            shown = NotebookNode({"image/png": picture})
            found.append(
                NotebookNode(output_type="display_data", data=shown, metadata=NotebookNode())
            )
    return found[:MAX_PICTURES]


def _grade_id(cell: dict[str, object]) -> str:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    value = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return value if isinstance(value, str) else ""

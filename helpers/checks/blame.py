"""Whose line raised an exception: the student's own, in the cell where it stands.

Cells are told from the code of libraries by how IPython keeps their text, and the cell of the
running test from the student's by its frames: they are on the stack. So no line of a test is
taken for an answer's.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FrameType

_MAX_FRAMES = 5000


@dataclass(frozen=True)
class Place:
    """A line of a cell.

    Attributes:
        function: the function that it belongs to, `Linear.forward` for a method.
        line: its number within the cell, from 1.
        text: the line, without the blanks around it.
    """

    function: str
    line: int
    text: str


def place_of(error: BaseException) -> Place | None:
    """Return the line of an answer in which an exception was raised, as far in as cells go.

    Args:
        error: the exception, caught by the code that called the answer.

    Returns:
        The place; None where no function of a cell took part. An exception that comes from another
        process carries its place with it, as `place`.
    """
    on_stack = {frame.f_code.co_filename for frame in _frames()}
    found, step, left = None, error.__traceback__, _MAX_FRAMES
    while step is not None and left:
        code = step.tb_frame.f_code
        if _is_cell(code.co_filename) and code.co_filename not in on_stack:
            found = (code, step.tb_lineno)
        step, left = step.tb_next, left - 1
    if found is not None:
        return _place(*found)
    carried = getattr(error, "place", None)
    return carried if isinstance(carried, Place) else None


def running_cell() -> str:
    """Return the text of the cell that is running, "" outside of a notebook."""
    names = (frame.f_code.co_filename for frame in _frames())
    return next(("".join(linecache.getlines(name)) for name in names if _is_cell(name)), "")


def _place(code: CodeType, line: int) -> Place:
    function = code.co_qualname.split(".<locals>")[0]
    return Place(function, line, linecache.getline(code.co_filename, line).strip())


def _frames() -> Iterator[FrameType]:
    """Yield the frames that are running, the innermost first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_cell(filename: str) -> bool:
    """Tell whether code comes from a cell: its text is known, and in no file.

    Libraries that make code while they run keep its text under names in angle brackets.
    """
    entry = linecache.cache.get(filename)
    made = filename.startswith("<") and not filename.startswith("<ipython-input")
    return entry is not None and len(entry) > 1 and entry[1] is None and not made

"""Likeness: whether two texts say the same, and which names a cell of code defines."""

from __future__ import annotations

import ast
import re

from autograder.course.cells import Cell

_ALIKE = 0.6
"""The share of words that two versions of a text have in common."""
_MAX_PROGRAM = 20_000
_DEFINES = re.compile(r"(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
_TARGETS = re.compile(r"[\w \t,()*]+(?::(?!=).*)?")


def is_python(source: str) -> bool:
    """Tell whether a text is a program: an answer may stand in a cell of the wrong type."""
    if len(source) > _MAX_PROGRAM:
        return False
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def packed(text: str) -> str:
    """Return a text without its blanks: layout is lost more easily than words."""
    return "".join(text.split())


def lines_of_code(source: str) -> frozenset[str]:
    """Return the lines of a program without blanks; lines of comment do not count."""
    lines = (packed(line) for line in source.split("\n"))
    return frozenset(line for line in lines if line and not line.startswith("#"))


def defined_in(cell: Cell) -> frozenset[str]:
    """Return the names that a cell's lines at the left margin define.

    The text is not parsed: an answer with a slip in its syntax is an answer, and magics are none
    of Python's.
    """
    found: set[str] = set()
    for line in cell.source.split("\n"):
        begin = _DEFINES.match(line)
        if begin is not None:
            found.add(begin[1])
            continue
        left, sign, right = line[:500].partition("=")
        plain = bool(sign) and not right.startswith("=") and not left[:1].isspace()
        if plain and _TARGETS.fullmatch(left):
            found.update(re.findall(r"\w+", left.partition(":")[0]))
    return frozenset(found)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, each once."""
    return frozenset(re.findall(r"\w+", text))


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two texts with these words are versions of one text."""
    return bool(one) and len(one & other) >= _ALIKE * len(one | other)

"""The leak scanner: nothing of an answer or a hidden test may survive in a release.

It trusts no step of the release: it knows what the source hides, and looks for it everywhere in
the release, whatever the form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import quote

from nbformat import NotebookNode

from autograder.course.cells import Cell, grade_id, grader_metadata, is_solution, is_test
from autograder.course.regions import HIDDEN, MARKS, SOLUTION, split, without
from autograder.errors import LeakError

NOTEBOOK_METADATA = {"kernelspec"}
CELL_METADATA = {"nbgrader", "tags", "deletable", "editable"}
RECOGNISABLE = 12
"""A line of at least so many characters, blanks not counted, is found inside other text too."""

DISTINCTIVE = 32
"""A line of at least so many characters, blanks not counted, does not stand somewhere by chance."""

_KINDS = (SOLUTION, HIDDEN, MARKS)
_SENTENCE_END = re.compile(r"(?<=[.!?])[*_\"')]*\s+")
_BLANKS = re.compile(r"\s+")


def check_leaks(source: NotebookNode, release: NotebookNode, where: str) -> None:
    """Compare a release with its source.

    Args:
        source: the instructor's version.
        release: the students' version.
        where: the release's path as messages show it.

    Raises:
        LeakError: the release shows something of an answer or a hidden test, holds results or
            foreign metadata, or lacks a cell that students need; the message lists all findings.
    """
    findings = [
        *_secrets_found(source, release),
        *_results_found(release),
        *_pictures_found(source, release),
        *_foreign_metadata(release),
        *_cells_differ(source, release),
        *_wrong_locks(release),
    ]
    hint = "Check the regions of the text and the release steps in nbgrader_config.py."
    refuse(findings, where, hint)


def refuse(findings: Collection[str], where: str, hint: str) -> None:
    """Refuse what students would get if anything was found in it.

    Args:
        findings: a sentence for each thing.
        where: what it is, as messages show it.
        hint: what to do.

    Raises:
        LeakError: there are findings; the message lists them.
    """
    if findings:
        listed = "\n".join(f"  {finding}" for finding in findings)
        raise LeakError(f"{where} is not fit for students:\n{listed}", hint)


def _secrets_found(source: NotebookNode, release: NotebookNode) -> Iterator[str]:
    """Look for every hidden line and sentence; what also stands outside regions is no secret."""
    public = _Haystack(text for cell in source.cells for text in _outside(cell))
    shown = _Haystack(_strings(release))
    for cell in source.cells:
        for secret in _secrets(cell):
            if secret in shown and secret not in public:
                yield f"hidden in {grade_id(cell) or 'a cell'} of the source, but shown: {secret!r}"


def secrets_shown(
    sources: Iterable[NotebookNode],
    releases: Collection[NotebookNode],
    texts: Iterable[tuple[str, str]],
) -> Iterator[str]:
    """Look for hidden lines in other texts than notebooks; yield a sentence for each one found.

    Short lines stand in any program, so only those count that are long enough to be recognised.

    Args:
        sources: the instructor's notebooks.
        releases: the students' notebooks; what these show is not a secret.
        texts: names and texts to look through.
    """
    public = _Haystack(string for release in releases for string in _strings(release))
    secrets = {secret for source in sources for cell in source.cells for secret in _secrets(cell)}
    distinctive = [one for one in sorted(secrets) if len(_squeezed(one)) >= DISTINCTIVE]
    hidden = [secret for secret in distinctive if secret not in public]
    for name, text in texts:
        shown = _Haystack([text])
        yield from (
            f"hidden in the source, but shown in {name}: {s!r}" for s in hidden if s in shown
        )


class _Haystack:
    """Text to search in: short lines as whole lines, longer ones anywhere, blanks ignored."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        self._lines = {_squeezed(line) for text in texts for line in text.splitlines()}
        self._text = "\n".join(_squeezed(text) for text in texts)

    def __contains__(self, secret: str) -> bool:
        needle = _squeezed(secret)
        return needle in self._lines or (len(needle) >= RECOGNISABLE and needle in self._text)


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", text)


def _secrets(cell: Cell) -> list[str]:
    """Return the hidden lines of a cell, and the hidden sentences of a written answer."""
    hidden = [line for kind in _KINDS for line in split(cell.source, kind).inside]
    secrets = list(hidden)
    if cell.cell_type != "code":
        secrets += _SENTENCE_END.split("\n".join(hidden))
    return [line.strip() for line in dict.fromkeys(secrets) if re.search(r"\w", line)]


def _outside(cell: Cell) -> list[str]:
    """Return the lines of a cell that its release shows."""
    return without(cell.source, *_KINDS).split("\n")


def _strings(node: object) -> Iterator[str]:
    """Return every string in a notebook, keys included."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item)


def _results_found(release: NotebookNode) -> Iterator[str]:
    for index, cell in enumerate(release.cells, start=1):
        for key in ("outputs", "execution_count"):
            if cell.get(key):
                yield f"cell {index} has {key}"


def _pictures_found(source: NotebookNode, release: NotebookNode) -> Iterator[str]:
    """Look for pictures inside cells that students' text does not show, as in a model answer."""
    own = {cell.id: cell.get("attachments", {}) for cell in source.cells}
    for index, cell in enumerate(release.cells, start=1):
        for name, picture in cell.get("attachments", {}).items():
            known = own.get(cell.get("id", ""), {}).get(name) == picture
            named = any(f"attachment:{one}" in cell.source for one in (name, quote(name)))
            if not (known and named):
                yield f"cell {index} has the attachment {name!r}, which its text does not show"


def _foreign_metadata(release: NotebookNode) -> Iterator[str]:
    for key in sorted(release.metadata.keys() - NOTEBOOK_METADATA):
        yield f"the notebook has the metadata {key!r}"
    for index, cell in enumerate(release.cells, start=1):
        for key in sorted(cell.metadata.keys() - CELL_METADATA):
            yield f"cell {index} has the metadata {key!r}"


def _cells_differ(source: NotebookNode, release: NotebookNode) -> Iterator[str]:
    wanted = [(cell.cell_type, cell.id) for cell in source.cells]
    found = [(cell.cell_type, cell.get("id", "")) for cell in release.cells]
    if wanted == found:
        return
    missing = [name for kind, name in wanted if (kind, name) not in found]
    added = [name for kind, name in found if (kind, name) not in wanted]
    yield (
        "its cells are not the source's, in the source's order "
        f"(missing: {', '.join(missing) or 'none'}; added: {', '.join(added) or 'none'})"
    )


def _wrong_locks(release: NotebookNode) -> Iterator[str]:
    for cell in release.cells:
        locked = bool(grader_metadata(cell).get("locked"))
        editable = cell.metadata.get("editable", True)
        if is_solution(cell) and (locked or not editable):
            yield f"students cannot write in {grade_id(cell)}"
        if is_test(cell) and (not locked or editable):
            yield f"students can change the test {grade_id(cell)}"

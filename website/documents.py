"""The project's documents as sources of pages: copies with the links and the tables of contents."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course.layout import Course
from autograder.course.titles import titles
from autograder.errors import CourseError
from autograder.files import write_text
from website.links import Links
from website.result_tables import result_pages

START = "docs/README.md"
"""The start page; its sections and their lists are the site's table of contents."""
OF_THE_PROJECT = ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
NOTEBOOKS = "notebooks"
_SECTION = re.compile(r"^## (.+)\n((?:(?!^## ).*\n?)*)", re.MULTILINE)
_ENTRY = re.compile(r"^- \[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)", re.MULTILINE)
_TARGET = re.compile(r"\]\(([^)#\s]+)\)")


def documents(root: Path) -> dict[str, str]:
    """Return the sources of pages that documents of the project become, by their paths.

    >>> sorted(documents(Path("nowhere")))
    []
    """
    found = [*sorted((root / "docs").rglob("*.md")), *sorted((root / "results").rglob("*.md"))]
    paths = [path.relative_to(root).as_posix() for path in found]
    pages = {path: _page_of(path) for path in paths}
    kept = {name: f"project/{name.lower()}" for name in OF_THE_PROJECT if (root / name).is_file()}
    return pages | kept


def _page_of(path: str) -> str:
    folder, name = posixpath.split(path.removeprefix("docs/"))
    return posixpath.join(folder, "index.md" if name == "README.md" else name)


def page_map(course: Course, assignments: Mapping[str, list[str]]) -> dict[str, str]:
    """Return which file or folder of the project has which page.

    Args:
        course: the course.
        assignments: which notebooks have pages, by assignment.
    """
    pages = documents(course.root)
    pages |= {posixpath.dirname(path): page for path, page in pages.items() if "index.md" in page}
    pages |= {"README.md": pages[START]} if START in pages else {}
    pages |= {
        f"results/{name}": f"results/{name}.md" for name in result_pages(course.root / "results")
    }
    pages["release"] = f"{NOTEBOOKS}/index.md"
    for assignment, names in assignments.items():
        folder = course.relative(course.release_folder(assignment))
        pages[folder] = f"{NOTEBOOKS}/{assignment}/index.md"
        pages |= {
            f"{folder}/{name}.ipynb": f"{NOTEBOOKS}/{assignment}/{name}.ipynb" for name in names
        }
    return pages


def write_documents(course: Course, links: Links, target: Path) -> None:
    """Write the source of every page that is not a notebook, and copy what comes along.

    Args:
        course: the course.
        links: where links lead.
        target: the folder of sources.

    Raises:
        CourseError: the start page lists something that has no page.
    """
    for path, page in documents(course.root).items():
        text = (course.root / path).read_text(encoding="utf-8")
        contents = _contents(path, text, links.pages)
        write_text(target / page, links.rewrite(text, path) + contents)
    for name, text in result_pages(course.root / "results").items():
        write_text(target / "results" / f"{name}.md", text)
    for file, place in links.files.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(course.root / file, target / place)


def _contents(path: str, text: str, pages: Mapping[str, str]) -> str:
    """Return the contents that a page gives the site: all of it, or those of its own folder."""
    if path == START:
        return "".join(
            _toctree(page_names(path, entries, pages), caption=heading)
            for heading, entries in sections(text)
        )
    if posixpath.basename(path) != "README.md":
        return ""
    folder = posixpath.dirname(path)
    inside = [found for found in _TARGET.findall(text) if not found.startswith(("..", "http"))]
    files = dict.fromkeys(posixpath.normpath(posixpath.join(folder, one)) for one in inside)
    own = posixpath.dirname(pages[path])
    return _toctree([_name(pages[one], own) for one in files if one in pages])


def sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the sections of a document that have a list of links: heading and targets."""
    for heading, body in _SECTION.findall(text):
        if entries := _ENTRY.findall(body):
            yield heading, entries


def page_names(path: str, entries: list[str], pages: Mapping[str, str]) -> list[str]:
    """Return the names of the pages that a document lists.

    Raises:
        CourseError: an entry has no page.
    """
    folder = posixpath.dirname(path)
    files = [posixpath.normpath(posixpath.join(folder, entry)) for entry in entries]
    for file in files:
        if file not in pages:
            raise CourseError(
                f"{path} lists {file}, which has no page on the site.",
                "Write the document, or take it off the list.",
            )
    return [_name(pages[file], "") for file in files]


def _name(page: str, folder: str) -> str:
    return posixpath.splitext(posixpath.relpath(page, folder or "."))[0]


def _toctree(names: list[str], caption: str = "") -> str:
    options = [":hidden:", *([f":caption: {caption}"] if caption else [])]
    return "\n".join(["", "```{toctree}", *options, "", *names, "```", ""]) if names else ""


def write_lists(course: Course, assignments: Mapping[str, list[str]], target: Path) -> None:
    """Write the pages that list the notebooks: one for all, and one for each assignment.

    Args:
        course: the course.
        assignments: which notebooks have pages, by assignment.
        target: the folder of sources.
    """
    lines = [
        "# The notebooks",
        "",
        "Each page shows a notebook as you get it, run from top to bottom",
    ]
    lines += ["with nothing filled in. [How to get them](../student.md).", ""]
    for assignment, names in assignments.items():
        known = titles(course, assignment)
        listed = [f"- [{known[name]}]({assignment}/{name}.ipynb)" for name in names]
        lines += [f"## [{_words(assignment)}]({assignment}/index.md)", "", *listed, ""]
        own = [line.replace(f"({assignment}/", "(") for line in listed]
        text = "\n".join([f"# {_words(assignment)}", "", *own, ""]) + _toctree(names)
        write_text(target / NOTEBOOKS / assignment / "index.md", text)
    contents = _toctree([f"{assignment}/index" for assignment in assignments])
    write_text(target / NOTEBOOKS / "index.md", "\n".join(lines) + contents)


def _words(assignment: str) -> str:
    """Return an assignment's name as a heading.

    >>> _words("activation-units")
    'Activation units'
    """
    words = re.sub(r"[-_]+", " ", assignment).strip()
    return words[:1].upper() + words[1:]

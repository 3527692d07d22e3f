"""Which documents have pages, and where the site lists them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.errors import CourseError
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT, make_course
from website.documents import (
    START,
    documents,
    page_map,
    page_names,
    sections,
    write_documents,
    write_lists,
)
from website.links import Links

COURSE = Course(ROOT)


def notebooks_of(course: Course) -> dict[str, list[str]]:
    """Return all notebooks of a course."""
    return {one: course.notebooks(one) for one in course.assignments()}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A tiny course with a start page and two documents."""
    course = make_course(tmp_path / "course")
    docs = course.root / "docs"
    docs.mkdir()
    start = "# Start\n\n## For all\n\n- [The guide](guide.md#top): read it\n- [All](../release)\n"
    (docs / "README.md").write_text(start, encoding="utf-8")
    (docs / "guide.md").write_text("# Guide\n\n[Start](README.md)\n", encoding="utf-8")
    (course.root / "SECURITY.md").write_text("# Holes\n", encoding="utf-8")
    return course


def test_each_document_of_the_project_is_on_one_list_of_the_start_page() -> None:
    """Somebody who writes a new document adds a line to docs/README.md: the site lists it there."""
    pages = page_map(COURSE, notebooks_of(COURSE))
    text = (ROOT / START).read_text(encoding="utf-8")
    listed = [name for _, entries in sections(text) for name in page_names(START, entries, pages)]
    assert len(listed) == len({*listed})
    first_floor = {page.removesuffix(".md") for page in documents(ROOT).values()}
    below = {name for name in first_floor if name.startswith(("decisions/0", "results/mnist/"))}
    assert {*listed} == first_floor - below - {"index"} | {"notebooks/index"}


def test_a_document_has_its_page_where_it_stands_in_docs(course: Course) -> None:
    assert documents(course.root) == {
        "docs/README.md": "index.md",
        "docs/guide.md": "guide.md",
        "SECURITY.md": "project/security.md",
    }


def test_folders_and_notebooks_of_the_release_have_pages(course: Course) -> None:
    pages = page_map(course, notebooks_of(course))
    assert pages["release"] == "notebooks/index.md"
    assert pages[f"release/{ASSIGNMENT}"] == f"notebooks/{ASSIGNMENT}/index.md"
    place = f"release/{ASSIGNMENT}/{NOTEBOOK}.ipynb"
    assert pages[place] == f"notebooks/{ASSIGNMENT}/{NOTEBOOK}.ipynb"
    assert pages["docs"] == pages["README.md"] == "index.md"


def test_the_lists_of_the_start_page_are_the_table_of_contents(
    course: Course, tmp_path: Path
) -> None:
    links = Links(course.root, page_map(course, notebooks_of(course)))
    write_documents(course, links, tmp_path / "sources")
    written = (tmp_path / "sources" / "index.md").read_text(encoding="utf-8")
    contents = "```{toctree}\n:hidden:\n:caption: For all\n\nguide\nnotebooks/index\n```\n"
    assert written.endswith(contents)
    guide = (tmp_path / "sources" / "guide.md").read_text(encoding="utf-8")
    assert guide == "# Guide\n\n[Start](index.md)\n"


def test_a_list_that_names_what_has_no_page_is_refused(course: Course, tmp_path: Path) -> None:
    (course.root / START).write_text("## For all\n\n- [Gone](gone.md)\n", encoding="utf-8")
    links = Links(course.root, page_map(course, notebooks_of(course)))
    with pytest.raises(CourseError, match=r"lists docs/gone\.md, which has no page"):
        write_documents(course, links, tmp_path / "sources")


def test_notebooks_are_listed_by_assignment_with_their_titles(
    course: Course, tmp_path: Path
) -> None:
    write_lists(course, notebooks_of(course), tmp_path)
    everything = (tmp_path / "notebooks" / "index.md").read_text(encoding="utf-8")
    assert f"## [A1]({ASSIGNMENT}/index.md)" in everything
    assert f"- [Doubling]({ASSIGNMENT}/{NOTEBOOK}.ipynb)" in everything
    own = (tmp_path / "notebooks" / ASSIGNMENT / "index.md").read_text(encoding="utf-8")
    assert f"- [Doubling]({NOTEBOOK}.ipynb)" in own
    assert own.endswith(f"```{{toctree}}\n:hidden:\n\n{NOTEBOOK}\n```\n")

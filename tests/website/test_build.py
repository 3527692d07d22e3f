"""A built site: what is in it, and what stops its building."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.course.layout import Course
from autograder.errors import BuildError, LeakError
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, make_course
from tests.website.support import Unexecuted
from website.build import build_site

pytestmark = [
    pytest.mark.long,
    # Sphinx says it of the libraries that it loads.
    pytest.mark.filterwarnings("ignore:.*Check CHANGES for Sphinx API modifications"),
]

START = "# Start\n\n## For all\n\n- [The guide](guide.md)\n- [The notebooks](../release)\n"
GUIDE = "# Guide\n\nA slope: $f'(z) = \\mathcal L$. See [above](#guide).\n\n$$\\sum_j w_j$$\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A tiny course, built, with a start page, a guide and what a note on a notebook links to."""
    course = make_course(tmp_path / "course")
    build(course, [ASSIGNMENT])
    write(course, "README.md", START)
    write(course, "guide.md", GUIDE)
    write(course, "student.md", "# Students\n")
    write(course, "README.md", START + "- [Students](student.md)\n")
    return course


def write(course: Course, name: str, text: str) -> None:
    """Write a document of a course."""
    path = course.root / "docs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def built(course: Course) -> Path:
    """Build the site of a course; return its folder."""
    target = course.root / "build"
    return build_site(course, target, runs=Unexecuted(course), say=lambda _: None).folder


def test_documents_and_notebooks_are_pages_with_formulas_that_need_no_script(
    course: Course,
) -> None:
    site = built(course)
    guide = (site / "guide.html").read_text(encoding="utf-8")
    assert guide.count("<math") == 2
    assert "ℒ" in guide
    assert "\\mathcal" not in guide
    notebook = (site / "notebooks" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text(encoding="utf-8")
    assert "<h1>Doubling" in notebook
    assert "YOUR ANSWER HERE" in notebook
    assert 'href="../../student.html"' in notebook
    assert 'role="heading" aria-level="2"' in notebook
    assert "Doubling" in (site / "searchindex.js").read_text(encoding="utf-8")


def test_a_hidden_line_in_a_document_stops_the_build(course: Course) -> None:
    line = "checks.is_pure(double, np.array([1.0, -4.0]))"
    write(course, "guide.md", f"# Guide\n\n```python\nx = 1\n{line}\n```\n")
    with pytest.raises(LeakError, match=r"shown in guide\.html") as failure:
        built(course)
    assert "online" in failure.value.hint
    assert not (course.root / "build" / "html").exists(), "nothing that could be put online"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Guide\n\n[there](#nowhere)\n", "nowhere"),
        ("# Guide\n\n[there](student.md#nowhere)\n", "nowhere"),
        ("# Guide\n\n[there](nowhere.md)\n", "nowhere"),
        ("# Guide\n\n![there](nowhere.png)\n", "nowhere"),
        ("# Guide\n\n$\\nocommand{x}$\n", "cannot be shown"),
    ],
    ids=["an anchor", "an anchor of another page", "a document", "a picture", "a formula"],
)
def test_a_fault_of_a_document_stops_the_build_with_its_name(
    course: Course, text: str, said: str
) -> None:
    write(course, "guide.md", text)
    with pytest.raises(BuildError, match=rf"guide\.md.*{said}"):
        built(course)


def test_a_document_that_no_list_names_stops_the_build(course: Course) -> None:
    write(course, "lost.md", "# Lost\n")
    with pytest.raises(BuildError, match=r"lost\.md.*toctree"):
        built(course)

"""The scan finds a hidden line wherever in a built site it stands."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.course.layout import Course
from autograder.errors import LeakError
from tests.support.tiny import ASSIGNMENT, make_course
from website.secrets_scan import scan

SECRET = "checks.is_pure(double, np.array([1.0, -4.0]))"
SENTENCE = "It maps sums to sums and multiples to multiples."
COLOURED = (
    '<span class="n">checks</span><span class="o">.</span><span class="n">is_pure</span>(double, '
    '<span class="n">np</span>.array([<span class="mf">1.0</span>, -4.0]))'
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A tiny course, built."""
    course = make_course(tmp_path_factory.mktemp("course"))
    build(course, [ASSIGNMENT])
    return course


def as_inventory(text: str) -> bytes:
    """Return an inventory of Sphinx that holds a text."""
    return b"# one\n# two\n# three\n# four\n" + zlib.compress(text.encode())


def as_text(text: str) -> bytes:
    """Return the bytes of a text."""
    return text.encode()


@pytest.mark.parametrize(
    ("name", "text", "write"),
    [
        ("page.html", f"<pre>{SECRET}</pre>", as_text),
        ("deep/page.html", f"<pre>{COLOURED}</pre>", as_text),
        ("page.html", f"<p>{SENTENCE.replace('sums to', '<em>sums</em> to')}</p>", as_text),
        ("searchindex.js", f'Search.setIndex({{"titles": ["{SECRET}"]}})', as_text),
        ("_sources/page.md.txt", SECRET, as_text),
        ("_downloads/x.json", f'{{"cell": "{SECRET}"}}', as_text),
        ("objects.inv", SECRET, as_inventory),
    ],
)
def test_a_hidden_line_is_found(
    course: Course, tmp_path: Path, name: str, text: str, write: Callable[[str], bytes]
) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(write(text))
    with pytest.raises(LeakError, match=name.replace(".", r"\.")):
        scan(course, tmp_path)


def test_what_students_have_is_no_secret(course: Course, tmp_path: Path) -> None:
    shown = "checks.agrees(double, lambda z: np.add(z, z) * 1.0, [-2.0, 0.0, 3.5])"
    (tmp_path / "page.html").write_text(f"<pre>{shown}</pre>", encoding="utf-8")
    (tmp_path / "objects.inv").write_bytes(as_inventory("double py:function"))
    scan(course, tmp_path)

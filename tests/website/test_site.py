"""The project's own site, in a browser: all its pages, with what notebooks show left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.layout import Course
from tests.support.axe import violations
from tests.support.browsing import Tab, at_an_address
from tests.support.lab import NEEDS_BROWSER
from tests.support.tiny import ROOT
from tests.website.support import Unexecuted
from website.build import build_site
from website.executing import Runs

COURSE = Course(ROOT)
LOOKED_AT = (
    "index.html",
    "student.html",
    "why.html",
    "terminal.html",
    "search.html?q=dropout",
    "results/index.html",
    "notebooks/index.html",
    "notebooks/deep-networks/01_dropout.html",
)
"""Pages that axe looks at: one of each kind."""
SLIPS = """() => [
    document.documentElement.scrollWidth > window.innerWidth && "it pans",
    document.querySelectorAll("h1").length !== 1 && "it has not one title",
    !document.querySelector("[role=main], main") && "it has no main part",
    document.querySelectorAll("img:not([alt]), img[alt='']").length && "a picture has no text",
].filter(Boolean)"""

pytestmark = [
    pytest.mark.process,
    # Sphinx says it of the libraries that it loads.
    pytest.mark.filterwarnings("ignore:.*Check CHANGES for Sphinx API modifications"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from this checkout's documents and released notebooks."""
    target = tmp_path_factory.mktemp("site")
    with pytest.warns(match="Sphinx API"):
        return build_site(COURSE, target, runs=Unexecuted(COURSE), say=lambda _: None).folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is."""
    with at_an_address(site) as address:
        yield address


@pytest.fixture(params=[1280, 390])
def tab(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Tab]:
    """A tab as wide as a laptop or a phone, with dark pages on the phone."""
    wide = request.param > 1000
    page = browser.new_page(
        viewport={"width": request.param, "height": 900},
        color_scheme="light" if wide else "dark",
    )
    yield Tab(page, address)
    page.close()


def pages(site: Path) -> list[str]:
    """Return the names of all pages."""
    return [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]


def test_every_notebook_has_a_page(site: Path) -> None:
    found = {*pages(site)}
    for assignment in COURSE.assignments():
        for name in COURSE.notebooks(assignment):
            assert f"notebooks/{assignment}/{name}.html" in found


def test_every_formula_is_mathml(site: Path) -> None:
    """The build stops at a formula that is not; here all those of the texts are counted."""
    tex = re.compile(r"(?<![\\$`\w])\$(?=\S)([^$`\n]+)(?<=\S)\$(?![\w$])")
    shown = {}
    for assignment in COURSE.assignments():
        for name in COURSE.notebooks(assignment):
            page = (site / f"notebooks/{assignment}/{name}.html").read_text(encoding="utf-8")
            prose = re.sub(r"<(pre|code|script)\b.*?</\1>", "", page, flags=re.DOTALL)
            shown[name] = prose.count("<math ")
            assert tex.findall(re.sub(r"<[^>]*>", "", prose)) == [], name
            assert "$$" not in prose, name
            assert not re.search(r"\\(frac|mathcal|partial|sigma)\b", prose), name
    assert sum(shown.values()) > 1500


def test_no_page_names_this_machine(site: Path) -> None:
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".txt"):
            assert str(ROOT) not in path.read_text(encoding="utf-8"), path.name


@NEEDS_BROWSER
def test_pages_ask_for_nothing_from_elsewhere_and_fit_a_phone(site: Path, tab: Tab) -> None:
    slips = {}
    for name in pages(site):
        tab.open(name)
        if found := tab.page.evaluate(SLIPS):
            slips[name] = found
    assert slips == {}
    assert tab.foreign == []
    assert tab.complaints == []


@NEEDS_BROWSER
@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_finds_nothing_serious(tab: Tab, name: str) -> None:
    tab.open(name)
    assert violations(tab.page) == []


@NEEDS_BROWSER
@pytest.mark.parametrize(
    ("word", "page"),
    [("dropout", "notebooks/deep-networks/01_dropout"), ("extension", "dates"), ("mish", "mnist")],
)
def test_a_word_is_found_by_the_sites_own_search(tab: Tab, word: str, page: str) -> None:
    tab.open("index.html")
    tab.open(f"search.html?q={word}")
    tab.page.wait_for_selector("#search-results li a")
    tab.page.wait_for_selector("text=/found .* page/")
    links = tab.page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
    assert any(f"/{page}.html" in link for link in links)
    assert tab.foreign == []


@pytest.mark.slow
def test_the_whole_site_is_built_with_every_notebook_run(tmp_path: Path) -> None:
    built = build_site(COURSE, tmp_path, say=lambda _: None)
    runs = Runs(COURSE)
    for assignment in COURSE.assignments():
        for name in COURSE.notebooks(assignment):
            assert runs.kept(assignment, name) is not None
            page = built.folder / "notebooks" / assignment / f"{name}.html"
            text = page.read_text(encoding="utf-8")
            assert "_images/" in text, f"{name} shows no picture"
            assert 'alt="A picture."' not in text, f"a picture in {name} has no text of its own"

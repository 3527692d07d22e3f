"""From the project's files to a built site, in steps that each trust nothing of the one before."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.errors import BuildError
from website.documents import NOTEBOOKS, page_map, write_documents, write_lists
from website.executing import Runs
from website.links import Links
from website.notebook_pages import Page
from website.secrets_scan import scan
from website.settings import settings

Say = Callable[[str], None]
MAX_WARNINGS = 30
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Built:
    """A built site.

    Attributes:
        folder: where it is.
        pages: how many pages it has.
        ran: how many notebooks were run; the others were kept from earlier builds.
    """

    folder: Path
    pages: int
    ran: int


def build_site(
    course: Course,
    folder: Path,
    *,
    assignments: list[str] | None = None,
    repository: str = "",
    runs: Runs | None = None,
    say: Say = print,
) -> Built:
    """Build the site of a course.

    Args:
        course: the course, with its release built.
        folder: where everything goes: `sources/` and `html/` in it are made anew.
        assignments: those whose notebooks have pages; by default all.
        repository: address below which a browser shows the project's files.
        runs: where runs of notebooks come from.
        say: takes sentences on how far the build is.

    Raises:
        BuildError: a notebook or a page cannot be made, or a link leads nowhere.
        LeakError: a page would show an answer or a hidden test.
    """
    sources, html = folder / "sources", folder / "html"
    for made in (sources, html):
        shutil.rmtree(made, ignore_errors=True)
    chosen = {one: course.notebooks(one) for one in assignments or course.assignments()}
    links = Links(course.root, page_map(course, chosen), repository)
    ran = _write_notebooks(runs or Runs(course), links, chosen, sources, say)
    write_lists(course, chosen, sources)
    write_documents(course, links, sources)
    say("Making pages …")
    # It becomes the site only when it has been looked through.
    unseen = folder / "unseen"
    shutil.rmtree(unseen, ignore_errors=True)
    _run_sphinx(sources, unseen, folder / "doctrees")
    say("Looking for answers and hidden tests …")
    scan(course, unseen)
    unseen.replace(html)
    return Built(html, len([*html.rglob("*.html")]), ran)


def _write_notebooks(
    runs: Runs, links: Links, chosen: Mapping[str, list[str]], sources: Path, say: Say
) -> int:
    """Write the pages of notebooks; return how many had to be run."""
    places = [(assignment, name) for assignment, names in chosen.items() for name in names]
    kept = {place: runs.kept(*place) for place in places}
    missing = [place for place, notebook in kept.items() if notebook is None]
    say(f"{len(places)} notebooks, {len(missing)} of them to run.")
    for place in places:
        notebook: NotebookNode | None = kept[place]
        if notebook is None:
            say(f"  {missing.index(place) + 1} of {len(missing)}: {'/'.join(place)} …")
            notebook = runs.run(*place)
        page = f"{NOTEBOOKS}/{'/'.join(place)}.ipynb"
        file = next(file for file, source in links.pages.items() if source == page)
        folder = (sources / page).parent
        Page(notebook, folder, place[1], partial(links.rewrite, document=file)).write()
    return len(missing)


def _run_sphinx(sources: Path, target: Path, doctrees: Path) -> None:
    """Make the pages.

    Raises:
        BuildError: Sphinx warns of anything; the message lists what it says.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warnings = io.StringIO()
    try:
        # A second build in this process must not find what the first one has registered.
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                *(sources, None, target, doctrees, "html"),
                confoverrides=settings(),
                status=None,
                warning=warnings,
                freshenv=True,
            )
            app.build()
    except SphinxError as error:
        raise BuildError(f"Sphinx stops: {error}", "Mend what it names.") from error
    lines = _COLOURS.sub("", warnings.getvalue()).replace(f"{sources}/", "").splitlines()
    if said := [line for line in lines if line.strip()]:
        listed = "\n".join(f"  {line}" for line in said[:MAX_WARNINGS])
        raise BuildError(
            f"The site has {len(said)} faults:\n{listed}",
            "Mend the document or notebook of the same name: pages are made from copies.",
        )

"""The start page of a bundle: how to begin, with Python and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from string import Template

from autograder.authoring.lock import promised
from autograder.reporting.html.pages import render

_ENVIRONMENT = """\
# For conda: conda env create --file environment.yml && conda activate {name}
name: {name}
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python>={oldest},<3.{after}
  - pip
  - pip:
      - --requirement requirements.txt
"""


def start_page(assignment: str, notebooks: Sequence[str], wheel: str) -> tuple[str, str]:
    """Return the start page, as Markdown and as HTML.

    Args:
        assignment: name of the assignment.
        notebooks: names of its notebooks, in order.
        wheel: the file name of the wheel of `helpers`.
    """
    from markupsafe import Markup
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    *others, newest = promised()
    text = Template((resources.files("autograder.authoring") / "start.md").read_text("utf-8"))
    markdown = text.substitute(
        assignment=assignment,
        first=f"{notebooks[0]}.ipynb",
        notebooks="\n".join(f"| `{name}.ipynb` | a notebook |" for name in notebooks),
        wheel=wheel,
        pythons=f"{', '.join(others)} or {newest}",
    )
    renderer = IPythonRenderer(escape=True, exclude_anchor_links=True)
    body = Markup(MarkdownWithMath(renderer=renderer).render(markdown))
    return markdown, render("start.html.j2", assignment=assignment, body=body)


def environment(assignment: str) -> str:
    """Return the environment for conda, with the same packages in the same versions."""
    oldest, *_, newest = promised()
    after = int(newest.partition(".")[2]) + 1
    return _ENVIRONMENT.format(name=assignment, oldest=oldest, after=after)

"""Colab: what it opens, and where it finds files that lie in a public place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from autograder.errors import CourseError

_GITHUB = re.compile(
    r"https://github\.com/(?P<owner>[\w.-]+)/(?P<repo>[\w.-]+)/(?:tree|blob)"
    r"/(?P<branch>[\w.-]+)(?P<folder>(?:/[\w.~%+-]+)*)/?"
)


@dataclass(frozen=True)
class ColabPlace:
    """A folder on GitHub, as Colab knows it.

    Attributes:
        notebooks: the address below which Colab opens its notebooks.
        files: the address below which its files are.
    """

    notebooks: str
    files: str

    def notebook(self, name: str) -> str:
        """Return the address under which Colab opens a notebook of the folder."""
        return f"{self.notebooks}/{quote(name)}.ipynb"

    def file(self, name: str) -> str:
        """Return the address of a file of the folder."""
        return f"{self.files}/{quote(name)}"


def colab_place(address: str) -> ColabPlace:
    """Return the place that a folder's address on GitHub names.

    Raises:
        CourseError: it is not the address of such a folder.
    """
    found = _GITHUB.fullmatch(address)
    if found is None:
        raise CourseError(
            f"Colab cannot open notebooks from {address}.",
            "Give the address of the folder on GitHub that will hold the bundle's files: "
            "https://github.com/OWNER/REPOSITORY/tree/BRANCH/FOLDER",
        )
    repository, rest = f"{found['owner']}/{found['repo']}", f"{found['branch']}{found['folder']}"
    return ColabPlace(
        f"https://colab.research.google.com/github/{repository}/blob/{rest}",
        f"https://raw.githubusercontent.com/{repository}/{rest}",
    )

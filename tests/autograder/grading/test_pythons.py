"""Pythons: who has used a newer one is told, and nobody else."""

from __future__ import annotations

import platform
import sys

import pytest

from autograder.grading.pythons import of_newer_python

OURS, NEXT = (f"3.{sys.version_info[1] + more}" for more in (0, 1))


def said(version: object, language: str = "python") -> str:
    """Return what is said about a notebook that names a version."""
    metadata = {"language_info": {"name": language, "version": version}}
    return of_newer_python({"metadata": metadata}, "x.ipynb")


@pytest.mark.parametrize(
    ("version", "shown"),
    [(f"{NEXT}.2", NEXT), (NEXT, NEXT), (f"{NEXT}.0rc1", NEXT), ("3.999", "3.999"), ("4.0", "4.0")],
)
def test_a_newer_python_is_named_with_what_to_do(version: str, shown: str) -> None:
    remark = said(version)
    assert remark.startswith(f"x.ipynb was written with Python {shown}, ")
    assert f"and grading runs Python {OURS}. " in remark
    assert remark.endswith(f"write it so that Python {OURS} can run it.")


@pytest.mark.parametrize(
    "version",
    [
        *(platform.python_version(), "3.6.1", "2.7.18", "", "3", "three", "3." + "9" * 99),
        *(3.99, None, ["3.99"], {}, "４.９９"),
    ],
    ids=repr,
)
def test_any_other_word_on_the_version_says_nothing(version: object) -> None:
    assert said(version) == ""


def test_another_language_counts_otherwise() -> None:
    assert said("4.4", "R") == ""


@pytest.mark.parametrize("metadata", [None, [], {}, {"language_info": []}], ids=repr)
def test_a_notebook_that_does_not_say_it_is_fine(metadata: object) -> None:
    assert of_newer_python({"metadata": metadata}, "x.ipynb") == ""

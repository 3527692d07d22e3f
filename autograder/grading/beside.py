"""Beside: what lies beside a submission's notebooks, and what becomes of it.

Pictures come into the notebooks for whoever reads the written answers. Other files stay where they
are: answers run without them, and the student is told where the notebook names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_solution
from autograder.grading.listing import shown_all
from autograder.grading.matching import CourseCells
from autograder.grading.pictures import PictureFiles


def illustrate(
    notebooks: Mapping[str, NotebookNode],
    courses: Mapping[str, CourseCells],
    pictures: Mapping[str, bytes],
) -> tuple[dict[str, list[str]], list[str]]:
    """Put the pictures beside a submission's notebooks into the cells that show them.

    One that no cell shows may be the answer to a written question that was left blank. It goes
    there, so that a person looks at it.

    Args:
        notebooks: sanitized notebooks, by name; pictures come into them.
        courses: the course's side of each.
        pictures: the files, by path.

    Returns:
        Sentences for each notebook, and the pictures that nobody will see.
    """
    remarks: dict[str, list[str]] = {name: [] for name in notebooks}
    if not pictures:
        return remarks, []
    files = PictureFiles(pictures)
    blank: dict[str, list[NotebookNode]] = {}
    for name, notebook in notebooks.items():
        blank[name] = []
        for cell in notebook.cells:
            if cell.cell_type == "code":
                files.named_by(cell.source)
            elif is_solution(cell) and courses[name].is_blank(cell, grade_id(cell)):
                blank[name].append(cell)
            elif is_solution(cell) or not (grade_id(cell) or courses[name].is_lecture(cell)):
                files.attach_shown(cell)
    left = files.unnamed()
    for name, cells in blank.items():
        for cell in cells if left else ():
            files.attach(cell, left)
            if not courses[name].is_blank(cell, grade_id(cell)):
                remarks[name].append(
                    f"No cell shows {shown_all(left)}, beside the notebook: put below the question "
                    f"{grade_id(cell)}, which has no other answer. A person grades it."
                )
    return remarks, files.unseen()


def named_files(notebook: NotebookNode, others: Iterable[str]) -> list[str]:
    """Return a sentence about the files beside a notebook that its code names; none for none."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    named = [path for path in others if _is_named(PurePosixPath(path), code)]
    if not named:
        return []
    return [
        f"The code names {shown_all(named)}, beside the notebook. Answers are graded without such "
        "files: what they hold has to stand in the notebook."
    ]


def _is_named(path: PurePosixPath, code: str) -> bool:
    if path.suffix == ".py":
        return any(f"{word} {path.stem}" in code for word in ("import", "from"))
    return path.name in code

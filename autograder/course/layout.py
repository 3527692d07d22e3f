"""Where everything of a course lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import NotFoundError

CONFIG_NAME = "nbgrader_config.py"


@dataclass(frozen=True)
class Course:
    """A course root: an ordinary nbgrader course, and any nbgrader course is one.

    Ours has texts and a bank of answers beside it; an assignment without texts is graded from
    `source/` as it is. The way of the files is one way; nothing writes upstream:
    `notebooks/` → `source/` → `release/` → `submitted/` → `autograded/` → `feedback/`, `report/`.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Return the course that `start` (default: the working folder) lies in.

        Raises:
            NotFoundError: no folder from `start` upwards holds a configuration.
        """
        begin = (start or Path.cwd()).resolve()
        for folder in (begin, *begin.parents):
            if (folder / CONFIG_NAME).is_file():
                return cls(folder)
        raise NotFoundError(
            f"{begin} is not inside a course: no {CONFIG_NAME} here or in a folder above.",
            "Go to the course's folder, or name it with --course.",
        )

    @property
    def texts(self) -> Path:
        """The only place to edit course content."""
        return self.root / "notebooks"

    @property
    def source(self) -> Path:
        """Generated: nbgrader's instructor version."""
        return self.root / "source"

    @property
    def release(self) -> Path:
        """Generated: the students' version."""
        return self.root / "release"

    @property
    def answers(self) -> Path:
        """The bank of right and wrong answers."""
        return self.root / "answers"

    @property
    def submitted(self) -> Path:
        """What students handed in: `<student>/<assignment>/<notebook>.ipynb`."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """Executed submissions in nbgrader's format, and one `grading.json` for each."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """One HTML page for each graded notebook."""
        return self.root / "feedback"

    @property
    def report(self) -> Path:
        """One HTML page for each assignment."""
        return self.root / "report"

    def assignments(self) -> list[str]:
        """Return the names of all assignments, sorted."""
        return sorted({*self.written(), *_folders_with(self.source, "*.ipynb")})

    def written(self) -> list[str]:
        """Return the names of the assignments that have texts, sorted."""
        return _folders_with(self.texts, "*.py")

    def notebooks(self, assignment: str) -> list[str]:
        """Return the names (without suffix) of an assignment's notebooks, sorted.

        Raises:
            NotFoundError: there is no such assignment.
        """
        written = assignment in self.written()
        if not written and assignment not in self.assignments():
            known = ", ".join(self.assignments()) or "none yet"
            raise NotFoundError(
                f"There is no assignment {assignment!r}: neither {self.texts.name}/{assignment} "
                f"nor {self.source.name}/{assignment} holds a notebook.",
                f"Assignments of this course: {known}.",
            )
        folder, pattern = (self.texts, "*.py") if written else (self.source, "*.ipynb")
        return sorted(path.stem for path in (folder / assignment).glob(pattern))

    def text_path(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's text."""
        return self.texts / assignment / f"{notebook}.py"

    def source_path(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's instructor version."""
        return self.source / assignment / f"{notebook}.ipynb"

    def release_path(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's students' version."""
        return self.release / assignment / f"{notebook}.ipynb"

    def relative(self, path: Path) -> str:
        """Return `path` as messages show it: relative to the course, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def _folders_with(parent: Path, pattern: str) -> list[str]:
    """Return the names of the folders that hold such a file, sorted."""
    return sorted(path.name for path in parent.glob("[!_.]*") if any(path.glob(pattern)))

"""Where everything of a course lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.course.config_files import CONFIG_NAME as CONFIG_NAME
from autograder.course.config_files import JSON_NAME, has_config, root_of, shared_config
from autograder.course.folders import NOBODY, Folders, read_folders
from autograder.errors import CourseError, NotFoundError


@dataclass(frozen=True)
class Course:
    """A course root: an ordinary nbgrader course, and any nbgrader course is one.

    Ours has texts and a bank of answers beside it; an assignment without texts is graded from
    `source/` as it is. The way of the files is one way; nothing writes upstream:
    `notebooks/` → `source/` → `release/` → `submitted/` → `autograded/` → `feedback/`, `report/`.
    Where the steps from `source/` to `feedback/` lie is what `c.CourseDirectory` says.

    Attributes:
        root: the course's folder.
        configured: the folder of its configuration, where that one names another `root`.
    """

    root: Path
    configured: Path | None = None

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Return the course that `start` (default: the working folder) lies in.

        Raises:
            NotFoundError: no folder from `start` upwards holds a configuration.
            CourseError: the configuration names a root that is not a folder.
        """
        begin = (start or Path.cwd()).resolve()
        for folder in (begin, *begin.parents):
            if has_config(folder):
                return cls._configured_in(folder)
        raise NotFoundError(
            f"{begin} is not inside a course: no {CONFIG_NAME} or {JSON_NAME} here or in a folder "
            "above.",
            "Go to the course's folder, or name it with --course.",
        )

    @classmethod
    def _configured_in(cls, folder: Path) -> Course:
        try:
            root = root_of(folder, shared_config(folder))
        except CourseError:
            return cls(folder)  # whatever needs the configuration says what is wrong with it
        if root == folder:
            return cls(folder)
        if not root.is_dir():
            raise CourseError(
                f"The configuration sets c.CourseDirectory.root to {root}, which is not a folder.",
                "Remove the line: the course's folder is that of the configuration.",
            )
        return cls(root, folder)

    @property
    def home(self) -> Path:
        """The folder of the configuration."""
        return self.configured or self.root

    @property
    def folders(self) -> Folders:
        """Where the steps lie.

        Raises:
            CourseError: the configuration does not run, or sets folders that cannot be used.
        """
        config = shared_config(self.home)
        if root_of(self.home, config) != self.root:
            raise CourseError(
                "The configuration has come to name another c.CourseDirectory.root.",
                "Run the command again.",
            )
        return read_folders(self.root, config)

    @property
    def texts(self) -> Path:
        """The only place to edit course content."""
        return self.root / "notebooks"

    @property
    def source(self) -> Path:
        """Generated: nbgrader's instructor version."""
        return self.folders.base("source")

    @property
    def release(self) -> Path:
        """Generated: the students' version."""
        return self.folders.base("release")

    @property
    def answers(self) -> Path:
        """The bank of right and wrong answers."""
        return self.root / "answers"

    @property
    def submitted(self) -> Path:
        """What students handed in: `<student>/<assignment>/<notebook>.ipynb`."""
        return self.folders.base("submitted")

    @property
    def autograded(self) -> Path:
        """Executed submissions in nbgrader's format, and one `grading.json` for each."""
        return self.folders.base("autograded")

    @property
    def feedback(self) -> Path:
        """One HTML page for each graded notebook."""
        return self.folders.base("feedback")

    @property
    def report(self) -> Path:
        """One HTML page for each assignment."""
        return self.root / "report"

    @property
    def similarity(self) -> Path:
        """One HTML page on similar answers for each assignment."""
        return self.root / "similarity"

    def assignments(self) -> list[str]:
        """Return the names of all assignments, sorted."""
        return sorted({*self.written(), *self._sources()})

    def written(self) -> list[str]:
        """Return the names of the assignments that have texts, sorted."""
        folders = self.texts.glob("[!_.]*")
        return sorted(path.name for path in folders if any(path.glob("*.py")))

    def _sources(self) -> dict[str, Path]:
        """Return the folders of instructors' notebooks, by assignment."""
        folders = self.assignment_folders("source")
        return {name: path for name, path in folders.items() if any(path.glob("*.ipynb"))}

    def notebooks(self, assignment: str) -> list[str]:
        """Return the names (without suffix) of an assignment's notebooks, sorted.

        Raises:
            NotFoundError: there is no such assignment.
        """
        if assignment in self.written():
            return sorted(path.stem for path in (self.texts / assignment).glob("*.py"))
        folder = self._sources().get(assignment)
        if folder is None:
            known = ", ".join(self.assignments()) or "none yet"
            raise NotFoundError(
                f"There is no assignment {assignment!r}: neither {self.texts.name}/{assignment} "
                f"nor {self.relative(self.source)}/{assignment} holds a notebook.",
                f"Assignments of this course: {known}.",
            )
        return sorted(path.stem for path in folder.glob("*.ipynb"))

    def require_texts(self, assignment: str) -> None:
        """Refuse an assignment that is there and has no texts.

        Raises:
            NotFoundError: there is no such assignment.
            CourseError: it has no texts.
        """
        self.notebooks(assignment)
        if assignment not in self.written():
            raise CourseError(
                f"{assignment} has no texts in {self.texts.name}/. It is graded from "
                f"{self.relative(self.source_folder(assignment))}/ as it is.",
                f"Release it with nbgrader. To make texts of it: autograder texts {assignment}",
            )

    def text_path(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's text."""
        return self.texts / assignment / f"{notebook}.py"

    def source_path(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's instructor version."""
        return self.source_folder(assignment) / f"{notebook}.ipynb"

    def release_path(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's students' version."""
        return self.release_folder(assignment) / f"{notebook}.ipynb"

    def source_folder(self, assignment: str) -> Path:
        """Return the folder of an assignment's instructor version."""
        return self.folders.path("source", NOBODY, assignment)

    def release_folder(self, assignment: str) -> Path:
        """Return the folder of an assignment's students' version."""
        return self.folders.path("release", NOBODY, assignment)

    def submission_folder(self, student: str, assignment: str) -> Path:
        """Return the folder of what a student handed in."""
        return self.folders.path("submitted", student, assignment)

    def graded_folder(self, student: str, assignment: str) -> Path:
        """Return the folder of a student's executed notebooks and their record."""
        return self.folders.path("autograded", student, assignment)

    def feedback_folder(self, student: str, assignment: str) -> Path:
        """Return the folder of a student's pages."""
        return self.folders.path("feedback", student, assignment)

    def assignment_folders(self, step: str) -> dict[str, Path]:
        """Return the folders of assignments that are there in `source` or `release`, by name."""
        return {name: path for _, name, path in self.folders.existing(step, NOBODY)}

    def relative(self, path: Path) -> str:
        """Return `path` as messages show it: relative to the course, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

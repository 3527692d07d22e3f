"""Files beside notebooks: the same ones as nbgrader copies over a submission."""

from __future__ import annotations

from pathlib import Path

import pytest
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from autograder.course.beside_files import files_beside
from autograder.errors import CourseError

FILES = (
    "ps1.ipynb",
    "helpers.py",
    "own.py",
    "data/table.csv",
    "data/deep/table.csv",
    "data/notes.ipynb",
    "data/feedback/old.html",
    "feedback/page.html",
    "__pycache__/helpers.pyc",
    "module.pyc",
    ".hidden.pyc",
    ".env",
    ".ipynb_checkpoints/ps1.ipynb",
    "[odd]/x*.txt",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An assignment's folder in the source, with files of every kind."""
    for name in FILES:
        path = tmp_path / "source" / "ps1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "source" / "ps1"


def as_nbgrader(folder: Path, config: Config) -> list[Path]:
    """Return what nbgrader's autograde would copy."""
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import find_all_files

    directory = CourseDirectory(config=config)
    names = set(find_all_files(str(folder), [*directory.ignore, "*.ipynb"]))
    own = Autograde(directory, config=config).exclude_overwriting.get("ps1", [])
    return sorted(Path(name) for name in names - {str(folder / one) for one in own})


@pytest.mark.parametrize(
    "config",
    [
        Config(),
        Config(CourseDirectory=Config(ignore=[])),
        Config(CourseDirectory=Config(ignore=["data", ".*"])),
        Config(CourseDirectory=Config(ignore=["*", "d*/table.csv"])),
        Config(CourseDirectory=Config(ignore=["data/table.csv", "?wn.py"])),
        Config(Autograde=Config(exclude_overwriting={"ps1": ["own.py", "data/table.csv"]})),
        Config(Autograde=Config(exclude_overwriting={"ps2": ["own.py"]})),
        Config(CourseDirectory=Config(include=["*.csv"], max_file_size=0)),
    ],
)
def test_the_files_are_those_that_nbgrader_copies(folder: Path, config: Config) -> None:
    found = files_beside(folder, config)
    assert found == as_nbgrader(folder, config)


def test_a_list_that_is_made_longer_begins_with_nbgraders_own(folder: Path) -> None:
    longer = LazyConfigValue()
    longer.append("*.csv")
    config = Config(CourseDirectory=Config(ignore=longer))
    names = [path.relative_to(folder).as_posix() for path in files_beside(folder, config)]
    assert names == [".env", ".hidden.pyc", "[odd]/x*.txt", "helpers.py", "own.py"]


def test_the_assignments_name_counts_where_the_folder_has_another(folder: Path) -> None:
    config = Config(Autograde=Config(exclude_overwriting={"other": ["own.py"]}))
    assert folder / "own.py" in files_beside(folder, config)
    assert folder / "own.py" not in files_beside(folder, config, "other")


@pytest.mark.parametrize(
    "config",
    [
        Config(CourseDirectory=Config(ignore="*.csv")),
        Config(CourseDirectory=Config(ignore=[1])),
        Config(Autograde=Config(exclude_overwriting=["own.py"])),
        Config(Autograde=Config(exclude_overwriting={"ps1": "own.py"})),
        Config(Autograde=Config(exclude_overwriting={"ps1": [1]})),
    ],
)
def test_an_option_of_the_wrong_kind_is_refused(folder: Path, config: Config) -> None:
    with pytest.raises(CourseError) as caught:
        files_beside(folder, config)
    assert caught.value.hint.startswith("It must be ")

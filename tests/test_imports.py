"""The arrows of imports.

notebooks → helpers → scientific libraries
autograder → nbgrader, nbformat, jupytext
autograder.engine → helpers, scientific libraries: it runs what notebooks hold
website → autograder, Sphinx
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.course.texts import read_text
from tests.support.tiny import ROOT

SCIENCE = {
    "cycler",
    "matplotlib",
    "mpmath",
    "numpy",
    "scipy",
    "sklearn",
    "sympy",
    "torch",
    "torchvision",
}
NOTEBOOK = {"IPython", "ipywidgets", "nbclient", "nbformat", "tqdm"}
GRADING = {
    "PIL",
    "click",
    "jinja2",
    "jupytext",
    "latex2mathml",
    "markupsafe",
    "msgspec",
    "nbconvert",
    "nbformat",
    "nbgrader",
    "nh3",
    "packaging",
    "pygments",
    "rich",
    "sqlalchemy",
    "starlette",
    "traitlets",
    "uvicorn",
}
HEAVY = ("torch", "torchvision", "sympy", "scipy", "sklearn", "matplotlib.pyplot", "IPython")
PAGES = {"docutils", "nbclient", "nbformat", "packaging", "sphinx"}
HELPERS = sorted((ROOT / "helpers").rglob("*.py"))
ENGINE = sorted((ROOT / "autograder" / "engine").rglob("*.py"))
WEBSITE = sorted((ROOT / "website").rglob("*.py"))
AUTOGRADER = sorted({*(ROOT / "autograder").rglob("*.py")} - {*ENGINE})
COURSE = Course(ROOT)
TEXTS = [
    COURSE.text_path(assignment, notebook)
    for assignment in COURSE.assignments()
    for notebook in COURSE.notebooks(assignment)
]


def shown(path: Path) -> str:
    """Return a path as test ids show it."""
    return path.relative_to(ROOT).as_posix()


def imported(source: str) -> Iterator[str]:
    """Yield the top-level packages that a module imports, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (item.name.partition(".")[0] for item in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield str(node.module).partition(".")[0]


@cache
def imported_by(path: Path) -> frozenset[str]:
    """Return the top-level packages that a file's text imports, wherever the import stands."""
    return frozenset(imported(path.read_text(encoding="utf-8")))


def foreign(packages: Iterable[str], allowed: set[str]) -> set[str]:
    """Return the packages that are neither Python's own nor allowed."""
    return {*packages} - sys.stdlib_module_names - allowed


@pytest.mark.parametrize("path", HELPERS, ids=shown)
def test_helpers_import_what_students_have(path: Path) -> None:
    assert foreign(imported_by(path), {"helpers"} | SCIENCE | NOTEBOOK) == set()


@pytest.mark.parametrize("path", AUTOGRADER, ids=shown)
def test_the_autograder_reads_notebooks_as_data(path: Path) -> None:
    assert foreign(imported_by(path), {"autograder"} | GRADING) == set()


@pytest.mark.parametrize("path", ENGINE, ids=shown)
def test_the_engine_runs_notebooks_and_knows_nothing_of_grading(path: Path) -> None:
    own = {"autograder", "helpers"}
    allowed = own | SCIENCE | NOTEBOOK | {"matplotlib_inline", "nbformat", "traitlets"}
    allowed |= {
        "calls.py": {"msgspec"},
        "cluster.py": {"distributed"},
        "messages.py": {"msgspec"},
        "protocol.py": {"msgspec"},
    }.get(path.name, set())
    assert foreign(imported_by(path), allowed) == set()


@pytest.mark.parametrize("path", ENGINE, ids=shown)
def test_of_helpers_the_engine_knows_the_checks_and_the_texts_of_figures(path: Path) -> None:
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            prefix = "helpers." if node.module == "helpers" else ""
            names = [item.name for item in node.names] if prefix else [str(node.module)]
            modules |= {f"{prefix}{name}" for name in names}
    known = {name for name in modules if name.split(".")[0] == "helpers"}
    known -= {"helpers.figure_texts", "helpers.axes_texts"}
    assert all(name.startswith("helpers.checks") for name in known)


@pytest.mark.parametrize("path", WEBSITE, ids=shown)
def test_the_website_is_made_of_what_the_autograder_has(path: Path) -> None:
    assert foreign(imported_by(path), {"autograder", "website"} | PAGES) == set()


@pytest.mark.parametrize("path", TEXTS, ids=shown)
def test_notebooks_import_helpers_and_the_libraries_they_teach(path: Path) -> None:
    for cell in read_text(path).cells:
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line[:1] not in ("%", "!")]
            assert foreign(imported("\n".join(lines)), {"helpers"} | SCIENCE | NOTEBOOK) == set()


def test_checks_start_light() -> None:
    code = (
        "import sys, helpers, helpers.checks\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.strip() == "[]"


BESIDE = {"errors", "files", "interrupts", "lean_start", "outcomes"}
"""Modules that stand beside the rooms: any of these may import them."""
ARROW = re.compile(r"^    ([\w.]+) +→  (.*)$", re.MULTILINE)


def drawn_arrows() -> dict[str, set[str]]:
    """Return the arrows between rooms as docs/architecture.md draws them."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    inside = text.partition("Inside `autograder`")[2].partition("## ")[0]
    return {room: set(others.split(", ")) - {"nothing"} for room, others in ARROW.findall(inside)}


@cache
def modules_and_imports() -> dict[str, set[str]]:
    """Return what each module of `autograder` imports of the package, wherever in its text."""
    package = ROOT / "autograder"
    names = {
        ".".join(path.relative_to(package).with_suffix("").parts): path
        for path in package.rglob("*.py")
    }
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        imported: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("autograder."):
                module = str(node.module).removeprefix("autograder.")
                inner = {f"{module}.{item.name}" for item in node.names}
                imported |= inner & names.keys() or {module}
            elif isinstance(node, ast.ImportFrom) and node.module == "autograder":
                imported |= {item.name for item in node.names} & names.keys()
            elif isinstance(node, ast.Import):
                imported |= {
                    item.name.removeprefix("autograder.")
                    for item in node.names
                    if item.name.startswith("autograder.")
                }
        found[name] = imported
    return found


def room_of(module: str) -> str:
    """Return the room in which a module stands: a package is its own room."""
    is_room = (ROOT / "autograder" / Path(*module.split("."))).is_dir()
    return module if is_room else module.rpartition(".")[0]


def test_the_arrows_between_rooms_are_those_of_the_picture() -> None:
    arrows: dict[str, set[str]] = {}
    for module, imported in modules_and_imports().items():
        if room := room_of(module):
            others = {room_of(other) for other in imported if other not in BESIDE}
            arrows[room] = arrows.get(room, set()) | others - {room, ""}
    assert arrows == drawn_arrows()


def test_no_arrows_close_a_circle() -> None:
    for arrows in (drawn_arrows(), modules_and_imports()):
        TopologicalSorter(arrows).prepare()  # raises where they do


def test_what_stands_beside_the_rooms_imports_no_room() -> None:
    for module in BESIDE:
        assert modules_and_imports()[module] <= BESIDE

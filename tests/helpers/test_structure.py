"""The modules of `helpers` import each other in one direction only."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.support.tiny import ROOT

PATHS = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (ROOT / "helpers").rglob("*.py")
}
Arrows = Mapping[str, Set[str]]


def imported(source: str, known: Set[str]) -> Iterator[str]:
    """Yield the known modules that a module imports, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names if item.name in known)
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                whole = f"{node.module}.{item.name}"
                yield from {whole if whole in known else str(node.module)} & known


def circle_in(arrows: Arrows) -> list[str]:
    """Return the modules of a circle, or an empty list where there is none."""
    try:
        [*TopologicalSorter(arrows).static_order()]
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_by_way_of_others() -> None:
    known = PATHS.keys()
    arrows = {
        name: set(imported(path.read_text(encoding="utf-8"), known)) for name, path in PATHS.items()
    }
    assert arrows["helpers.data"] >= {"helpers.digits", "helpers.builtin_digits", "helpers.mnist"}
    assert circle_in(arrows) == []


@pytest.mark.parametrize(
    "line",
    [
        "import pack.b",
        "from pack import b",
        "from pack.b import name",
        "def f():\n    from pack.b import name",
        "if TYPE_CHECKING:\n    from pack import b",
    ],
)
def test_a_circle_is_found_however_it_is_imported(line: str) -> None:
    sources = {"pack": "", "pack.a": line, "pack.b": "from pack.a import name"}
    arrows = {name: set(imported(text, sources.keys())) for name, text in sources.items()}
    assert set(circle_in(arrows)) == {"pack.a", "pack.b"}


def test_imports_of_other_packages_make_no_circle() -> None:
    assert [*imported("import os\nfrom json import loads", {"pack"})] == []

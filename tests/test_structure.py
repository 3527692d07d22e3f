"""The code stays readable: small modules, small functions, signatures that say what they take."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.tiny import ROOT

MAX_MODULE = 300
"""Lines of a module."""
MAX_FUNCTION = 40
"""Lines of a function, its docstring not counted."""
MAX_MEDIAN = 7
MAX_SHARE = 0.05
"""Of signatures that hold `Any`."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(package: str) -> list[Path]:
    """Return the modules of a package."""
    return sorted((ROOT / package).rglob("*.py"))


def functions(tree: ast.Module) -> Iterator[Function]:
    """Yield every function in a module, methods and inner functions too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


@cache
def trees(package: str) -> list[tuple[str, ast.Module]]:
    """Return every module of a package as it is parsed, with its path as messages show it."""
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in modules(package)
    ]


@cache
def functions_of(package: str) -> list[tuple[str, Function]]:
    """Return every function of a package, with its place as messages show it."""
    return [
        (f"{path}:{function.lineno} {function.name}", function)
        for path, tree in trees(package)
        for function in functions(tree)
    ]


def lines_of(node: ast.stmt) -> int:
    """Return how many lines a statement takes; decorators do not count."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def length(function: Function) -> int:
    """Return how many lines a function takes, without its docstring."""
    documented = ast.get_docstring(function) is not None
    return lines_of(function) - (lines_of(function.body[0]) if documented else 0)


def names_any(tree: ast.expr) -> bool:
    """Tell whether `Any` stands anywhere in an expression."""
    names = ((getattr(node, "id", ""), getattr(node, "attr", "")) for node in ast.walk(tree))
    return any("Any" in pair for pair in names)


def holds_any(function: Function) -> bool:
    """Tell whether `Any` stands anywhere in a signature."""
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    annotations = [argument.annotation for argument in arguments if argument is not None]
    return any(names_any(part) for part in (*annotations, function.returns) if part is not None)


def hides_any(statement: ast.stmt) -> bool:
    """Tell whether a statement gives another name to `Any`, or to a type with it."""
    match statement:
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return names_any(value)
        case ast.ImportFrom(names=names):
            return any(item.name == "Any" and item.asname not in (None, "Any") for item in names)
        case _:
            return False


@pytest.mark.parametrize("package", ["autograder", "helpers", "website"])
def test_no_module_is_too_long(package: str) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in modules(package)}
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {text.count(chr(10))} lines"
        for path, text in texts.items()
        if text.count("\n") > MAX_MODULE
    ]
    assert found == [], f"split these by what they do: a module has {MAX_MODULE} lines at most"


@pytest.mark.parametrize("package", ["autograder", "helpers", "website"])
def test_no_function_is_too_long(package: str) -> None:
    lengths = {place: length(function) for place, function in functions_of(package)}
    found = [f"{place}: {lines} lines" for place, lines in lengths.items() if lines > MAX_FUNCTION]
    assert found == [], (
        f"split these: a function has {MAX_FUNCTION} lines at most, its docstring not counted"
    )


@pytest.mark.parametrize("package", ["autograder", "helpers"])
def test_most_functions_are_short(package: str) -> None:
    median = statistics.median(length(function) for _, function in functions_of(package))
    assert median <= MAX_MEDIAN, f"half of {package}'s functions have more than {MAX_MEDIAN} lines"


@pytest.mark.parametrize("package", ["autograder", "helpers"])
def test_signatures_say_what_they_take(package: str) -> None:
    signatures = dict(functions_of(package))
    found = [place for place, function in signatures.items() if holds_any(function)]
    assert len(found) < MAX_SHARE * len(signatures), (
        f"{len(found)} of {len(signatures)} signatures hold Any, which tells nobody anything. "
        "Write `object` for what may be anything, or the library's own class:\n" + "\n".join(found)
    )


@pytest.mark.parametrize("package", ["autograder", "helpers"])
def test_any_has_no_other_name(package: str) -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and hides_any(node)
    ]
    assert found == [], "an alias of Any says no more than Any"


def only_function(source: str) -> Function:
    """Return the one function of a text."""
    (function,) = functions(ast.parse(source))
    return function


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def f():\n    return 1", 2),
        ('def f():\n    """One.\n\n    Two.\n    """\n    return 1', 2),
        ('def f():\n    text = """One.\n\n    Two.\n    """\n    return text', 6),
        ("@cache\ndef f(\n    x,\n):\n    return x", 4),
        ("class C:\n    async def f(self):\n        return 1", 2),
    ],
)
def test_a_docstring_does_not_make_a_function_longer(source: str, lines: int) -> None:
    assert length(only_function(source)) == lines


@pytest.mark.parametrize(
    "signature",
    [
        "def f(x: Any): ...",
        "def f(x, /, y: list[Any]): ...",
        "def f(*, x: dict[str, Any] | None = None): ...",
        "def f(*args: Any): ...",
        "def f(**options: typing.Any): ...",
        "async def f() -> Iterator[Any]: ...",
    ],
)
def test_any_is_found_wherever_it_stands(signature: str) -> None:
    assert holds_any(only_function(signature))


@pytest.mark.parametrize(
    "text",
    ["def f(x: object, *, y: Anything) -> int: ...", "def f(x):\n    y: Any = x\n    return y"],
)
def test_a_signature_without_any_is_not_taken_for_one(text: str) -> None:
    assert not holds_any(only_function(text))


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("Tree = Any", True),
        ("Tree: TypeAlias = typing.Any", True),
        ("Row = dict[str, list[Any]]", True),
        ("from typing import Any as Tree", True),
        ("from typing import Any", False),
        ("client: Any = None", False),
        ("Pair = tuple[int, int]", False),
    ],
)
def test_another_name_for_any_is_found(line: str, hidden: bool) -> None:
    assert hides_any(ast.parse(line).body[0]) is hidden

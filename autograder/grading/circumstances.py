"""Circumstances: what an outcome depends on besides the submission and the course's text.

Those are the limits, the versions of some libraries, and our own code as far as it executes
answers. Of that only the meaning counts: a comment, a docstring or the layout changes no outcome.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.errors import AutograderError
from autograder.files import digest_of_file, write_text

PACKAGES = ("ipython", "matplotlib", "nbgrader", "numpy", "scipy", "sympy", "torch")
"""Packages that an outcome may depend on."""
EXECUTING = ("engine", "grading/intake.py", "grading/sanitize.py", "grading/masters.py")
"""What takes part in an execution, with every module of ours that it imports. Modules that are
started by their names show in no import, so all of the engine counts."""
HELPERS = ("*.py", "*.json", "*.mplstyle")
"""Notebooks quote published results and draw in the course's style."""
CACHE = Path(".cache", "code.json")


def circumstances(course: Course, limits: Limits, files: Iterable[Path] = ()) -> str:
    """Return a digest of the limits, versions and own code that outcomes depend on.

    Args:
        course: the course.
        limits: what a submission may use.
        files: the course's files that notebooks find beside them.
    """
    versions = {name: metadata.version(name) for name in PACKAGES}
    parts = [versions, asdict(limits), _Code(course).digest()]
    parts += [[course.relative(path), digest_of_file(path)] for path in files]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class _Code:
    """Our own code that executes, with what is known of its files from earlier.

    To parse a hundred modules takes half a second, which every start of a command would pay; so
    what each text means and imports is kept in the course's cache, by the digest of the text.
    """

    def __init__(self, course: Course) -> None:
        self._path = course.root / CACHE
        self._known: dict[str, list[str]] = {}
        self._used: dict[str, list[str]] = {}
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self._path.read_text(encoding="utf-8"))
            self._known = known if isinstance(known, dict) else {}

    def digest(self) -> str:
        """Return a digest of what the code means."""
        parts = []
        for path in sorted({*self._own(), *_helpers()}):
            meaning = self._module(path)[0] if path.suffix == ".py" else _digest(path.read_bytes())
            parts.append([path.name, meaning])
        if self._used != self._known:
            with contextlib.suppress(AutograderError):  # the next start takes longer, that is all
                write_text(self._path, json.dumps(self._used))
        return _digest(json.dumps(parts).encode())

    def _own(self) -> set[Path]:
        """Return our modules that take part in an execution."""
        root = Path(__file__).parents[1]
        found: set[Path] = set()
        waiting: deque[Path] = deque()
        for place in EXECUTING:
            waiting.extend((root / place).rglob("*.py") if "." not in place else [root / place])
        while waiting:
            path = waiting.popleft()
            if path not in found:
                found.add(path)
                waiting.extend(f for name in self._module(path)[1:] for f in _files(root, name))
        return found

    def _module(self, path: Path) -> list[str]:
        """Return a digest of what a module means, and the names that it imports of our own."""
        text = path.read_bytes()
        key = _digest(text)
        known = self._known.get(key)
        if not known or not all(isinstance(word, str) for word in known):
            tree = ast.parse(text)
            known = [_digest(_meaning(tree).encode()), *sorted(set(_imported(tree)))]
        self._used[key] = known
        return known


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _meaning(tree: ast.Module) -> str:
    """Return what a module does, without comments, docstrings and layout."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [s for s in node.body if not _is_text(s)] or [ast.Pass()]
    return ast.dump(tree)


def _is_text(statement: ast.stmt) -> bool:
    """Tell whether a statement is a text that explains something."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case _:
            return False


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names of this package that a module imports, wherever the import stands."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=items):
                names = [item.name for item in items]
            case ast.ImportFrom(module=str(module), names=items):
                names = [module, *(f"{module}.{item.name}" for item in items)]
            case _:
                continue
        yield from (name for name in names if name.partition(".")[0] == "autograder")


def _files(root: Path, name: str) -> list[Path]:
    module = root.parent.joinpath(*name.split("."))
    candidates = (module.with_suffix(".py"), module / "__init__.py")
    return [path for path in candidates if path.is_file()]


def _helpers() -> list[Path]:
    folder = Path(str(find_spec("helpers").origin)).parent  # type: ignore[union-attr]
    return [path for pattern in HELPERS for path in folder.rglob(pattern)]

"""Disguises: an answer of the bank as somebody hands it in who has copied it.

Each kind changes what its name says and keeps what the answer does, as far as a copy is kept in
practice (changed numbers change results).
"""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Callable, Iterable, Iterator

REMARKS = (
    *(
        "# first the easy part",
        "# see the lecture",
        "# this took me a while",
        "# shapes match here",
    ),
    *("# checked by hand", "# as in the exercise", "# TODO: tidy up", "# should be fast enough"),
)
WORDS = (
    *("values", "res", "tmp", "arr", "helper", "current", "total_", "item", "first_one", "data_in"),
    *(
        "buffer",
        "my_list",
        "acc",
        "thing",
        "inner_value",
        "factor",
        "part_a",
        "part_b",
        "outp",
        "q",
    ),
)
Disguise = Callable[[str, frozenset[str], random.Random], str]
"""From an answer, the names that its tests call and chance to the copy that is handed in."""


def verbatim(source: str, _asked: frozenset[str], _chance: random.Random) -> str:
    """Hand it in as it is."""
    return source


def renamed(source: str, asked: frozenset[str], chance: random.Random) -> str:
    """Rename all that the answer defines, but what tests call."""
    tree = ast.parse(source)
    known = asked | set(dir(builtins))
    own = sorted(set(_bound(tree)) - known)
    words = [
        f"{word}{number or ''}" for number in range(1 + len(own) // len(WORDS)) for word in WORDS
    ]
    chance.shuffle(words)
    free = [word for word in words if word not in source]
    return ast.unparse(_Renaming(dict(zip(own, free, strict=False))).visit(tree))


def commented(source: str, _asked: frozenset[str], chance: random.Random) -> str:
    """Take comments and docstrings away, write other ones, and lay the text out anew."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            rest = node.body[1:] if ast.get_docstring(node) is not None else node.body
            text = ast.Expr(ast.Constant("Give back what is asked for."))
            node.body = [text, *rest] if chance.random() < 0.5 else rest or [ast.Pass()]
    lines = []
    for line in ast.unparse(ast.fix_missing_locations(tree)).splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        if chance.random() < 0.4 and line.strip():
            lines.append(f"{indent}{chance.choice(REMARKS)}")
        lines += [line] if chance.random() < 0.8 else [line, ""]
    return "\n".join(lines)


def other_literals(source: str, _asked: frozenset[str], chance: random.Random) -> str:
    """Change every number and text."""
    return ast.unparse(_Literals(chance).visit(ast.parse(source)))


def reordered(source: str, _asked: frozenset[str], chance: random.Random) -> str:
    """Change the order of functions, and of statements that do not need each other."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(body, list):
                _shuffle(body, chance)
    return ast.unparse(tree)


def split(source: str, _asked: frozenset[str], chance: random.Random) -> str:
    """Give parts of expressions names of their own: at least one where there is one to split."""
    tree = ast.parse(source)
    splitter = _Splitting(chance)
    for node in list(ast.walk(tree)):
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                setattr(node, name, [one for old in body for one in splitter.parts(old)])
    return ast.unparse(ast.fix_missing_locations(tree))


def _chained(*disguises: Disguise) -> Disguise:
    def change(source: str, asked: frozenset[str], chance: random.Random) -> str:
        for disguise in disguises:
            source = disguise(source, asked, chance)
        return source

    return change


DISGUISES: dict[str, Disguise] = {
    "verbatim": verbatim,
    "comments and layout changed": commented,
    "renamed": renamed,
    "numbers and texts changed": other_literals,
    "reordered": reordered,
    "statements split": split,
    "renamed, reordered, comments changed": _chained(reordered, renamed, commented),
    "all of these": _chained(split, reordered, other_literals, renamed, commented),
}


def _bound(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                if not name.startswith("__"):
                    yield name


class _Renaming(ast.NodeTransformer):
    """Puts other names into their places; keywords of calls follow their functions."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit(self, node: ast.AST) -> ast.AST:
        for field in ("id", "arg", "name"):
            old = getattr(node, field, None)
            if isinstance(old, str) and not isinstance(node, ast.alias):
                setattr(node, field, self._names.get(old, old))
        if isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [self._names.get(old, old) for old in node.names]
        return self.generic_visit(node)


class _Literals(ast.NodeTransformer):
    """Puts other numbers and texts into their places."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        match node.value:
            case bool() | None:
                return node
            case int() | float() as number:
                return ast.Constant(number + self._chance.randint(1, 9))
            case str():
                return ast.Constant(f"{node.value} {self._chance.randint(1, 9)}")
            case _:
                return node


def _names_in(node: ast.AST) -> tuple[set[str], set[str]]:
    """Return the names that a statement reads, and those that it binds or may change."""
    names = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
    stored = set(_bound(node)) | {
        name
        for one in ast.walk(node)
        if isinstance(one, ast.Subscript | ast.Attribute) and isinstance(one.ctx, ast.Store)
        for name in [_root(one)]
    }
    imported = {
        item.asname or item.name
        for one in ast.walk(node)
        if isinstance(one, ast.Import | ast.ImportFrom)
        for item in one.names
    }
    return {one.id for one in names if isinstance(one.ctx, ast.Load)}, stored | imported


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _may_move(statement: ast.stmt) -> bool:
    defines = isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
    return defines or isinstance(statement, ast.Assign | ast.AnnAssign)


def _shuffle(body: list[ast.stmt], chance: random.Random) -> None:
    """Let neighbours change places that do not need each other, here and there."""
    for _ in range(2):
        for first in range(len(body) - 1):
            one, other = body[first], body[first + 1]
            if not (_may_move(one) and _may_move(other)) or chance.random() < 0.3:
                continue
            reads, binds = _names_in(one)
            others_reads, others_binds = _names_in(other)
            late = isinstance(one, ast.FunctionDef) and isinstance(other, ast.FunctionDef)
            needed = (binds & (others_reads | others_binds)) | (reads & others_binds)
            if late or not needed:
                body[first], body[first + 1] = other, one


class _Splitting:
    """Takes parts of expressions out into statements of their own."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._count = 0

    def parts(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return a statement, behind those that make a part of it."""
        if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return):
            return [statement]
        found = [] if statement.value is None else list(self._places(statement.value))
        if not found or self._chance.random() < 0.3:
            return [statement]
        holder, field, index = self._chance.choice(found)
        name = f"step_{self._count}"
        self._count += 1
        old = getattr(holder, field) if index is None else getattr(holder, field)[index]
        if index is None:
            setattr(holder, field, ast.Name(name, ast.Load()))
        else:
            getattr(holder, field)[index] = ast.Name(name, ast.Load())
        return [ast.Assign([ast.Name(name, ast.Store())], old), statement]

    def _places(self, node: ast.expr) -> Iterator[tuple[ast.AST, str, int | None]]:
        """Yield where a part stands that is worth a name, not inside functions of their own."""
        own = (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.IfExp)
        if isinstance(node, own):
            return
        for field, value in ast.iter_fields(node):
            parts: Iterable[object] = value if isinstance(value, list) else [value]
            for index, part in enumerate(parts):
                if isinstance(part, ast.Call | ast.BinOp):
                    yield node, field, index if isinstance(value, list) else None
                if isinstance(part, ast.expr):
                    yield from self._places(part)

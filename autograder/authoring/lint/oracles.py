"""Rules on oracles: an answer must not be what it is compared with."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding, parsed
from autograder.course.cells import (
    grade_id,
    is_fixture,
    is_graded,
    is_solution,
    is_test,
    question_of,
)

ORACLES = frozenset({"torch_derivative", "torch_function"})
GUARDS = frozenset({"by_hand", "is_pure", "leaves_alone", "without"})


def oracles_are_out_of_reach(notebook: NotebookNode) -> Iterator[Finding]:
    """Where an answer could be its oracle, each of its functions is looked at from inside, too.

    An oracle is within reach if it is one of `helpers.checks`, here or in a fixture, or a function
    of a library by its plain name.
    """
    trees = [(cell, tree) for cell in notebook.cells if (tree := parsed(cell)) is not None]
    made = {name for cell, tree in trees if is_fixture(cell) for name in _oracles_bound(tree)}
    tests: dict[str, list[ast.AST]] = {}
    for cell, tree in trees:
        if is_test(cell):
            tests.setdefault(question_of(grade_id(cell)), []).extend(ast.walk(tree))
    for index, cell in enumerate(notebook.cells):
        answer = parsed(cell) if is_solution(cell) and not is_graded(cell) else None
        nodes = tests.get(grade_id(cell), [])
        if answer is None or not any(_within_reach(node, made) for node in nodes):
            continue
        names = [node.name for node in answer.body if isinstance(node, ast.FunctionDef)]
        guarded = {name for node in nodes for name in _guarded(node, names)}
        unguarded = [name for name in names if name not in guarded]
        if unguarded:
            yield Finding(
                index,
                f"the answer could be the very function that {', '.join(unguarded)} is compared "
                "with: give it to `checks.is_pure`, `checks.leaves_alone`, `checks.by_hand` or "
                "`checks.without` in its tests.",
            )


def _within_reach(node: ast.AST, made: Set[str]) -> bool:
    """Tell whether code of a test reaches for an oracle that an answer could be."""
    match node:
        case ast.Name(id=name):
            return name in made
        case ast.Call(func=ast.Name(id="agrees") | ast.Attribute(attr="agrees"), args=args):
            return any(isinstance(oracle, ast.Attribute) for oracle in args[1:2])
        case ast.Attribute(attr=name):
            return name in ORACLES
        case _:
            return False


def _oracles_bound(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a fixture binds to oracles of `helpers.checks`."""
    for statement in tree.body:
        uses = any(isinstance(n, ast.Attribute) and n.attr in ORACLES for n in ast.walk(statement))
        if uses and isinstance(statement, ast.FunctionDef):
            yield statement.name
        elif uses and isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _guarded(node: ast.AST, names: list[str]) -> list[str]:
    """Return the functions that a guard looks at; all of them where a loop calls it."""
    match node:
        case ast.Call(
            func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Name(id=name), *_]
        ) if called in GUARDS:
            return [name] if name in names else names
        case _:
            return []

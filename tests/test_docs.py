"""The documents are true: every command, option, target, module and file they name exists.

So are the messages and hints that the code and the scripts print: each command in them exists.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from autograder.cli.commands import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "results").rglob("*.md")),
    *sorted((ROOT / ".github").rglob("*.md")),
]
PROGRAMS = ("autograder ", "make ", "nbgrader ")
CODE = sorted((ROOT / "autograder").rglob("*.py"))
PAGES = sorted((ROOT / "autograder").rglob("*.j2"))
SCRIPTS = [ROOT / "Makefile", ROOT / ".ci" / "run", *sorted((ROOT / "scripts").iterdir())]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
CALL = re.compile(r"\b(autograder) ([\w<-][^\n`;,(:]*)")
ORDER = re.compile(
    # "make" and "nbgrader" are words of sentences too: what tells somebody to run them counts.
    r"(?:\brun:? |\bstep |[`(]|[A-Z]=\S+ )(make|nbgrader) ([\w<-][^\n`;,():.]*)",
    re.IGNORECASE,
)
LINK = re.compile(r"\]\(([^)#]+)(#[^)]*)?\)")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands_in(text: str) -> Iterator[list[str]]:
    """Yield the words of each shell command in a document: in fences, and in running text."""
    lines = []
    for language, block in FENCE.findall(text):
        if language == "sh":
            lines += block.splitlines()
        elif language == "console":
            lines += [line.strip()[2:] for line in block.splitlines() if line.strip()[:2] == "$ "]
    prose = FENCE.sub("", text)
    lines += [span for span in SPAN.findall(prose) if span.startswith(PROGRAMS)]
    for line in lines:
        for part in re.split(r"&&|\||;", line):
            if words := shlex.split(part.strip(), comments=True):
                yield words


def called(program: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return (document, arguments) of every call of a program in the documents."""
    found = []
    for document in DOCUMENTS:
        for words in commands_in(document.read_text(encoding="utf-8")):
            without_settings = [word for word in words if not re.match(r"[A-Z_]+=", word)]
            if without_settings and Path(without_settings[0]).name == program:
                found.append((document.name, tuple(without_settings[1:])))
    return sorted(set(found))


@cache
def code_texts() -> list[tuple[Path, str]]:
    """Return the texts in all modules."""
    return [(path, text) for path in CODE for text in literals(path.read_text(encoding="utf-8"))]


def literals(source: str) -> Iterator[str]:
    """Yield the texts in a module: strings, and of docstrings what stands in backquotes.

    What a text is filled with becomes `<…>`.
    """
    tree = ast.parse(source)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "<…>" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) in docstrings:
                yield from (f"`{span}`" for span in SPAN.findall(node.value))
            elif id(node) not in parts:
                yield node.value


def told(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (program, arguments) of each command that a text tells somebody to run."""
    for program, words in [*CALL.findall(text), *ORDER.findall(text)]:
        yield program, tuple(word.rstrip(".\"'") for word in words.split())


def told_by(*programs: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (file, program, arguments) of each command in code, pages and scripts."""
    whole = [(path, path.read_text(encoding="utf-8")) for path in (*PAGES, *SCRIPTS)]
    found = {
        (path.relative_to(ROOT).as_posix(), program, arguments)
        for path, text in (*code_texts(), *whole)
        for program, arguments in told(text)
    }
    return sorted(one for one in found if one[1] in programs)


def exists_in_nbgrader(arguments: tuple[str, ...]) -> bool:
    """Tell whether nbgrader has a command, and the command its sub-command."""
    from nbgrader.apps import NbGraderApp

    application: Any = NbGraderApp
    for word in arguments:
        commands = application.subcommands
        if not isinstance(commands, dict) or not word[:1].isalpha():  # none, or an argument
            break
        if word not in commands:
            return False
        application = commands[word][0]
    return True


def resolve(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command that arguments call, after checking it and each of its options.

    Raises:
        LookupError: a command or option does not exist.
    """
    path: tuple[str, ...] = ()
    command: click.Command = main
    words = iter(arguments)
    for word in words:
        name = word.strip("[]").partition("=")[0]
        if name.startswith("-"):
            option = option_of(command, name)
            if "=" not in word and not option.is_flag and not option.count:
                next(words, None)
        elif isinstance(command, click.Group) and name[:1].isalpha():
            if name not in command.commands:
                raise LookupError(f"no command {name!r}")
            command, path = command.commands[name], (*path, name)
    return path


def option_of(command: click.Command, name: str) -> click.Option:
    """Return a command's option by its name; `--help` counts."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    helping = command.get_help_option(click.Context(command))
    for option in [*options, *([helping] if helping else [])]:
        if name in (*option.opts, *option.secondary_opts):
            return option
    raise LookupError(f"{command.name} has no option {name}")


def every_command(group: click.Group = main, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command of the command line, as the words that call it."""
    found: list[tuple[str, ...]] = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            found += every_command(command, (*above, name))
        elif not command.hidden:
            found.append((*above, name))
    return found


def modules() -> list[str]:
    """Return the name of every module of `autograder`, and of the first floors of the others."""
    first_floors = [*(ROOT / "helpers").iterdir(), *(ROOT / "website").iterdir()]
    paths = [*(ROOT / "autograder").rglob("*.py"), *first_floors]
    kept = [p for p in paths if p.suffix == ".py" or (p / "__init__.py").is_file()]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in kept]
    return sorted(name for name in names if not name.endswith("__"))


@pytest.mark.parametrize(("document", "arguments"), called("autograder"))
def test_commands_in_documents_exist(document: str, arguments: tuple[str, ...]) -> None:
    resolve(arguments)


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_is_documented(command: tuple[str, ...]) -> None:
    known = [arguments[: len(command)] for _, arguments in called("autograder")]
    assert command in known, f"no document shows `autograder {' '.join(command)}`"


@pytest.mark.parametrize(("document", "arguments"), called("make"))
def test_make_targets_in_documents_exist(document: str, arguments: tuple[str, ...]) -> None:
    assert set(arguments) <= TARGETS


@pytest.mark.parametrize(("document", "arguments"), called("nbgrader"))
def test_commands_of_nbgrader_in_documents_exist(document: str, arguments: tuple[str, ...]) -> None:
    assert exists_in_nbgrader(arguments)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_commands_in_documents_name_exist(document: Path) -> None:
    folders = [f"{name}/" for name in (".ci", "benchmarks", "examples", "scripts", "tests")]
    for words in commands_in(document.read_text(encoding="utf-8")):
        for word in words:
            if word.startswith(tuple(folders)):
                assert (ROOT / word.partition("::")[0]).exists(), word


@pytest.mark.parametrize(("file", "program", "arguments"), told_by("autograder"))
def test_commands_in_messages_exist(file: str, program: str, arguments: tuple[str, ...]) -> None:
    assert resolve(arguments)


@pytest.mark.parametrize(("file", "program", "arguments"), told_by("make"))
def test_make_targets_in_messages_exist(
    file: str, program: str, arguments: tuple[str, ...]
) -> None:
    assert arguments[0] in TARGETS


@pytest.mark.parametrize(("file", "program", "arguments"), told_by("nbgrader"))
def test_commands_of_nbgrader_in_messages_exist(
    file: str, program: str, arguments: tuple[str, ...]
) -> None:
    assert exists_in_nbgrader(arguments)


def test_the_makefile_declares_and_explains_its_targets() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == TARGETS
    assert set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE)) == TARGETS - {"packages"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target, _ in LINK.findall(document.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (document.parent / target).exists(), target


def test_the_figures_that_are_compared_with_other_graders_are_those_that_were_measured() -> None:
    measured = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    text = (ROOT / "docs" / "why.md").read_text(encoding="utf-8").partition("## How fast")[2]
    rows = [line for line in text.splitlines() if line.startswith("| `") or "otter" in line]
    assert len(rows) >= 7
    assert [row for row in rows if row.startswith("|") and row not in measured] == []


def sections() -> dict[str, str]:
    """Return the sections of the architecture's document that are about packages, by package."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^### `([\w.]+)`\n(.*?)(?=^##|\Z)", text, re.M | re.S))


def test_the_architecture_has_a_line_for_every_module() -> None:
    named = {
        f"{package}.{name}"
        for package, section in sections().items()
        for name in re.findall(r"^\| `(\w+)` \|", section, re.M)
    }
    assert set(modules()) - named == set(), "docs/architecture.md lacks a line for these"
    assert named - set(modules()) == set(), "docs/architecture.md names modules that do not exist"


def test_the_architecture_says_of_each_room_what_the_room_says_of_itself() -> None:
    for path in (ROOT / "autograder").rglob("__init__.py"):
        room = ".".join(path.parent.relative_to(ROOT).parts)
        sentence = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert sentence is not None
        if room != "autograder":
            assert sentence.splitlines()[0] in sections()[room], room


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (("build",), ("build",)),
        (("--course", "somewhere", "build", "--check"), ("build",)),
        (("build", "[--check]", "<assignment>"), ("build",)),
        (("--help",), ()),
    ],
)
def test_resolve_finds_the_command(arguments: tuple[str, ...], result: tuple[str, ...]) -> None:
    assert resolve(arguments) == result


@pytest.mark.parametrize("arguments", [("bild",), ("build", "--chek"), ("--cuorse", "x", "build")])
def test_resolve_refuses_what_does_not_exist(arguments: tuple[str, ...]) -> None:
    with pytest.raises(LookupError):
        resolve(arguments)


def test_commands_are_found_in_strings_and_in_backquotes_of_docstrings() -> None:
    source = '''"""The autograder looks on. `autograder bild` is not a command."""
hint = "Mend it, and run: autograder " f"grade {name} --all."
other = f"Wait ({seconds}): make room, or run make setup again; see nbgrader."
'''
    found = [one for text in literals(source) for one in told(text)]
    assert sorted(found) == [
        ("autograder", ("bild",)),
        ("autograder", ("grade", "<…>", "--all")),
        ("make", ("setup", "again")),
    ]


def test_nbgrader_has_no_command_of_another_name() -> None:
    assert exists_in_nbgrader(("db", "upgrade"))
    assert exists_in_nbgrader(("generate_feedback", "ps1"))
    assert not exists_in_nbgrader(("formgrader",))
    assert not exists_in_nbgrader(("db", "upgrde"))

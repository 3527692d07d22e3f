"""The command that teaches a shell to complete our commands, and names of the course with them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from autograder.errors import AutograderError, NotFoundError

PROGRAM = "autograder"
VARIABLE = "_AUTOGRADER_COMPLETE"
SHELLS = ("bash", "zsh", "fish")
MARK = "# Completion of the command autograder: begin"
"""Begins what is added to a start file, and tells that it is there."""
END = "# Completion of the command autograder: end"
_BLOCK = re.compile(rf"{MARK}\n.*?{END}\n".encode(), re.DOTALL)
_FIRST = {"zsh": "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }\n"}
"""What a shell needs before the script of click."""


@dataclass(frozen=True)
class Place:
    """Where a shell takes completions from.

    Attributes:
        path: the file.
        text: what it has to hold.
        alone: the file is ours; otherwise the text is added to it.
    """

    path: Path
    text: str
    alone: bool


@click.command()
@click.argument("shell", required=False, type=click.Choice(SHELLS))
@click.option("--install", is_flag=True, help="Write it to where the shell looks for it.")
@click.pass_context
def completion(context: click.Context, shell: str | None, install: bool) -> None:
    """Print or install what makes a SHELL complete commands and names.

    SHELL is the one that you are in, unless it is named. With --install, bash and zsh get a few
    lines in ~/.bashrc or ~/.zshrc, and fish a file of its own. A second time changes nothing.
    """
    chosen = shell or _current_shell()
    script = _script(context, chosen)
    if not install:
        click.echo(script, nl=False)
        return
    place = place_for(chosen, script)
    name = _shown(place.path)
    if not install_at(place):
        click.echo(f"{name} has it already. Nothing was changed.")
        return
    click.echo(f"{name}: {'written' if place.alone else 'a few lines were added'}.")
    click.echo(f"Next: start a new {chosen}, and press Tab behind: autograder grade")


def place_for(shell: str, script: str) -> Place:
    """Return where a shell takes completions from, and what belongs there.

    Args:
        shell: one of `SHELLS`.
        script: what the shell has to run.
    """
    home = Path.home()
    if shell == "fish":
        base = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
        return Place(base / "fish" / "completions" / f"{PROGRAM}.fish", script, alone=True)
    folder = Path(os.environ.get("ZDOTDIR") or home) if shell == "zsh" else home
    return Place(folder / f".{shell}rc", f"{MARK}\n{script}{END}\n", alone=False)


def _script(context: click.Context, shell: str) -> str:
    found = get_completion_class(shell)
    assert found is not None, "click knows these shells"
    made = found(context.find_root().command, {}, PROGRAM, VARIABLE)
    script = made.source_template % made.source_vars()  # `source` would start a bash
    return f"{_FIRST.get(shell, '')}{script.strip()}\n"


def _current_shell() -> str:
    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise NotFoundError(
            f"Completion is for {', '.join(SHELLS)}, and $SHELL is {name!r}.",
            "Name the shell: autograder completion bash",
        )
    return name


def install_at(place: Place) -> bool:
    """Put a text where it belongs; tell whether that changed anything.

    A start file keeps its place, its rights, and all else that it holds: it may be a link.

    Raises:
        AutograderError: the file cannot be read or written.
    """
    text = place.text.encode()
    try:
        before = place.path.read_bytes() if place.path.exists() else b""
        if place.alone:
            after = text
        elif _BLOCK.search(before):  # perhaps an older version's
            after = _BLOCK.sub(lambda _: text, before, count=1)
        else:
            gap = b"" if before.endswith(b"\n") or not before else b"\n"
            after = before + gap + (b"\n" if before else b"") + text
        if after == before:
            return False
        place.path.parent.mkdir(parents=True, exist_ok=True)
        place.path.write_bytes(after)
    except OSError as error:
        raise AutograderError(
            f"{place.path} cannot be written: {error.strerror}.",
            "Add to it yourself what this prints: autograder completion",
        ) from None
    return True


def _shown(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return str(path)

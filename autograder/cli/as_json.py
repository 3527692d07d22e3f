"""For programs: with `--json` a command prints one object, and nothing else on standard output.

What it would have told people goes to standard error. Each object begins with the same three
fields (docs/terminal.md); an error is in the object, too, and the exit code stays what it is.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import click

from autograder.cli.options import file_path

_OUTPUT = "autograder.json"
"""Where a context keeps the standard output that the object goes to."""
STANDARD_OUTPUT = Path("-")


def _begin(context: click.Context, _parameter: click.Parameter, value: bool) -> bool:
    if value:
        set_aside(context)
    return value


json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    is_eager=True,
    callback=_begin,
    help="Print one JSON object for programs, and nothing else.",
)


def _begin_at_dash(
    context: click.Context, _parameter: click.Parameter, value: Path | None
) -> Path | None:
    if value == STANDARD_OUTPUT:
        set_aside(context)
    return value


json_file_option = click.option(
    "--json",
    "data",
    type=file_path,
    is_eager=True,
    callback=_begin_at_dash,
    help="Write a report for programs to this file; - is standard output.",
)


def set_aside(context: click.Context) -> None:
    """Keep standard output for one object: until the command ends, all else goes elsewhere."""
    if context.resilient_parsing:
        return  # a shell asks what may follow: nothing runs
    context.meta[_OUTPUT] = sys.stdout
    context.with_resource(contextlib.redirect_stdout(sys.stderr))


def print_json(context: click.Context, data: Mapping[str, object], code: int = 0) -> None:
    """Print the object of a command that has done its work.

    Args:
        context: the command's.
        data: what the command says.
        code: the exit code that the command will have.
    """
    head = {"command": context.info_name, "ok": code == 0, "error": None}
    _print(context, {**head, **data})


def print_error(context: click.Context, command: str | None, what: str, hint: str = "") -> None:
    """Print the object of a command that could not do its work."""
    error = {"what": what, "hint": hint}
    _print(context, {"command": command, "ok": False, "error": error})


def wants_json(context: click.Context) -> bool:
    """Tell whether the command that ran was asked for JSON."""
    return _OUTPUT in context.meta


def means_json(error: click.UsageError, words: list[str]) -> bool:
    """Tell whether somebody wants JSON whose command could not be read.

    Args:
        error: what is wrong with the words.
        words: what was typed.
    """
    known = {one.name for one in error.ctx.command.params} if error.ctx is not None else set()
    if "as_json" in known:
        return "--json" in words
    return "data" in known and ("--json=-" in words or ("--json", "-") in pairwise(words))


def _print(context: click.Context, found: Mapping[str, object]) -> None:
    """Print an object in plain letters: names may hold what no terminal or pipe can write."""
    click.echo(json.dumps(found, indent=1), file=context.meta.get(_OUTPUT, sys.stdout))

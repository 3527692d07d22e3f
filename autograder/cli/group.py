"""The group of all commands: what ends one is a readable message and an exit code."""

from __future__ import annotations

import click

from autograder.cli.as_json import means_json, print_error, wants_json
from autograder.errors import AutograderError
from autograder.interrupts import listening

NEEDS_YOU = 1
"""Something needs somebody: an error of ours, or a finding."""

INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C has ended: 128 and the signal's number."""
_WORDS = "autograder.words"
STOPPED = "Stopped."
STOPPED_GRADING = "Stopped: what is graded is recorded; run the command again to go on."


ORDER = (
    *("doctor", "adopt", "texts"),
    *("build", "verify", "release", "bundle"),
    *("roster", "dates", "collect"),
    *("grade", "replay", "mark", "feedback", "report", "similar", "export"),
    *("status", "backup", "restore", "completion"),
)
"""The commands as somebody comes to need them."""


class Group(click.Group):
    """A group that turns our errors, and Ctrl-C, into one readable message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the work."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words: if they cannot be read, they still say whether JSON is wanted."""
        ctx.meta[_WORDS] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error of ours or Ctrl-C is said in a sentence."""
        try:
            with listening():
                return super().invoke(ctx)
        except AutograderError as error:
            if wants_json(ctx):
                print_error(ctx, ctx.invoked_subcommand, error.what, error.hint)
            else:
                click.secho(str(error), fg="red", err=True)
            ctx.exit(NEEDS_YOU)
        except click.UsageError as error:
            if not (wants_json(ctx) or means_json(error, ctx.meta[_WORDS])):
                raise
            print_error(ctx, ctx.invoked_subcommand, error.format_message())
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            said = STOPPED_GRADING if ctx.invoked_subcommand == "grade" else STOPPED
            if wants_json(ctx):
                print_error(ctx, ctx.invoked_subcommand, said)
            else:
                click.echo(said, err=True)
            ctx.exit(INTERRUPTED)

"""The group of all commands: what ends one is a readable message and an exit code."""

from __future__ import annotations

import click

from autograder.errors import AutograderError
from autograder.interrupts import listening

INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C has ended: 128 and the signal's number."""
STOPPED = "Stopped."
STOPPED_GRADING = "Stopped: what is graded is recorded; run the command again to go on."


ORDER = (
    *("doctor", "adopt", "texts"),
    *("build", "verify", "release", "bundle"),
    *("roster", "dates", "collect"),
    *("grade", "replay", "feedback", "report", "similar", "export"),
    *("backup", "restore"),
)
"""The commands as somebody comes to need them."""


class Group(click.Group):
    """A group that turns our errors, and Ctrl-C, into one readable message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the work."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error of ours or Ctrl-C is said in a sentence."""
        try:
            with listening():
                return super().invoke(ctx)
        except AutograderError as error:
            click.secho(str(error), fg="red", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            grading = ctx.invoked_subcommand == "grade"
            click.echo(STOPPED_GRADING if grading else STOPPED, err=True)
            ctx.exit(INTERRUPTED)

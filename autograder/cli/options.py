"""Options that several commands have."""

from __future__ import annotations

import click

sandbox_option = click.option(
    "--sandbox",
    type=click.Choice(["bubblewrap", "none"]),
    default="bubblewrap",
    show_default=True,
    help="`none` runs answers unprotected: only for those that you trust.",
)

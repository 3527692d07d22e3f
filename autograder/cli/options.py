"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

file_path = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
"""An option that names a file to write."""
sandbox_option = click.option(
    "--sandbox",
    type=click.Choice(["bubblewrap", "none"]),
    default="bubblewrap",
    show_default=True,
    help="`none` runs answers unprotected: only for those that you trust.",
)

"""What is said while pages and tables are made: shown at once, and kept for programs."""

from __future__ import annotations

import click

from autograder.markup.text import plain_text


class Remarks:
    """Shows each sentence it is told.

    Attributes:
        said: the sentences so far.
    """

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, sentence: str) -> None:
        """Show a sentence, and keep it."""
        self.said.append(sentence)
        click.echo(plain_text(sentence))

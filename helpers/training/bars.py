"""Whether a long loop shows how far it is."""

from __future__ import annotations

from helpers.budgets import budget


def shows_bar(progress: bool | str) -> bool:
    """Tell whether a training shows a progress bar: by default, unless it takes seconds only.

    With the budget `quick` nobody waits: answers are graded with it, and a bar would be left in
    the graded notebook.

    Args:
        progress: what the caller wants; a string is the bar's label.
    """
    return progress is not False and budget() != "quick"

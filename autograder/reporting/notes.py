"""Notes: what somebody must know who reads points, and no point shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder.reporting.results import Results

MOST = 10
"""How many sentences on corrections are printed."""
Watcher = Callable[[str], None]
"""Called with a sentence for whoever makes pages and tables."""


def nobody(_sentence: str) -> None:
    """Tell nobody."""


def tell_notes(results: Results, tell: Watcher) -> None:
    """Tell what somebody must know who reads these results."""
    for sentence in notes_on(results):
        tell(sentence)


def notes_on(results: Results) -> Iterator[str]:
    """Yield sentences about results: grades of older tests, and corrections."""
    assignment = results.assignment
    if results.stale:
        some = len(results.stale)
        yield (
            f"{some} of {len(results.students)} submissions: graded before source/{assignment}/ "
            f"changed. To see who would move: autograder grade {assignment} --preview"
        )
    corrections = results.corrections
    if corrections:
        parts = []
        if corrections.dropped:
            parts.append(f"{len(corrections.dropped)} dropped")
        if corrections.worth:
            parts.append(f"{len(corrections.worth)} repriced")
        if corrections.excused:
            some = len(corrections.excused)
            parts.append(f"{some} student{'s' if some > 1 else ''} excused from some")
        yield f"corrections.toml holds, so questions count differently: {', '.join(parts)}."
    yield from corrections.problems[:MOST]
    if (more := len(corrections.problems) - MOST) > 0:
        yield f"… and {more} more lines of corrections.toml like these."

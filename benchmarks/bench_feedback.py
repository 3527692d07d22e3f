"""How long a feedback page takes for outputs of 10 kB to 1 MiB: twice as much, twice as long."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import pairwise

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.markup.clean import clean_html
from autograder.markup.executed import harmless_notebook
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.redact import shown_notebook

SIZES = (10_000, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576)
RUNS = 3
LINES: dict[str, Callable[[int], str]] = {
    "printed text": lambda size: "a" * size,
    "HTML: <<<<": lambda size: "<" * size,
    "HTML: a picture": lambda size: f"<img src='data:image/png;base64,{'A' * size}'>",
    "Markdown: [[[[": lambda size: "[" * size,
    "Markdown: a picture": lambda size: f"![x](data:image/png;base64,{'A' * size})",
    "SVG: a path": lambda size: f"<svg><path d='{'M 0 0 ' * (size // 6)}'/></svg>",
    "code": lambda size: "#" + "a." * (size // 2),
    "prose": lambda size: "$a<b$ " * (size // 6),
}


def page_of(kind: str, size: int) -> str:
    """Return a page whose notebook holds one long line, recorded before as grading records it."""
    line, form = LINES[kind](size), kind.partition(":")[0]
    if form == "code":
        cell = new_code_cell(line)
    elif form == "prose":
        cell = new_markdown_cell(line)
    elif form == "printed text":
        cell = new_code_cell("", outputs=[new_output("stream", text=line)])
    else:
        names = {"HTML": "text/html", "Markdown": "text/markdown", "SVG": "image/svg+xml"}
        cell = new_code_cell("", outputs=[new_output("display_data", data={names[form]: line})])
    recorded = harmless_notebook(new_notebook(cells=[cell]))
    return notebook_html(shown_notebook(recorded, isolated=True), {})


def seconds_of(kind: str, size: int) -> float:
    """Return the median of some runs."""
    taken = []
    for _ in range(RUNS):
        clean_html.cache_clear()
        begin = time.perf_counter()
        page_of(kind, size)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def main() -> None:
    """Print a table: milliseconds, and how much longer the last doubling took."""
    for kind in LINES:
        page_of(kind, 1000)  # imports
    print(f"\nFeedback: milliseconds for one page with one long line, median of {RUNS}")
    print(
        f"  {'':22}" + "".join(f"{size // 1024:>7} k" for size in SIZES) + "   ratio of doublings"
    )
    for kind in LINES:
        times = [seconds_of(kind, size) for size in SIZES]
        # From 32 k on each is twice the one before.
        ratios = [after / before for before, after in pairwise(times[1:])]
        shown = "".join(f"{1000 * one:>9.1f}" for one in times)
        print(f"  {kind:22}{shown}   " + " ".join(f"{ratio:.1f}" for ratio in ratios))


if __name__ == "__main__":
    main()

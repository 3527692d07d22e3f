"""Build the site: `python -m website`, which is what `make site` calls."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from autograder.course.layout import Course
from autograder.errors import AutograderError
from website.build import build_site

ROOT = Path(__file__).parents[1]
REPOSITORY = "ACTIVATION_LAB_REPOSITORY"


def main() -> int:
    """Build the site, and say where it is; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m website", description=__doc__)
    parser.add_argument(
        "--assignment", action="append", help="show only this one's notebooks; may be repeated"
    )
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "site", help="where it goes")
    given = parser.parse_args()
    begin = time.monotonic()
    try:
        built = build_site(
            Course(ROOT),
            given.to,
            assignments=given.assignment,
            repository=os.environ.get(REPOSITORY, ""),
            say=lambda text: print(text, flush=True),
        )
    except AutograderError as error:
        print(error, file=sys.stderr)
        return 1
    seconds = time.monotonic() - begin
    print(f"{built.pages} pages, {built.ran} notebooks run, {seconds:.0f} s.")
    print(f"Open {built.folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

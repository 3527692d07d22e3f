"""How long the command line takes to answer: whole processes, from start to exit."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 7
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "autograder --help": [sys.executable, "-m", "autograder", "--help"],
    "autograder build --help": [sys.executable, "-m", "autograder", "build", "--help"],
    "nbgrader --help": [sys.executable, "-m", "nbgrader", "--help"],
}


def wall_times(command: list[str]) -> list[float]:
    """Return the wall time of each run, in seconds; one run before them warms the disk."""
    seconds = []
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        subprocess.run(command, cwd=Path(__file__).parent, stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - begin)
    return seconds[1:]


def main() -> None:
    """Time each command and print a table."""
    print(f"\nCommand line: {RUNS} runs of the whole process")
    print(f"  {'':26}{'median':10}fastest")
    for name, command in COMMANDS.items():
        seconds = wall_times(command)
        print(f"  {name:26}{statistics.median(seconds):<7.3f} s {min(seconds):.3f} s")


if __name__ == "__main__":
    main()

"""Limits that nbgrader's own options set: the time of a cell, and what is kept of outputs."""

from __future__ import annotations

import re
from typing import Any

from traitlets.config import Config

from autograder.course.nbgrader_steps import runs
from autograder.course.nbgrader_values import number, switch, text, value, wrong
from autograder.course.traits import MAX_SECONDS


def from_nbgrader(config: Config, most_seconds: float) -> dict[str, Any]:
    """Return the limits that a configuration sets by nbgrader's options, by name.

    Args:
        config: the configuration.
        most_seconds: the time of a whole notebook.

    Raises:
        CourseError: an option has a value of the wrong kind.
    """
    found: dict[str, Any] = {}
    if value(config, "Execute.timeout", "") != "":
        found["cell_seconds"] = _seconds(config, most_seconds)
        # nbgrader has no limit for a whole notebook: one cell may take what it is given.
        found["submission_seconds"] = max(most_seconds, found["cell_seconds"])
    if runs(config, "IgnorePattern") and switch(config, "IgnorePattern.enabled", default=False):
        found["ignored_stderr"] = _pattern(config)
    if runs(config, "LimitOutput") and switch(config, "LimitOutput.enabled", default=True):
        found["output_lines"] = _lines(config, "LimitOutput.max_lines")
        found["traceback_lines"] = _lines(config, "LimitOutput.max_traceback")
    return found


def _seconds(config: Config, most: float) -> float:
    """Return the time of a cell; a cell without a limit has the whole notebook's."""
    option = "Execute.timeout"
    if value(config, option) is None:
        return most
    seconds = number(config, option, 0)
    if seconds == 0 or seconds > MAX_SECONDS:
        raise wrong(option, seconds, f"a number of seconds up to {MAX_SECONDS}, or None")
    return float(seconds) if seconds > 0 else most


def _pattern(config: Config) -> str:
    option = "IgnorePattern.pattern"
    pattern = text(config, option, "")
    try:
        re.compile(pattern)
    except re.error as error:
        raise wrong(option, pattern, f"a regular expression ({error})") from error
    return pattern


def _lines(config: Config, option: str) -> int:
    """Return how many lines are kept: all where nothing is configured, for bytes are bounded."""
    lines = number(config, option, -1)
    if lines != -1 and lines < 1:
        raise wrong(option, lines, "a number of lines, or -1 for all")
    return lines

"""Markers: the words around regions of a cell, as the course's configuration sets them."""

from __future__ import annotations

from traitlets.config import Config

from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.nbgrader_values import text
from autograder.course.regions import HIDDEN, MARKS, SOLUTION, USUAL, Kind, Markers
from autograder.errors import CourseError


def load_markers(course: Course) -> Markers:
    """Return the markers of a course.

    Raises:
        CourseError: the configuration does not run, or one of them is not a text.
    """
    return markers_in(load_config(course))


def markers_in(config: Config) -> Markers:
    """Return the markers that a configuration sets, nbgrader's own for the others.

    Raises:
        CourseError: one of them is not a text.
    """
    return Markers(
        _kind(config, "ClearSolutions", "solution", SOLUTION),
        _kind(config, "ClearHiddenTests", "test", HIDDEN),
        _kind(config, "ClearMarkScheme", "mark_scheme", MARKS),
    )


def require_usual_markers(course: Course) -> None:
    """Refuse markers of a course's own: texts are written, checked and released with the usual.

    Raises:
        CourseError: the course has others.
    """
    markers = load_markers(course)
    if markers != USUAL:
        raise CourseError(
            f"The configuration sets other markers than nbgrader's own ({markers.hidden.begin!r}, "
            f"{markers.solution.begin!r}, …), and texts of the course are checked with those.",
            "Write the usual markers into the texts, and remove the lines with “delimeter”.",
        )


def _kind(config: Config, step: str, what: str, usual: Kind) -> Kind:
    # "delimeter" is nbgrader's own spelling.
    return Kind(
        text(config, f"{step}.begin_{what}_delimeter", usual.begin),
        text(config, f"{step}.end_{what}_delimeter", usual.end),
    )

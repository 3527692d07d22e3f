"""nbgrader's lists of steps: which of them a course wants, and which lists are understood.

Our own steps stand for nbgrader's. A list that leaves out or reorders steps is taken where that
changes no points, or changes them in a way that is clear.
"""

from __future__ import annotations

from traitlets.config import Config

from autograder.course.nbgrader_values import value

SANITIZE = (
    "ClearOutput",
    "DeduplicateIds",
    "OverwriteKernelspec",
    "OverwriteCells",
    "CheckCellMetadata",
)
AUTOGRADE = (
    "Execute",
    "IgnorePattern",
    "ClearMetadataPreprocessor",
    "LimitOutput",
    "SaveAutoGrades",
    "AssignLatePenalties",
    "CheckCellMetadata",
)
_WITHOUT_POINTS = {"ClearOutput", "DeduplicateIds", "CheckCellMetadata", "OverwriteKernelspec"}
_IN_ORDER = ("Execute", "IgnorePattern", "SaveAutoGrades", "AssignLatePenalties")


def runs(config: Config, step: str) -> bool:
    """Tell whether a step stands in the list of steps that grading takes."""
    return step in names(value(config, "Autograde.autograde_preprocessors", list(AUTOGRADE)))


def names(steps: object) -> list[str]:
    """Return the names of steps that are given as classes or as texts."""
    if not isinstance(steps, list | tuple):
        return [repr(steps)]
    return [_name(step) for step in steps]


def sanitize_problem(steps: object) -> str:
    """Return why a list for `c.Autograde.sanitize_preprocessors` cannot be used; "" if it can."""
    found = names(steps)
    unknown = [step for step in found if step not in SANITIZE]
    return _unknown(unknown) or _lacking(found, ["OverwriteCells"])


def autograde_problem(steps: object) -> str:
    """Return why a list for `c.Autograde.autograde_preprocessors` cannot be used; "" if it can."""
    found = names(steps)
    unknown = [step for step in found if step not in {*AUTOGRADE} | _WITHOUT_POINTS]
    if problem := _unknown(unknown) or _lacking(found, ["Execute", "SaveAutoGrades"]):
        return problem
    ordered = [step for step in found if step in _IN_ORDER]
    if ordered != [step for step in _IN_ORDER if step in found]:
        return f"these steps come in another order here: {', '.join(_IN_ORDER)}"
    if "LimitOutput" in found and found.index("LimitOutput") < found.index("Execute"):
        return "there is nothing to limit before Execute"
    return ""


def _unknown(steps: list[str]) -> str:
    return f"grading here has no step {steps[0]}" if steps else ""


def _lacking(found: list[str], needed: list[str]) -> str:
    lacking = [step for step in needed if step not in found]
    return f"grading here always has the step {lacking[0]}" if lacking else ""


def _name(step: object) -> str:
    if isinstance(step, str):
        return step.rpartition(".")[2]
    return step.__name__ if isinstance(step, type) else repr(step)

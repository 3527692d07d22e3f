"""Values of nbgrader's options: what a class would find, its parents' sections included.

nbgrader itself takes a second to be imported, which every command would pay.
"""

from __future__ import annotations

import copy

from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from autograder.errors import CourseError

_ANY = ("Configurable", "LoggingConfigurable")
_CONVERTER = (*_ANY, "BaseConverter")
_PREPROCESSOR = (*_ANY, "NbConvertBase", "Preprocessor")
_STEP = (*_PREPROCESSOR, "NbGraderPreprocessor")
SECTIONS: dict[str, tuple[str, ...]] = {
    "CourseDirectory": (*_ANY, "CourseDirectory"),
    "Autograde": (*_CONVERTER, "Autograde"),
    "GenerateAssignment": (*_CONVERTER, "GenerateAssignment"),
    "ClearOutput": (
        *_PREPROCESSOR,
        "ClearOutputPreprocessor",
        "NbGraderPreprocessor",
        "ClearOutput",
    ),
    "Execute": (
        *_ANY,
        "NotebookClient",
        "NbConvertBase",
        "Preprocessor",
        "ExecutePreprocessor",
        "NbGraderPreprocessor",
        "Execute",
    ),
    "ClearMetadataPreprocessor": (*_PREPROCESSOR, "ClearMetadataPreprocessor"),
    "LateSubmissionPlugin": (*_ANY, "BasePlugin", "LateSubmissionPlugin"),
} | {
    step: (*_STEP, step)
    for step in (
        "DeduplicateIds",
        "OverwriteKernelspec",
        "OverwriteCells",
        "CheckCellMetadata",
        "IgnorePattern",
        "LimitOutput",
        "SaveAutoGrades",
        "AssignLatePenalties",
        "IncludeHeaderFooter",
        "InstantiateTests",
        "LockCells",
        "ClearSolutions",
        "ComputeChecksums",
        "SaveCells",
        "ClearHiddenTests",
        "ClearMarkScheme",
    )
}
"""Class → the sections that set its options; what a later one sets wins."""


def value(config: Config, option: str, default: object = None) -> object:
    """Return what an option is set to.

    Args:
        config: the configuration.
        option: class and name, as in `Execute.timeout`.
        default: what it is where nothing sets it; a list may be made longer by the configuration.
    """
    kind, _, name = option.partition(".")
    found = Config()
    for section in SECTIONS[kind]:
        found.merge(copy.deepcopy(config.get(section, {})))  # a list may be made longer in place
    if name not in found:
        return default
    set_to = found[name]
    return set_to.get_value(default) if isinstance(set_to, LazyConfigValue) else set_to


def text(config: Config, option: str, default: str) -> str:
    """Return what an option is set to.

    Raises:
        CourseError: it is not a text, or an empty one.
    """
    found = value(config, option, default)
    if not isinstance(found, str) or not (found or not default):
        raise wrong(option, found, "a text that is not empty")
    return found


def number(config: Config, option: str, default: int) -> int:
    """Return what an option is set to.

    Raises:
        CourseError: it is not a whole number.
    """
    found = value(config, option, default)
    if not isinstance(found, int) or isinstance(found, bool):
        raise wrong(option, found, "a whole number")
    return found


def switch(config: Config, option: str, *, default: bool) -> bool:
    """Return what an option is set to.

    Raises:
        CourseError: it is neither True nor False.
    """
    found = value(config, option, default)
    if not isinstance(found, bool):
        raise wrong(option, found, "True or False")
    return found


def texts(config: Config, option: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return what an option is set to.

    Raises:
        CourseError: it is not a list of texts.
    """
    found = value(config, option, list(default))
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise wrong(option, found, "a list of texts")
    return tuple(found)


def wrong(option: str, found: object, wanted: str) -> CourseError:
    """Return the error for a value of the wrong kind."""
    return CourseError(f"The configuration sets c.{option} = {found!r}.", f"It must be {wanted}.")

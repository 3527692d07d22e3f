"""The lock: the exact versions of what students install, from the course's constraints.txt."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.course.layout import Course

PROJECT = "activation-lab"
"""The distribution whose own requirements are what students need."""
_SYSTEMS = (
    {"os_name": "posix", "platform_system": "Linux", "sys_platform": "linux"},
    {"os_name": "posix", "platform_system": "Darwin", "sys_platform": "darwin"},
    {"os_name": "nt", "platform_system": "Windows", "sys_platform": "win32"},
)
_MACHINES = ("x86_64", "arm64")
_CLASSIFIER = "Programming Language :: Python :: 3."


def promised() -> list[str]:
    """Return the Pythons that the course runs with, the oldest first."""
    every = metadata.metadata(PROJECT).get_all("Classifier") or []
    return [line.rpartition(" ")[2] for line in every if line.startswith(_CLASSIFIER)]


def students_requirements() -> list[Requirement]:
    """Return what students need, with lower bounds."""
    every = [Requirement(line) for line in metadata.requires(PROJECT) or []]
    return [one for one in every if _applies(one.marker, "")]


def locked(course: Course) -> list[str]:
    """Return a line `name==version` for each package that students install, sorted.

    Versions are those of the course's `constraints.txt`; of a package that it does not name, the
    one that is installed here. What only another system needs and nobody here knows is left to pip.
    """
    pins = _pins(course.root / "constraints.txt")
    versions: dict[str, str] = {}
    ahead = [(one.name, extra) for one in students_requirements() for extra in ("", *one.extras)]
    seen: set[tuple[str, str]] = set()
    while ahead:
        name, extra = ahead.pop()
        key = (canonicalize_name(name), extra)
        if key in seen:
            continue
        seen.add(key)
        found = _installed(name)
        version = pins.get(key[0]) or (found.version.partition("+")[0] if found else "")
        if version:
            versions[key[0]] = version
        ahead += _asked_for(found, extra) if found else []
    return [f"{name}=={version}" for name, version in sorted(versions.items())]


def _installed(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _asked_for(found: metadata.Distribution, extra: str) -> Iterator[tuple[str, str]]:
    for one in map(Requirement, found.requires or []):
        if _applies(one.marker, extra):
            yield from ((one.name, more) for more in ("", *sorted(one.extras)))


def _applies(marker: Marker | None, extra: str) -> bool:
    """Tell whether a requirement holds on some machine that students may have."""
    if marker is None:
        return True
    return any(marker.evaluate({**machine, "extra": extra}) for machine in _machines())


@functools.cache
def _machines() -> tuple[dict[str, str], ...]:
    here = {name: str(value) for name, value in default_environment().items()}
    return tuple(
        {
            **here,
            **system,
            "platform_machine": machine,
            "python_version": python,
            "python_full_version": f"{python}.0",
        }
        for system, machine, python in itertools.product(_SYSTEMS, _MACHINES, promised())
    )


def _pins(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    pairs = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {canonicalize_name(name): version.strip() for name, version in pairs}

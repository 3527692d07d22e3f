"""The three lists of packages say the same: pyproject.toml, environment.yml, constraints.txt.

And the versions in constraints.txt fit every Python that is promised, from its first release on;
the Makefile's targets and CI leave no test and no promised Python out.
"""

from __future__ import annotations

import functools
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import autograder
from tests.test_imports import imported_by

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text())
CONDA_NAMES = {"pytorch": "torch"}
WORKFLOW: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()
EXTRAS = ("instructor", "cluster", "postgres", "site", "dev")
PROMISED = [
    line.rpartition(" ")[2]
    for line in PROJECT["classifiers"]
    if line.startswith("Programming Language :: Python :: 3.")
]


def bounds(lines: list[str]) -> dict[str, str]:
    """Return name → lower bound, as in `numpy>=2.2`."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(item.name): str(item.specifier) for item in requirements}


def declared(*extras: str) -> dict[str, str]:
    """Return what pyproject.toml asks for."""
    lists = [PROJECT["optional-dependencies"][extra] for extra in extras]
    return bounds([*PROJECT["dependencies"], *(line for lines in lists for line in lines)])


@functools.cache
def pinned() -> dict[str, str]:
    """Return what constraints.txt pins."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return bounds([line for line in lines if line and not line.startswith("#")])


@functools.cache
def installed() -> dict[str, importlib.metadata.Distribution]:
    """Return all that is installed here, by name."""
    return {
        canonicalize_name(one.metadata["Name"]): one for one in importlib.metadata.distributions()
    }


@functools.cache
def packages_distributions() -> Mapping[str, list[str]]:
    """Return the distributions that each package that can be imported belongs to."""
    return importlib.metadata.packages_distributions()


def needed() -> set[str]:
    """Return what set-up installs besides the project, as the installed packages tell it."""
    ahead = [(name, "") for name in declared(*EXTRAS)]
    seen: set[tuple[str, str]] = set()
    while ahead:
        if (one := ahead.pop()) in seen:
            continue
        seen.add(one)
        name, extra = one
        for asked in map(Requirement, installed()[name].requires or []):
            if asked.marker is None or asked.marker.evaluate({"extra": extra}):
                ahead += [(canonicalize_name(asked.name), more) for more in ("", *asked.extras)]
    return {name for name, _ in seen}


def test_conda_asks_for_the_same_packages() -> None:
    conda = bounds([line for line in CONDA["dependencies"] if isinstance(line, str)])
    assert conda.pop("python") == PROJECT["requires-python"]
    conda.pop("pip")
    renamed = {CONDA_NAMES.get(name, name): bound for name, bound in conda.items()}
    assert renamed == declared("instructor")


def test_conda_installs_this_project() -> None:
    assert CONDA["dependencies"][-1] == {"pip": ["--editable ."]}


@pytest.mark.parametrize(
    ("folder", "extras"),
    [
        ("helpers", ()),
        ("notebooks", ()),
        ("autograder", ("instructor", "cluster")),
        ("website", ("instructor", "site")),
    ],
)
def test_what_a_folder_imports_is_declared_for_those_who_use_it(
    folder: str, extras: tuple[str, ...]
) -> None:
    """`deptry` (in `make lint`) knows one group only, for everything that is imported anywhere."""
    distributions = packages_distributions()
    asked = {*declared(*extras)}
    missing = {
        name
        for path in (ROOT / folder).rglob("*.py")
        for name in imported_by(path)
        if name not in {*sys.stdlib_module_names, "helpers", "autograder", "website"}
        if asked.isdisjoint(map(canonicalize_name, distributions.get(name, ())))
    }
    assert missing == set()


def test_every_pin_is_exact_and_free_of_local_labels() -> None:
    for name, pin in pinned().items():
        assert pin.startswith("=="), name
        assert "+" not in pin, name


@pytest.mark.parametrize(("name", "bound"), declared(*EXTRAS).items())
def test_everything_asked_for_is_pinned_within_its_bound(name: str, bound: str) -> None:
    pin = pinned()[name].removeprefix("==")
    assert Requirement(f"{name}{bound}").specifier.contains(pin)


def test_the_oldest_promised_python_is_the_lower_bound() -> None:
    assert PROJECT["requires-python"] == f">={PROMISED[0]}"


def test_ci_runs_the_oldest_and_the_newest_promised_python() -> None:
    assert WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"] == [PROMISED[0], PROMISED[-1]]


def steps(name: str) -> list[dict[str, Any]]:
    """Return the steps of CI, in all jobs, that use an action of this name."""
    every = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    return [step for step in every if step.get("uses", "").partition("@")[0] == name]


def test_ci_keeps_packages_until_their_lists_change_and_no_verdicts() -> None:
    kept = [step["with"] for step in steps("actions/setup-python")]
    assert kept
    for options in kept:
        assert options["cache"] == "pip"
        assert options["cache-dependency-path"].split() == ["pyproject.toml", "constraints.txt"]
    assert steps("actions/cache") == []


def test_ci_makes_the_conda_environment() -> None:
    (step,) = steps("mamba-org/setup-micromamba")
    assert step["with"]["environment-file"] == "environment.yml"


def test_ci_keeps_what_make_coverage_writes_and_what_browsers_have_shown() -> None:
    pictures, report = steps("actions/upload-artifact")
    assert f"> {report['with']['path']}" in recipe("coverage")
    places = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    assert pictures["with"]["path"] == "build/screenshots"
    assert '"build" / "screenshots"' in places
    assert "always()" in pictures["if"], "above all where tests have failed"


def test_the_site_goes_online_from_main_alone_and_only_where_pages_are_on() -> None:
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow[True]["push"] == {"branches": ["main"]}  # YAML takes `on` for a truth value
    build, deploy = workflow["jobs"]["build"], workflow["jobs"]["deploy"]
    runs = [step.get("run") for step in build["steps"]]
    assert "make site" in runs
    (upload,) = [one for one in build["steps"] if "upload-pages" in one.get("uses", "")]
    assert upload["with"]["path"] == "build/site/html"
    assert upload["if"] == "steps.pages.outputs.on == 'true'"
    assert deploy["if"] == "needs.build.outputs.pages == 'true'"
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}


def test_there_is_one_version() -> None:
    assert "version" not in PROJECT
    assert PROJECT["dynamic"] == ["version"]
    assert importlib.metadata.version(PROJECT["name"]) == autograder.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.+?)\]", changes, re.MULTILINE)
    assert newest is not None
    assert newest[1] == autograder.__version__


def recipe(target: str) -> str:
    """Return the lines of the Makefile that make a target."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert found is not None, target
    return found[1]


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("process", [False, True])
def test_every_test_is_run_by_exactly_one_target(slow: bool, process: bool) -> None:
    targets = ("test", "test-process", "test-slow")
    chosen = [re.findall(r'pytest .*-m "?([a-z ]+)"?$', recipe(one), re.M) for one in targets]
    assert [len(words) for words in chosen] == [1, 1, 1]
    assert sum(eval(words, {"slow": slow, "process": process}) for (words,) in chosen) == 1


def test_the_quick_check_starts_no_process() -> None:
    assert recipe("check").rstrip().endswith(" --pure")


def test_nothing_is_installed_without_a_pin() -> None:
    assert needed() - set(pinned()) == set()


def test_nothing_is_pinned_that_makes_every_start_slow() -> None:
    assert "rfc3987-syntax" not in pinned(), "see what constraints.txt says of jsonschema"


def test_the_pins_fit_the_first_release_of_each_promised_python() -> None:
    asked = {
        f"{name} {one.version}": one.metadata.get("Requires-Python") or ""
        for name, one in installed().items()
        if one.version.partition("+")[0] == pinned().get(name, "").removeprefix("==")
    }
    unfit = {
        (python, name)
        for name, versions in asked.items()
        for python in PROMISED
        if not SpecifierSet(versions).contains(f"{python}.0")
    }
    assert unfit == set()


@pytest.mark.slow
@pytest.mark.parametrize("python", PROMISED)
def test_pip_finds_the_pins_for_the_first_release_of_each_promised_python(
    python: str, tmp_path: Path
) -> None:
    """Ask the package index, which knows what is not installed here as well."""
    asked = tmp_path / "requirements.txt"
    asked.write_text("\n".join(f"{name}{bound}" for name, bound in declared(*EXTRAS).items()))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"),
            *("--target", tmp_path / "nowhere", "--only-binary=:all:", "--python-version"),
            *(f"{python}.0", "--constraint", ROOT / "constraints.txt", "--requirement", asked),
        ],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr

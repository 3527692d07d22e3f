"""The bundle: all that students need, the same bytes each time, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from email import message_from_string
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement

import autograder
from autograder.authoring import bundle as bundling
from autograder.authoring.bundle import bundle_files, make_bundle
from autograder.authoring.bundle_leaks import check_bundle
from autograder.authoring.colab import colab_place
from autograder.authoring.lock import locked, promised
from autograder.authoring.wheel import Wheel, build_wheel
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.course.start_cell import is_handed_out
from autograder.errors import BuildError, CourseError, LeakError, NotFoundError
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT
from tests.test_environment import PROMISED, declared, pinned

NAME = f"activation_lab_helpers-{autograder.__version__}-py3-none-any.whl"
ADDRESS = "https://github.com/o/r/tree/main/part/a1"
OWN = {"README.md", "START.html", "environment.yml", "requirements.txt"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty wheel, made without setuptools."""
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    monkeypatch.setattr(bundling, "build_wheel", lambda: Wheel(NAME, stream.getvalue()))


@pytest.fixture(scope="session")
def wheel() -> Wheel:
    """The wheel of `helpers`, built once."""
    return build_wheel()


def members(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(files: dict[str, bytes]) -> bytes:
    """Return a bundle of these files."""
    return bundling._archive(ASSIGNMENT, files)


@pytest.fixture
def files(built: Course, quick: None) -> dict[str, bytes]:
    """The files of the tiny course's bundle."""
    return bundle_files(built, ASSIGNMENT, bundling.build_wheel(), None)


def test_it_holds_notebooks_package_versions_and_a_start_page(course: Course, quick: None) -> None:
    made = make_bundle(course, ASSIGNMENT)
    assert made.path == course.root / "build" / f"{ASSIGNMENT}-{autograder.__version__}.zip"
    found = members(made.path.read_bytes())
    assert set(found) == {f"{ASSIGNMENT}/{one}" for one in (*OWN, NAME, f"{NOTEBOOK}.ipynb")}
    assert [f"{ASSIGNMENT}/{name}" for name in made.files] == list(found)


def test_the_same_course_gives_the_same_bytes(course: Course, quick: None, tmp_path: Path) -> None:
    first = make_bundle(course, ASSIGNMENT, out=tmp_path / "one.zip").path.read_bytes()
    for path in course.release.rglob("*.ipynb"):
        path.touch()
    second = make_bundle(course, ASSIGNMENT, out=tmp_path / "two.zip").path.read_bytes()
    assert first == second


def test_a_notebook_is_the_release_below_the_first_cell(
    built: Course, files: dict[str, bytes]
) -> None:
    notebook = nbformat.reads(files[f"{NOTEBOOK}.ipynb"].decode(), as_version=4)
    first, *rest = notebook.cells
    assert is_handed_out(first)
    assert f'"{NAME}", ""' in first.source
    assert rest == read_notebook(built.release_path(ASSIGNMENT, NOTEBOOK)).cells


def test_with_a_public_address_it_has_a_badge_and_the_wheels_address(built: Course) -> None:
    made = bundle_files(built, ASSIGNMENT, Wheel(NAME, b""), colab_place(ADDRESS))
    badge, first, *_ = nbformat.reads(made[f"{NOTEBOOK}.ipynb"].decode(), as_version=4).cells
    colab = "https://colab.research.google.com/github/o/r/blob/main/part/a1"
    assert badge.source.endswith(f"]({colab}/{NOTEBOOK}.ipynb)")
    assert f'"https://raw.githubusercontent.com/o/r/main/part/a1/{NAME}"' in first.source


@pytest.mark.parametrize(
    "address", ["https://example.org/a", "https://github.com/o/r", "o/r", f"{ADDRESS}?x=1"]
)
def test_an_address_that_colab_cannot_open_is_refused(course: Course, address: str) -> None:
    with pytest.raises(CourseError, match="Colab cannot open"):
        make_bundle(course, ASSIGNMENT, colab_url=address)


def test_a_release_that_is_out_of_date_is_refused(course: Course, quick: None) -> None:
    path = course.release_path(ASSIGNMENT, NOTEBOOK)
    path.write_text(path.read_text("utf-8").replace("Doubling", "Halving"), encoding="utf-8")
    with pytest.raises(BuildError, match="autograder build"):
        make_bundle(course, ASSIGNMENT)
    assert not (course.root / "build").exists()


def test_an_unknown_assignment_is_refused(course: Course, quick: None) -> None:
    with pytest.raises(NotFoundError):
        make_bundle(course, "a9")


def test_the_bundle_of_a_course_passes_its_own_scan(built: Course, files: dict[str, bytes]) -> None:
    check_bundle(built, ASSIGNMENT, archive(files))


HIDDEN_LINE = (
    b'    checks.agrees(double, lambda z: np.add(z, z) * 1.0, checks.arrays(checks.rng("double")))'
)


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_hidden_test_in_a_text_is_found(
    built: Course, files: dict[str, bytes], name: str
) -> None:
    files[name] += b"\n" + HIDDEN_LINE
    with pytest.raises(LeakError, match=name):
        check_bundle(built, ASSIGNMENT, archive(files))


@pytest.mark.parametrize(
    ("inner", "content", "said"),
    [
        ("helpers/checks/extra.py", HIDDEN_LINE, "hidden in the source"),
        ("autograder/__init__.py", b"", "the wheel holds autograder/__init__.py"),
        ("tests/test_it.py", b"", "the wheel holds tests/test_it.py"),
    ],
)
def test_what_is_not_for_students_is_found_in_the_wheel(
    built: Course, files: dict[str, bytes], inner: str, content: bytes, said: str
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as wheel:
        wheel.writestr(inner, content)
    files[NAME] = stream.getvalue()
    with pytest.raises(LeakError, match=re.escape(said)):
        check_bundle(built, ASSIGNMENT, archive(files))


def test_the_source_in_place_of_the_release_is_found(
    built: Course, files: dict[str, bytes]
) -> None:
    files[f"{NOTEBOOK}.ipynb"] = built.source_path(ASSIGNMENT, NOTEBOOK).read_bytes()
    with pytest.raises(LeakError, match="hidden in double"):
        check_bundle(built, ASSIGNMENT, archive(files))


def test_an_answer_in_the_first_cell_is_found(built: Course, files: dict[str, bytes]) -> None:
    text = files[f"{NOTEBOOK}.ipynb"].decode()
    changed = text.replace('"print(\\"Ready.\\")', '"twice = np.multiply(z, 2.0)')
    changed = changed.replace('print(\\"Ready.\\")', "twice = np.multiply(z, 2.0)")
    assert changed != text
    files[f"{NOTEBOOK}.ipynb"] = changed.encode()
    with pytest.raises(LeakError):
        check_bundle(built, ASSIGNMENT, archive(files))


@pytest.mark.parametrize("name", ["02_other.ipynb", "answers.py"])
def test_a_file_that_nobody_expects_is_found(
    built: Course, files: dict[str, bytes], name: str
) -> None:
    files[name] = files[f"{NOTEBOOK}.ipynb"]
    with pytest.raises(LeakError, match=name.partition(".")[0]):
        check_bundle(built, ASSIGNMENT, archive(files))


def test_a_bundle_that_leaks_is_not_written(
    course: Course, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundling, "environment", lambda _: HIDDEN_LINE.decode())
    with pytest.raises(LeakError, match="Nothing was written"):
        make_bundle(course, ASSIGNMENT)
    assert not (course.root / "build").exists()


def test_the_lock_has_what_students_need_in_the_course_s_versions() -> None:
    lines = dict(line.split("==") for line in locked(Course(ROOT)))
    assert {*declared()} <= {*lines}
    assert {name: f"=={version}" for name, version in lines.items()}.items() <= pinned().items()
    tools = {"nbgrader", "click", "sqlalchemy", "pytest", "ruff", "distributed", "jupytext"}
    assert tools.isdisjoint(lines)


def test_without_pins_the_lock_has_what_is_installed(tmp_path: Path) -> None:
    assert [line.partition("==")[0] for line in locked(Course(tmp_path))] == [
        line.partition("==")[0] for line in locked(Course(ROOT))
    ]


def test_the_lock_is_a_list_that_pip_reads(files: dict[str, bytes]) -> None:
    lines = files["requirements.txt"].decode().splitlines()
    assert lines[-1] == f"./{NAME}"
    for line in lines[:-1]:
        assert line.startswith("#") or Requirement(line).specifier


def test_the_pythons_are_those_that_are_promised(files: dict[str, bytes]) -> None:
    assert promised() == PROMISED
    conda = yaml.safe_load(files["environment.yml"])
    assert conda["dependencies"][0] == "python>=3.11,<3.14"
    assert conda["dependencies"][-1] == {"pip": ["--requirement requirements.txt"]}


def test_the_start_page_names_every_file_beside_it(files: dict[str, bytes]) -> None:
    for page in ("README.md", "START.html"):
        text = files[page].decode()
        assert "$" not in text.replace("<code>$", "")
        for name in files.keys() - {"README.md", "START.html"}:
            assert name in text, (page, name)


def test_the_start_page_loads_nothing_and_runs_no_script(files: dict[str, bytes]) -> None:
    page = files["START.html"].decode()
    assert "<script" not in page
    assert " src=" not in page
    assert "<table>" in page
    assert "<h1" in page


@pytest.mark.long
def test_the_wheel_holds_helpers_alone_with_what_it_imports(wheel: Wheel) -> None:
    assert wheel.name == NAME
    found = members(wheel.content)
    package = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "helpers").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    about = {name for name in found if not name.startswith("helpers/")}
    assert {name: found[name] for name in found.keys() - about} == package
    folder = f"activation_lab_helpers-{autograder.__version__}.dist-info/"
    assert all(name.startswith(folder) for name in about)
    metadata = message_from_string(found[f"{folder}METADATA"].decode())
    assert metadata["Version"] == autograder.__version__
    asked = {Requirement(line).name for line in metadata.get_all("Requires-Dist", [])}
    assert asked == set(declared()) - {"jupyterlab"}
    assert found[f"{folder}licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


@pytest.mark.long
def test_the_same_package_gives_the_same_wheel(
    wheel: Wheel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    assert build_wheel() == wheel


@pytest.mark.long
@pytest.mark.parametrize("assignment", Course(ROOT).assignments())
def test_no_assignment_s_bundle_leaks(wheel: Wheel, assignment: str) -> None:
    course = Course(ROOT)
    made = bundle_files(course, assignment, wheel, colab_place(ADDRESS))
    check_bundle(course, assignment, bundling._archive(assignment, made))

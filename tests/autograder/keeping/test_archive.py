"""Archives are never trusted: damage, tricks with names, links and lists that lie are found."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import ArchiveError
from autograder.keeping.archive import opened
from autograder.keeping.backup import make_backup
from autograder.keeping.listing import LIST_NAME
from tests.support.kept import make_kept


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a class; nobody changes it."""
    return make_backup(make_kept(tmp_path_factory.mktemp("kept"))).path


def look_through(path: Path) -> None:
    """Open an archive and check all of it."""
    with opened(path) as archive:
        archive.check()


def rewritten(
    made: Path,
    path: Path,
    change: Callable[[dict[str, bytes], dict[str, Any]], None],
    attributes: int = (stat.S_IFREG | 0o600) << 16,
) -> Path:
    """Write an archive anew, after a change of its files and its list."""
    with zipfile.ZipFile(made) as old:
        files = {name: old.read(name) for name in old.namelist()}
    contents = json.loads(files.pop(LIST_NAME))
    change(files, contents)
    with zipfile.ZipFile(path, "w") as new:
        for name, held in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = attributes
            new.writestr(info, held)
        new.writestr(LIST_NAME, json.dumps(contents))
    return path


def renamed(name: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    """Give a file of the archive another name, in its list as well."""

    def change(files: dict[str, bytes], contents: dict[str, Any]) -> None:
        files[name] = files.pop("course/roster.csv")
        contents["files"][name] = contents["files"].pop("course/roster.csv")
        contents["parts"].append(name)

    return change


def test_a_whole_archive_passes(made: Path, tmp_path: Path) -> None:
    look_through(made)
    look_through(rewritten(made, tmp_path / "x.zip", lambda _files, _contents: None))


@pytest.mark.parametrize(
    "name",
    ["course/../../x", "/x", "x", "course/backups/x", "course/%2E%2E/x", "course/.", "home"],
)
def test_a_name_that_leads_elsewhere_is_refused(made: Path, tmp_path: Path, name: str) -> None:
    path = rewritten(made, tmp_path / "x.zip", renamed(name))
    with pytest.raises(ArchiveError, match="a name that belongs to no course"):
        look_through(path)


def test_a_link_is_refused(made: Path, tmp_path: Path) -> None:
    path = rewritten(
        made, tmp_path / "x.zip", lambda _files, _contents: None, (stat.S_IFLNK | 0o777) << 16
    )
    with pytest.raises(ArchiveError, match="is a link"):
        look_through(path)


def changed(files: dict[str, bytes], _contents: dict[str, Any]) -> None:
    """Change a file and not the list."""
    files["course/roster.csv"] = b"id\neve\n"


def longer(files: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Let the list say that a file is shorter than it is."""
    contents["files"]["course/roster.csv"]["size"] -= 1


def negative(files: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Let the list say that a file has less than nothing."""
    contents["files"]["course/roster.csv"]["size"] = -5


def more(files: dict[str, bytes], _contents: dict[str, Any]) -> None:
    """Add a file of which the list says nothing."""
    files["course/submitted/eve"] = b""


def fewer(files: dict[str, bytes], _contents: dict[str, Any]) -> None:
    """Remove a file."""
    del files["course/roster.csv"]


def no_part(_files: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Let a file belong to no part."""
    contents["parts"].remove("course/roster.csv")


def nested(_files: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Let parts lie in one another."""
    contents["parts"].append("course/submitted/ada")


def another_form(_files: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Let the archive be of a later version."""
    contents["format"] = 99


def no_list(_files: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Let the list be none."""
    contents.clear()


def file_and_folder(_files: dict[str, bytes], contents: dict[str, Any]) -> None:
    """Let a file be a folder, too."""
    contents["folders"].append("course/roster.csv/x")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (changed, "roster.csv is not what was put in"),
        (longer, "roster.csv is not what was put in"),
        (negative, "sizes that cannot be"),
        (more, "do not agree"),
        (fewer, "do not agree"),
        (no_part, "belongs to no part"),
        (nested, "lie in one another"),
        (another_form, "has the form 99"),
        (no_list, "not a backup of a course"),
        (file_and_folder, "is a file and a folder"),
    ],
)
def test_a_list_that_lies_is_refused(
    made: Path,
    tmp_path: Path,
    change: Callable[[dict[str, bytes], dict[str, Any]], None],
    message: str,
) -> None:
    with pytest.raises(ArchiveError, match=message):
        look_through(rewritten(made, tmp_path / "x.zip", change))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(made.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("course/roster.csv", "id\neve\n")
    with pytest.raises(ArchiveError, match="a name twice"):
        look_through(path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 nothing more")
    with pytest.raises(ArchiveError, match="cannot be read"):
        look_through(tmp_path / "x.zip")
    with pytest.raises(ArchiveError, match="There is no file"):
        look_through(tmp_path / "absent.zip")
    with pytest.raises(ArchiveError, match="Is a directory"):
        look_through(tmp_path)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(ArchiveError, match="not a backup of a course"):
        look_through(tmp_path / "other.zip")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_is_found_or_harmless(
    made: Path, tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(made.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    try:
        with opened(path) as archive:
            archive.check()
            found = archive.contents.files
    except ArchiveError:
        return
    with opened(made) as archive:  # what passes has the same content: dates are for people only
        digests = {name: file.sha256 for name, file in archive.contents.files.items()}
    assert {name: file.sha256 for name, file in found.items()} == digests


@given(count=st.integers(0, 200))
def test_a_cut_off_archive_is_refused(made: Path, count: int) -> None:
    content = made.read_bytes()
    path = made.with_name("cut.zip")
    path.write_bytes(content[: max(0, len(content) - 1 - count * 7)])
    with pytest.raises(ArchiveError):
        look_through(path)
    path.unlink()

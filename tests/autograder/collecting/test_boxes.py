"""What is in a zip or folder is named one by one, and what could do harm is refused by name."""

from __future__ import annotations

import io
import os
import stat
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting import boxes
from autograder.collecting.boxes import RefusedError, folder_box, safe_path, zip_box
from tests.support.downloads import zip_bytes

PARTS = st.sampled_from(["..", ".", "", "a", "C:", "~", "\\", "a\0", "x.ipynb", "ä", "\n", "/"])
NAMES = st.one_of(st.text(max_size=40), st.lists(PARTS, max_size=8).map("/".join))


@given(NAMES)
def test_no_path_ever_leaves_the_target(name: str) -> None:
    try:
        path = safe_path(name)
    except RefusedError:
        return
    target = Path("/target")
    assert Path(os.path.normpath(target.joinpath(*path))).parent.is_relative_to(target)
    for kind in (PurePosixPath, PureWindowsPath):
        for part in path:
            assert kind(part).parts == (part,)
            assert not kind(part).drive
    assert ".." not in path


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../x", "leads out"),
        ("a/../../x", "leads out"),
        ("/etc/x", "absolute"),
        ("C:/x", "drive"),
        ("a/c:x", "drive"),
        ("a\\x", "backslash"),
        ("a\x1b[2Jx", "control characters"),
        ("a\nx", "control characters"),
        ("\ud800x", "not text"),
        ("x" * 256, "too long"),
        ("/".join(["long" * 20] * 15), "too long"),
        ("d/" * 21 + "x", "folders"),
        ("./", "no name"),
    ],
)
def test_bad_names_are_refused_with_a_sentence(name: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        safe_path(name)


def opened(data: bytes, zone: str = "UTC") -> tuple[list[str], list[str]]:
    """Return the paths and the refusals of a zip."""
    with zip_box(io.BytesIO(data), ZoneInfo(zone)) as box:
        return ["/".join(entry.path) for entry in box.entries], box.refused


def test_one_bad_name_does_not_take_the_others_with_it() -> None:
    paths, refused = opened(zip_bytes({"../x": b"", "b/01.ipynb": b"1", "./a.ipynb": b"2"}))
    assert paths == ["a.ipynb", "b/01.ipynb"]
    assert refused == ["“../x” was left out: its name leads out of the archive (..)."]


def test_what_systems_put_into_zips_is_passed_over_without_a_word() -> None:
    names = ("__MACOSX/._a", "a/.DS_Store", ".ipynb_checkpoints/a-checkpoint.ipynb", "a/Thumbs.db")
    assert opened(zip_bytes(dict.fromkeys(names, b"x"))) == ([], [])


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ({"external_attr": (stat.S_IFLNK | 0o777) << 16}, "a link"),
        ({"external_attr": (stat.S_IFIFO | 0o777) << 16}, "not an ordinary file"),
    ],
)
def test_links_and_devices_are_refused(attributes: dict[str, int], why: str) -> None:
    paths, (refused,) = opened(zip_bytes({"a": b"/etc/passwd"}, **attributes))
    assert paths == []
    assert refused.startswith("“a” was left out: it is ")
    assert why in refused


def test_encrypted_entries_are_refused() -> None:
    data = bytearray(zip_bytes({"a": b"x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert opened(bytes(data)) == (
        [],
        ["“a” was left out: it is encrypted. Ask for it without a password."],
    )


def test_unusual_ways_of_packing_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"x")
    _, (refused,) = opened(file.getvalue())
    assert "packed in an unusual way" in refused


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("one", "other"), [("a", "a"), ("a", "A"), ("é", "e\u0301"), ("a", "./a")])
def test_a_name_that_is_there_twice_names_nothing(one: str, other: str) -> None:
    paths, refused = opened(zip_bytes([(one, b"1"), (other, b"2"), ("b", b"3")]))
    assert paths == ["b"]
    assert all("more than once" in sentence for sentence in refused)
    assert refused


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\xff" * 18, b"no zip" * 100])
def test_what_is_not_a_zip_is_broken(data: bytes) -> None:
    with pytest.raises(RefusedError, match="broken, or not a zip"):
        opened(data)


@given(st.data())
def test_a_damaged_zip_breaks_nothing(data: st.DataObject) -> None:
    good = bytearray(zip_bytes({"a/b": b"x" * 50, "c": b"y"}))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        opened(bytes(good))
    except RefusedError as refusal:
        assert "broken" in str(refusal)


def test_a_list_of_entries_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zip_bytes({f"{number}": b"" for number in range(100)})
    assert len(opened(data)[0]) == 100
    monkeypatch.setattr(boxes, "MAX_DIRECTORY", 4000)
    with pytest.raises(RefusedError, match="more entries than are read"):
        opened(data)


def test_names_in_utf8_that_do_not_say_so_are_read() -> None:
    data = zip_bytes({"Mu_ller": b"1"}).replace(b"Mu_ller", "Müller".encode())
    assert opened(data) == (["Müller"], [])


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 4), ("Europe/Zurich", 3), ("America/New_York", 9)]
)
def test_a_zips_times_are_in_the_zone_that_is_named(zone: str, hour: int) -> None:
    with zip_box(io.BytesIO(zip_bytes({"a": b""})), ZoneInfo(zone)) as box:
        assert box.entries[0].when == datetime(2026, 2, 3, hour, 5, 6, tzinfo=UTC)


def test_without_a_zone_times_are_those_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Zurich")
    time.tzset()
    try:
        with zip_box(io.BytesIO(zip_bytes({"a": b""})), None) as box:
            assert box.entries[0].when == datetime(2026, 2, 3, 3, 5, 6, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_zip_that_knows_no_time_has_none() -> None:
    with zip_box(io.BytesIO(zip_bytes({"a": b""}, datetime(1980, 1, 1))), UTC) as box:
        assert box.entries[0].when is None


def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"s")
    folder = tmp_path / "in"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "x").write_bytes(b"1")
    (folder / "a" / "link").symlink_to(outside / "secret")
    (folder / "all").symlink_to(outside)
    os.mkfifo(folder / "pipe")
    box = folder_box(folder)
    assert [entry.path for entry in box.entries] == [("a", "x")]
    link = "it is a link, and links are not followed."
    assert sorted(box.refused) == [
        f"“a/link” was left out: {link}",
        f"“all” was left out: {link}",
        "“pipe” was left out: it is not an ordinary file.",
    ]

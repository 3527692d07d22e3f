"""Downloads are read within bounds, and what is refused is named while the rest goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.collecting.forms import Sender, Surroundings
from autograder.collecting.pieces import Bounds, Incoming
from autograder.collecting.reading import Reader
from autograder.errors import NotFoundError
from tests.support.downloads import make_zip, moodle, zip_bytes

AROUND = Surroundings("a1", frozenset(), frozenset({"alice", "bob"}).__contains__, True)
BOMB = b"\0" * (3 << 20)
NOISE = bytes(range(256)) * 40


def read(tmp_path: Path, *sources: Path, **bounds: int) -> Incoming:
    """Read downloads."""
    stage = tmp_path / "stage"
    stage.mkdir()
    return Reader(stage, AROUND, UTC, Bounds(**bounds)).read(sources)


def names(incoming: Incoming) -> list[tuple[str, str]]:
    """Return the sender and the path of each file."""
    return [(piece.sender.name, "/".join(piece.inside)) for piece in incoming.pieces]


def test_a_students_zip_in_the_zip_of_the_lms_is_unpacked(tmp_path: Path) -> None:
    inner = zip_bytes({"w/x.ipynb": b"1", "__MACOSX/w/._x": b""}, datetime(2020, 1, 1))
    found = read(tmp_path, make_zip(tmp_path / "m.zip", {moodle("Ada", 1, "work.zip"): inner}))
    assert names(found) == [("Ada", "work/w/x.ipynb")]
    assert found.refused == []
    assert found.pieces[0].file.read_bytes() == b"1"


@pytest.mark.parametrize("depth", [1, 2])
def test_the_time_of_handing_in_is_that_of_the_lms_and_not_of_the_students_zip(
    tmp_path: Path, depth: int
) -> None:
    inner = zip_bytes({"x.ipynb": b"1"}, datetime(2020, 1, 1))
    for _ in range(1, depth):
        inner = zip_bytes({"more.zip": inner}, datetime(2020, 1, 1))
    found = read(tmp_path, make_zip(tmp_path / "m.zip", {moodle("Ada", 1, "work.zip"): inner}))
    assert found.pieces[0].when == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert found.pieces[0].saved == datetime(2020, 1, 1, tzinfo=UTC)


def test_a_download_in_another_zip_or_folder_is_found(tmp_path: Path) -> None:
    inner = zip_bytes({moodle("Ada", 1, "x.ipynb"): b"1", moodle("Bob", 2, "x.ipynb"): b"2"})
    folder = tmp_path / "downloads"
    folder.mkdir()
    make_zip(folder / "outer.zip", {"week 1.zip": inner})
    (folder / "alice.zip").write_bytes(zip_bytes({"x.ipynb": b"3"}))
    assert names(read(tmp_path, folder)) == [
        ("alice", "alice/x.ipynb"),
        ("Ada", "x.ipynb"),
        ("Bob", "x.ipynb"),
    ]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"no zip", "broken, or not a zip"),
        (zip_bytes({"x": NOISE})[:-30], "broken, or not a zip"),
        (zip_bytes({"x": BOMB}), "looks like a zip bomb"),
        (zip_bytes({"a/../../x": b""}), "leads out of the archive"),
    ],
)
def test_what_is_bad_in_one_hand_in_is_named_and_the_rest_goes_on(
    tmp_path: Path, bad: bytes, why: str
) -> None:
    files = {
        moodle("Ada", 1, "bad.zip"): bad,
        moodle("Ada", 1, "x.ipynb"): b"1",
        moodle("Bob", 2, "x.ipynb"): b"2",
    }
    found = read(tmp_path, make_zip(tmp_path / "m.zip", files))
    assert names(found) == [("Ada", "x.ipynb"), ("Bob", "x.ipynb")]
    (sentence,) = found.refused
    assert sentence.startswith("m.zip: “Ada_1_assignsubmission_file_/bad.zip”")
    assert why in sentence
    assert sorted(path.read_bytes() for path in (tmp_path / "stage").iterdir()) == [b"1", b"2"]


def test_damaged_bytes_are_named(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "m.zip", {moodle("Ada", 1, "x.ipynb"): NOISE})
    data = bytearray(path.read_bytes())
    data[data.index(b"x.ipynb") + 20] ^= 0xFF
    path.write_bytes(data)
    found = read(tmp_path, path)
    assert found.pieces == []
    assert found.refused == [
        "m.zip: “Ada_1_assignsubmission_file_/x.ipynb” was left out: it is broken. Download it "
        "once more."
    ]


def test_zips_in_zips_in_zips_end_somewhere(tmp_path: Path) -> None:
    inner = zip_bytes({"x.ipynb": b"1"})
    for _ in range(6):
        inner = zip_bytes({"more.zip": inner})
    found = read(tmp_path, make_zip(tmp_path / "m.zip", {moodle("Ada", 1, "a.zip"): inner}))
    assert found.pieces == []
    assert "zips lie in zips in zips" in found.refused[0]


def test_what_a_zip_says_of_its_sizes_counts_for_nothing(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "m.zip", {moodle("Ada", 1, "x.ipynb"): BOMB})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    found = read(tmp_path, path)
    assert found.pieces == []
    assert len(found.refused) == 1


def test_one_students_share_takes_nobody_elses_place(tmp_path: Path) -> None:
    files = {moodle("Ada", 1, f"{number}.bin"): NOISE for number in range(5)}
    files |= {moodle("Bob", 2, "x.ipynb"): NOISE}
    path = make_zip(tmp_path / "m.zip", files)
    found = read(tmp_path, path, sender_bytes=2 * len(NOISE), ratio=1000)
    assert names(found) == [("Ada", "0.bin"), ("Ada", "1.bin"), ("Bob", "x.ipynb")]
    assert all("its sender has handed in more than" in sentence for sentence in found.refused)


@pytest.mark.parametrize(
    ("bounds", "why"),
    [
        ({"file_bytes": 100}, "it has more than"),
        ({"sender_files": 1}, "more files than are read"),
        ({"all_files": 2}, "more files than are read"),
        ({"all_bytes": len(NOISE) + 1}, "the downloads hold more than"),
    ],
)
def test_every_bound_holds(tmp_path: Path, bounds: dict[str, int], why: str) -> None:
    files = {moodle("Ada", 1, f"{number}.bin"): NOISE for number in range(3)}
    found = read(tmp_path, make_zip(tmp_path / "m.zip", files), **bounds)
    assert len(found.pieces) < 3
    assert all(why in sentence for sentence in found.refused)
    assert len(found.pieces) + len(found.refused) == 3


def test_what_is_neither_zip_nor_folder_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "x.rar").write_bytes(b"Rar!")
    good = make_zip(tmp_path / "m.zip", {moodle("Ada", 1, "x.ipynb"): b"1"})
    found = read(tmp_path, tmp_path / "x.rar", good)
    assert names(found) == [("Ada", "x.ipynb")]
    assert found.refused[0].startswith("x.rar was left out: it is neither a folder nor a zip")


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"none\.zip is not there"):
        read(tmp_path, tmp_path / "none.zip")


def test_text_that_was_written_in_moodle_is_counted_in_one_sentence(tmp_path: Path) -> None:
    files = {
        "Ada_1_assignsubmission_onlinetext_/onlinetext.html": b"a",
        "Bob_2_assignsubmission_onlinetext_/onlinetext.html": b"b",
        moodle("Ada", 1, "x.ipynb"): b"1",
    }
    found = read(tmp_path, make_zip(tmp_path / "m.zip", files))
    assert found.remarks == [
        "m.zip: 2 files left out: it is text that was written in the LMS, not a file."
    ]
    assert found.pieces[0].sender == Sender("Ada", "1", found.pieces[0].sender.form)

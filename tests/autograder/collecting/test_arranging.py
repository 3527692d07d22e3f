"""A sender's files become a submission: notebooks under their own names, the last ones counting."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.arranging import arrange, notebook_of
from autograder.collecting.forms import Form, Sender
from autograder.collecting.pieces import Piece

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
CANVAS = Sender("a", "1", Form.CANVAS)
NOTEBOOKS = ("01_tiny", "02_more")


@pytest.mark.parametrize(
    ("file", "notebooks", "meant"),
    [
        ("01_tiny.ipynb", NOTEBOOKS, ("01_tiny", 0)),
        ("01-Tiny.IPYNB", NOTEBOOKS, ("01_tiny", 0)),
        ("01_tiny (1).ipynb", NOTEBOOKS, ("01_tiny", 1)),
        ("01_tiny-2.ipynb", NOTEBOOKS, ("01_tiny", 2)),
        ("01_tiny-2 (1).ipynb", NOTEBOOKS, ("01_tiny", 2)),
        ("my_work_ä.ipynb", ("My Work Ä",), ("My Work Ä", 0)),
        ("hw-2.ipynb", ("hw", "hw-2"), ("hw-2", 0)),
        ("hw-2.ipynb", ("hw",), ("hw", 2)),
        ("hw.ipynb", ("HW", "hw"), ("hw", 0)),
        ("Hw.ipynb", ("HW", "hw"), ("", 0)),
        ("solution.ipynb", NOTEBOOKS, ("", 0)),
        ("ada_01_tiny.ipynb", NOTEBOOKS, ("", 0)),
        ("01_tiny-Copy1.ipynb", NOTEBOOKS, ("", 0)),
        ("01_tiny.pdf", NOTEBOOKS, ("", 0)),
        (".ipynb", NOTEBOOKS, ("", 0)),
    ],
)
def test_a_notebooks_name_is_found_where_nothing_else_can_be_meant(
    file: str, notebooks: tuple[str, ...], meant: tuple[str, int]
) -> None:
    assert notebook_of(file, notebooks) == meant


@given(st.text(max_size=20), st.integers(0, 999))
def test_every_name_is_its_own_notebooks(name: str, number: int) -> None:
    name = name.removesuffix(".ipynb")
    assert notebook_of(f"{name}.ipynb", [name, "another one"]) in ((name, 0), ("", 0))
    assert notebook_of(f"n{number}.ipynb", [f"n{number}", "n"]) == (f"n{number}", 0)


def piece(
    path: str,
    content: str = "",
    *,
    sender: Sender = CANVAS,
    later: int = 0,
    file: Path = Path(),
    late: bool = False,
) -> Piece:
    """Return a file that somebody has handed in."""
    digest = hashlib.sha256((content or path).encode()).hexdigest()
    when = NOON + timedelta(minutes=later)
    return Piece(sender, 0, tuple(path.split("/")), file, digest, when, None, late)


def test_of_two_uploads_the_later_one_counts_and_the_other_is_kept() -> None:
    early, late = piece("01_tiny-1.ipynb", "a", later=0), piece("01_tiny.ipynb", "b", later=9)
    earlier, last = arrange([early, late], NOTEBOOKS)
    assert last.files == {"01_tiny.ipynb": late}
    assert earlier.files == {"01_tiny.ipynb": early}
    assert last.when == datetime(2026, 2, 3, 12, 9)


def test_of_two_uploads_at_one_time_the_higher_number_counts() -> None:
    pieces = [piece(f"01_tiny{end}.ipynb", end or "0") for end in ("-10", "", "-9")]
    *earlier, last = arrange(pieces, NOTEBOOKS)
    assert last.files == {"01_tiny.ipynb": pieces[0]}
    assert [one.files["01_tiny.ipynb"] for one in earlier] == [pieces[1], pieces[2]]


def test_two_files_that_nothing_tells_apart_are_a_doubt() -> None:
    (*_, last) = arrange([piece("a/01_tiny.ipynb", "1"), piece("b/01_tiny.ipynb", "2")], NOTEBOOKS)
    assert last.doubts == (
        "nobody can tell which file is “01_tiny.ipynb”: “a/01_tiny.ipynb”, “b/01_tiny.ipynb”",
    )


def test_two_files_of_the_same_bytes_are_no_doubt() -> None:
    (last,) = arrange([piece("a/01_tiny.ipynb", "1"), piece("b/01_tiny.ipynb", "1")], NOTEBOOKS)
    assert last.doubts == ()


def test_what_lies_beside_the_notebook_stays_beside_it() -> None:
    paths = ["work/hw/01_Tiny.ipynb", "work/hw/img/x.png", "work/hw/data.csv", "notes.txt"]
    (last,) = arrange([piece(path) for path in paths], NOTEBOOKS)
    assert set(last.files) == {"01_tiny.ipynb", "img/x.png", "data.csv", "notes.txt"}
    assert last.remarks == ("“01_Tiny.ipynb” is 01_tiny.ipynb again",)


def test_a_file_whose_place_is_taken_gets_another_one() -> None:
    paths = ["hw/01_tiny.ipynb", "hw/data.csv", "DATA.csv", "01_tiny.ipynb/x"]
    (last,) = arrange([piece(path) for path in paths], NOTEBOOKS)
    assert len(last.files) == 4
    assert {"01_tiny.ipynb", "data.csv"} < set(last.files)
    assert last.remarks == ()
    lowered = [path.casefold() for path in last.files]
    assert len(set(lowered)) == 4
    assert not any(other.startswith(f"{one}/") for one in lowered for other in lowered)


def test_unknown_notebooks_are_kept_and_named() -> None:
    (last,) = arrange([piece("hw/solution.ipynb"), piece("hw/x.csv")], NOTEBOOKS)
    assert last.unknown == ("solution.ipynb",)
    assert set(last.files) == {"solution.ipynb", "x.csv"}


@pytest.mark.parametrize("form", [Form.MOODLE, Form.CANVAS])
def test_a_time_stamp_that_a_student_has_uploaded_counts_nothing(
    form: Form, tmp_path: Path
) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text("2020-01-01 00:00:00 UTC")
    sender = Sender("a", "1", form)
    pieces = [
        piece("01_tiny.ipynb", sender=sender),
        piece("timestamp.txt", sender=sender, file=stamp),
    ]
    (last,) = arrange(pieces, NOTEBOOKS)
    assert set(last.files) == {"01_tiny.ipynb"}
    assert (last.stamp, last.when) == ("", datetime(2026, 2, 3, 12))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2025-01-01 10:20:30.5 UTC", datetime(2025, 1, 1, 10, 20, 30, 500000)),
        ("2025-01-01 10:20:30 Europe/Berlin", datetime(2026, 2, 3, 12)),
        ("2025-13-01 10:20:30 UTC", datetime(2026, 2, 3, 12)),
    ],
)
def test_a_time_stamp_in_a_students_folder_is_kept(
    text: str, when: datetime, tmp_path: Path
) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text(f"{text}\n")
    sender = Sender("alice")
    pieces = [
        piece("01_tiny.ipynb", sender=sender),
        piece("timestamp.txt", sender=sender, file=stamp),
    ]
    (last,) = arrange(pieces, NOTEBOOKS)
    assert (last.stamp, last.when) == (text, when)

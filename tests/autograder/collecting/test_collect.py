"""From a download into `submitted/`: whole, once, and never over what somebody has put there."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.collecting import writing
from autograder.collecting.collect import Plan, carry_out, planned
from autograder.collecting.standing import State, attempts_folder, uploads_of
from autograder.course.config_files import CONFIG_NAME
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.errors import NotFoundError
from autograder.gradebook.students import enter_students
from autograder.grading.intake import read_stamp
from autograder.grading.places import find_places
from tests.autograder.grading.test_structures import CONFIGURATIONS
from tests.support.downloads import MORNING, make_zip, moodle, zip_bytes
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

FILE = f"{NOTEBOOK}.ipynb"
EVENING = datetime(2026, 2, 3, 20)
BOTH = {moodle("Ada Lovelace", 1, FILE): b"ada", moodle("Zoe Muller", 2, "01-TINY (1).ipynb"): b"z"}


def collect(course: Course, *sources: Path, **options: object) -> Plan:
    """Collect, and return what was planned."""
    words: dict[str, object] = {"zone": UTC, **options}
    with planned(course, ASSIGNMENT, sources, **words) as plan:  # type: ignore[arg-type]
        assert carry_out(plan) == []
    return plan


def states(plan: Plan) -> dict[str, State]:
    """Return what becomes of each student."""
    return {row.decision.student: row.decision.state for row in plan.rows}


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def content(course: Course, student: str = "ada") -> bytes:
    """Return a student's notebook in `submitted/`."""
    return (course.submission_folder(student, ASSIGNMENT) / FILE).read_bytes()


def download(tmp_path: Path, text: bytes, when: datetime = MORNING, name: str = "m.zip") -> Path:
    """Return a download with one notebook of Ada's."""
    return make_zip(tmp_path / name, {moodle("Ada Lovelace", 1, FILE): text}, when)


def test_hand_ins_lie_where_grading_finds_them(entered_class: Course, tmp_path: Path) -> None:
    plan = collect(entered_class, make_zip(tmp_path / "m.zip", BOTH))
    assert states(plan) == {"ada": State.NEW, "zmueller": State.NEW}
    assert content(entered_class) == b"ada"
    assert content(entered_class, "zmueller") == b"z"
    found = find_places(entered_class, ASSIGNMENT)
    assert [place.student for place in found.places] == ["ada", "zmueller"]
    assert found.named == ()
    assert not plan.needs_you


@pytest.mark.parametrize("line", CONFIGURATIONS.values(), ids=list(CONFIGURATIONS))
def test_any_structure_of_folders_is_kept(entered_class: Course, tmp_path: Path, line: str) -> None:
    source = entered_class.source_folder(ASSIGNMENT)
    with (entered_class.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\n{line.replace('{elsewhere}', str(tmp_path / 'elsewhere'))}\n")
    moved = entered_class.source_folder(ASSIGNMENT)
    if moved != source:
        shutil.copytree(source, moved)
    for when, text in ((MORNING, b"first"), (EVENING, b"second")):
        collect(entered_class, download(tmp_path, text, when))
    assert content(entered_class) == b"second"
    found = find_places(entered_class, ASSIGNMENT)
    assert [place.student for place in found.places] == ["ada"]
    assert found.named == ()


def test_the_same_download_again_is_nothing_new(entered_class: Course, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "m.zip", BOTH)
    collect(entered_class, path)
    before = tree(entered_class.root)
    plan = collect(entered_class, path)
    assert {*states(plan).values()} == {State.SAME}
    assert plan.open_rows == []
    assert tree(entered_class.root) == before


def test_a_newer_attempt_counts_and_the_older_one_is_kept(
    entered_class: Course, tmp_path: Path
) -> None:
    collect(entered_class, download(tmp_path, b"first"))
    plan = collect(entered_class, download(tmp_path, b"second", EVENING))
    assert states(plan) == {"ada": State.NEWER}
    assert content(entered_class) == b"second"
    aside = entered_class.root / "collected" / ASSIGNMENT / "ada"
    assert (aside / "2026-02-03T04-05-06" / FILE).read_bytes() == b"first"
    listed = json.loads((aside / "attempts.json").read_text())["attempts"]
    assert [one["place"] for one in listed] == ["2026-02-03T04-05-06", "submitted"]


def test_an_older_attempt_is_kept_and_does_not_count(entered_class: Course, tmp_path: Path) -> None:
    collect(entered_class, download(tmp_path, b"second", EVENING))
    plan = collect(entered_class, download(tmp_path, b"first"))
    assert states(plan) == {"ada": State.OLDER}
    assert content(entered_class) == b"second"
    again = collect(entered_class, download(tmp_path, b"first"))
    assert states(again) == {"ada": State.SAME}


def test_several_downloads_at_once_are_several_attempts(
    entered_class: Course, tmp_path: Path
) -> None:
    late = download(tmp_path, b"second", EVENING, "late.zip")
    plan = collect(entered_class, late, download(tmp_path, b"first"))
    assert content(entered_class) == b"second"
    assert len(plan.rows[0].decision.aside) == 1
    assert states(collect(entered_class, late)) == {"ada": State.SAME}


def test_a_notebook_that_only_an_earlier_attempt_has_is_named(
    entered_class: Course, tmp_path: Path
) -> None:
    late = make_zip(tmp_path / "l.zip", {moodle("Ada Lovelace", 1, "notes.txt"): b"x"}, EVENING)
    plan = collect(entered_class, download(tmp_path, b"first"), late)
    assert f"ada: {FILE} was in an earlier attempt, and is not in the last one." in plan.remarks


def test_what_was_put_there_by_hand_stays(entered_class: Course, tmp_path: Path) -> None:
    folder = entered_class.submission_folder("ada", ASSIGNMENT)
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(b"by hand")
    plan = collect(entered_class, download(tmp_path, b"first", EVENING))
    assert states(plan) == {"ada": State.BESIDE}
    assert plan.needs_you
    assert tree(folder) == {FILE: b"by hand"}
    kept = entered_class.root / "collected" / ASSIGNMENT / "ada" / "2026-02-03T20-00-00" / FILE
    assert kept.read_bytes() == b"first"
    assert "by hand" in " ".join(plan.remarks)


def test_what_was_corrected_by_hand_stays(entered_class: Course, tmp_path: Path) -> None:
    path = download(tmp_path, b"first")
    collect(entered_class, path)
    (entered_class.submission_folder("ada", ASSIGNMENT) / FILE).write_bytes(b"corrected")
    assert states(collect(entered_class, path)) == {"ada": State.SAME}
    newer = download(tmp_path, b"second", EVENING)
    assert states(collect(entered_class, newer)) == {"ada": State.BESIDE}
    assert content(entered_class) == b"corrected"


@pytest.mark.parametrize("text", ["", "[]", '{"attempts": [{"digest": []}]}', "{", "\xff"])
def test_a_list_of_attempts_that_was_spoilt_loses_nothing(
    entered_class: Course, tmp_path: Path, text: str
) -> None:
    collect(entered_class, download(tmp_path, b"first"))
    listed = entered_class.root / "collected" / ASSIGNMENT / "ada" / "attempts.json"
    listed.write_bytes(text.encode("latin-1"))
    assert states(collect(entered_class, download(tmp_path, b"first"))) == {"ada": State.SAME}
    newer = download(tmp_path, b"second", EVENING)
    assert states(collect(entered_class, newer)) == {"ada": State.NEWER}


def test_what_another_tool_has_collected_is_taken_over(
    entered_class: Course, tmp_path: Path
) -> None:
    folder = entered_class.submission_folder("ada", ASSIGNMENT)
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(b"first")
    path = download(tmp_path, b"first")
    assert states(collect(entered_class, path)) == {"ada": State.SAME}
    newer = download(tmp_path, b"second", EVENING)
    assert states(collect(entered_class, newer)) == {"ada": State.NEWER}


@pytest.mark.parametrize("place", ["submitted/a1/ada/x", f"submitted/ada/{FILE}"])
def test_a_submission_of_another_form_is_not_doubled(
    entered_class: Course, tmp_path: Path, place: str
) -> None:
    path = entered_class.root / place
    path.parent.mkdir(parents=True)
    path.write_bytes(b"by hand")
    plan = collect(entered_class, download(tmp_path, b"first"))
    assert plan.rows == []
    assert "was put there by hand, and grading takes it" in plan.doubts[0].why
    assert tree(entered_class.root / "submitted") == {place.removeprefix("submitted/"): b"by hand"}


@pytest.mark.parametrize("link", ["submitted/ada", "submitted/ada/a1", "collected/a1/ada"])
def test_nothing_is_written_through_a_link(
    entered_class: Course, tmp_path: Path, link: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    path = entered_class.root / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(outside)
    plan = collect(entered_class, download(tmp_path, b"first"))
    assert plan.doubts[0].why == f"{link} is a link, and links are not followed"
    assert tree(outside) == {}


def test_an_interrupted_run_leaves_whole_submissions(
    entered_class: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(entered_class, download(tmp_path, b"first"))
    original, steps = shutil.copyfile, ["once"]

    def interrupted(source: Path, target: Path) -> None:
        original(source, target)
        if steps:
            steps.pop()
            raise KeyboardInterrupt

    monkeypatch.setattr(writing.shutil, "copyfile", interrupted)
    newer = download(tmp_path, b"second", EVENING)
    with pytest.raises(KeyboardInterrupt):
        collect(entered_class, newer)
    assert content(entered_class) == b"first"
    collect(entered_class, newer)
    assert content(entered_class) == b"second"
    kept = tree(entered_class.root / "collected" / ASSIGNMENT / "ada")
    assert kept[f"2026-02-03T04-05-06/{FILE}"] == b"first"
    assert not any(".collecting-" in path for path in tree(entered_class.root))


def test_a_run_that_was_killed_leaves_nothing_half_written(
    entered_class: Course, tmp_path: Path
) -> None:
    folder = entered_class.submission_folder("ada", ASSIGNMENT)
    half = folder.parent / ".collecting-half"
    half.mkdir(parents=True)
    (half / FILE).write_bytes(b"ha")
    assert find_places(entered_class, ASSIGNMENT).places == ()
    collect(entered_class, download(tmp_path, b"whole"))
    assert tree(folder.parent).keys() == {f"{ASSIGNMENT}/{FILE}", f"{ASSIGNMENT}/timestamp.txt"}


def test_one_student_for_whom_nothing_can_be_written_stops_nobody(
    entered_class: Course, tmp_path: Path
) -> None:
    original = os.rename
    with pytest.MonkeyPatch.context() as patch:

        def rename(source: Path, target: Path) -> None:
            if Path(target).parent.name == "ada":
                raise OSError(28, "No space left on device")
            original(source, target)

        patch.setattr(os, "rename", rename)
        with planned(
            entered_class, ASSIGNMENT, [make_zip(tmp_path / "m.zip", BOTH)], zone=UTC
        ) as plan:
            (failed,) = carry_out(plan)
    assert failed.startswith("What ada handed in cannot be written (No space left on device).")
    assert content(entered_class, "zmueller") == b"z"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "2026-02-03 04:05:06.000000 UTC\n"),
        ("Europe/Zurich", "2026-02-03 03:05:06.000000 UTC\n"),
    ],
)
def test_time_stamps_are_nbgraders_in_utc(
    entered_class: Course, tmp_path: Path, zone: str, text: str
) -> None:
    collect(entered_class, download(tmp_path, b"first"), zone=ZoneInfo(zone))
    folder = entered_class.submission_folder("ada", ASSIGNMENT)
    assert (folder / "timestamp.txt").read_text() == text
    stamp = read_stamp(folder)
    assert stamp.remark == ""
    assert stamp.when == datetime.fromisoformat(text[:26])


def test_without_times_there_is_no_time_stamp(entered_class: Course, tmp_path: Path) -> None:
    collect(entered_class, download(tmp_path, b"first"), times=False)
    assert tree(entered_class.submission_folder("ada", ASSIGNMENT)) == {FILE: b"first"}


def test_nobody_is_guessed_and_a_choice_is_kept(entered_class: Course, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "m.zip", {moodle("Ada Lovelaec", 1, FILE): b"1"})
    plan = collect(entered_class, path)
    assert plan.rows == []
    assert plan.needs_you
    assert [student.id for student in plan.doubts[0].near] == ["ada"]
    assert not (entered_class.root / "submitted").exists()
    assert states(collect(entered_class, path, chosen={"Ada Lovelaec": "ada"})) == {
        "ada": State.NEW
    }
    assert states(collect(entered_class, path)) == {"ada": State.SAME}


def test_without_a_class_ids_are_made_of_names_and_said(course: Course, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "m.zip", BOTH)
    plan = collect(course, path)
    assert states(plan) == {"ada-lovelace": State.NEW, "zoe-muller": State.NEW}
    assert all(row.new for row in plan.rows)
    enter_students(course, [Student("ada-lovelace"), Student("zoe-muller")])  # as grading does
    again = collect(course, path)
    assert {*states(again).values()} == {State.SAME}
    assert not any(row.new for row in again.rows)


def test_an_id_that_cannot_name_a_folder_is_refused(course: Course, tmp_path: Path) -> None:
    enter_students(course, [Student("x/../y", "Ada", "Lovelace")])
    plan = collect(course, download(tmp_path, b"first"))
    assert plan.rows == []
    assert plan.doubts[0].why == "this id cannot name a folder"


def test_one_file_of_two_students_is_pointed_out(entered_class: Course, tmp_path: Path) -> None:
    given = entered_class.release_path(ASSIGNMENT, NOTEBOOK).read_bytes()
    for text, said in ((b"same", True), (given, False)):
        files = {moodle(name, len(name), FILE): text for name in ("Ada Lovelace", "Zoë Müller")}
        with planned(
            entered_class, ASSIGNMENT, [make_zip(tmp_path / "m.zip", files)], zone=UTC
        ) as plan:
            sentences = [one for one in plan.remarks if "byte for byte" in one]
        assert bool(sentences) is said
        assert not said or "of ada, zmueller" in sentences[0]
        assert not plan.needs_you


def test_canvas_in_its_ways_of_writing(entered_class: Course, tmp_path: Path) -> None:
    files = {
        "lovelaceada_LATE_77_501_01_tiny-1.ipynb": b"2",
        "lovelaceada_LATE_77_500_01_tiny.ipynb": b"1",
        "mullerzoe_78_502_work.zip": zip_bytes({"hw/01_Tiny.ipynb": b"3", "hw/d.csv": b"4"}),
    }
    plan = collect(entered_class, make_zip(tmp_path / "c.zip", files))
    assert content(entered_class) == b"2"
    assert plan.rows[0].attempts[-1].late
    assert tree(entered_class.submission_folder("zmueller", ASSIGNMENT)).keys() == {
        FILE,
        "d.csv",
        "timestamp.txt",
    }


def test_folders_of_students_with_their_time_stamps(entered_class: Course, tmp_path: Path) -> None:
    folder = tmp_path / "in" / ASSIGNMENT / "ada"
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(b"1")
    (folder / "timestamp.txt").write_text("2026-01-01 10:00:00 Europe/Berlin\n")
    collect(entered_class, tmp_path / "in")
    stamp = entered_class.submission_folder("ada", ASSIGNMENT) / "timestamp.txt"
    assert stamp.read_text() == "2026-01-01 10:00:00 Europe/Berlin\n"


def test_times_that_are_those_of_the_download_are_pointed_out(
    entered_class: Course, tmp_path: Path
) -> None:
    three = {**BOTH, moodle("Bob OBrien", 3, FILE): b"b"}
    assert "--no-times" in " ".join(collect(entered_class, make_zip(tmp_path / "m", three)).remarks)


def test_an_assignment_that_does_not_exist_is_an_error(course: Course, tmp_path: Path) -> None:
    with (
        pytest.raises(NotFoundError, match="There is no assignment"),
        planned(course, "a9", [download(tmp_path, b"")]),
    ):
        pass


def test_attempts_lie_elsewhere_where_a_step_has_their_folder(
    entered_class: Course, tmp_path: Path
) -> None:
    with (entered_class.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.CourseDirectory.submitted_directory = 'collected'\n")
    for when, text in ((MORNING, b"first"), (EVENING, b"second")):
        collect(entered_class, download(tmp_path, text, when))
    assert [p.student for p in find_places(entered_class, ASSIGNMENT).places] == ["ada"]
    assert content(entered_class) == b"second"


def test_the_lms_s_own_names_are_noted_for_the_way_back(
    entered_class: Course, tmp_path: Path
) -> None:
    assert uploads_of(entered_class, ASSIGNMENT, "ada") == {}
    moodles = {moodle("Ada Lovelace", 1, FILE): b"a", moodle("Ada Lovelace", 1, "d/x.txt"): b"x"}
    collect(entered_class, make_zip(tmp_path / "m.zip", moodles))
    folder = "Ada Lovelace_1_assignsubmission_file_"
    assert uploads_of(entered_class, ASSIGNMENT, "ada") == {FILE: folder, "d/x.txt": folder}
    upload = f"muellerzoe_LATE_78_501_{NOTEBOOK}-1.ipynb"
    collect(entered_class, make_zip(tmp_path / "c.zip", {upload: b"z"}))
    assert uploads_of(entered_class, ASSIGNMENT, "zmueller") == {FILE: upload}
    assert uploads_of(entered_class, ASSIGNMENT, "../ada") == {}


def test_lists_of_earlier_versions_have_no_such_names(
    entered_class: Course, tmp_path: Path
) -> None:
    collect(entered_class, download(tmp_path, b"1"))
    path = attempts_folder(entered_class, ASSIGNMENT) / "ada" / "attempts.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    del listed["attempts"][0]["uploads"]
    path.write_text(json.dumps(listed), encoding="utf-8")
    assert uploads_of(entered_class, ASSIGNMENT, "ada") == {}
    (row,) = collect(entered_class, download(tmp_path, b"2", EVENING, "n.zip")).rows
    assert row.decision.state is State.NEWER

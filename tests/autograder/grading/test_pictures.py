"""Pictures of written answers reach the executed notebook, made anew, and nothing else does."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from PIL import Image

from autograder.course.cells import grade_id
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.grading.pictures import BOUNDS, MAX_FILES, MAX_PASTED, MAX_SIDE
from autograder.markup.pixels import made_anew
from autograder.outcomes import CellStatus
from tests.support.faking import FakePool, graded, outcomes, pool, remarks
from tests.support.handing import ESSAY, RIGHT, answered, cell_of, hand_in
from tests.support.recording import course
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

__all__ = ["course", "pool"]


def picture(kind: str = "PNG", size: tuple[int, int] = (3, 2), **options: object) -> bytes:
    """Return the file of a red picture."""
    made = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(made, kind, **options)
    return made.getvalue()


def pasted(notebook: NotebookNode, raw: bytes, count: int = 1) -> NotebookNode:
    """Paste a picture into the written answer."""
    cell = cell_of(notebook, "why")
    cell["source"] = f"{cell.source}\n\n![image.png](attachment:image.png)"
    encoded = {"image/png": base64.b64encode(raw).decode()}
    names = ["image.png", *(f"image-{number}.png" for number in range(1, count))]
    cell["attachments"] = dict.fromkeys(names, encoded)
    return notebook


def recorded(course: Course, student: str = "ada") -> NotebookNode:
    """Return the executed notebook."""
    return read_notebook(course.autograded / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb")


def shown(cell: NotebookNode) -> dict[str, Image.Image]:
    """Return a cell's attachments, decoded."""
    found = {}
    for name, kinds in cell.get("attachments", {}).items():
        (encoded,) = kinds.values()
        found[name] = Image.open(io.BytesIO(base64.b64decode(encoded)))
    return found


def why(outcome: object) -> CellStatus:
    """Return the state of the written answer."""
    return outcome.notebooks[0].cells[-1].status  # type: ignore[attr-defined,no-any-return]


def test_a_pasted_picture_is_kept(course: Course, pool: FakePool) -> None:
    hand_in(course, "ada", pasted(answered(course, RIGHT, ESSAY), picture()))
    graded(course)
    cell = cell_of(recorded(course), "why")
    assert shown(cell)["image.png"].size == (3, 2)
    nbformat.validate(recorded(course))


def test_what_is_hidden_in_a_pasted_picture_is_gone(course: Course, pool: FakePool) -> None:
    raw = picture() + b"<script>alert(1)</script>"
    hand_in(course, "ada", pasted(answered(course, RIGHT, ESSAY), raw))
    graded(course)
    (kinds,) = cell_of(recorded(course), "why").attachments.values()
    assert b"script" not in base64.b64decode(kinds["image/png"])


@pytest.mark.parametrize("raw", [b"GIF89a", b"<svg onload='x'/>", b"", picture()[:30]])
def test_what_is_not_a_picture_is_not_kept(course: Course, pool: FakePool, raw: bytes) -> None:
    hand_in(course, "ada", pasted(answered(course, RIGHT, ESSAY), raw))
    graded(course)
    assert not shown(cell_of(recorded(course), "why"))


def test_the_number_of_pasted_pictures_is_bounded(course: Course, pool: FakePool) -> None:
    hand_in(course, "ada", pasted(answered(course, RIGHT, ESSAY), picture(), 100))
    graded(course)
    assert len(shown(cell_of(recorded(course), "why"))) == MAX_PASTED


@pytest.mark.parametrize(
    "attachments",
    [7, [], {"a": 7}, {"a": {"image/png": 7}}, {"a": {"image/png": ["x", 7]}}, {"a": {"x": "y"}},
     {"a\nb": {"image/png": "eA=="}}, {"a": {"image/png": "\u00e9"}}],
)  # fmt: skip
def test_odd_attachments_are_left_out(course: Course, pool: FakePool, attachments: object) -> None:
    content = json.loads(nbformat.writes(answered(course, RIGHT, ESSAY)))
    content["cells"][-1]["attachments"] = attachments
    hand_in(course, "ada", json.dumps(content).encode())
    assert outcomes(course)["ada"].points == 3.0
    assert not shown(cell_of(recorded(course), "why"))


@pytest.mark.parametrize(
    "text",
    [
        "See ![my proof](proof.jpg).",
        "See ![my proof](./proof.jpg).",
        "See ![](<proof.jpg>).",
        'See <img src="proof.jpg" width="300">.',
        "See the file proof.jpg.",
    ],
)
def test_a_picture_file_that_an_answer_shows_comes_into_it(
    course: Course, pool: FakePool, text: str
) -> None:
    path = hand_in(course, "ada", answered(course, RIGHT, text))
    path.with_name("proof.jpg").write_bytes(picture("JPEG"))
    found = outcomes(course)["ada"]
    cell = cell_of(recorded(course), "why")
    (name,) = shown(cell)
    assert f"(attachment:{name})" in cell.source
    assert why(found) is CellStatus.PENDING
    nbformat.validate(recorded(course))


def test_links_to_elsewhere_stay_as_they_were(course: Course, pool: FakePool) -> None:
    text = "![x](https://example.org/proof.jpg) and ![y](other.png)"
    path = hand_in(course, "ada", answered(course, RIGHT, text))
    path.with_name("picture.jpg").write_bytes(picture("JPEG"))
    graded(course)
    assert cell_of(recorded(course), "why").source == text


def test_a_picture_that_nothing_shows_answers_a_blank_question(
    course: Course, pool: FakePool
) -> None:
    path = hand_in(course, "ada", answered(course, RIGHT))
    path.with_name("page.png").write_bytes(picture())
    found = outcomes(course)["ada"]
    assert why(found) is CellStatus.PENDING
    assert "page.png" in remarks(found)
    assert len(shown(cell_of(recorded(course), "why"))) == 1


@pytest.mark.parametrize("raw", [b"no picture", picture()])
def test_a_blank_question_stays_blank_without_a_picture_for_it(
    course: Course, pool: FakePool, raw: bytes
) -> None:
    code = f"{RIGHT}\n# plt.savefig('page.png')" if raw[:1] != b"n" else RIGHT
    path = hand_in(course, "ada", answered(course, code))
    path.with_name("page.png").write_bytes(raw)
    found = outcomes(course)["ada"]
    assert why(found) is CellStatus.BLANK
    assert "No written answer shows page.png." in remarks(found)


def test_a_link_is_not_followed_and_the_number_of_files_is_bounded(
    course: Course, pool: FakePool
) -> None:
    names = [f"p{number:02}.png" for number in range(MAX_FILES + 5)]
    path = hand_in(course, "ada", answered(course, RIGHT, " ".join([*names, "secret.png"])))
    for name in names:
        path.with_name(name).write_bytes(picture())
    outside = course.root / "secret.png"
    outside.write_bytes(picture())
    path.with_name("secret.png").symlink_to(outside)
    graded(course)
    assert len(shown(cell_of(recorded(course), "why"))) == MAX_FILES


def test_the_files_beside_the_lecture_change_nothing_of_it(course: Course, pool: FakePool) -> None:
    path = hand_in(course, "ada", answered(course, RIGHT, ESSAY))
    path.with_name("Doubling").with_suffix(".png").write_bytes(picture())
    graded(course)
    lecture = [cell for cell in recorded(course).cells if not grade_id(cell)]
    assert not any("attachments" in cell for cell in lecture)


def test_pictures_of_one_name_in_two_folders_both_arrive(course: Course, pool: FakePool) -> None:
    path = hand_in(course, "ada", answered(course, RIGHT, "![](page.png) ![](more/page.png)"))
    path.with_name("more").mkdir()
    for name in ("page.png", "more/page.png"):
        (path.parent / name).write_bytes(picture())
    graded(course)
    assert len(shown(cell_of(recorded(course), "why"))) == 2


def test_a_large_photograph_becomes_smaller_and_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    found = made_anew(picture("JPEG", (4000, 3000), exif=exif), BOUNDS)
    assert found is not None
    assert (found.mime_type, found.pixels) == ("image/jpeg", 12_000_000)
    made = Image.open(io.BytesIO(base64.b64decode(found.encoded)))
    assert made.size == (MAX_SIDE * 3 // 4, MAX_SIDE)
    assert not made.getexif()

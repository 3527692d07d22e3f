"""Pictures that were handed in stand in for cells that do not run, and bring nothing along."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from nbformat import NotebookNode
from PIL import Image, PngImagePlugin

from autograder.engine.pictures import MARK, MAX_PIXELS, stand_in


def encoded(picture: Image.Image, **options: Any) -> str:
    """Return a picture as a notebook holds it."""
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    return base64.b64encode(file.getvalue()).decode()


def cell(*pictures: str) -> NotebookNode:
    """Return a cell that shows pictures."""
    outputs = [
        NotebookNode(output_type="display_data", data=NotebookNode({"image/png": picture}))
        for picture in pictures
    ]
    return NotebookNode(cell_type="code", source="", outputs=outputs)


def shown(*pictures: str) -> list[Image.Image]:
    """Return what stands in the cell afterwards, and check the mark above it."""
    made = cell()
    stand_in({0: cell(*pictures).outputs}, [made])
    if not made.outputs:
        return []
    mark, *outputs = made.outputs
    assert (mark.output_type, mark.text) == ("stream", MARK)
    files = [base64.b64decode(output.data["image/png"]) for output in outputs]
    return [Image.open(io.BytesIO(file)) for file in files]


RED = Image.new("RGB", (7, 5), "#d1495b")


def test_a_picture_keeps_its_pixels_and_is_marked() -> None:
    (found,) = shown(encoded(RED))
    assert found.tobytes() == RED.tobytes() and found.size == (7, 5)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_picture_is_shown(mode: str) -> None:
    picture = Image.new("I;16", (4, 4)) if mode == "I;16" else RED.convert(mode)
    (found,) = shown(encoded(picture))
    assert found.size == picture.size


def test_what_a_picture_shows_in_words_comes_along() -> None:
    made, handed = cell(), cell(encoded(RED))
    handed.outputs[0]["metadata"] = {"image/png": {"alt": "All <b>red</b>.\n", "width": 1}}
    stand_in({0: handed.outputs}, [made])
    assert made.outputs[1].metadata == {"image/png": {"alt": "All <b>red</b>."}}


def test_nothing_but_pixels_is_kept() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    picture = encoded(RED, pnginfo=info)
    assert b"script" in base64.b64decode(picture)
    (found,) = shown(picture + base64.b64encode(b"behind the end").decode())
    assert found.info == {}


@pytest.mark.parametrize(
    "text",
    ["", "no base64 ä", "aGVsbG8=", encoded(RED)[:60], base64.b64encode(b"\x89PNG\r\n").decode()],
    ids=["empty", "no base64", "no picture", "cut off", "only the beginning"],
)
def test_what_is_no_picture_is_left_out_without_a_mark(text: str) -> None:
    assert shown(text) == []


def test_another_format_under_the_name_of_png_is_left_out() -> None:
    file = io.BytesIO()
    RED.save(file, "JPEG")
    assert shown(base64.b64encode(file.getvalue()).decode()) == []


def test_a_picture_with_too_many_pixels_is_left_out_before_it_is_decoded() -> None:
    side = int(MAX_PIXELS**0.5)
    big = encoded(Image.new("1", (side + 1, side + 1)))
    assert len(big) < 10_000, "a small file"
    assert shown(big) == []


def test_all_pictures_of_a_notebook_have_a_bound_together() -> None:
    side = int(MAX_PIXELS**0.5)
    large = encoded(Image.new("1", (side, side)))
    assert 0 < len(shown(*[large] * 12)) < 12


def test_cells_without_pictures_show_nothing() -> None:
    made, handed = cell(), NotebookNode(output_type="stream", name="stdout", text="printed")
    stand_in({0: [handed]}, [made])
    assert made.outputs == []


def test_a_cell_that_has_drawn_its_own_needs_no_other() -> None:
    made = cell(encoded(RED))
    stand_in({0: cell(encoded(RED)).outputs}, [made])
    assert len(made.outputs) == 1


def test_what_was_made_before_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = encoded(Image.new("RGB", (3, 11), "#123456"))
    (made,) = shown(first)
    monkeypatch.setattr("autograder.engine.pictures.made_anew", lambda *_: pytest.fail("again"))
    (again,) = shown(first)
    assert again.tobytes() == made.tobytes()


def test_pictures_that_nobody_has_handed_in_for_long_are_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = (encoded(Image.new("RGB", (3, 12), colour)) for colour in ("#000001", "#000002"))
    shown(one)
    monkeypatch.setattr("autograder.engine.pictures.KEPT_TEXT", 3 * len(one))
    shown(other)
    monkeypatch.setattr("autograder.engine.pictures.made_anew", lambda *_: None)
    assert len(shown(one)) == 0
    assert len(shown(other)) == 1


def test_a_known_picture_counts_against_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = encoded(Image.new("RGB", (3, 13), "#123457"))
    shown(picture)
    monkeypatch.setattr("autograder.engine.pictures.MAX_ALL_PIXELS", 3 * 13 * 2)
    assert len(shown(picture, picture, picture)) == 2

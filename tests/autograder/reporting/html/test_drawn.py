"""Pictures: each stands in a page once."""

from __future__ import annotations

import base64

from nbformat import NotebookNode

from autograder.reporting.html.drawn import SVG, Pictures


def output(kind: str, text: str, told: str = "") -> NotebookNode:
    return NotebookNode(data={kind: text}, metadata={kind: {"alt": told}} if told else {})


def test_a_picture_that_is_there_already_is_linked() -> None:
    pictures = Pictures()
    first = pictures.html(output("image/png", "AAAA", 'f "rises"'), "image/png")
    assert first == (
        '<img id="picture-1" src="data:image/png;base64,AAAA" alt="f &quot;rises&quot;">'
    )
    again = pictures.html(output("image/png", "AAAA", "<b>"), "image/png")
    assert 'href="#picture-1"' in again
    assert "AAAA" not in again
    assert "&lt;b&gt;" in again, "what it shows is told all the same"
    assert 'id="picture-2"' in pictures.html(output("image/png", "BBBB"), "image/png")


def test_the_same_text_of_another_kind_is_another_picture() -> None:
    pictures = Pictures()
    pictures.html(output("image/png", "AAAA"), "image/png")
    assert "<img" in pictures.html(output("image/jpeg", "AAAA"), "image/jpeg")


def test_a_drawing_is_written_in_signs_that_cannot_be_markup() -> None:
    html = Pictures().html(output(SVG, "<svg/>"), SVG)
    assert base64.b64encode(b"<svg/>").decode() in html
    assert "<svg" not in html

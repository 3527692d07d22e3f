"""SVG pictures of strangers: they show, and neither run nor load anything."""

from __future__ import annotations

import io

import pytest

from autograder.markup.svg import MAX_DEPTH, MAX_ELEMENTS, MAX_SVG, clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def whole(inside: str, attributes: str = "") -> str:
    """Return a picture with this inside."""
    return f"{HEAD}{attributes}>{inside}</svg>"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<rect onclick='alert(1)'/>",
        "<a xlink:href='javascript:alert(1)'><text>x</text></a>",
        "<a href='javascript:alert(1)'/>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script/></body></foreignObject>",
        "<image xlink:href='https://x.example/a.png'/>",
        "<use xlink:href='https://x.example/a.svg#b'/>",
        "<use href='data:image/svg+xml;base64,AAAA#x'/>",
        "<style>@import url(//x.example);</style>",
        "<rect style='fill: url(https://x.example/a)'/>",
        "<rect style='fill: \\75 rl(//x.example)'/>",
        "<rect fill='url(//x.example)' filter='url(#f)'/>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onclick' to='alert(1)'/>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
        "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script>",
        "<?xml-stylesheet href='//x.example'?>",
        "<text>&lt;script&gt;alert(1)&lt;/script&gt;</text>",
        "<text><![CDATA[<script>alert(1)</script>]]></text>",
        "<rect id='\"&gt;&lt;script&gt;'/>",
    ],
)
def test_nothing_keeps_a_power(inside: str) -> None:
    cleaned = clean_svg(whole(inside, " onload='alert(1)'"))
    assert cleaned is not None
    lower = cleaned.lower()
    for power in ("<script", " on", "javascript:", "x.example", "data:", "foreign", "<style", "<h"):
        assert power not in lower.replace(HEAD.lower(), "")
    assert clean_svg(cleaned) == cleaned


def test_a_figure_of_matplotlib_keeps_its_shapes_and_labels() -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.plot([0.0, 1.0], [2.0, 3.0], label="a < b & c")
    axes.legend()
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg")
    cleaned = clean_svg(drawn.getvalue())
    assert cleaned is not None
    for mark in ("<path", "<use", "xlink:href=", "clip-path=", "stroke-width"):
        assert cleaned.count(mark) == drawn.getvalue().count(mark) > 0, mark


def test_parts_may_be_used_and_parts_that_use_parts_may_not() -> None:
    shape = "<defs><path id='m' d='M 0 0'/></defs><use href='#m' x='1'/>"
    assert '<use xlink:href="#m" x="1">' in str(clean_svg(whole(shape)))
    bomb = "<g id='a0'/>" + "".join(
        f"<g id='a{n + 1}'>{f'''<use href='#a{n}'/>''' * 10}</g>" for n in range(20)
    )
    assert "xlink:href=" not in str(clean_svg(whole(bomb))).replace(HEAD, "")


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "not a picture",
        "<svg>",
        "<html xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/1999/xhtml'/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>",
        "<svg>\ud800</svg" + "<g>" * 3,
        f"<svg>{'<g>' * (MAX_DEPTH + 9)}{'</g>' * (MAX_DEPTH + 9)}</svg>",
        f"<svg>{'<g/>' * (MAX_ELEMENTS + 1)}</svg>",
        f"<svg>{' ' * MAX_SVG}</svg>",
        "<?xml version='1.0' encoding='utf-7'?><svg/>",
    ],
)
def test_what_is_broken_or_too_large_is_not_shown(broken: str) -> None:
    assert clean_svg(broken) is None

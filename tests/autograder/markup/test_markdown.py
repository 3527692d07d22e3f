"""Markdown of strangers: powerless in every renderer, and otherwise as it was written."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.markup.markdown import CUT, MAX_MARKDOWN, harmless_markdown
from tests.autograder.markup.test_clean import ATTACKS, MARKDOWN_ATTACKS

HONEST = [
    "",
    "# A heading\n\n**bold** *slanted* `code` ~~gone~~\n\n> quoted\n\n1. one\n- two\n",
    "$a<b$ and $b>c$",
    "Since $0<\\sigma'(z)<b$ and $f = 2$, the product is $<1$ for $z>0$.",
    "$$\\begin{align}a &< b\\\\ c&=d\\end{align}$$",
    "$i<n$, $\\sum_{i<j} a_{ij} = 3$, $x<y,z$, $x<y\\,$, $\\lVert W\\rVert<\\beta$",
    "| a | b |\n|---|---|\n| $x<y$ | 2 |",
    "```python\nif a < b and c<1:\n    return x[1:2]\n```",
    "H<sub>2</sub>O, e<sup>x</sup>, one<br>two<br/>three, <b>bold</b> <kbd>Ctrl</kbd>",
    "<details><summary>More</summary>\n\nText\n\n</details>",
    '<img src="proof.png" alt="my proof" width="300">',
    '<a href="https://x.example/a?b=1&c=2">a link</a>, <https://x.example>, <mailto:a@x.example>',
    "![a](data:image/png;base64,AAAA) ![b](https://x.example/b.png) ![c](proof.png)",
    "[x](https://x.example) and [y][1]\n\n[1]: https://y.example 'A title'",
    "<!-- YOUR ANSWER HERE -->",
    "JavaScript: a language. Training data: 60 000 digits. `{'data': 3}`",
    "5 < 6, a <- b, x<=y, <3, a << b, <>",
    "Grüße, 你好, ∂L/∂w, \\(x\\), \\[y\\], &lt;script&gt;",
]
DISGUISES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#0097;vascript&#58;alert(1)",
    "javascript&colon;alert(1)",
    "java&NewLine;script&Tab;:alert(1)",
    "\x01javascript:alert(1)",
    "javascript\\:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,AAAA",
]
TAGS = [
    "<x$ onclick=alert(1)>",
    "<x$ q='>' onclick=alert(1)>",
    '<x$ q=">" onclick=alert(1)>',
    "<x$ q= '>' onclick=alert(1)>",
    "<x$\nonclick\n=alert(1)>",
    "<x$/onclick=alert(1)>",
    "<a$ b='c'onclick=alert(1)>",
    "<script<x>alert(1)</script>",
    "<script\x0c>alert(1)</script>",
    "<SVG/onload=alert(1)>",
    "<b onclick=alert(1)>",
    '<b title="a" onclick="alert(1)">',
    '<a href=" javascript:alert(1)">x</a>',
    '<img src="//x.example/a.png">',
    '<img src="/logout">',
    '<img src="..">',
    "</div></div></body>",
    "<!-- a > b --",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<!DOCTYPE html><?php ?><![CDATA[<script>]]>",
    "$a<b onclick=alert(1)$ >",
    "`$` <script>alert(1)</script> `$`",
    "<div>\n$a<b onclick=alert(1)$ >\n</div>",
    "<" * 5 + "script>alert(1)",
    "<javascript:alert(1)>",
]


# As browsers read addresses: leading controls and spaces do not count, others do.
ADDRESS = re.compile(
    r"[\x00-\x20]*(javascript|vbscript|data(?!:image/(png|jpeg|gif|webp);)):", re.I
)


class Attributes(HTMLParser):
    """The tags of a text, taken for HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.add(tag)
        self.found += [(tag, name, value) for name, value in attrs if value is not None]


def rendered(source: str) -> str:
    """Return Markdown as nbconvert renders it, which lets everything through."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    return str(markdown2html_mistune(source))


def powers(source: str) -> list[str]:
    """Return what could run if Markdown were taken for HTML as it stands, or rendered."""
    found = []
    for html in (source, rendered(source)):
        page = Attributes(html)
        found += sorted(page.tags & {"script", "style", "iframe", "svg", "math", "object", "form"})
        found += [name for _, name, _ in page.found if name.startswith("on")]
        found += [
            value
            for _, name, value in page.found
            if name in ("href", "src") and ADDRESS.match(re.sub(r"[\t\n\r]", "", value))
        ]
    return found


@pytest.mark.parametrize("source", HONEST)
def test_ordinary_markdown_survives_byte_for_byte(source: str) -> None:
    assert harmless_markdown(source) == source


@pytest.mark.parametrize("attack", [*ATTACKS, *MARKDOWN_ATTACKS, *TAGS])
def test_nothing_keeps_a_power(attack: str) -> None:
    assert powers(harmless_markdown(attack)) == []


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("form", ["[x]({})", "[x](<{}>)", "[x]\n\n[x]: {}", "<{}>", "![x]({})"])
def test_no_address_runs_anything(disguise: str, form: str) -> None:
    cleaned = harmless_markdown(form.format(disguise))
    assert powers(cleaned) == []
    assert " :" in cleaned or " &" in cleaned or " \\" in cleaned


def test_no_formula_leads_to_a_script() -> None:
    assert harmless_markdown("$\\href{javascript: alert(1)}{x}$").count("javascript :") == 1


@given(
    st.lists(
        st.sampled_from(
            [*ATTACKS, *MARKDOWN_ATTACKS, *TAGS, *HONEST, *"<>\"'`$=/ \n!-&;:", "on", "x="]
        ),
        max_size=8,
    )
)
def test_mixtures_keep_no_power(parts: list[str]) -> None:
    cleaned = harmless_markdown("".join(parts))
    page = Attributes(cleaned)
    assert not page.tags & {"script", "style", "iframe", "svg", "object"}
    assert not [name for _, name, _ in page.found if name.startswith("on")]


@given(st.lists(st.sampled_from([*"<>=\"'`$/ \n!-&:ab", "on"]), max_size=60).map("".join))
def test_nothing_but_spaces_is_added_and_twice_is_as_once(source: str) -> None:
    cleaned = harmless_markdown(source)
    assert cleaned.replace(" ", "") == source.replace(" ", "")
    assert harmless_markdown(cleaned) == cleaned
    assert [value for _, _, value in Attributes(cleaned).found if "<" in value] == []


def test_pictures_that_the_cell_holds_are_shown_and_others_named() -> None:
    both = "![a](attachment:a.png) ![b](attachment:b.png)"
    assert harmless_markdown(both, {"a.png"}) == "![a](attachment:a.png) ![b](attachment :b.png)"
    assert powers(harmless_markdown("![x](&#97;ttachment:b.png)")) == []


def test_a_text_without_end_is_cut_and_a_pasted_picture_is_not() -> None:
    assert harmless_markdown("a" * 10**6) == "a" * MAX_MARKDOWN + CUT
    picture = f"![x](data:image/png;base64,{'A' * 10**6})"
    assert harmless_markdown(picture) == picture

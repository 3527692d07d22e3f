"""Text of strangers in our pages: it shows, and does nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.markup import clean, mathml
from autograder.markup.clean import (
    MAX_ATTRIBUTES,
    classes,
    clean_html,
    clean_markdown,
    is_empty,
)
from autograder.markup.text import plain_text
from autograder.reporting.html.pages import template_text
from tests.support.markup import Page, harmful

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://x.example/track.png'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jAvA\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<iframe src='//x.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<object data='//x.example'></object><embed src='//x.example'>",
    "<form action='//x.example'><input name=a><button>b</button></form>",
    "<base href='//x.example'><meta http-equiv=refresh content='0;url=//x.example'>",
    "<p style='background:url(//x.example)' onclick=alert(1)>x</p>",
    "<style>body{display:none}</style><link rel=stylesheet href='//x.example'>",
    '<math><mi><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=a&gt;">',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<title></title></head><body onload=alert(1)>",
    "<details ontoggle=alert(1) open>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<b title='$\\href{javascript:alert(1)}{x}$'>x</b>",
    "<img alt='$x$' src='data:image/png;base64,AAAA'>",
    "<p/onclick=alert(1)>x",
    "<p a='<p onclick=alert(1)>'>x",
    "<p a=\"'><p b='\" onclick=alert(1)>x",
    "<p a=`<p b=` onclick=alert(1)>x",
    "<scr<!-- -->ipt>alert(1)</script>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><script>alert(1)</script>",
]
MARKDOWN_ATTACKS = [
    "[x](javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "![x](javascript:alert(1))",
    "![$x$](https://x.example/a.png)",
    "![a](attachment:missing.png)",
    '[x](https://x.example "onmouseover=alert(1)")',
    '```python" onload="alert(1)\nx\n```',
    "```mermaid\n</pre><script>alert(1)</script>\n```",
    "<div>\n<script>alert(1)</script>\n</div>",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<script>alert(1)</script>}$",
    "$\\class{x}{y} \\style{background:red}{z}$",
    "$$</math><script>alert(1)</script>$$",
    "\ue0f00\ue0f1 $x$ <a title='\ue0f00\ue0f1'>x</a>",
]


class PanicException(BaseException):
    """What the cleaner raises where its own code fails."""


class Recorder:
    """A cleaner that notes what it is given."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    def clean(self, html: str) -> str:
        """Note it."""
        self.seen.append(html)
        return ""


class Panicking:
    """A cleaner that fails."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def clean(self, _html: str) -> str:
        """Fail."""
        raise self.error


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_does_nothing(attack: str) -> None:
    assert harmful(clean_html(attack)) == []


@pytest.mark.parametrize("attack", [*ATTACKS, *MARKDOWN_ATTACKS])
def test_markdown_does_nothing(attack: str) -> None:
    assert harmful(clean_markdown(attack)) == []


@given(st.lists(st.sampled_from([*ATTACKS, *MARKDOWN_ATTACKS, "<", '"', "'", "`", "$", "\n", ">"])))
def test_mixtures_do_nothing(parts: list[str]) -> None:
    assert harmful(clean_markdown("".join(parts))) == []


@given(st.text())
def test_any_text_is_cleaned_twice_as_once(text: str) -> None:
    assert clean_html(clean_html(text)) == clean_html(text)


def test_what_helps_is_kept() -> None:
    page = Page(clean_markdown("# T\n\n**b** `c` [l](https://x.example)\n\n| a |\n|---|\n| 1 |"))
    assert {"h1", "strong", "code", "a", "table", "th", "td"} <= page.tags
    assert page.values("href") == ["https://x.example"]


def test_a_data_frame_keeps_its_table_and_loses_its_style() -> None:
    page = Page(clean_html("<style scoped>.dataframe{}</style><table class='dataframe'><tr><td>1"))
    assert page.text.strip() == "1"
    assert page.values("class") == ["dataframe"]


def test_highlighted_code_keeps_its_colours() -> None:
    page = Page(clean_markdown("```python\nreturn 1\n```"))
    assert {"highlight", "k", "mi"} <= set(page.values("class"))


@pytest.mark.parametrize("element", ["div", "span", "pre", "table", "p", "code"])
def test_no_output_wears_the_look_of_our_pages(element: str) -> None:
    names = set(re.findall(r"\.([a-z-]+)", template_text("style.css"))) - classes()
    assert {"box", "mark", "passed", "comment", "score"} <= names
    html = clean_html(f"<{element} class='{' '.join(sorted(names))}'>x</{element}>")
    assert Page(html).values("class") == []


def test_our_pages_give_classes_of_highlighted_code_no_meaning_elsewhere() -> None:
    rules = re.sub(r"\.highlight \.[a-z0-9]+", "", template_text("style.css"))
    assert set(re.findall(r"\.([a-z][a-z0-9-]*)", rules)) & classes() == set()


@pytest.mark.parametrize("element", ["script", "style", "iframe", "noscript", "template", "title"])
def test_what_is_not_meant_to_be_read_vanishes_with_its_content(element: str) -> None:
    inside = "if (a<b) draw('<p>x</p>')"
    assert Page(clean_html(f"a<{element}>{inside}</{element}>b")).text == "ab"


def test_tags_are_read_as_people_and_programs_write_them() -> None:
    html = "<!DOCTYPE html>a<br/>b<!-- <b>c</b> --><svg/>d<OL START = '3' ><LI>e<img alt='>' />"
    page = Page(clean_html(html))
    assert page.elements == [("br", {}), ("ol", {"start": "3"}), ("li", {}), ("img", {"alt": ">"})]
    assert page.text == "abde"


def test_links_tell_nobody_where_they_stand() -> None:
    page = Page(clean_html("<a href='https://x.example' rel='opener'>x</a>"))
    assert page.values("rel") == ["noopener noreferrer"]


def test_a_formula_is_shown_once_whatever_the_text_repeats() -> None:
    html = clean_markdown("$x$" + "&#xe0f0;0&#xe0f1;" * 100)
    assert html.count("<math") == 1


def test_formulas_become_mathml() -> None:
    html = clean_markdown("$\\sigma(z)$ and\n\n$$\\frac{1}{2}$$\n\n\\begin{align}a&=b\\end{align}")
    page = Page(html)
    assert page.values("display") == ["inline", "block", "block"]
    assert {"mfrac", "mtable", "mi"} <= page.tags
    assert "σ" in page.text


@pytest.mark.parametrize("tex", ["\\unknown{x}", "\\frac", "{" * 500, "x" * 3000, "\\left("])
def test_formulas_that_cannot_be_read_stay_tex(tex: str) -> None:
    page = Page(mathml.to_html(tex, block=False))
    assert page.elements == [("code", {"class": "tex"})]
    assert page.text == f"${tex}$"


@given(st.text(), st.booleans())
def test_no_formula_harms(tex: str, block: bool) -> None:
    assert harmful(mathml.to_html(tex, block=block)) == []


def test_terminal_text_loses_escapes_and_settles_progress_bars() -> None:
    text = "\x1b[31mred\x1b[0m \x1b]0;title\x07|\x1b[38;5;3mx\x08\ud800\n 0%\r50%\r100%\r\nend"
    assert plain_text(text) == "red |x\n100%\nend"


@given(st.text(), st.integers(1, 50))
def test_plain_text_is_short_and_can_be_written(text: str, limit: int) -> None:
    shown = plain_text(text, limit)
    assert len(shown) <= limit + 40
    assert "\x1b" not in shown
    shown.encode("utf-8")


@pytest.mark.parametrize(
    "big", ["<div>" * 60_000, "$" * 60_000, "[" * 60_000, "> " * 30_000, "<svg><b>" * 20_000]
)
def test_big_text_is_shown_plainly(big: str) -> None:
    assert Page(clean_markdown(big)).tags == {"pre"}
    assert harmful(clean_html(big)) == []


@pytest.mark.parametrize("tag", ["p", "b", "a", "img"])
def test_a_tag_with_thousands_of_attributes_never_reaches_the_cleaner(
    tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the cleaner quadratic time: the limit is what bounds the work."""
    seen: list[str] = []
    monkeypatch.setattr(clean, "_cleaner", lambda: Recorder(seen))
    many = " ".join(f"a{number:x}" for number in range(38_000))
    clean_html(f"<{tag} {many[:190_000]}>x")
    clean_html(f"<!--'<{tag} a='-->' {many[:190_000]}>x")
    assert len(seen) == 2
    assert [text.count("<") for text in seen] == [0, 0]


@pytest.mark.parametrize("quote", ["", "'", '"'])
@given(
    st.lists(
        st.sampled_from([*"<>/='\" \n", "<p ", "a", "b=", "<!--", "-->", "<script>", "</"]),
        max_size=60,
    )
)
def test_every_angle_bracket_begins_a_tag_of_few_attributes(quote: str, parts: list[str]) -> None:
    many = "".join(f" {quote}x{number}{quote}" for number in range(MAX_ATTRIBUTES + 1))
    with pytest.MonkeyPatch.context() as patch:
        seen: list[str] = []
        patch.setattr(clean, "_cleaner", lambda: Recorder(seen))
        clean.clean_html.__wrapped__("".join(parts) + many + ">")
    for tag in seen[0].split("<")[1:]:
        assert re.fullmatch(r"/?[A-Za-z][A-Za-z0-9]*[\s\S]*", tag)
        assert len(re.findall(r"x[0-9]+", tag.partition(">")[0])) <= MAX_ATTRIBUTES


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "svg><b", "b x=1"])
def test_deep_nesting_is_cleaned_or_shown_plainly(tag: str) -> None:
    assert harmful(clean_html(f"<{tag}>" * 1000 + "deep")) == []
    assert clean_html(f"<{tag}>" * 5000 + "deep").startswith("<pre>&lt;")


def test_elements_that_open_again_in_each_paragraph_stay_few() -> None:
    """A thousand different `<b>` would stand in each of a thousand paragraphs."""
    html = "".join(f"<b a{number}>" for number in range(1000)) + "<p>x" * 1000
    assert len(clean_html(html)) < 2 * len(html) + 1000 * len("<b></b>") * 3


def test_a_cleaner_that_panics_costs_nothing_but_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "_cleaner", lambda: Panicking(PanicException("at line 7")))
    assert clean_html("<b>panic</b>") == "<pre>&lt;b&gt;panic&lt;/b&gt;</pre>"
    monkeypatch.setattr(clean, "_cleaner", lambda: Panicking(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        clean_html("<b>stopped</b>")


@pytest.mark.parametrize(
    "broken", ["<svg><![x", "<script><![if", "<template><!x[", "<svg><![CDATA["]
)
def test_what_a_parser_rejects_is_shown_all_the_same(broken: str) -> None:
    assert harmful(clean_html(f"word {broken}")) == []
    assert "word" in Page(clean_markdown(f"word {broken}")).text


def test_html_without_anything_to_see_is_empty() -> None:
    assert is_empty(clean_html("<div id=plot></div><script>draw()</script>"))
    assert not is_empty(clean_html("<b>x</b>"))
    assert is_empty(clean_html("<img src='https://x.example/a.png' alt='x'>"))
    picture = "<img alt='x' width=3 src='data:image/png;base64,AAAA'>"
    assert not is_empty(clean_html(picture))

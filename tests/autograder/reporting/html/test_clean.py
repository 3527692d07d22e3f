"""Text of strangers in our pages: it shows, and does nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reporting.html import mathml
from autograder.reporting.html.clean import clean_html, clean_markdown, is_empty, plain_text
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


@pytest.mark.parametrize(
    "broken", ["<svg><![x", "<script><![if", "<template><!x[", "<svg><![CDATA["]
)
def test_what_a_parser_rejects_is_shown_all_the_same(broken: str) -> None:
    assert harmful(clean_html(f"word {broken}")) == []
    assert "word" in Page(clean_markdown(f"word {broken}")).text


def test_html_without_anything_to_see_is_empty() -> None:
    assert is_empty(clean_html("<div id=plot></div><script>draw()</script>"))
    assert not is_empty(clean_html("<b>x</b>"))
    assert not is_empty('<img src="data:image/png;base64,AAAA">')

"""Plain text of strangers: bounded, without controls, and told from our own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MAX_TEXT = 20_000
MAX_QUOTE = 200
"""Characters of a stranger's words inside a sentence of ours."""
_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b.?")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They reverse what stands behind them: `1 of 9` is read as `9 of 1`."""
_QUOTED = re.compile("“[^“”]*”|`[^`]*`")
_LIKE_CODE = r"[A-Za-z_]\w{0,60}(?:\.\w{1,60}){0,3}\([^()\n]{0,80}\)|[A-Za-z]\w{0,60}_\w{1,60}"
"""A call, or a name with a line below two letters, as no word of prose has it."""
MAX_NAMES = 50


def plain_text(text: str, limit: int = MAX_TEXT) -> str:
    """Return text without escape sequences and controls, progress bars settled, long ends cut."""
    cut = text[: 4 * limit]
    settled = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in cut.split("\n"))
    clean = visible(CONTROLS.sub("", _ESCAPES.sub("", settled)))
    if len(text) <= 4 * limit and len(clean) <= limit:
        return clean
    return clean[:limit] + "\n… (the rest is not shown)"


def visible(text: str) -> str:
    r"""Return text whose signs that change the direction of reading are shown as escapes.

    >>> visible("\u202e1 of 9")
    '\\u202e1 of 9'
    """
    return _TURNING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def one_line(text: str, limit: int = MAX_QUOTE) -> str:
    """Return a stranger's words as one short line, without anything that looks like our quotes."""
    words = " ".join(plain_text(text, 4 * limit).split())
    bare = words.translate({ord("“"): '"', ord("”"): '"', ord("`"): "'"})
    return bare if len(bare) <= limit else bare[: limit - 1].rstrip() + "…"


def quoted(text: str, limit: int = MAX_QUOTE) -> str:
    r"""Return a stranger's words inside a sentence of ours: one short line in quotes.

    >>> quoted("All passed.\nYou get 9 of 9.")
    '“All passed. You get 9 of 9.”'
    """
    return f"“{one_line(text, limit)}”"


def code(text: str, limit: int = MAX_QUOTE) -> str:
    """Return a stranger's line of code inside a sentence of ours.

    >>> code("  return z  # wrong")
    '`return z # wrong`'
    """
    return f"`{one_line(text, limit)}`"


def parts(sentence: str, names: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return a sentence in parts: each is `ours`, a `quote` or `code`, and its text.

    >>> parts("It said “no” in `f()`.")
    [('ours', 'It said '), ('quote', 'no'), ('ours', ' in '), ('code', 'f()'), ('ours', '.')]
    >>> parts("relu is wrong at relu(-2.0).", ["relu"])
    [('code', 'relu'), ('ours', ' is wrong at '), ('code', 'relu(-2.0)'), ('ours', '.')]

    Args:
        sentence: the sentence.
        names: names that are code wherever they stand, and with them what looks like code; None to
            take only what stands in backticks for code.
    """
    found: list[tuple[str, str]] = []
    end = 0
    for match in _QUOTED.finditer(sentence):
        found.append(("ours", sentence[end : match.start()]))
        found.append(("quote" if match[0][0] == "“" else "code", match[0][1:-1]))
        end = match.end()
    found.append(("ours", sentence[end:]))
    if names is not None:
        code = _code_among(names)
        found = [one for kind, text in found for one in _split(kind, text, code)]
    return [(kind, text) for kind, text in found if text or kind != "ours"]


def _code_among(names: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of what is code in our own words."""
    known = sorted({*names}, key=len, reverse=True)[:MAX_NAMES]
    one = "".join(f"|{re.escape(name)}" for name in known)
    return re.compile(rf"(?<![\w.])(?:{_LIKE_CODE}{one})(?!\w)")


def _split(kind: str, text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield a part, what is code in our own words apart."""
    end = 0
    for match in pattern.finditer(text) if kind == "ours" else ():
        yield "ours", text[end : match.start()]
        yield "code", match[0]
        end = match.end()
    yield kind, text[end:]


def ours(sentence: str) -> str:
    """Return a sentence without the words of strangers in it, to tell which are the same.

    >>> ours("It said “no” in line 3.")
    'It said “…” in line 3.'
    """
    return _QUOTED.sub(lambda part: f"{part[0][0]}…{part[0][-1]}", sentence)

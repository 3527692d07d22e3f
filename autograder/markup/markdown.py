"""Markdown that other programs may render: powerless, and otherwise as it was written.

Renderers differ in what they take for code, for a formula or for raw HTML, so nothing here depends
on where a sign stands. Whatever a browser could take for a tag stays only where it is a harmless
one, or where no browser can make more of it than a name without meaning, as in `$a<b$`. All others
get a space behind their `<`, which leaves them to read and makes them text. An address that could
run something gets a space before its colon. All other characters stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import NamedTuple

from autograder.markup.clean import ATTRIBUTES, ELEMENTS, is_short, kept_value

MAX_MARKDOWN = 30_000
"""Characters besides pictures; some texts take renderers quadratic time, so longer ones are cut."""
CUT = "\n\n… (the rest is not shown)"
_OPENED = re.compile(r"<(?=[A-Za-z/!?])")
_NAME = re.compile(r"/?[^\s/<>]*")
_TAG = re.compile(
    r"""</?(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:\s+[A-Za-z]+\s*=\s*"[^"<>`]*"){0,4})"""
    r"\s*/?>"
)
_PAIR = re.compile(r"""([A-Za-z]+)\s*=\s*"([^"]*)\"""")
_COMMENT = re.compile(r"<!--(?!-?>)[^<>`]*?(?<!-)-->")
_LINK = re.compile(r"""<(?:https?://|mailto:)[^\s<>"'`\\]*>""", re.IGNORECASE)
# What a browser could take for an attribute with a value: real ones have names of two letters
# and more, and none of those signs that formulas are full of. A quoted value could hide a `>`.
_VALUE = re.compile(r"""(?<![^\s/"'=>])[A-Za-z][A-Za-z0-9:_.-]+\s*=|=\s*["']""")
_RELATIVE = re.compile(r"[\w-][\w. -]*(?:/[\w-][\w. -]*)*")
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:-]+")
_HARMLESS = ELEMENTS - {"div"}
"""Pages stand in `<div>`: `</div>` could leave the place that a text is shown in."""
_SPLIT = r"(?:[\\\x00-\x1f]|&(?:Tab|NewLine);|&#0*(?:9|10|13);?|&#[xX]0*(?:9|[aA]|[dD]);?)*"
_COLON = r"(?::|&colon;?|&#0*58;?|&#[xX]0*3[aA];?)"


def _disguised(word: str) -> str:
    """Return a pattern of a word in the ways that HTML and Markdown can write it."""
    letters = []
    for letter in word:
        codes = "|".join(f"&#0*{ord(c)};?|&#[xX]0*{ord(c):x};?" for c in (letter, letter.upper()))
        letters.append(f"(?:{letter}|{codes})")
    return _SPLIT.join(letters)


_POWERFUL = re.compile(
    rf"(?:{_disguised('javascript')}|{_disguised('vbscript')}){_SPLIT}(?={_COLON})"
    rf"|(?<!\w){_disguised('data')}{_SPLIT}"
    rf"(?={_COLON}\S)(?!:image/(?:png|jpeg|gif|webp);base64,)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(rf"{_disguised('attachment')}{_SPLIT}(?={_COLON})", re.IGNORECASE)
_ATTACHMENT = re.compile(r""":([^\s()<>"']{1,300})""")


class _Places(NamedTuple):
    """Where in a text something ends or begins, each in order."""

    closed: list[int]
    values: list[int]


def harmless_markdown(source: str, attachments: Collection[str] = ()) -> str:
    """Return Markdown that runs nothing in whatever renders it.

    Args:
        source: Markdown as a student wrote it.
        attachments: names of the pictures that its cell holds; a renderer may stop at others.
    """
    text = source if is_short(source, MAX_MARKDOWN) else source[:MAX_MARKDOWN] + CUT
    text = _POWERFUL.sub(_powerless, text)
    text = _ATTACHED.sub(lambda found: _attached(found, attachments), text)
    return "".join(_pieces(text))


def _powerless(found: re.Match[str]) -> str:
    r"""Return the word before a colon so that no address begins with it.

    `JavaScript: a language` begins none: only a formula's `\href` takes one with a space in it.
    """
    is_prose = found.string[found.end() : found.end() + 2] in (": ", ":\n", ":")
    return found[0] if is_prose and "href" not in found.string.lower() else f"{found[0]} "


def _attached(found: re.Match[str], attachments: Collection[str]) -> str:
    name = _ATTACHMENT.match(found.string, found.end())
    return found[0] if name and name[1] in attachments else f"{found[0]} "


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces, with a space behind each `<` that could do something."""
    places = _Places(
        [match.start() for match in re.finditer(">", text)],
        [match.start() for match in _VALUE.finditer(text)],
    )
    begin = 0
    for match in _OPENED.finditer(text):
        if not (_is_harmless_tag(text, match.start()) or _is_no_tag(text, match.end(), places)):
            yield text[begin : match.end()] + " "
            begin = match.end()
    yield text[begin:]


def _is_harmless_tag(text: str, start: int) -> bool:
    """Tell whether a tag, a link or a comment begins here that shows and does nothing else."""
    if _COMMENT.match(text, start) or _LINK.match(text, start):
        return True
    tag = _TAG.match(text, start)
    if tag is None or tag["name"].lower() not in _HARMLESS:
        return False
    return all(_is_harmless_value(tag["name"], *pair) for pair in _PAIR.findall(tag["attributes"]))


def _is_harmless_value(tag: str, name: str, value: str) -> bool:
    tag, name = tag.lower(), name.lower()
    if name not in ATTRIBUTES.get(tag, ()) or name == "class":
        return False
    if (tag, name) == ("img", "src") and _RELATIVE.fullmatch(value):
        return True  # a picture beside the notebook
    return kept_value(tag, name, value) is not None


def _is_no_tag(text: str, start: int, places: _Places) -> bool:
    """Tell whether what begins here, taken for a tag, would have neither name nor attributes."""
    name = _NAME.match(text, start)
    if name is None or name[0][:1] in "/!?" or _PLAIN_NAME.fullmatch(name[0]):
        return False
    here = bisect_right(places.closed, start)
    end = places.closed[here] if here < len(places.closed) else len(text)
    value = bisect_right(places.values, start)
    return value == len(places.values) or places.values[value] > end

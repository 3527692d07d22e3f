"""Tokens: a text as a row of small numbers, without what a disguise changes first.

Names, numbers and strings become one number for each kind; comments, docstrings and layout
vanish. The texts are strangers' and need not be Python: nothing is parsed, every text has tokens,
and time is linear. The same text gives the same tokens under every version of Python, which the
standard library's `tokenize` does not promise.
"""

from __future__ import annotations

import keyword
import re
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "written"]
"""What an answer is: a program, or sentences."""
MAX_TEXT = 60_000
"""Characters of an answer that are looked at: far more than anybody writes by hand."""
_SKIPPED = r"(?:[ \t\f\v\r\0\ufeff;]++|\\\n|\#[^\n]*+)*+"
"""Blanks, comments, and the sign between two statements on a line."""
_TEXT = (
    r"(?:[rR][bBfFtT]?|[bBfFtT][rR]?|[uU])?(?:"
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?|'
    r"'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?|"
    r'"(?:[^"\\\n]++|\\.)*+"?|'
    r"'(?:[^'\\\n]++|\\.)*+'?)"
)
_SIGN_TEXT = r"->|:=|(?:\*\*|//|<<|>>|[<>=!+\-*/%&|^@])=?|\S"
_TOKEN = re.compile(
    rf"{_SKIPPED}(?:(\n)|({_TEXT})|((?:\d|\.\d)(?:[eE][+-](?=\d)|[\w.])*+)"
    rf"|([^\W\d]\w*+)|({_SIGN_TEXT}))",
    re.DOTALL,
)
_LINE, _STRING, _NUMBER, _NAME, _SIGN = range(1, 6)
"""The groups of the pattern; those of tokens are their kinds, too."""
_WORD = re.compile(r"\w+")
_OPENING, _CLOSING = "([{", ")]}"
_SIGNS = (
    *("(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "->", ":=", "~", "!", "?", "$", "@"),
    *("+", "-", "*", "**", "/", "//", "%", "<<", ">>", "&", "|", "^", "<", ">", "<=", ">="),
    *("==", "!=", "+=", "-=", "*=", "**=", "/=", "//=", "%=", "<<=", ">>=", "&=", "|=", "^=", "@="),
)
_KEYWORDS = sorted({*keyword.kwlist} - {"True", "False"})
_KINDS = {text: kind for kind, text in enumerate((*_SIGNS, *_KEYWORDS), start=_SIGN + 1)}
_KINDS |= {"True": _NUMBER, "False": _NUMBER}  # who changes literals changes these


@dataclass(frozen=True)
class Tokens:
    """A text in tokens.

    Attributes:
        kinds: a number for each token.
        places: where in the text each of them begins.
    """

    kinds: tuple[int, ...]
    places: tuple[int, ...]

    def lines(self, text: str) -> list[int]:
        """Return the line of each token in the text that they were made of, from 0."""
        ends = [match.start() for match in re.finditer("\n", text)]
        return [bisect_right(ends, place) for place in self.places]


def tokens_of(text: str, kind: Kind = "code") -> Tokens:
    """Return the tokens of an answer; the end of one that is too long is left out.

    >>> tokens_of("y = 2 * x  # twice").kinds == tokens_of("out=3*data").kinds
    True
    """
    cut = text[:MAX_TEXT]
    if kind == "code":
        return _code(cut)
    words = list(_WORD.finditer(cut))
    kinds = tuple(zlib.crc32(word[0].casefold().encode()) for word in words)
    return Tokens(kinds, tuple(word.start() for word in words))


def _code(text: str) -> Tokens:
    kinds: list[int] = []
    places: list[int] = []
    depth = 0  # of brackets, in which a new line means nothing
    begun = 0  # how many tokens stand before the statement
    for match in _TOKEN.finditer(text + "\n"):
        group = match.lastindex or _SIGN
        if group == _LINE:
            if not depth:
                if kinds[begun:] == [_STRING]:  # a docstring is a comment
                    kinds.pop()
                    places.pop()
                begun = len(kinds)
            continue
        word = match[group]
        if group == _SIGN:
            if word in _OPENING:
                depth += 1
            elif word in _CLOSING and depth:
                depth -= 1
        kinds.append(_KINDS.get(word, group) if group >= _NAME else group)
        places.append(match.start(group))
    return Tokens(tuple(kinds), tuple(places))

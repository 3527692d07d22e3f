"""Names of people and files, compared as people compare them.

An LMS writes a name in its own way: without accents, blanks or capitals, family name first, in
another form of Unicode. None of this makes another person, or another notebook.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_UMLAUTS = re.compile("([aou])\u0308")


def words(name: str) -> str:
    """Return the words of a name in small letters without accents, apart by single blanks.

    >>> words("O’Brien, Chloé  Zoë-Marie")
    'obrien chloe zoe marie'
    """
    plain = _MARKS.sub("", _decomposed(name)).translate(_LETTERS)
    return " ".join(_spaced(_APOSTROPHES.sub("", plain)).split())


def letters(name: str) -> str:
    """Return the letters and digits of a name, with nothing between them."""
    return words(name).replace(" ", "")


def german(name: str) -> str:
    """Return the letters as German writes them where it has no dots: `mueller` for `Müller`."""
    return letters(_UMLAUTS.sub(r"\1e", _decomposed(name)))


def turned(name: str) -> str:
    """Return the words of a name in the order of the alphabet: one form for all orders."""
    return " ".join(sorted(words(name).split()))


def same_form(text: str) -> str:
    """Return text in the one form of Unicode in which texts are compared exactly."""
    return unicodedata.normalize("NFC", text)


def small_form(text: str) -> str:
    """Return text in that form and in small letters."""
    return same_form(same_form(text).casefold())


def _decomposed(text: str) -> str:
    """Return small letters with their accents behind them; folding may make new ones."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", folded).casefold()


def _spaced(text: str) -> str:
    """Return text with blanks for all that is neither a letter, a digit nor a mark on one."""
    return "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)

"""Letters of formulas in a style of their own: script, blackboard bold and the like.

MathML has an attribute for it, `mathvariant`, which browsers no longer read. Unicode has these
letters as characters, which every browser shows.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

STYLES = {
    "bold": ("BOLD",),
    "italic": ("ITALIC",),
    "bold-italic": ("BOLD ITALIC",),
    "script": ("SCRIPT",),
    "bold-script": ("BOLD SCRIPT",),
    "fraktur": ("FRAKTUR", "BLACK-LETTER"),
    "bold-fraktur": ("BOLD FRAKTUR",),
    "double-struck": ("DOUBLE-STRUCK",),
    "sans-serif": ("SANS-SERIF",),
    "bold-sans-serif": ("SANS-SERIF BOLD",),
    "sans-serif-italic": ("SANS-SERIF ITALIC",),
    "sans-serif-bold-italic": ("SANS-SERIF BOLD ITALIC",),
    "monospace": ("MONOSPACE",),
}
"""Value of `mathvariant` → how Unicode calls the style."""
_LETTER = re.compile(r"(?:LATIN|GREEK) (CAPITAL|SMALL) LETTER (\w+)|(DIGIT) (\w+)")


def styled(text: str, variant: str) -> str:
    """Return a text in a style; letters that Unicode does not have in it stay as they are.

    >>> styled("L", "script"), styled("R", "double-struck"), styled("Wβ", "bold")
    ('ℒ', 'ℝ', '𝐖𝛃')
    """
    return "".join(_styled(letter, variant) for letter in text)


@lru_cache(maxsize=1024)
def _styled(letter: str, variant: str) -> str:
    named = _LETTER.fullmatch(unicodedata.name(letter, ""))
    if named is None:
        return letter
    name = " ".join(filter(None, named.groups()))
    for style in STYLES.get(variant, ()):
        # Some letters had a place in Unicode before the others, without the first word.
        for full in (f"MATHEMATICAL {style} {name}", f"{style} {name}"):
            try:
                return unicodedata.lookup(full)
            except KeyError:
                continue
    return letter

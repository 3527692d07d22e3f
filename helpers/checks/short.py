"""Short answers: a word or a number, lenient about spelling and strict about meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from helpers.checks.failure import CheckFailed, show

_POWER_OF_TEN = re.compile(r"^(?P<sign>[+-]?)(?:(?P<front>[\d.]+)[*·×x])?10(?:\^|\*\*)(?P<exp>.+)$")


def word(value: object, choices: Iterable[str], title: str) -> str:
    """Return the choice that a text names; case, spaces and punctuation do not matter.

    Args:
        value: an answer, which should be a text.
        choices: the words to choose from.
        title: what messages call the answer.

    Returns:
        The choice, in the spelling of `choices`.

    Raises:
        CheckFailed: the answer is not a text, or names none of the choices.
    """
    known = {_letters(choice): choice for choice in choices}
    found = known.get(_letters(value)) if isinstance(value, str) else None
    if found is None:
        raise CheckFailed(
            f"{title} must be one of {', '.join(map(repr, known.values()))}.", got=show(value)
        )
    return found


def number(value: object, title: str, *, units: Iterable[str] = ()) -> float:
    """Return the number that an answer gives, as a number, a 0-d array or tensor, or a text.

    A text may contain spaces, a unit after the number, `≈` or `~` before it, a decimal comma, a
    typographic minus, `∞`, `1.5·10^-3` or `1.5e-3`.

    Args:
        value: an answer.
        title: what messages call it.
        units: what may follow the number in a text.

    Returns:
        The number.

    Raises:
        CheckFailed: the answer is not a real number.
    """
    found = _from_text(value, units) if isinstance(value, str) else _from_number(value)
    if found is None:
        raise CheckFailed(f"{title} must be a number.", got=show(value))
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _from_number(value: object) -> float | None:
    try:
        array = np.asarray(value)
    except Exception:  # objects may raise anything when made an array
        return None
    return float(array) if array.ndim == 0 and array.dtype.kind in "iuf" else None


def _from_text(text: str, units: Iterable[str]) -> float | None:
    bare = "".join(text.split()).replace("−", "-").replace("∞", "inf").lstrip("≈~=")
    for unit in units:
        bare = bare.removesuffix("".join(unit.split()))
    if bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    try:
        if power := _POWER_OF_TEN.match(bare):
            bare = f"{power['sign']}{power['front'] or 1}e{int(power['exp'].strip('(){}'))}"
        return float(bare)
    except ValueError:
        return None

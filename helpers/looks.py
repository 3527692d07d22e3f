"""The looks of curves: a colour and a dash for each unit of the course, and for everything else.

Colours differ in lightness, and stay apart with the common kinds of colour blindness. Where two
looks share a dash, one colour is much lighter than the other, so curves can be told apart in grey.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Dash: TypeAlias = str | tuple[int, tuple[float, ...]]

SOLID: Dash = "-"
DASHED: Dash = (0, (6, 2))
DOTTED: Dash = (0, (2, 1.5))
DASH_DOT: Dash = (0, (6, 2, 1.5, 2))
LONG: Dash = (0, (10, 3))
DASH_DOT_DOT: Dash = (0, (6, 2, 1.5, 2, 1.5, 2))
DASHES = (SOLID, DASHED, DOTTED, DASH_DOT, LONG, DASH_DOT_DOT)


class Look(NamedTuple):
    """How a curve is drawn."""

    colour: str
    dash: Dash


UNITS = {
    "relu": Look("#1e2d96", SOLID),
    "sigmoid": Look("#e15a87", DASHED),
    "tanh": Look("#00694b", DOTTED),
    "gelu": Look("#1e78e1", LONG),
    "swish": Look("#d2871e", DASH_DOT),
    "softplus": Look("#69691e", DASH_DOT_DOT),
    "leakyrelu": Look("#3c2d00", DASHED),
    "mish": Look("#782d78", DASH_DOT),
    "prelu": Look("#c396e1", SOLID),
    "identity": Look("#a5c378", DOTTED),
}
"""Each unit's look. Other curves take these looks, too, in this order, where they are free."""

LOOKS = tuple(UNITS.values())
COLOURS = tuple(look.colour for look in LOOKS[: len(DASHES)])
"""The first colours, one for each of the dashes."""

_OTHER_NAMES = {"σ": "sigmoid", "silu": "swish", "lrelu": "leakyrelu"}
_OF_A_VARIABLE = re.compile(r"\([zx]\)")
_SUFFIX = re.compile(r"[,;:]|\s\(")


def unit_in(label: str) -> str | None:
    """Return the unit that a curve's label names, as a key of `UNITS`; None where it names none.

    Case, spaces, hyphens and an argument do not count, and neither does what follows a comma, a
    colon or an opening bracket: "Leaky ReLU", "σ(z)" and "ReLU, L = 32" name units. "σ′",
    "4σ − 2" and "relu(2x)" are other functions.

    Args:
        label: the label as the legend shows it.
    """
    text = _OF_A_VARIABLE.sub("", label.replace("$", "").replace(r"\sigma", "σ"))
    name = re.sub(r"[\s_-]", "", _SUFFIX.split(text, maxsplit=1)[0]).lower()
    name = _OTHER_NAMES.get(name, name)
    return name if name in UNITS else None


def free_looks(axes: Axes, labels: Sequence[str]) -> list[Look]:
    """Return a look for each curve that is about to be drawn, all different.

    Units have their own. A unit that is there already (for another depth, say) comes again in its
    colour with another dash. Other curves take the looks that are left.

    Args:
        axes: where the curves will be drawn; lines that are there already keep their colours.
        labels: the curves' labels.
    """
    from matplotlib.colors import to_hex

    used = Counter(to_hex(line.get_color()) for line in axes.get_lines())
    units = [unit_in(label) for label in labels]
    reserved = {UNITS[unit].colour for unit in units if unit is not None}
    found = []
    for unit in units:
        if unit is None:
            others = [look for look in LOOKS if look.colour not in reserved] or LOOKS
            look = min(others, key=lambda look: used[look.colour])
        else:
            look = UNITS[unit]
        place = DASHES.index(look.dash) + used[look.colour]
        used[look.colour] += 1
        found.append(Look(look.colour, DASHES[place % len(DASHES)]))
    return found


def look_cycle(first: Sequence[Look] = LOOKS) -> dict[str, list[object]]:
    """Return looks as Matplotlib's cycles of properties name them.

    Args:
        first: the looks in their order.
    """
    return {
        "color": [look.colour for look in first],
        "linestyle": [look.dash for look in first],
    }

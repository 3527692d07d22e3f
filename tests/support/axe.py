"""axe-core in an open page: what keeps people with a screen reader or a keyboard out."""

from __future__ import annotations

from typing import Any

SERIOUS = {"serious", "critical"}
MAX_PLACES = 5
"""Elements that a sentence names."""


def violations(page: Any) -> list[str]:
    """Return a sentence for each serious or critical violation that axe finds in a page.

    Args:
        page: of Playwright, open, and as somebody sees it.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [_sentence(one) for one in found if one["impact"] in SERIOUS]


def _sentence(violation: dict[str, Any]) -> str:
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    more = f" and {len(places) - MAX_PLACES} more" if len(places) > MAX_PLACES else ""
    return f"{violation['id']}: {violation['help']}, at {'; '.join(places[:MAX_PLACES])}{more}"

"""Accessibility of pages in a browser, by axe-core's rules."""

from __future__ import annotations

from typing import Any

GRAVE = ("serious", "critical")


def violations(page: Any) -> list[str]:
    """Return the serious and critical violations on a page, each with the first place of it.

    Args:
        page: an open page of a context that bypasses content security policies: axe is a script.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
    ]

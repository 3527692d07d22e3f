"""Three people mark one class at once, by a real server: every answer once, and no mark lost."""

from __future__ import annotations

import re
import threading
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from autograder.gradebook.marks import FIRST
from autograder.marking.serving import new_desk
from tests.support.graded import ASSIGNMENT, NOTEBOOK, Work
from tests.support.marked import QUESTION, mark_class
from tests.support.serving import served

pytestmark = pytest.mark.process
PEOPLE = ("Tess", "Uma", "Vic")
PLACE = f"/{ASSIGNMENT}/{NOTEBOOK}/{QUESTION}/next"


def hidden(page: str, name: str) -> str:
    """Return a hidden field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def mark_all(name: str, link: str, saved: Counter[str]) -> None:
    """Mark whatever comes next, until nothing is left."""
    base = link.partition("/?")[0]
    with httpx2.Client(follow_redirects=True, timeout=60) as browser:
        browser.get(link)
        page = browser.get(f"{base}{PLACE}")
        while "/answer/" in str(page.url):
            form = {key: hidden(page.text, key) for key in ("signature", "seen")}
            page = browser.post(str(page.url), data={**form, "share-0": "1", "comment": name})
            if page.status_code == 409:  # somebody was faster: leave it to them
                page = browser.get(f"{base}{PLACE}")
            else:
                saved[name] += 1


def test_three_people_at_once_lose_no_mark(tmp_path: Path) -> None:
    course = mark_class(tmp_path, {f"s{number:02d}": Work() for number in range(24)})
    desk = new_desk(course, [ASSIGNMENT], PEOPLE, sample=0.1, hide_names=False)
    saved: Counter[str] = Counter()
    with served(desk) as links:
        at_work = [
            threading.Thread(target=mark_all, args=(name, link, saved))
            for name, link in links.items()
        ]
        for one in at_work:
            one.start()
        for one in at_work:
            one.join()
    entries = desk.entries(ASSIGNMENT)[NOTEBOOK, QUESTION]
    assert {entry.points for entry in entries.values()} == {1.0}
    by = Counter(entry.marks[FIRST].marker for entry in entries.values())
    assert by == saved, "each mark is there, under the name of who gave it"
    assert len(by) == len(PEOPLE)
    assert all(entry.comment == entry.marks[FIRST].marker for entry in entries.values())

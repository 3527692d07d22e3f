"""Marking in a real browser: by keyboard alone, on a phone, by two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.marks import FIRST
from autograder.marking.desk import Desk
from autograder.marking.serving import new_desk
from tests.support.axe import violations
from tests.support.graded import ASSIGNMENT, NOTEBOOK, Work
from tests.support.lab import NEEDS_BROWSER
from tests.support.marked import QUESTION, mark_class
from tests.support.serving import served

pytestmark = [pytest.mark.process, NEEDS_BROWSER]

PLACE = f"/{ASSIGNMENT}/{NOTEBOOK}/{QUESTION}"
HOSTILE = """<script>window.hit = 1</script><img src=x onerror="window.hit = 1">
<svg onload="window.hit = 1"></svg> [x](javascript:window.hit=1) <b>bold</b>
$\\href{javascript:window.hit=1}{x}$ <iframe srcdoc="<script>top.hit = 1</script>"></iframe>"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at which two people mark a class whose names and answers are hostile."""
    works = {name: Work() for name in ("ada", "ben", "cleo", "dan")}
    works["eve"] = Work(written=HOSTILE, cells=[])
    roster = {"eve": "<img src=x onerror='window.hit = 1'>"}
    course = mark_class(tmp_path, works, roster)
    return new_desk(course, [ASSIGNMENT], ["Tess", "Uma"], sample=1.0, hide_names=False)


@pytest.fixture
def people(desk: Desk) -> Iterator[dict[str, str]]:
    """The desk, served; the link of each person."""
    with served(desk) as found:
        yield found


@pytest.fixture
def enter(browser: Any, people: dict[str, str]) -> Iterator[Callable[..., Any]]:
    """Return somebody's page; no page may log an error or ask anybody else for anything."""
    opened: list[Any] = []
    errors: list[str] = []

    def page_of(name: str, width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900})
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if is_error(said) else None)
        page.goto(people[name])
        return page

    yield page_of
    for context in opened:
        context.close()
    assert errors == []


def is_error(said: Any) -> bool:
    """Tell whether a browser complains; that somebody was faster is an answer, too."""
    return said.type == "error" and "status of 409" not in said.text


def points(desk: Desk, student: str) -> float | None:
    """Return the points of an answer."""
    return desk.entries(ASSIGNMENT)[NOTEBOOK, QUESTION][student].points


def pans(page: Any) -> bool:
    """Tell whether the whole page can be moved sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_a_class_is_marked_by_keyboard_alone(enter: Callable[..., Any], desk: Desk) -> None:
    page = enter("Tess")
    page.get_by_role("link", name=re.compile("^Mark")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer/*")
    seen = set()
    for _ in range(5):
        seen.add(page.url)
        page.keyboard.press("1")
        for _ in range(2):
            page.keyboard.press("2")  # half of it
        page.keyboard.press("c")
        page.keyboard.type("12 of a, j and u are words here.")
        page.keyboard.press("Escape")
        assert page.inner_text("#sum") == "2 of 4"
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert len(seen) == 5
    page.wait_for_url(f"**{PLACE}")
    assert {points(desk, name) for name in ("ada", "ben", "cleo", "dan", "eve")} == {2.0}
    assert page.evaluate("window.hit") is None


def test_undo_and_going_on_without_saving_are_keys_too(
    enter: Callable[..., Any], desk: Desk
) -> None:
    page = enter("Tess")
    page.goto(page.url + PLACE.lstrip("/") + "/next")
    first = page.url
    page.keyboard.press("a")
    assert page.inner_text("#sum") == "4 of 4"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    second = page.url
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url not in (first, second)
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.url == first
    assert page.inner_text("#sum") == "0 of 4"
    assert all(points(desk, name) is None for name in ("ada", "ben", "cleo", "dan", "eve"))


def test_two_people_at_once_see_each_other(enter: Callable[..., Any], desk: Desk) -> None:
    tess, uma = enter("Tess"), enter("Uma")
    answer = f"{PLACE}/answer/{desk.key('ada')}"
    for page in (tess, uma):
        page.goto("http://" + page.url.split("/")[2] + answer)
    assert "Tess has this answer open" in uma.inner_text("main")
    tess.keyboard.press("a")
    with tess.expect_navigation():
        tess.keyboard.press("Enter")
    uma.keyboard.press("1")
    with uma.expect_navigation():
        uma.keyboard.press("Enter")
    assert "Tess gave 4 points" in uma.get_by_role("alert").inner_text()
    assert points(desk, "ada") == 4.0
    with uma.expect_navigation():
        uma.keyboard.press("Enter")
    assert points(desk, "ada") == 1.0
    mark = desk.entries(ASSIGNMENT)[NOTEBOOK, QUESTION]["ada"].marks[FIRST]
    assert mark.marker == "Uma"


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_and_is_accessible(
    enter: Callable[..., Any], desk: Desk, width: int, pictures: Path
) -> None:
    page = enter("Tess", width)
    home = page.url
    answer = f"{PLACE}/answer/{desk.key('eve')}"
    places = {"home": "", "question": PLACE, "answer": answer, "second": f"{PLACE}/second"}
    for name, place in places.items():
        page.goto(home.rstrip("/") + place)
        page.screenshot(path=pictures / f"marking-{name}-{width}.png", full_page=True)
        assert not pans(page), name
        assert violations(page) == [], name
        page.emulate_media(color_scheme="dark")
        assert violations(page) == [], f"{name}, dark"
        page.emulate_media(color_scheme="light")
    assert page.evaluate("window.hit") is None


def test_pages_work_without_a_script(browser: Any, people: dict[str, str], desk: Desk) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(people["Tess"])
    page.goto(page.url.rstrip("/") + f"{PLACE}/answer/{desk.key('ada')}")
    page.get_by_role("radio", name="2").check(force=True)
    page.fill("#comment", "By hand.")
    page.get_by_role("button", name="Save, and on to the next").click()
    assert points(desk, "ada") == 2.0
    context.close()

"""Marking by its pages: what they show, what their forms do, and whom they turn away."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import nbformat
import pytest
from starlette.testclient import TestClient

from autograder.course.layout import Course
from autograder.gradebook.decide import decide
from autograder.gradebook.marks import FIRST, SECOND, Entry
from autograder.gradebook.read import read_scores
from autograder.marking.access import HEADERS, MAX_FORM
from autograder.marking.app import make_app
from autograder.marking.desk import Desk
from autograder.marking.forms import MAX_COMMENT
from autograder.reporting.feedback import make_feedback
from autograder.reporting.report import make_report
from tests.support.graded import ASSIGNMENT, NOTEBOOK
from tests.support.marked import QUESTION, set_rubric

Enter = Callable[[str], TestClient]
PLACE = f"/{ASSIGNMENT}/{NOTEBOOK}/{QUESTION}"


def fields(page: str) -> dict[str, str]:
    """Return what a browser would send from the form of an answer."""
    found = dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', page))
    shares = re.findall(r'name="(share-[0-9])" value="([0-9.]+)" [^>]* checked', page)
    extra = re.findall(r'name="extra" .*? value="([^"]*)"', page)
    comment = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    seen = re.findall(r'name="seen" value="([^"]*)"', page)
    return {**found, **dict(shares), "extra": extra[0], "comment": comment[0], "seen": seen[0]}


def answer(desk: Desk, student: str, look: int = FIRST) -> str:
    """Return the address of a student's answer."""
    return f"{PLACE}/answer/{desk.key(student)}{'?look=2' if look == SECOND else ''}"


def entry(desk: Desk, student: str = "ada") -> Entry:
    """Return what the gradebook holds of an answer."""
    return desk.entries(ASSIGNMENT)[NOTEBOOK, QUESTION][student]


def save(client: TestClient, place: str, **filled: str) -> str:
    """Fill in the form of an answer and send it; return the page that comes."""
    sent = {**fields(client.get(place).text), **{k.replace("_", "-"): v for k, v in filled.items()}}
    return client.post(place, data=sent).text


def test_the_first_page_says_how_far_each_question_has_come(enter: Enter) -> None:
    page = enter("Tess").get("/").text
    assert "0 of 3" in page
    assert QUESTION in page
    assert "You are" in page


def test_an_answer_stands_beside_question_model_and_rubric(enter: Enter, desk: Desk) -> None:
    page = enter("Tess").get(answer(desk, "ada")).text
    assert "Because <strong>of</strong>" in page
    assert "Products of numbers below 1 shrink." in page
    assert page.count("<fieldset") == 3
    assert "Typical wrong answers" in page
    assert "<math" in page
    assert "Ada &lt;b&gt;Lovelace&lt;/b&gt;" in page


def test_boxes_points_and_comment_land_in_the_gradebook(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    save(tess, answer(desk, "ada"), share_0="1", share_1="0.5", extra="0,5", comment="See *p* 3.")
    score = read_scores(desk.course, ASSIGNMENT)
    assert score.cells["ada", NOTEBOOK][QUESTION].points == 2.5
    assert score.comments["ada", NOTEBOOK][QUESTION] == "See *p* 3."
    mark = entry(desk).marks[FIRST]
    assert [one.share for one in mark.given] == [1.0, 0.5, 0.0]
    again = fields(tess.get(answer(desk, "ada")).text)
    assert (again["share-0"], again["share-1"], again["extra"]) == ("1", "0.5", "0.5")


def test_after_saving_the_next_answer_comes_until_none_is_left(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    seen = set()
    place = tess.get(f"{PLACE}/next").url.path
    while "/answer/" in place:
        seen.add(place)
        place = tess.post(place, data=fields(tess.get(place).text)).url.path
    assert len(seen) == 3, "the blank one has its points"
    assert place == PLACE
    assert "Nothing is left" in tess.get(PLACE).text


@pytest.mark.parametrize("extra", ["-1", "9", "nan", "inf", "many", "1e999"])
def test_points_that_are_none_are_refused_and_nothing_is_lost(
    enter: Enter, desk: Desk, extra: str
) -> None:
    page = save(enter("Tess"), answer(desk, "ada"), extra=extra, comment="Long words.")
    assert 'role="alert"' in page
    assert "Long words." in page
    assert entry(desk).waiting


def test_a_comment_that_is_too_long_is_refused_and_not_cut(enter: Enter, desk: Desk) -> None:
    page = save(enter("Tess"), answer(desk, "ada"), comment="x" * (MAX_COMMENT + 1))
    assert f"{MAX_COMMENT} are the most" in page
    assert "x" * (MAX_COMMENT + 1) in page
    assert entry(desk).waiting


def test_two_people_never_overwrite_each_other_unseen(enter: Enter, desk: Desk) -> None:
    tess, uma = enter("Tess"), enter("Uma")
    place = answer(desk, "ada")
    hers = fields(tess.get(place).text)
    page = uma.get(place).text
    assert "<bdi>Tess</bdi> has this answer open" in page
    theirs = {**fields(page), "share-0": "1", "comment": "Mine."}
    assert tess.post(place, data={**hers, "share-2": "1"}).status_code == 200
    conflict = uma.post(place, data=theirs)
    assert conflict.status_code == 409
    assert "Tess gave 1 points" in conflict.text
    assert "Mine." in conflict.text, "what was filled in is still there"
    assert entry(desk).marks[FIRST].marker == "Tess"
    kept = fields(conflict.text)
    assert kept["share-0"] == "1"
    uma.post(place, data=kept)
    assert (entry(desk).marks[FIRST].marker, entry(desk).points) == ("Uma", 1.0)


def test_what_one_has_open_the_other_does_not_get(enter: Enter, desk: Desk) -> None:
    tess, uma = enter("Tess"), enter("Uma")
    places = set()
    for client in (tess, uma):
        places.add(client.get(f"{PLACE}/next").url.path)
    assert len(places) == 2


def test_the_last_mark_can_be_taken_back(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    place = answer(desk, "ada")
    save(tess, place, share_0="1")
    signature = fields(tess.get(place).text)["signature"]
    back = tess.post("/undo", data={"signature": signature, "assignment": ASSIGNMENT})
    assert back.url.path == place
    assert entry(desk).waiting
    assert entry(desk).points is None


def test_names_are_hidden_on_request_in_pages_and_addresses(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    shown = tess.get(PLACE).text
    assert "Lovelace" in shown
    assert not re.search(r'href="[^"]*\bada\b', shown), "no name in any address"
    signature = re.findall(r'name="signature" value="([^"]*)"', shown)[0]
    hidden = tess.post("/names", data={"signature": signature, "names": "hidden", "back": PLACE})
    for text in (hidden.text, tess.get(answer(desk, "ada")).text):
        assert "Lovelace" not in text
        assert not re.search(r"\bada\b", text)
        assert "Answer 1" in text or "Answer 2" in text or "Answer 3" in text or "Answer 4" in text
    away = {"signature": signature, "names": "shown", "back": "//elsewhere.example"}
    assert tess.post("/names", data=away).url.host == "localhost"


def test_a_second_look_compares_and_changes_points_only_when_somebody_says_so(
    enter: Enter, desk: Desk
) -> None:
    tess, uma = enter("Tess"), enter("Uma")
    save(tess, answer(desk, "ada"), share_0="1", comment="First.")
    none_left = tess.get(f"{PLACE}/next?look=2")
    assert "/answer/" not in none_left.url.path, "not one's own marks"
    assert "No second look is left for you" in none_left.text
    place = uma.get(f"{PLACE}/next?look=2").url
    assert place.query == b"look=2"
    page = uma.get(str(place)).text
    assert "First." not in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[0]
    assert "Marked by" not in page, "the first mark is not shown"
    save(uma, str(place), share_0="1", share_1="1")
    assert entry(desk).points == 1.0
    compared = uma.get(f"{PLACE}/second").text
    assert "+2" in compared
    form = dict(re.findall(r'type="hidden" name="(signature|key|seen)" value="([^"]*)"', compared))
    uma.post(f"{PLACE}/second", data=form)
    assert entry(desk).points == 3.0
    assert uma.post(f"{PLACE}/second", data={**form, "key": "x"}).status_code == 404


def test_a_second_look_can_be_changed_by_who_has_taken_it(enter: Enter, desk: Desk) -> None:
    save(enter("Tess"), answer(desk, "ada"), share_0="1")
    uma, place = enter("Uma"), answer(desk, "ada", SECOND)
    save(uma, place, share_1="1")
    assert 'role="alert"' not in save(uma, place, share_1="0.5")
    assert entry(desk).marks[SECOND].points == 1.0
    assert entry(desk).points == 1.0


def test_a_changed_rubric_is_previewed_before_it_moves_points(
    enter: Enter, desk: Desk, course: Course
) -> None:
    tess = enter("Tess")
    save(tess, answer(desk, "ada"), share_0="1", share_1="1")
    set_rubric(course, "**Rubric.** 2 points: the product is named. 2 points: other words.")
    assert "The rubric has changed since 1 answer was marked" in tess.get(PLACE).text
    preview = tess.get(f"{PLACE}/rubric").text
    assert "no longer there" in preview
    assert entry(desk).points == 3.0
    form = dict(re.findall(r'type="hidden" name="(signature|previewed)" value="([^"]*)"', preview))
    assert "All marks stand" in tess.post(f"{PLACE}/rubric", data=form).text
    assert entry(desk).points == 2.0


def test_what_came_after_a_preview_is_not_moved_by_it(
    enter: Enter, desk: Desk, course: Course
) -> None:
    tess = enter("Tess")
    save(tess, answer(desk, "ada"), share_0="1")
    set_rubric(course, "**Rubric.** 4 points: the product is named.")
    preview = tess.get(f"{PLACE}/rubric").text
    form = dict(re.findall(r'type="hidden" name="(signature|previewed)" value="([^"]*)"', preview))
    decide(course, (ASSIGNMENT, "ada", NOTEBOOK, QUESTION), {QUESTION: 4.0}, 0.5, None)
    tess.post(f"{PLACE}/rubric", data=form)
    assert entry(desk).points == 0.5


def test_comments_that_were_used_are_offered_again(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    save(tess, answer(desk, "ada"), comment='Say "why" & <how>.')
    page = tess.get(answer(desk, "ben")).text
    (offered,) = re.findall(r'data-comment="([^"]*)"', page)
    assert unescape(offered) == 'Say "why" & <how>.'


def test_points_of_another_program_show_and_can_be_kept(enter: Enter, desk: Desk) -> None:
    decide(desk.course, (ASSIGNMENT, "ada", NOTEBOOK, QUESTION), {QUESTION: 4.0}, 3.5, "Elsewhere.")
    tess = enter("Tess")
    page = fields(tess.get(answer(desk, "ada")).text)
    assert (page["extra"], page["comment"]) == ("3.5", "Elsewhere.")
    assert "another program" in tess.get(PLACE).text
    save(tess, answer(desk, "ada"))
    assert entry(desk).points == 3.5


def test_feedback_and_report_show_what_was_marked(enter: Enter, desk: Desk) -> None:
    save(enter("Tess"), answer(desk, "ada"), share_1="1", comment="Write **more** of $x^2$.")
    (page,) = make_feedback(desk.course, ASSIGNMENT, ["ada"])
    text = page.read_text("utf-8")
    assert "Write <strong>more</strong> of <math" in text
    assert "2 of 4" in text
    assert make_report(desk.course, ASSIGNMENT).is_file()


# Who is turned away.


def test_without_the_link_nothing_is_shown_or_done(desk: Desk) -> None:
    with TestClient(make_app(desk), base_url="http://localhost") as stranger:
        for place in ("/", PLACE, answer(desk, "ada"), "/?token=wrong", "/?token="):
            page = stranger.get(place)
            assert page.status_code == 403
            assert "autograder mark" in page.text
        assert stranger.post("/undo", data={"assignment": ASSIGNMENT}).status_code == 403


def test_the_token_leaves_the_address(desk: Desk) -> None:
    with TestClient(make_app(desk), base_url="http://localhost") as client:
        first = client.get("/", params={"token": "token-of-tess"}, follow_redirects=False)
        assert first.headers["location"] == "/"
        cookie = first.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


def test_forms_of_other_pages_are_refused(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    place = answer(desk, "ada")
    sent = fields(tess.get(place).text)
    uma = fields(enter("Uma").get(place).text)["signature"]
    for wrong in ("", "0" * 64, uma):
        assert tess.post(place, data={**sent, "signature": wrong}).status_code == 403
    elsewhere = {"origin": "http://evil.example"}
    assert tess.post(place, data=sent, headers=elsewhere).status_code == 403
    assert entry(desk).waiting
    ours = {"origin": "http://localhost:8765"}
    assert tess.post(place, data=sent, headers=ours).status_code == 200


def test_another_name_of_this_machine_is_refused(desk: Desk) -> None:
    """A page elsewhere could have its own name lead to this machine."""
    with TestClient(make_app(desk), base_url="http://evil.example") as client:
        assert client.get("/", params={"token": "token-of-tess"}).status_code == 400


@pytest.mark.parametrize("place", ["/", "/style.css", "/mark.js", "/nothing", f"{PLACE}/second"])
def test_every_answer_carries_the_policy(enter: Enter, place: str) -> None:
    found = enter("Tess").get(place).headers
    assert {name: found[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_a_form_that_is_too_large_is_refused(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    sent = {**fields(tess.get(answer(desk, "ada")).text), "comment": "x" * MAX_FORM}
    assert tess.post(answer(desk, "ada"), data=sent).status_code == 413
    assert entry(desk).waiting


def test_addresses_of_nothing_say_so(enter: Enter) -> None:
    tess = enter("Tess")
    for place in ("/x/y/z", f"/{ASSIGNMENT}/{NOTEBOOK}/nope", f"{PLACE}/answer/0", "/a/b"):
        page = tess.get(place)
        assert page.status_code == 404, place
        assert "<h1>Not done</h1>" in page.text


def test_a_gradebook_that_is_gone_is_a_sentence(enter: Enter, desk: Desk) -> None:
    tess = enter("Tess")
    (desk.course.root / "gradebook.db").unlink()
    page = tess.get("/")
    assert page.status_code == 500
    assert "There is no gradebook" in page.text


def test_a_rubric_that_does_not_add_up_is_said(enter: Enter, course: Course) -> None:
    set_rubric(course, "**Rubric.** 1 point: one thing.")
    assert "do not add up" in enter("Tess").get(PLACE).text


def test_a_question_without_a_rubric_takes_points(enter: Enter, desk: Desk) -> None:
    path = desk.course.source_path(ASSIGNMENT, NOTEBOOK)
    source = nbformat.read(path, as_version=4)
    source.cells[-1].source = "<!-- BEGIN SOLUTION -->\nSo.\n<!-- END SOLUTION -->"
    nbformat.write(source, path)
    tess = enter("Tess")
    assert ">Points</label>" in tess.get(answer(desk, "ada")).text
    save(tess, answer(desk, "ada"), extra="3")
    assert entry(desk).points == 3.0


def test_two_servers_on_one_gradebook_know_of_each_other(course: Course) -> None:
    """Two people on two machines, as with a gradebook in PostgreSQL and a shared folder."""
    places = []
    pages = []
    desks = [Desk(course, (ASSIGNMENT,), {"t": name}, name.encode()) for name in ("Tess", "Uma")]
    for desk in desks:
        client = TestClient(make_app(desk), base_url="http://localhost:8765")
        client.get("/", params={"token": "t"})
        places.append(answer(desk, "ada"))
        pages.append((client, fields(client.get(places[-1]).text)))
    assert places[0] != places[1], "keys are each server's own"
    (tess, hers), (uma, theirs) = pages
    assert "Tess</bdi> has this answer open" in uma.get(places[1]).text
    assert tess.post(places[0], data={**hers, "share-0": "1"}).status_code == 200
    assert uma.post(places[1], data=theirs).status_code == 409
    assert entry(desks[1]).marks[FIRST].marker == "Tess"

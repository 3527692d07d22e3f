"""Feedback pages: they tell what went wrong, keep the hidden tests hidden, and run nothing."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.cli.commands import main
from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import NotFoundError
from autograder.files import file_name
from autograder.outcomes import RECORD_NAME, CellOutcome, CellStatus, Status
from autograder.reporting import feedback, feedback_page
from autograder.reporting.deadline import at_most
from autograder.reporting.feedback import make_feedback
from autograder.reporting.findings import Finding, findings_of
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.redact import STRUCK, shown_notebook
from autograder.reporting.messages import EXPECTED_PREFIX, with_examples
from helpers.checks import failure
from tests.autograder.markup.test_clean import ATTACKS, MARKDOWN_ATTACKS
from tests.support.graded import (
    ASSIGNMENT,
    HIDDEN_SOURCE,
    MESSAGE,
    NOTEBOOK,
    PARTS,
    SECRET,
    WORTH,
    Work,
    make_class,
    notebook,
)
from tests.support.markup import Page, harmful

TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)

WRONG = Work(
    points={**WORTH, "relu-hidden": 0.0, "slope-hidden": 1.0, "why": None},
    messages={"relu-hidden": MESSAGE, "slope-hidden": PARTS},
)


def page_of(tmp_path: Path, work: Work, first_name: str = "", student: str = "ada") -> str:
    course = make_class(tmp_path, {student: work}, {student: first_name})
    [path] = make_feedback(course, ASSIGNMENT)
    assert path == course.feedback / student / ASSIGNMENT / f"{NOTEBOOK}.html"
    return path.read_text(encoding="utf-8")


def test_the_summary_tells_points_states_and_likely_slips(tmp_path: Path) -> None:
    page = Page(page_of(tmp_path, WRONG, first_name="Ada"))
    text = " ".join(page.text.split())
    assert "3 of 11 points so far" in text
    assert "0 of 3 questions are complete." in text
    assert "Nothing to do for why: a person reads it, for up to 4 points." in text
    assert "relu 1 of 3 ◐ partly right relu(-2.0) is not 0. input -2.0 got 2.0 expected 0.0" in text
    assert "Likely slip: the absolute value in place of the maximum" in text
    assert "why – of 4 … waiting for a person" in text
    assert "Ada (ada)" in text


def test_links_of_the_summary_lead_to_cells(tmp_path: Path) -> None:
    page = Page(page_of(tmp_path, WRONG))
    targets = set(page.values("id"))
    up, *others = page.values("href")
    assert up == "index.html"
    links = [url.removeprefix("#") for url in others]
    cards = {
        f"{kind}-{name}" for kind in ("question", "answer") for name in ("relu", "slope", "why")
    }
    assert cards | {"top"} == set(links)
    assert set(links) <= targets
    assert len(targets) == len(page.values("id")), "ids are unique"


def test_no_byte_of_a_hidden_test_is_shown(tmp_path: Path) -> None:
    quoting = [
        new_code_cell("print(In)", outputs=[new_output("stream", text=f"a\n{SECRET}\nb\n")]),
        new_code_cell("In", outputs=[data("text/plain", repr([HIDDEN_SOURCE]))]),
        new_code_cell("HTML(x)", outputs=[data("text/html", f"<b>{SECRET[:20]}</b>{SECRET[20:]}")]),
        new_code_cell(
            "SVG(x)", outputs=[data("image/svg+xml", f"<svg><text>{SECRET}</text></svg>")]
        ),
        new_code_cell("Markdown(x)", outputs=[data("text/markdown", f"`{SECRET}`")]),
        new_code_cell("Latex(x)", outputs=[data("text/latex", f"${SECRET}$")]),
        new_code_cell("f()", outputs=[error(f"\x1b[1m{SECRET[:9]}\x1b[0m{SECRET[9:]}")]),
    ]
    course = make_class(tmp_path, {"ada": Work(cells=quoting)})
    by_plain_nbgrader(course, "ada")
    [page] = make_feedback(course, ASSIGNMENT)
    html = page.read_text(encoding="utf-8")
    for line in HIDDEN_SOURCE.splitlines():
        assert line not in html
        assert line not in Page(html).text
    assert "rng_of_the_hidden_test" not in html
    assert "c3ZnPjx0ZXh0PmNoZW" not in html, "not as base64 either"
    assert STRUCK in html


def test_where_nothing_can_quote_a_hidden_test_guesses_are_not_told_from_each_other(
    tmp_path: Path,
) -> None:
    guesses = [SECRET, SECRET.replace("torch_relu", "np.tanh"), HIDDEN_SOURCE]
    shown = [
        new_code_cell("", outputs=[new_output("stream", text="\n".join(guesses))]),
        new_code_cell("", outputs=[data("text/html", f"<b>{SECRET}</b>")]),
        new_code_cell("", outputs=[error(SECRET)]),
    ]
    html = page_of(tmp_path, Work(cells=shown))
    assert STRUCK not in html
    assert all(Page(html).text.count(line) >= 1 for line in guesses)
    assert Page(html).text.count(SECRET) == 4
    assert "<h4>Hidden tests: <code>relu-hidden</code></h4>\n<div class" in html, "no source"


def by_plain_nbgrader(course: Course, student: str) -> None:
    """Make it look as if plain nbgrader had graded, where answers and tests share a process."""
    (course.autograded / student / ASSIGNMENT / RECORD_NAME).unlink()


def test_hidden_lines_of_the_source_alone_are_struck_too(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    path = course.autograded / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    executed = nbformat.read(path, as_version=4)
    for cell in executed.cells:
        if cell.source == HIDDEN_SOURCE:
            cell.source = "pass"
    printed = new_code_cell("f()", outputs=[new_output("stream", text=SECRET)], id="last")
    executed.cells.append(printed)
    nbformat.write(executed, path)
    by_plain_nbgrader(course, "ada")
    [page] = make_feedback(course, ASSIGNMENT)
    assert SECRET not in page.read_text(encoding="utf-8")


def test_hidden_regions_in_other_cells_are_cut_out() -> None:
    mixed = notebook(Work())
    mixed.cells[3].source += f"\n{HIDDEN_SOURCE}\nprint('shown again')"
    shown = shown_notebook(mixed).cells[3].source
    assert SECRET not in shown
    assert shown.startswith("checks.agrees(relu, relu_of_torch")
    assert shown.endswith("print('shown again')")


def test_hidden_regions_are_cut_out_whatever_their_markers_are(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    own = HIDDEN_SOURCE.replace("BEGIN HIDDEN TESTS", "(((").replace("END HIDDEN TESTS", ")))")
    assert own != HIDDEN_SOURCE
    path = course.graded_folder("ada", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    executed = nbformat.read(path, as_version=4)
    executed.cells[3].source += f"\n{own}\nprint('shown again')"
    executed.cells[-1].source += "\n# [[[ marks\none point for sums\n# ]]] marks"
    executed.cells.append(new_code_cell("f()", outputs=[new_output("stream", text=SECRET)], id="z"))
    nbformat.write(executed, path)
    by_plain_nbgrader(course, "ada")
    lines = [
        "c.ClearHiddenTests.begin_test_delimeter = '((('",
        "c.ClearHiddenTests.end_test_delimeter = ')))'",
        "c.ClearMarkScheme.begin_mark_scheme_delimeter = '[[['",
        "c.ClearMarkScheme.end_mark_scheme_delimeter = ']]]'",
    ]
    (course.root / CONFIG_NAME).write_text("\n".join(lines), encoding="utf-8")
    [page] = make_feedback(course, ASSIGNMENT)
    shown = page.read_text(encoding="utf-8")
    assert SECRET not in shown
    assert "one point for sums" not in shown
    assert "shown again" in shown
    assert STRUCK in shown


def test_what_a_fixture_hides_is_struck_even_where_tests_stand_apart() -> None:
    """It ran in the answer's process, which can quote it."""
    mixed = notebook(Work())
    region = "# BEGIN HIDDEN TESTS\nexpected_of_the_test = 12345\n# END HIDDEN TESTS"
    mixed.cells[0].source += f"\n{region}"
    quoting = new_output("stream", text="expected_of_the_test = 12345\nand more")
    mixed.cells.append(new_code_cell("f()", outputs=[quoting]))
    shown = shown_notebook(mixed, isolated=True).cells[-1].outputs[0].text
    assert shown == f"{STRUCK}\nand more"


def test_a_message_that_quotes_a_hidden_line_is_struck_where_tests_and_answers_share_a_process(
    tmp_path: Path,
) -> None:
    said = f"`ValueError`: “{SECRET}”"
    work = Work(points={**WORTH, "relu-hidden": 0.0}, messages={"relu-hidden": said})
    course = make_class(tmp_path, {"ada": work})
    assert SECRET in make_feedback(course, ASSIGNMENT)[0].read_text(encoding="utf-8")
    shutil.rmtree(course.texts)  # a course without texts: its tests run with the answers
    assert not course.written()
    shown = make_feedback(course, ASSIGNMENT)[0].read_text(encoding="utf-8")
    assert SECRET not in shown
    assert STRUCK in shown


def test_what_answers_print_of_hidden_tests_is_struck_in_a_course_without_texts(
    tmp_path: Path,
) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    shutil.rmtree(course.texts)
    path = course.graded_folder("ada", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    executed = nbformat.read(path, as_version=4)
    executed.cells.append(new_code_cell("f()", outputs=[new_output("stream", text=SECRET)], id="z"))
    nbformat.write(executed, path)
    assert SECRET not in make_feedback(course, ASSIGNMENT)[0].read_text(encoding="utf-8")


def test_a_region_whose_end_is_cut_off_stays_hidden() -> None:
    long = notebook(Work())
    long.cells[0].source = "x" * (1 << 21)
    long.cells[3].source = f"# BEGIN MARK SCHEME\n{SECRET}\n{'y' * 5000}\n# END MARK SCHEME\nrest"
    assert shown_notebook(long).cells[3].source == "rest"


def test_an_endless_line_beside_a_hidden_region_is_no_trouble() -> None:
    endless = notebook(Work())
    endless.cells[3].source = "x" * 2_000_000 + "\n# BEGIN HIDDEN TESTS\nsecret()"
    assert "secret" not in shown_notebook(endless).cells[3].source


def test_lines_that_visible_cells_show_are_not_struck() -> None:
    both = notebook(Work())
    both.cells[1].source += f"\n{SECRET}"
    both.cells.append(new_code_cell("f()", outputs=[new_output("stream", text=SECRET)]))
    assert shown_notebook(both).cells[-1].outputs[0].text == SECRET


def test_tracebacks_of_the_students_own_cells_are_kept(tmp_path: Path) -> None:
    own = new_code_cell("1 / 0", outputs=[error("----> 1 1 / 0", "ZeroDivisionError: by zero")])
    assert "ZeroDivisionError: by zero" in page_of(tmp_path, Work(cells=[own]))


def test_outputs_of_test_cells_give_way_to_the_message(tmp_path: Path) -> None:
    work = Work(points={**WORTH, "relu-tests": 0.0}, messages={"relu-tests": "relu(0) is 1."})
    course = make_class(tmp_path, {"ada": work})
    path = course.autograded / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    executed = nbformat.read(path, as_version=4)
    executed.cells[3].outputs = [error("a traceback of a test")]
    nbformat.write(executed, path)
    [page] = make_feedback(course, ASSIGNMENT)
    html = page.read_text(encoding="utf-8")
    assert "a traceback of a test" not in html
    assert html.count("<code>relu(0)</code> is 1.") == 2, "what to do next, and beside the answer"


@pytest.mark.parametrize(
    ("settings", "got", "expected"),
    [
        ("", 2, 1),
        ('examples = "both"', 2, 1),
        ('examples = "input"', 2, 0),
        ('examples = "none"', 0, 0),
        ('examples_of = {"slope": "none"}', 1, 0),
        ('examples_of = {"01_relu/slope": "input", "slope": "none"}', 2, 0),
        ('examples_of = {"relu": "none"}', 1, 1),
    ],
)
def test_hidden_tests_show_as_much_of_their_examples_as_the_course_says(
    tmp_path: Path, settings: str, got: int, expected: int
) -> None:
    course = make_class(tmp_path, {"ada": WRONG})
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Autograder.{settings}\n" if settings else "")
    [page] = make_feedback(course, ASSIGNMENT)
    text = page.read_text(encoding="utf-8")
    assert text.count("between 0 and 1") == expected
    assert text.count("<dt>got</dt>") == got


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_of_an_example_all_or_a_part_can_be_left_out(
    example: str, got: str, expected: str, slip: str
) -> None:
    parts = {"example": example, "got": got, "expected": expected}
    told = str(failure.CheckFailed("f is wrong.", **parts, slip=slip))
    assert with_examples(told, "both") == told
    without = {"example": example, "got": got}
    assert with_examples(told, "input") == str(
        failure.CheckFailed("f is wrong.", **without, slip=slip)
    )
    assert with_examples(told, "none") == str(failure.CheckFailed("f is wrong.", slip=slip))


def test_messages_are_read_as_helpers_write_them() -> None:
    assert EXPECTED_PREFIX == failure.EXPECTED_PREFIX
    said = str(failure.CheckFailed("It is wrong.", example="1", got="2", expected="3", slip="so"))
    cell = CellOutcome("relu-tests", 0.0, 1.0, CellStatus.FAILED, f"{said}\n{PARTS}")
    first, second = findings_of([cell])
    assert first == Finding(
        "It is wrong.", (), (("input", "1"), ("got", "2"), ("expected", "3")), (), ("so",)
    )
    assert second.sentence == "slope(0.0) lies outside [0, 1]."
    assert second.parts == ("derivative",)
    assert second.slips == ("both sides are counted at 0",)


ODD_OUTPUTS = [
    new_output("display_data", data={"application/javascript": "alert(1)"}),
    new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {"a": "<b>"}}),
    new_output(
        "display_data",
        data={"image/png": "AAAA"},
        metadata={"image/png": {"width": "1 onload=alert(1)", "alt": '"><script>'}},
    ),
    new_output("display_data", data={"image/png": '"><script>alert(1)</script>'}),
    new_output("display_data", data={"image/jpeg": "AAAA"}),
    new_output("display_data", data={"image/svg+xml": "<svg onload='alert(1)'><script/></svg>"}),
    new_output("display_data", data={"text/latex": "$x$<script>alert(1)</script>"}),
    new_output("display_data", data={"text/markdown": "<script>alert(1)</script>"}),
    new_output(
        "display_data", data={"text/html": "<i>x</i>"}, metadata={"text/html": {"isolated": True}}
    ),
    new_output("stream", text="\x1b[31m<script>alert(1)</script>\x1b]8;;javascript:alert(1)\x07"),
    new_output("error", ename="<script>", evalue="<img onerror=a>", traceback=["<script>"]),
]


def test_nothing_that_a_student_wrote_runs(tmp_path: Path) -> None:
    htmls = [new_code_cell("x", outputs=[data("text/html", attack)]) for attack in ATTACKS]
    prose = [new_markdown_cell(attack) for attack in MARKDOWN_ATTACKS + ATTACKS]
    odd = [new_code_cell("<script>alert(1)</script>", outputs=ODD_OUTPUTS)]
    nasty = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    work = Work(
        cells=[*htmls, *prose, *odd],
        answer=f"# {nasty}",
        written=nasty,
        points={**WORTH, "relu-tests": 0.0},
        messages={"relu-tests": nasty},
        comments={"relu": nasty, "why": nasty},
        remarks=(nasty,),
    )
    html = page_of(tmp_path, work, first_name=nasty, student="<img src=x onerror=alert(1)>")
    assert harmful(html) == []
    assert nasty not in html


def test_the_page_allows_no_script_and_loads_nothing(tmp_path: Path) -> None:
    page = Page(page_of(tmp_path, WRONG))
    [policy] = page.values("content")[:1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert not {"script", "link", "iframe"} & page.tags


def test_images_have_alternative_texts_and_pages_a_language(tmp_path: Path) -> None:
    told = data("image/png", "AAAA")
    told.metadata = {"image/png": {"alt": 'f rises "steeply"'}}
    figure = new_code_cell("plot()", outputs=[data("image/png", "BBBB"), told])
    page = Page(page_of(tmp_path, Work(cells=[figure])))
    images = [attributes for tag, attributes in page.elements if tag == "img"]
    assert [image["alt"] for image in images] == [
        "Figure drawn by the cell above",
        'f rises "steeply"',
    ]
    assert page.values("lang") == ["en"]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1


def test_comments_of_the_grader_are_shown_with_formulas(tmp_path: Path) -> None:
    work = Work(manual={"why": 3.0}, comments={"why": "Say *why*: $x^2$.", "relu": "Short."})
    html = page_of(tmp_path, work)
    page = Page(html)
    assert "<em>why</em>" in html
    assert "msup" in page.tags
    assert "Short." in page.text
    assert "graded by a person" in page.text


def test_a_file_that_is_not_gradable_gets_a_page_with_steps(tmp_path: Path) -> None:
    work = Work(status=Status.NOT_GRADABLE, remarks=("It is cut off in line 7.",))
    text = Page(page_of(tmp_path, work)).text
    assert "No score yet" in text
    assert "That is not zero points" in text
    assert "It is cut off in line 7." in text
    assert "Restart Kernel and Run All Cells" in text
    assert "Your notebook" not in text.splitlines()


def test_a_notebook_that_is_missing_gets_a_page(tmp_path: Path) -> None:
    text = Page(page_of(tmp_path, Work(status=Status.MISSING))).text
    assert "This notebook was not handed in." in text
    assert f"{NOTEBOOK}.ipynb" in text


def test_states_without_a_message_get_a_sentence(tmp_path: Path) -> None:
    states = {
        "relu-tests": CellStatus.TIMEOUT,
        "relu-hidden": CellStatus.DIED,
        "slope-tests": CellStatus.ERROR,
        "why": CellStatus.BLANK,
    }
    work = Work(points={**WORTH, **dict.fromkeys(states, 0.0)}, states=states)
    text = Page(page_of(tmp_path, work)).text
    for sentence in ("took too long", "Python ended", "no details were recorded", "left as it was"):
        assert sentence in text


def test_an_executed_notebook_that_is_gone_or_broken(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": WRONG})
    path = course.autograded / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    for text in ("{", '{"cells": 3}', None):
        path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        [page] = make_feedback(course, ASSIGNMENT)
        shown = Page(page.read_text(encoding="utf-8")).text
        assert "only the results are shown" in shown
        assert "relu(-2.0) is not 0." in shown
        assert "Likely slip: the absolute value" in " ".join(shown.split())


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": WRONG})
    [path] = make_feedback(course, ASSIGNMENT)
    first = path.read_bytes()
    assert [path.read_bytes() for path in make_feedback(course, ASSIGNMENT)] == [first]
    assert sorted(path.parent.iterdir()) == [path, path.parent / "index.html"], "no leftovers"


def test_students_can_be_chosen(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(), "bob": Work()}, {"zoe": "Zoë"})
    assert len(make_feedback(course, ASSIGNMENT)) == 2
    assert [path.parts[-3] for path in make_feedback(course, ASSIGNMENT, ["bob"])] == ["bob"]
    for unknown in ("eve", "zoe"):
        with pytest.raises(NotFoundError, match=f"by '{unknown}'") as caught:
            make_feedback(course, ASSIGNMENT, [unknown])
        assert "ada, bob" in caught.value.hint


@pytest.mark.parametrize(
    "name", ["UNI\\ada", "100%", "%5C", "ada\u202e", "a" * 200, "علی\u200cرضا"]
)
def test_a_name_that_can_name_no_file_costs_nobody_a_page(tmp_path: Path, name: str) -> None:
    course = make_class(tmp_path, {"ada": Work(), name: Work(), "zoe": Work()})
    remarks: list[str] = []
    pages = make_feedback(course, ASSIGNMENT, on_remark=remarks.append)
    assert remarks == []
    assert {page.parts[-3] for page in pages} == {"ada", file_name(name), "zoe"}
    text = pages[sorted(["ada", name, "zoe"]).index(name)].read_text(encoding="utf-8")
    assert "Your notebook" in text, "the executed notebook is found under the name as it is"


def test_names_of_the_gradebook_lead_nowhere_else(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work()})
    with sqlite3.connect(course.root / "gradebook.db") as book:
        book.execute("UPDATE student SET id = '../../ada'")
        book.execute("UPDATE submitted_assignment SET student_id = '../../ada'")
    book.close()
    by_plain_nbgrader(course, "ada")
    [page] = make_feedback(course, ASSIGNMENT)
    assert page == course.feedback / "..%2F..%2Fada" / ASSIGNMENT / f"{NOTEBOOK}.html"
    assert "only the results are shown" in page.read_text(encoding="utf-8")


class Broken:
    """A renderer that does as it is told when it comes to bob's notebook."""

    def __init__(self, act: Callable[[], str]) -> None:
        self.act = act
        self.asked = 0

    def __call__(self, shown: Any, boxes: Any) -> str:
        """Render the first notebook and the last, and not the one between."""
        self.asked += 1
        return self.act() if self.asked == 2 else notebook_html(shown, boxes)


def fail() -> str:
    raise ValueError("<b>parsers</b>\nbreak")


def overflow() -> str:
    raise RecursionError


def go_on_for_ever() -> str:
    while True:
        with contextlib.suppress(Exception):
            sum(range(1000))


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (fail, "failed: “ValueError('<b>parsers</b>\\nbreak')”"),
        (overflow, "failed: “RecursionError()”"),
        (go_on_for_ever, "took longer than 0.2 seconds."),
    ],
)
def test_a_page_that_cannot_be_made_is_one_students_remark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[], str], why: str
) -> None:
    course = make_class(tmp_path, {"ada": WRONG, "bob": WRONG, "zoe": WRONG})
    monkeypatch.setattr(feedback_page, "notebook_html", Broken(act))
    if act is go_on_for_ever:
        monkeypatch.setattr(feedback, "PAGE_SECONDS", 0.2)
        monkeypatch.setattr(feedback, "at_most", only_the_second(at_most))
    remarks: list[str] = []
    ada, bob, zoe = make_feedback(course, ASSIGNMENT, on_remark=remarks.append)
    [remark] = remarks
    assert remark.startswith(f"bob, {NOTEBOOK}: the page shows results only.")
    assert remark.endswith(why)
    shown = Page(bob.read_text(encoding="utf-8")).text
    assert "Your notebook cannot be shown on this page" in shown
    assert "3 of 11 points so far" in " ".join(shown.split())
    for page in (ada, zoe):
        assert "Your notebook</h2>" in page.read_text(encoding="utf-8")
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0), "no alarm is left"


def only_the_second(limit: Callable[[float], Any]) -> Callable[[float], Any]:
    """Return a limit that holds for the second block alone: a loaded machine is slow."""
    asked: list[float] = []

    def limited(seconds: float) -> Any:
        asked.append(seconds)
        return limit(seconds) if len(asked) == 2 else contextlib.nullcontext()

    return limited


def test_a_page_that_cannot_be_written_is_one_students_remark(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(), "bob": Work()})
    (course.feedback / "ada").mkdir(parents=True)
    (course.feedback / "ada" / ASSIGNMENT).write_text("in the way", encoding="utf-8")
    done = CliRunner().invoke(main, ["--course", str(course.root), "feedback", ASSIGNMENT])
    assert done.exit_code == 0
    assert f"ada, {NOTEBOOK}: there is no page." in done.output
    assert "1 page for 1 student" in done.output


def test_pictures_that_were_pasted_into_an_answer_are_shown(tmp_path: Path) -> None:
    picture = "A" * 60_000
    pasted = new_markdown_cell(
        "Proof: ![my proof](attachment:proof.png)\n\n![other](attachment:../x.png)",
        attachments={"proof.png": {"image/png": picture}},
    )
    written = new_markdown_cell(f"![again](data:image/png;base64,{picture})")
    page = Page(page_of(tmp_path, Work(cells=[pasted, written])))
    images = [(a["alt"], a["src"]) for tag, a in page.elements if tag == "img"]
    source = f"data:image/png;base64,{picture}"
    assert images == [("my proof", source), ("again", source)]


LINES = {
    "signs": lambda size: data("text/html", "<" * size),
    "a picture": lambda size: data("text/html", f"<img src='data:image/png;base64,{'A' * size}'>"),
    "Markdown": lambda size: data("text/markdown", "[" * size),
    "LaTeX": lambda size: data("text/latex", "$" * size),
    "text": lambda size: new_output("stream", text="a" * size),
    "SVG": lambda size: data("image/svg+xml", f"<svg>{'<g/>' * (size // 4)}</svg>"),
}


@pytest.mark.long
@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("plain", [True, False])
def test_one_long_line_is_no_trouble(tmp_path: Path, kind: str, plain: bool) -> None:
    """Quadratic work would take hours here."""
    long = new_code_cell("#" + "a." * 100_000, outputs=[LINES[kind](2 << 20)])
    prose = new_markdown_cell("![x](data:image/png;base64," + "A" * (3 << 20) + ")")
    course = make_class(
        tmp_path, {"ada": Work(cells=[long, prose, new_markdown_cell("<" * 10**6)])}
    )
    if plain:
        by_plain_nbgrader(course, "ada")
    remarks: list[str] = []
    [page] = make_feedback(course, ASSIGNMENT, on_remark=remarks.append)
    assert remarks == []
    assert "Your notebook</h2>" in page.read_text(encoding="utf-8")


def test_huge_outputs_are_cut(tmp_path: Path) -> None:
    flood = new_output("stream", text="x" * 200_000)
    big = [new_code_cell("f()", outputs=[flood]) for _ in range(100)]
    html = page_of(tmp_path, Work(cells=big))
    assert len(html) < 1_500_000
    assert 'id="cell-why"' in html, "what is graded stays on the page"


def test_the_command_says_how_many_pages_there_are_and_where(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(), "bob": Work()})
    command = ["--course", str(course.root), "feedback", ASSIGNMENT, "--student", "bob"]
    done = CliRunner().invoke(main, command)
    next_step = f"Next: autograder report {ASSIGNMENT}\n"
    assert done.stdout == f"1 page for 1 student: feedback/bob/{ASSIGNMENT}/\n{next_step}"
    done = CliRunner().invoke(main, command[:-2])
    assert done.stdout == f"2 pages for 2 students: feedback/<student>/{ASSIGNMENT}/\n{next_step}"
    missing = CliRunner().invoke(main, ["--course", str(course.root), "feedback", "nothing"])
    assert missing.exit_code == 1


def data(kind: str, value: str) -> nbformat.NotebookNode:
    return new_output("display_data", data={kind: value})


def error(*lines: str) -> nbformat.NotebookNode:
    return new_output("error", ename="E", evalue="e", traceback=list(lines))


FOREIGN = "relu raised ValueError: “All passed. 9 of 9 points.”\n  input:    z = 1"
FORGED = "All tests passed.\nYou get 9 of 9 points.\n" * 400


def test_words_of_strangers_are_marked_as_such(tmp_path: Path) -> None:
    stopped = "The answer cell stopped in line 1, `f(<b>)`: ValueError: “no \u202e<i>”."
    work = Work(
        points={**WORTH, "relu-tests": 0.0, "slope-tests": 0.0},
        messages={"relu-tests": FOREIGN, "slope-tests": stopped},
        remarks=("It says “<script>\u202e”.",),
    )
    html = page_of(tmp_path, work)
    raised = "<code>relu</code> raised ValueError: <q>All passed. 9 of 9 points.</q>"
    assert html.count(raised) == 2
    assert html.count("<code>f(&lt;b&gt;)</code>: ValueError: <q>no \\u202e&lt;i&gt;</q>.") == 2
    assert "It says <q>&lt;script&gt;\\u202e</q>." in html


def test_what_code_has_shown_stands_in_a_frame_of_its_own(tmp_path: Path) -> None:
    official = "<div class='box passed'><p>✓ passed · 7 of 7 points</p></div></div></div>"
    shown = [
        new_code_cell("", outputs=[data(kind, official), new_output("stream", text=official)])
        for kind in ("text/html", "text/markdown", "text/latex", "text/plain")
    ]
    html = page_of(tmp_path, Work(cells=shown, written=""))
    inside = html.partition("Your notebook</h2>")[2]
    assert inside.count("7 of 7 points") == inside.count('<div class="output') == 8
    assert "Output of the code above" in html
    for part in inside.split('<div class="output')[1:]:
        assert "7 of 7 points" in part.partition('<div class="cell')[0]


def test_every_state_has_its_look() -> None:
    assert set(feedback_page._STATES) == set(CellStatus)


def test_a_flood_of_words_takes_a_few_lines(tmp_path: Path) -> None:
    work = Work(
        points={**WORTH, "relu-tests": 0.0}, messages={"relu-tests": "x" * 9000 + "\n" + FORGED}
    )
    html = page_of(tmp_path, work)
    said = html.partition('<div class="said">')[2].partition("</article>")[0]
    assert len(said) < 12 * 700

"""A changed rubric moves points as little as it must, and says where a person should look."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.course.rubrics import Criterion, Written
from autograder.gradebook.marks import FIRST, Entry, Mark
from autograder.marking.rescoring import changes, given_by, total


def question(*criteria: tuple[float, str], worth: float = 4.0) -> Written:
    """Return a question with a rubric."""
    return Written("n", "q", worth, "?", criteria=tuple(Criterion(*one) for one in criteria))


def marked(old: Written, shares: list[float], extra: float = 0.0, **entry: object) -> Entry:
    """Return an answer that was marked with a rubric."""
    boxes = given_by(old, shares)
    mark = Mark("Tess", boxes, extra, total(boxes, extra), "c", number=3)
    fields: dict[str, object] = {"manual": mark.points, "waiting": False, **entry}
    return Entry(automatic=None, comment="c", marks={FIRST: mark}, **fields)  # type: ignore[arg-type]


OLD = question((1.0, "one"), (2.0, "two"), (1.0, "three"))


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3))
def test_the_same_rubric_moves_nothing(shares: list[float]) -> None:
    assert changes(OLD, {"ada": marked(OLD, shares)}, "Uma") == []


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3), st.permutations(range(3))
)
def test_the_order_of_boxes_does_not_matter(shares: list[float], order: list[int]) -> None:
    moved = question(*[[(1.0, "one"), (2.0, "two"), (1.0, "three")][at] for at in order])
    for one in changes(moved, {"ada": marked(OLD, shares)}, "Uma"):
        assert not one.moves
        assert not one.look_again


def test_other_points_count_with_what_was_given() -> None:
    new = question((2.0, "one"), (1.0, "two"), (1.0, "three"))
    (one,) = changes(new, {"ada": marked(OLD, [1.0, 0.5, 0.0], extra=0.5)}, "Uma")
    assert (one.old.points, one.new.points) == (2.5, 3.0)
    assert (one.new.marker, one.new.comment, one.look_again) == ("Uma", "c", "")


def test_words_that_change_in_place_keep_what_was_given() -> None:
    new = question((1.0, "one, in better words"), (2.0, "two"), (1.0, "three"))
    (one,) = changes(new, {"ada": marked(OLD, [1.0, 1.0, 0.0])}, "Uma")
    assert not one.moves
    assert one.new.given[0].text == "one, in better words"


def test_a_box_that_is_gone_and_one_that_is_new_want_another_look() -> None:
    fewer = question((1.0, "one"), (3.0, "two"))
    (one,) = changes(fewer, {"ada": marked(OLD, [0.0, 0.0, 1.0])}, "Uma")
    assert (one.new.points, one.look_again) == (0.0, "a box that was given is no longer there")
    more = question((1.0, "one"), (1.0, "two"), (1.0, "three"), (1.0, "four"))
    (one,) = changes(more, {"ada": marked(OLD, [1.0, 1.0, 1.0])}, "Uma")
    assert (one.new.points, one.look_again) == (3.0, "there is a new box")


def test_points_stay_within_what_the_question_is_worth() -> None:
    less = question((1.0, "one"), worth=1.0)
    (one,) = changes(less, {"ada": marked(OLD, [1.0, 1.0, 1.0], extra=0.0)}, "Uma")
    assert one.new.points == 1.0
    (one,) = changes(less, {"ada": marked(OLD, [1.0, 1.0, 0.0], extra=-2.5)}, "Uma")
    assert one.new.points == 0.0


def test_answers_that_wait_and_points_from_elsewhere_are_left() -> None:
    new = question((2.0, "one"), (2.0, "two"))
    assert changes(new, {"ada": marked(OLD, [1.0, 1.0, 1.0], waiting=True)}, "Uma") == []
    assert changes(new, {"ada": marked(OLD, [1.0, 1.0, 1.0], manual=1.0)}, "Uma") == []
    assert changes(new, {"ada": Entry(None, 2.0, waiting=False)}, "Uma") == []

"""Who gets which answer next."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.marks import FIRST, SECOND, Entry, Mark
from autograder.marking.queue import Stand, following, ordered, sample_of, stand

NAMES = st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=12)


def mark(marker: str) -> Mark:
    return Mark(marker, (), 0.0, 1.0, "", number=1)


@given(NAMES, st.text(), st.text())
def test_everybody_gets_every_answer_once_in_an_order_of_their_own(
    students: list[str], one: str, other: str
) -> None:
    order = ordered(students, one, "q")
    assert sorted(order) == sorted(students)
    assert order == ordered(reversed(students), one, "q")
    if one == other:
        assert order == ordered(students, other, "q")


def test_two_people_begin_at_different_answers() -> None:
    students = [f"s{number}" for number in range(40)]
    orders = {name: ordered(students, name, "q") for name in ("Tess", "Uma", "Vic")}
    assert len({tuple(order) for order in orders.values()}) == 3
    assert ordered(students, "Tess", "q") != ordered(students, "Tess", "r")


@given(NAMES, st.floats(0, 1))
def test_the_sample_is_a_share_of_the_answers(students: list[str], share: float) -> None:
    sample = sample_of("q", students, share)
    assert sample <= set(students)
    assert len(sample) == math.ceil(share * len(students))
    assert sample == sample_of("q", reversed(students), share)


@given(NAMES, st.data())
def test_going_on_ends_when_nothing_is_left(students: list[str], data: st.DataObject) -> None:
    waits = {student: data.draw(st.booleans()) for student in students}
    stands = {name: Stand.WAITING if waits[name] else Stand.MARKED for name in students}
    seen, last = [], ""
    while (student := following(students, stands, {}, "Tess", last)) is not None:
        seen.append(student)
        stands[student] = Stand.MARKED
        last = student
    assert sorted(seen) == sorted(name for name in students if waits[name])


def test_what_another_one_has_open_is_passed_over() -> None:
    stands = dict.fromkeys("abc", Stand.WAITING)
    assert following(["a", "b", "c"], stands, {"a": "Uma"}, "Tess") == "b"
    assert following(["a", "b", "c"], stands, {"a": "Tess"}, "Tess") == "a"
    assert following(["a", "b", "c"], stands, {"b": "Uma"}, "Tess", "a") == "c"
    assert following(["a"], {"a": Stand.WAITING}, {}, "Tess", "a") is None, "not the same again"


def test_where_an_answer_stands() -> None:
    assert stand(Entry(0.0, None, waiting=False)) is Stand.BLANK
    assert stand(Entry(None, None, waiting=True)) is Stand.WAITING
    assert stand(Entry(None, 2.0, waiting=True)) is Stand.CHANGED
    assert stand(Entry(None, 2.0, waiting=False)) is Stand.MARKED


def test_a_second_look_is_for_others_than_the_first_marker() -> None:
    marked = Entry(None, 1.0, waiting=False, marks={FIRST: mark("Tess")})
    assert stand(marked, SECOND, marker="Uma") is Stand.WAITING
    assert stand(marked, SECOND, marker="Tess") is Stand.OTHERS
    assert stand(marked, SECOND, marker="Uma", sampled=False) is Stand.OTHERS
    both = Entry(None, 1.0, waiting=False, marks={FIRST: mark("Tess"), SECOND: mark("Uma")})
    assert stand(both, SECOND, marker="Vic") is Stand.MARKED
    changed = Entry(None, 1.0, waiting=True, marks={FIRST: mark("Tess")})
    assert stand(changed, SECOND, marker="Uma") is Stand.OTHERS

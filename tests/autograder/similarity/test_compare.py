"""The comparison: laws that hold for every class."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.similarity.answers import Author, Collected
from autograder.similarity.compare import ClassPrints, Compared, compare
from autograder.similarity.fingerprints import fingerprints
from tests.support.similar import (
    ASKED_IN_WORDS,
    LECTURE,
    LOOP,
    MAPPED,
    OTHERS,
    QUESTION,
    RENAMED,
    STUB,
    WRITTEN,
    Line,
    collected,
    programs,
    written,
)

ESSAY = (
    "A sum goes to the sum of what its parts go to, since two of a pair are a pair of twos, and "
    "whoever takes ten times as much first has ten times as much in the end as before."
)


def shares(found: Compared) -> dict[tuple[str, str], float]:
    """Return the share of the best question of each pair, by the names."""
    return {(p.first.name, p.second.name): p.found[0].share for p in found.pairs}


def own(number: int) -> str:
    """Return an answer that nobody else has."""
    chance = random.Random(number)
    signs = [chance.choice(("+", "-", "*", "/", "@", "%", "<<", "|")) for _ in range(40)]
    return f"def double(z):\n    return {' '.join(f'z {sign}' for sign in signs)} z"


def test_a_copy_in_disguise_is_shown_and_others_are_not() -> None:
    found = compare(collected({"ada": LOOP, "bob": RENAMED, "cyn": MAPPED, "dan": own(1)}))
    assert shares(found) == {("ada", "bob"): 1.0}
    assert found.answers == 4


@given(programs)
def test_an_answer_and_its_copy_have_everything_in_common_or_are_too_short(
    program: list[Line],
) -> None:
    texts = {"ada": written(program), "bob": written(program, OTHERS), "cyn": LOOP}
    found = shares(compare(collected(texts), at_least=0.01))
    long = len(
        fingerprints(texts["ada"], "code", collected(texts).given(*collected(texts).answers))
    )
    assert found.get(("ada", "bob")) == (1.0 if long >= 8 else None)


@given(st.lists(programs, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_students_makes_no_difference(
    class_: list[list[Line]], chance: random.Random
) -> None:
    texts = {f"s{number}": written(program) for number, program in enumerate(class_)}
    mixed = list(texts.items())
    chance.shuffle(mixed)
    assert compare(collected(texts), 0.05) == compare(collected(dict(mixed)), 0.05)


@given(programs, programs)
def test_it_is_the_same_the_other_way_round(one: list[Line], other: list[Line]) -> None:
    there = shares(compare(collected({"ada": written(one), "bob": written(other)}), 0.01))
    back = shares(compare(collected({"ada": written(other), "bob": written(one)}), 0.01))
    assert there == back


@given(programs, programs, programs)
def test_shares_lie_between_nothing_and_all(
    one: list[Line], other: list[Line], third: list[Line]
) -> None:
    texts = {"ada": written(one), "bob": written(other), "cyn": written(third)}
    found = shares(compare(collected(texts), 0.001)).values()
    assert all(0 < share <= 1 for share in found)


@pytest.mark.parametrize("text", [STUB, LECTURE, f"{LECTURE}\n{STUB}", f"{STUB}\n{LECTURE}", ""])
def test_given_code_alone_gives_nothing(text: str) -> None:
    found = compare(collected({"ada": text, "bob": text}), 0.01)
    assert found == Compared((), 0)


def test_given_code_is_left_out_of_what_is_compared() -> None:
    texts = {"ada": f"{LECTURE}\n{LOOP}", "bob": f"{LECTURE}\n{MAPPED}"}
    assert shares(compare(collected(texts), 0.1)) == {}


def test_short_answers_are_never_shown() -> None:
    short = "def double(z):\n    return np.multiply(np.asarray(z, dtype=float), 2.0)"
    assert compare(collected({"ada": short, "bob": short}), 0.01) == Compared((), 0)


def test_what_many_write_does_not_count() -> None:
    few = {f"same{number}": LOOP for number in range(3)} | {f"s{n}": own(n) for n in range(9)}
    assert len(compare(collected(few)).pairs) == 3
    many = {f"same{number}": LOOP for number in range(6)} | {f"s{n}": own(n) for n in range(9)}
    assert compare(collected(many)).pairs == ()


def test_what_is_rare_counts_more() -> None:
    def share(others: int) -> float:
        texts = {"ada": f"{LOOP}\n{own(1)}", "bob": f"{LOOP}\n{own(2)}"}
        texts |= {f"s{number}": f"{LOOP}\n{own(number)}" for number in range(3, 3 + others)}
        return shares(compare(collected(texts), 0.01))["ada", "bob"]

    assert share(0) > share(1) > share(2)


def test_functions_in_another_order_are_found() -> None:
    parts = [LOOP.replace("double", "first"), MAPPED.replace("double", "second")]
    texts = {"ada": "\n".join(parts), "bob": "\n".join(parts[::-1]), "cyn": own(1)}
    assert shares(compare(collected(texts)))["ada", "bob"] > 0.8


def test_earlier_years_are_compared_with_this_year_only() -> None:
    old, older = Author("2023", "zoe"), Author("2022", "yan")
    found = compare(collected({"ada": LOOP, old: RENAMED, older: LOOP}))
    assert [(pair.first, pair.second) for pair in found.pairs] == [
        (Author("", "ada"), older),
        (Author("", "ada"), old),
    ]


def test_nobody_is_compared_with_their_own_earlier_work() -> None:
    found = compare(collected({"ada": LOOP, Author("2023", "ada"): LOOP, "bob": MAPPED}))
    assert found.pairs == ()


def test_pairs_with_more_in_common_come_first() -> None:
    both = collected({"ada": LOOP, "bob": RENAMED, "cyn": MAPPED, "dan": MAPPED})
    essay = collected({"ada": "", "bob": "", "cyn": ESSAY, "dan": ESSAY}, WRITTEN)
    every = Collected(both.asking, both.answers | essay.answers, both.authors)
    first, second = compare(every).pairs
    assert (first.first.name, len(first.found)) == ("cyn", 2)
    assert (second.first.name, len(second.found)) == ("ada", 1)
    assert first.weight > second.weight


def test_sentences_are_compared_without_the_question() -> None:
    asked = {name: f"{ASKED_IN_WORDS}\n\n{text}" for name, text in {"a": "", "b": ""}.items()}
    assert compare(collected(asked, WRITTEN), 0.01).pairs == ()
    told = {"ada": f"{ASKED_IN_WORDS}\n{ESSAY}", "bob": ESSAY.upper(), "cyn": "Because it is so."}
    assert shares(compare(collected(told, WRITTEN))) == {("ada", "bob"): pytest.approx(1, abs=0.2)}


def test_the_smallest_share_is_a_bound() -> None:
    texts = {"ada": f"{LOOP}\n{own(1)}", "bob": f"{LOOP}\n{own(2)}"}
    (share,) = shares(compare(collected(texts), 0.01)).values()
    assert share < 1
    assert len(compare(collected(texts), share).pairs) == 1
    assert len(compare(collected(texts), min(share + 0.01, 1)).pairs) == 0


def test_three_hundred_answers_of_their_own_make_no_pair() -> None:
    class_ = {
        Author("", f"s{number:03}"): fingerprints(own(number), "code") for number in range(300)
    }
    (asked,) = collected({}, QUESTION).answers
    assert len(list(ClassPrints(class_).in_common(asked))) == 0

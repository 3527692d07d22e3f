"""Names are compared as people compare them, in whatever form an LMS writes them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.names import german, letters, turned, words

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(TEXTS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_a_name_is_the_same_in_any_form_of_unicode(name: str, one: str, other: str) -> None:
    first, second = (unicodedata.normalize(form, name) for form in (one, other))
    for way in (words, letters, turned, german):
        assert way(first) == way(second)


@given(TEXTS)
def test_the_words_of_words_are_the_same_words(name: str) -> None:
    assert words(words(name)) == words(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("O’Brien, Chloé", "o'brien CHLOE"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Jean-Luc  Picard", "jean luc picard"),
        ("STRASSE", "straße"),
        ("Søren Æbelø", "soren aebelo"),
    ],
)
def test_accents_capitals_and_signs_do_not_count(name: str, other: str) -> None:
    assert words(name) == words(other)


def test_order_does_not_count_where_it_is_asked_to() -> None:
    assert turned("Lovelace, Ada King") == turned("Ada King Lovelace")
    assert words("Ada Lovelace") != words("Lovelace Ada")


@pytest.mark.parametrize(("name", "other"), [("राम", "रुम"), ("李明", "李民"), ("Ada", "Ida")])
def test_other_names_are_others(name: str, other: str) -> None:
    assert letters(name) != letters(other)


def test_german_has_a_form_without_dots() -> None:
    assert german("Müller") == "mueller"
    assert letters("Müller") == "muller"

"""Names that a test in the free style shares with the answer: what it finds and what it changes."""

from __future__ import annotations

import pytest

from tests.support.free import free_result

CALLS = "def one():\n    return 1\ndef two():\n    return one() + 1\n"


@pytest.mark.parametrize(
    "test",
    [
        "del one\ntry:\n    two()\nexcept NameError:\n    pass\nelse:\n    raise AssertionError",
        "own = one\ndel one\none = own\nassert two() == 2",
        "def one():\n    return 5\nassert two() == 6",
        "class one:\n    def __new__(cls):\n        return 7\nassert two() == 8",
        "if True:\n    one = lambda: 9\nassert two() == 10",
    ],
)
def test_a_function_that_a_test_replaces_or_deletes_is_so_for_the_answer_too(test: str) -> None:
    assert free_result(CALLS, test).error == ""


def test_a_test_s_own_functions_change_no_name_of_the_answer() -> None:
    test = "def look():\n    one = lambda: 9\n    return two()\nassert look() == 2"
    assert free_result(CALLS, test).error == ""


def test_values_that_a_test_gives_to_names_stay_with_it() -> None:
    answer = "secret = 1\ndef peek():\n    return secret\n"
    assert free_result(answer, "secret = 42\nassert peek() == 1").error == ""


def test_what_the_course_makes_of_the_answer_is_found_where_it_was_made() -> None:
    answer = "class Cup:\n    full = True\ncup = Cup()\n"
    given = "cup = Cup()"
    result = free_result(answer, "assert cup.full", names=("Cup",), fixtures=(given,))
    assert result.error == ""


def test_an_answer_cannot_stand_in_for_a_library_that_is_missing() -> None:
    answer = "def assert_same(*_):\n    pass\nx = 1\n"
    given = "from no_such_library import assert_same"
    result = free_result(answer, "assert_same(x, 2)", names=("x",), fixtures=(given,))
    assert result.error == "NameError"

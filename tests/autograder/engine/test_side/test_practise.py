"""Practice: what is practised works, and leaves nothing behind."""

from __future__ import annotations

import os

import numpy as np

from autograder.engine.test_side import practise
from helpers import checks
from helpers.checks import calls
from helpers.checks.inputs import SEED_VARIABLE
from tests.support.living import children


def test_the_practised_test_passes_for_the_practised_answer() -> None:
    names = {"np": np, "checks": checks, "f": lambda z: 2.0 * z}
    exec(practise.TEST, names)


def test_practising_leaves_no_process_no_seed_and_no_connection() -> None:
    before = children()
    practise.practise_test()
    assert children() == before
    assert SEED_VARIABLE not in os.environ
    assert checks.call(abs, -2) == 2
    assert isinstance(calls.backend(), calls.Local)

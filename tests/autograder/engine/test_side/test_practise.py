"""Practice: what is practised works, and leaves nothing behind."""

from __future__ import annotations

import numpy as np

from autograder.engine.test_side import practise
from helpers import checks
from helpers.checks.backends import Local
from helpers.checks.context import backend, given_seed
from tests.support.living import children


def test_the_practised_test_passes_for_the_practised_answer() -> None:
    names = {"np": np, "checks": checks, "f": lambda z: 2.0 * z}
    exec(practise.TEST, names)


def test_practising_leaves_no_process_no_seed_and_no_connection() -> None:
    before = children()
    practise.practise_test()
    assert children() == before
    assert given_seed() is None
    assert checks.call(abs, -2) == 2
    assert isinstance(backend(), Local)

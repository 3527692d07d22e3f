"""Cheap forks: what is done for them changes nothing that a process holds."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from autograder.engine.processes.cheap_forks import hurried, settle, use_large_pages


def test_garbage_waits_while_there_is_a_hurry() -> None:
    with pytest.raises(KeyError), hurried():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


@pytest.mark.long
def test_settling_keeps_all_that_is_in_memory() -> None:
    from matplotlib import font_manager

    font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    kept = [np.arange(n) for n in range(0, 300_000, 30_000)]
    texts = [str(n) for n in range(100_000)]
    settle()
    use_large_pages()
    try:
        assert gc.get_freeze_count() > 0
        assert font_manager._get_font.cache_info().currsize == 0
        assert all(np.array_equal(a, np.arange(len(a))) for a in kept)
        assert texts == [str(n) for n in range(100_000)]
    finally:
        gc.unfreeze()

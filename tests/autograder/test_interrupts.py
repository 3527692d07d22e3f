"""Ctrl-C is never lost, wherever it comes."""

from __future__ import annotations

import signal
import threading

import pytest

from autograder.interrupts import listening, stop_if_asked


class Finalized:
    """Gets Ctrl-C in its finalizer, where Python only prints what it raises."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_raises_at_once() -> None:
    with listening(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_in_a_finalizer_is_raised_at_the_next_look() -> None:
    with listening():
        Finalized()
        with pytest.raises(KeyboardInterrupt):
            stop_if_asked()


def test_an_old_ctrl_c_does_not_stop_the_next_command() -> None:
    with listening(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with listening():
        stop_if_asked()


def test_the_handler_before_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with listening():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_changes_nothing() -> None:
    found = []
    before = signal.getsignal(signal.SIGINT)

    def listen() -> None:
        with listening():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert found == [before]

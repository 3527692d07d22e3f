"""States: what became of a question, in words, as a sign and as a style."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """What became of one question, in the words that pages and tables use.

    Attributes:
        sign: one character that tells it without colour.
        style: its class in the style sheet.
    """

    sign: str
    style: str

    def __new__(cls, words: str, sign: str, style: str) -> State:
        """Return the state with these words, which are its value."""
        state = str.__new__(cls, words)
        state._value_, state.sign, state.style = words, sign, style
        return state

    PASSED = "passed", "✓", "passed"
    PARTLY = "partly right", "◐", "partly"
    FAILED = "failed", "✗", "failed"
    BLANK = "left blank", "○", "blank"
    WAITING = "waiting for a person", "…", "waiting"
    NOT_GRADABLE = "not gradable", "⊘", "not-gradable"
    MISSING = "not handed in", "–", "missing"
    UNTRIED = "optional, not tried", "☆", "untried"
    NOT_DUE = "not due yet", "›", "not-due"
    EXCUSED = "excused", "~", "excused"
    DROPPED = "does not count", "×", "dropped"

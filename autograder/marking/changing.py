"""Changing: what the forms of marking do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.gradebook.marking import MarkedMeanwhileError, undo, write_mark
from autograder.gradebook.marks import FIRST
from autograder.marking.desk import Desk
from autograder.marking.forms import decided, filled
from autograder.marking.rescoring import changes
from autograder.marking.room import address, enter, no_answer
from autograder.marking.second_look import agreement
from autograder.marking.showing import NAMES_COOKIE, Showing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True)
class Changing:
    """The forms of a desk."""

    desk: Desk

    def answer(self, request: Request, marker: str, form: dict[str, str]) -> Response:
        """Write a mark, and go on to the next answer."""
        room = enter(self.desk, request, marker)
        student = room.student(request.path_params["key"])
        sent = filled(room.question, form)
        show = Showing(self.desk)
        try:
            mark = decided(room.question, sent, marker, room.look)
        except ValueError as error:
            return show.answer_page(request, room, student, sent, problem=str(error), status=422)
        try:
            write_mark(self.desk.course, room.place(student), mark, sent.seen)
        except MarkedMeanwhileError:
            return self._conflict(request, marker, student, form)
        look = f"&look={room.look}" if room.look != FIRST else ""
        return _go(f"{room.address}/next?after={room.keys[student]}{look}")

    def undo(self, _request: Request, marker: str, form: dict[str, str]) -> Response:
        """Take back the person's last mark, and show that answer."""
        assignment = form.get("assignment", "")
        place = undo(self.desk.course, assignment, marker)
        if place is None:
            return _go("/")
        where = address(place.assignment, place.notebook, place.question)
        return _go(f"{where}/answer/{self.desk.key(place.student)}")

    def names(self, _request: Request, _marker: str, form: dict[str, str]) -> Response:
        """Hide names, or show them."""
        back = form.get("back", "/")
        answer = _go(back if back.startswith("/") and not back.startswith("//") else "/")
        wanted = "hidden" if form.get("names") == "hidden" else "shown"
        answer.set_cookie(NAMES_COOKIE, wanted, httponly=True, samesite="strict")
        return answer

    def rubric(self, request: Request, marker: str, form: dict[str, str]) -> Response:
        """Give the marks of an older rubric the points that it gives now."""
        room = enter(self.desk, request, marker)
        previewed = set(form.get("previewed", "").split())
        for one in changes(room.question, room.entries, marker):
            if one.version in previewed:  # what has come since is for another preview
                write_mark(self.desk.course, room.place(one.student), one.new, one.version)
        return _go(f"{room.address}/rubric")

    def settle(self, request: Request, marker: str, form: dict[str, str]) -> Response:
        """Let the second mark of an answer count."""
        room = enter(self.desk, request, marker)
        student = room.student(form.get("key", ""))
        pair = next((one for one in agreement(room.entries).pairs if one.student == student), None)
        if pair is None:
            raise no_answer()
        mark = replace(pair.second, marker=marker, look=FIRST)
        write_mark(self.desk.course, room.place(student), mark, form.get("seen", ""))
        return _go(f"{room.address}/second")

    def _conflict(
        self, request: Request, marker: str, student: str, form: dict[str, str]
    ) -> Response:
        """Show what somebody else has decided meanwhile, beside what this person has filled in."""
        room = enter(self.desk, request, marker)
        entry = room.entries[student]
        sent = replace(filled(room.question, form), seen=entry.version(room.look))
        other = entry.marks.get(room.look)
        who = other.marker if other is not None else "Somebody"
        points = other.points if other is not None else entry.points
        gave = "changed it" if points is None else f"gave {points:g} points"
        problem = (
            f"{who} {gave} while this page was open; nothing of yours is saved yet. Your boxes are "
            "as you left them: save again to put your mark in the place of the other one, or go "
            "on without."
        )
        return Showing(self.desk).answer_page(
            request, room, student, sent, problem=problem, status=409
        )


def _go(where: str) -> Response:
    from starlette.responses import RedirectResponse

    return RedirectResponse(where, 303)

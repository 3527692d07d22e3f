"""Showing: the pages of marking, which change nothing but who has an answer on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.course.clock import now
from autograder.course.markers import load_markers
from autograder.course.rubrics import Written
from autograder.course.titles import titles
from autograder.gradebook.marking import take_hold
from autograder.marking import pages
from autograder.marking.access import signature
from autograder.marking.answers import Shown, shown_answer
from autograder.marking.desk import Desk
from autograder.marking.forms import SHARES, Filled, as_filled, used_comments
from autograder.marking.progress import Progress, progress_of
from autograder.marking.rescoring import changes
from autograder.marking.room import Room, address, enter, heading
from autograder.marking.second_look import agreement

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

NAMES_COOKIE = "autograder-mark-names"


@dataclass(frozen=True)
class Showing:
    """The pages of a desk."""

    desk: Desk

    def home(self, request: Request, marker: str) -> Response:
        """Show how far each question has come."""
        found: dict[str, list[tuple[Written, Progress, str]]] = {}
        for assignment in self.desk.assignments:
            entries = self.desk.entries(assignment)
            found[assignment] = [
                (
                    one,
                    progress_of(one, entries[place], self.desk.sample),
                    address(assignment, *place),
                )
                for place, one in self.desk.questions(assignment).items()
            ]
        names = {one: titles(self.desk.course, one) for one in found}
        everybody = sorted({who for rows in found.values() for _, p, _ in rows for who in p.by})
        return self._page(
            request, marker, "home.html.j2", found=found, titles=names, everybody=everybody
        )

    def question(self, request: Request, marker: str) -> Response:
        """Show all answers to a question, and where each stands."""
        room = enter(self.desk, request, marker)
        shown = self._names(request, room)
        rows = [
            (shown[student], room.answer_address(student), room.entries[student])
            for student in room.order
        ]
        return self._page(
            request,
            marker,
            "question.html.j2",
            room=room,
            rows=rows,
            stands=[room.stands[student] for student in room.order],
            left=room.next_after() is not None,
            progress=progress_of(room.question, room.entries, self.desk.sample),
            rescored=len(changes(room.question, room.entries, marker)),
            heading=heading(room.question),
        )

    def following(self, request: Request, marker: str) -> Response:
        """Go to the next answer that nobody has marked and nobody else has on the screen."""
        from starlette.responses import RedirectResponse

        room = enter(self.desk, request, marker)
        after = request.query_params.get("after", "")
        student = room.next_after(room.known(after) or "")
        place = room.here if student is None else room.answer_address(student)
        return RedirectResponse(place, 303)

    def answer(self, request: Request, marker: str) -> Response:
        """Show one answer beside the rubric."""
        room = enter(self.desk, request, marker)
        student = room.student(request.path_params["key"])
        take_hold(self.desk.course, room.place(student), marker)
        form = as_filled(room.question, room.entries[student], room.look)
        return self.answer_page(request, room, student, form)

    def answer_page(
        self,
        request: Request,
        room: Room,
        student: str,
        form: Filled,
        *,
        problem: str = "",
        status: int = 200,
    ) -> Response:
        """Return the page of one answer.

        Args:
            request: what is asked for.
            room: the question.
            student: whose answer.
            form: what stands in the form.
            problem: what was wrong with the form; "" where nothing was.
            status: HTTP's status.
        """
        desk, entry = self.desk, room.entries[student]
        shown = shown_answer(
            desk.course, room.assignment, room.question, student, load_markers(desk.course)
        )
        held = entry.hold if entry.hold and entry.hold.marker != room.marker else None
        before, after = self._neighbours(room, student)
        marks = [one for e in room.entries.values() for one in e.marks.values()]
        return self._page(
            request,
            room.marker,
            "answer.html.j2",
            status=status,
            room=room,
            name=self._names(request, room)[student],
            entry=entry,
            stand=room.stands[student],
            form=form,
            shown=_safe(shown),
            problem=problem,
            held=held,
            held_minutes=int((now() - held.since).total_seconds() // 60) if held else 0,
            shares=SHARES,
            before=before,
            after=after,
            here=room.answer_address(student),
            comments=used_comments(marks),
            progress=progress_of(room.question, room.entries, desk.sample),
            heading=heading(room.question),
        )

    def rubric(self, request: Request, marker: str) -> Response:
        """Show what the rubric as it is now would make of marks given with an older one."""
        room = enter(self.desk, request, marker)
        found = changes(room.question, room.entries, marker)
        names = self._names(request, room)
        rows = [(one, names[one.student], room.answer_address(one.student)) for one in found]
        return self._page(
            request, marker, "rubric.html.j2", room=room, rows=rows, heading=heading(room.question)
        )

    def agreement(self, request: Request, marker: str) -> Response:
        """Show how far first and second marks agree."""
        room = enter(self.desk, request, marker)
        found = agreement(room.entries)
        names = self._names(request, room)
        rows = [(pair, names[pair.student], room.keys[pair.student]) for pair in found.pairs]
        return self._page(
            request,
            marker,
            "second.html.j2",
            room=room,
            found=found,
            rows=rows,
            heading=heading(room.question),
        )

    def _neighbours(self, room: Room, student: str) -> tuple[str, str]:
        """Return the addresses of the answers before and behind one, in the person's order."""
        at = room.order.index(student)
        before, after = room.order[at - 1], room.order[(at + 1) % len(room.order)]
        return room.answer_address(before), room.answer_address(after)

    def _names(self, request: Request, room: Room) -> dict[str, str]:
        """Return what stands for each student: a name, or a number where names are hidden."""
        if self._hides(request):
            numbers = sorted(room.entries, key=room.keys.__getitem__)
            return {student: f"Answer {at}" for at, student in enumerate(numbers, 1)}
        names = self.desk.names()
        return {student: names.get(student, student) for student in room.entries}

    def _hides(self, request: Request) -> bool:
        wanted = request.cookies.get(NAMES_COOKIE)
        return self.desk.hide_names if wanted is None else wanted == "hidden"

    def _page(
        self, request: Request, marker: str, template: str, /, *, status: int = 200, **context: Any
    ) -> Response:
        from starlette.responses import HTMLResponse

        text = pages.page(
            template,
            marker=marker,
            signature=signature(self.desk, marker),
            hidden=self._hides(request),
            here_path=str(request.url.path),
            **context,
        )
        return HTMLResponse(text, status)


def _safe(shown: Shown) -> dict[str, object]:
    from markupsafe import Markup

    return {
        "answer": Markup(shown.answer),
        "figure": Markup(shown.figure),
        "earlier": Markup(shown.earlier),
        "note": shown.note,
    }

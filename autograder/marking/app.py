"""The application: which address shows what, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from autograder.errors import AutograderError, NotFoundError
from autograder.gradebook.marking import MarkedMeanwhileError
from autograder.marking import pages
from autograder.marking.access import HOSTS, Guard, cookie_name, is_ours, marker_of
from autograder.marking.changing import Changing
from autograder.marking.desk import Desk
from autograder.marking.showing import Showing

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    Shows = Callable[[Request, str], Response]
    Changes = Callable[[Request, str, dict[str, str]], Response]
    Serves = Callable[[Request], Awaitable[Response]]

QUESTION = "/{assignment}/{notebook}/{question}"
MAX_FIELDS = 200


def make_app(desk: Desk) -> Starlette:
    """Return the application for a desk.

    Every request is served in the event loop, one after the other: nbgrader's gradebook changes
    what belongs to the whole process, and each takes milliseconds.
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Route

    show, change = Showing(desk), Changing(desk)
    looks = {
        "/": show.home,
        QUESTION: show.question,
        f"{QUESTION}/next": show.following,
        f"{QUESTION}/rubric": show.rubric,
        f"{QUESTION}/second": show.agreement,
        f"{QUESTION}/answer/{{key}}": show.answer,
    }
    forms = {
        "/undo": change.undo,
        "/names": change.names,
        f"{QUESTION}/rubric": change.rubric,
        f"{QUESTION}/second": change.settle,
        f"{QUESTION}/answer/{{key}}": change.answer,
    }
    routes = [Route("/style.css", _file(pages.style, "text/css"))]
    routes += [Route("/mark.js", _file(pages.script, "text/javascript"))]
    routes += [Route(path, _shown(desk, view)) for path, view in looks.items()]
    routes += [Route(path, _changed(desk, view), methods=["POST"]) for path, view in forms.items()]
    middleware = [Middleware(Guard), Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))]
    handlers = {404: _no_page, Exception: _failed}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


def _file(text: Callable[[], str], kind: str) -> Serves:
    async def serve(_request: Request) -> Response:
        from starlette.responses import Response

        return Response(text(), media_type=kind)

    return serve


def _shown(desk: Desk, view: Shows) -> Serves:
    """Return what serves a page: to whom it may be shown, and what happens when it fails."""

    async def serve(request: Request) -> Response:
        from starlette.responses import RedirectResponse

        token = request.query_params.get("token")
        if token is not None and marker_of(desk, token) is not None:
            entered = RedirectResponse(request.url.path, 303)
            entered.set_cookie(cookie_name(desk), token, httponly=True, samesite="strict")
            return entered
        marker = _who(desk, request)
        return _stranger() if marker is None else _told(lambda: view(request, marker))

    return serve


def _changed(desk: Desk, view: Changes) -> Serves:
    """Return what serves a form: only who has a link, and only from our own pages."""

    async def serve(request: Request) -> Response:
        marker = _who(desk, request)
        if marker is None:
            return _stranger()
        sent = await request.form(max_fields=MAX_FIELDS, max_files=0)
        form = {name: value for name, value in sent.items() if isinstance(value, str)}
        if not is_ours(desk, marker, request, form.get("signature", "")):
            return _problem(
                403,
                "This form does not come from the pages of this server.",
                "Go back, load the page again, and send it once more.",
            )
        return _told(lambda: view(request, marker, form))

    return serve


def _who(desk: Desk, request: Request) -> str | None:
    return marker_of(desk, request.cookies.get(cookie_name(desk), ""))


def _told(serve: Callable[[], Response]) -> Response:
    try:
        return serve()
    except MarkedMeanwhileError as error:
        return _problem(409, error.what, error.hint)
    except NotFoundError as error:
        return _problem(404, error.what, error.hint)
    except AutograderError as error:
        return _problem(500, error.what, error.hint)


def _stranger() -> Response:
    return _problem(
        403,
        "This page needs the link that autograder mark has printed.",
        "Open that link once more, with all that stands behind “token=”.",
    )


async def _no_page(_request: Request, _error: Exception) -> Response:
    return _problem(404, "There is no such page.", "Go back to the first page.")


async def _failed(_request: Request, error: Exception) -> Response:
    return _problem(
        500,
        f"This page could not be made: {type(error).__name__}.",
        "What was saved before is saved. The terminal of autograder mark says more.",
    )


def _problem(status: int, what: str, hint: str) -> Response:
    from starlette.responses import HTMLResponse

    return HTMLResponse(pages.page("problem.html.j2", what=what, hint=hint), status)

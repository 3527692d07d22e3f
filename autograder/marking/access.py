"""Access: who may see and change what; only this machine, only with the link, only by our forms.

Each person gets a link with a token. The first request with it gets a cookie, and the address is
shown again without the token. A form carries a signature that no other page can know.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from autograder.marking.desk import Desk

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
"""The names by which a browser on this machine, or at the end of a tunnel, calls us."""
MAX_FORM = 200_000
"""Bytes of a form that is sent to us."""
TOKEN_BYTES = 24
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",  # without one, browsers send forms with the origin "null"
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer of ours forbids a browser."""


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def cookie_name(desk: Desk) -> str:
    """Return the cookie's name: two servers on one machine share their cookies."""
    return f"autograder-mark-{desk.signed('cookie')[:8]}"


def marker_of(desk: Desk, token: str) -> str | None:
    """Return whose token this is; None for nobody's."""
    for known, name in desk.markers.items():
        if hmac.compare_digest(known.encode(), token.encode()):
            return name
    return None


def signature(desk: Desk, marker: str) -> str:
    """Return what each form of a person carries."""
    return desk.signed(f"form {marker}")


def is_ours(desk: Desk, marker: str, request: Request, sent: str) -> bool:
    """Tell whether a form comes from one of our own pages.

    Args:
        desk: the desk.
        marker: who sends it.
        request: how it comes.
        sent: the signature that it carries.
    """
    origin = request.headers.get("origin", "")
    same = origin in ("", f"{request.url.scheme}://{request.headers.get('host', '')}")
    return same and hmac.compare_digest(signature(desk, marker).encode(), sent.encode())


class Guard:
    """Gives every answer its headers, and refuses forms that are too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        if _is_too_large(scope):
            from starlette.responses import PlainTextResponse

            refusal = PlainTextResponse("This form is too large. Shorten the comment.", 413)
            await refusal(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


def _is_too_large(scope: MutableMapping[str, Any]) -> bool:
    """Tell whether a request carries too much, or does not say how much it carries."""
    if scope["method"] in ("GET", "HEAD"):
        return False
    sizes = [value for name, value in scope["headers"] if name == b"content-length"]
    return len(sizes) != 1 or not sizes[0].isdigit() or int(sizes[0]) > MAX_FORM

"""A desk with two people at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from autograder.course.layout import Course
from autograder.marking.app import make_app
from autograder.marking.desk import Desk
from tests.support.graded import ASSIGNMENT
from tests.support.marked import mark_class

TOKENS = {"token-of-tess": "Tess", "token-of-uma": "Uma"}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A class whose answers wait."""
    return mark_class(tmp_path, roster={"ada": "Ada <b>Lovelace</b>"})


@pytest.fixture
def desk(course: Course) -> Desk:
    """A desk at which two people mark, and look twice at everything."""
    return Desk(course, (ASSIGNMENT,), TOKENS, b"secret", sample=1.0)


@pytest.fixture
def enter(desk: Desk) -> Iterator[Callable[[str], TestClient]]:
    """Return the browser of one of them."""
    app = make_app(desk)
    opened: list[TestClient] = []

    def browser(name: str) -> TestClient:
        client = TestClient(app, base_url="http://localhost:8765")
        token = next(token for token, who in TOKENS.items() if who == name)
        assert client.get("/", params={"token": token}).status_code == 200
        opened.append(client)
        return client

    yield browser
    for client in opened:
        client.close()

"""`autograder mark` as a process and in this one, and a look at what it serves."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

from autograder.course.layout import Course
from autograder.marking.app import make_app
from autograder.marking.desk import Desk
from autograder.marking.serving import links, open_socket


@contextlib.contextmanager
def running(course: Course, *options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run the command; yield its process and the links that it prints."""
    command = [sys.executable, "-m", "autograder", "--course", str(course.root), "mark", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        found = []
        while "Stop with" not in (line := process.stdout.readline()):
            assert line, process.stderr and process.stderr.read()
            found.append(line.strip())
        yield process, [re.search(r"http://\S+", line)[0] for line in found]  # type: ignore[index]
    finally:
        process.kill()
        process.communicate()


def status(link: str) -> int:
    """Return what the server answers; it is up soon after it has printed its links."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    try:
        with opener.open(link, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@contextlib.contextmanager
def served(desk: Desk) -> Iterator[dict[str, str]]:
    """Serve a desk in a thread of this process; yield the link of each person."""
    import uvicorn

    config = uvicorn.Config(make_app(desk), log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    with open_socket(None) as opened:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            yield links(desk, opened)
        finally:
            server.should_exit = True
            thread.join()

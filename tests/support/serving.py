"""`autograder mark` as a process, and a look at what it serves."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

from autograder.course.layout import Course


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

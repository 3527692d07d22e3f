"""JupyterLab as a student has it, with settings of its own, and a browser without a screen."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_BROWSER = pytest.mark.skipif(CHROMIUM is None, reason="needs the browser chromium")
_TRACKER = "lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"


def wait_for(condition: Any, seconds: float) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.3)


@contextlib.contextmanager
def running_lab(folder: Path, settings: Path, **environment: str) -> Iterator[str]:
    """Run JupyterLab in a folder; yield the address below which its files are opened.

    Args:
        folder: what it shows.
        settings: an empty folder for its settings and its log.
        environment: variables that its kernels see besides those of this process.
    """
    port = _free_port()
    own = {name: str(settings / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    tracker = settings / "JUPYTER_CONFIG_DIR" / _TRACKER
    tracker.parent.mkdir(parents=True)
    # All cells are there, also those that nobody has scrolled to.
    tracker.write_text(json.dumps({"windowingMode": "none"}), encoding="utf-8")
    options = ["--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"]
    with (settings / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,  # nbgrader's pages look for the course there
            env={**os.environ, **own, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(lambda: _listens(port), 60)
            yield f"http://127.0.0.1:{port}/lab/tree"
        finally:
            server.terminate()
            server.wait(30)


@contextlib.contextmanager
def opened(address: str) -> Iterator[Any]:
    """Open a notebook in a browser; yield the page when its kernel waits for work."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.said = []
        page.on("console", lambda one: page.said.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(f"{address}?reset", timeout=90_000)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        page.wait_for_selector("text=| Idle", timeout=90_000)
        yield page
        browser.close()


def run_all(page: Any) -> None:
    """Choose *Run → Run All Cells*."""
    page.click("li:has-text('Run') >> nth=0")
    page.click("text=Run All Cells")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

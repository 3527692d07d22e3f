"""The note in JupyterLab, as a student has it: its sliders are there, and redraw their picture."""

from __future__ import annotations

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

NOTE = Path(__file__).parents[2] / "release" / "activation-units" / "00_note.ipynb"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SLIDERS = 5
LAST_PICTURE = """handle => {
    const pictures = handle.closest('.widget-interact').querySelectorAll('img');
    return pictures.length ? pictures[pictures.length - 1].src : '';
}"""

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the browser chromium"),
]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Any, seconds: float) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.3)


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab that has the note, and settings of its own."""
    shutil.copy(NOTE, tmp_path / "note.ipynb")
    port = free_port()
    settings = ["--no-browser", f"--port={port}", "--IdentityProvider.token=", "--allow-root"]
    own = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    command = [sys.executable, "-m", "jupyterlab", *settings, f"--ServerApp.root_dir={tmp_path}"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(lambda: listens(port), 60)
            yield f"http://127.0.0.1:{port}/lab/tree/note.ipynb?reset"
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture
def page(lab: str) -> Iterator[Any]:
    """The note, open in a browser, all cells run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(lab, timeout=90_000)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        page.wait_for_selector("text=| Idle", timeout=90_000)
        page.click("li:has-text('Run') >> nth=0")
        page.click("text=Run All Cells")
        yield page
        browser.close()


def test_every_slider_is_there_and_redraws_its_picture(page: Any) -> None:
    wait_for(lambda: len(page.query_selector_all(".widget-hslider")) == SLIDERS, 120)
    for slider in page.query_selector_all(".widget-hslider"):
        slider.scroll_into_view_if_needed()
        handle = slider.query_selector(".noUi-handle")
        wait_for(lambda handle=handle: handle.evaluate(LAST_PICTURE), 30)
        before = handle.evaluate(LAST_PICTURE)
        handle.focus()
        page.keyboard.press("ArrowRight")
        known = ("", before)
        wait_for(lambda handle=handle, known=known: handle.evaluate(LAST_PICTURE) not in known, 30)

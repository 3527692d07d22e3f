"""What a lean start leaves out is not loaded, and can still be had."""

from __future__ import annotations

import subprocess
import sys

BEGIN = "from autograder.lean_start import leave_out_servers; leave_out_servers(); import sys"


def run(code: str) -> str:
    """Run code in a Python of its own, and return what it prints."""
    command = [sys.executable, "-W", "ignore", "-c", f"{BEGIN}\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_nbgraders_gradebook_is_there_without_its_pages() -> None:
    assert run("import nbgrader.api\nprint('jupyter_server' in sys.modules)") == "False\n"


def test_nbgraders_pages_can_still_be_imported() -> None:
    code = "from nbgrader.server_extensions.formgrader import handlers\nprint(handlers.__name__)"
    assert run(code) == "nbgrader.server_extensions.formgrader.handlers\n"


def test_where_nbgrader_is_loaded_already_nothing_changes() -> None:
    code = (
        "import nbgrader\nbefore = dict(sys.modules)\nleave_out_servers()\n"
        "print(before == sys.modules)"
    )
    assert run(code) == "True\n"

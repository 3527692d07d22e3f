"""The command that puts a program into the sandbox."""

from __future__ import annotations

from pathlib import Path

from autograder.engine import bubblewrap


def test_folders_of_the_system_are_shown_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "lib").symlink_to("usr/lib")
    link = str(tmp_path / "lib")
    assert bubblewrap._shown(link) == ["--symlink", "usr/lib", link]
    assert bubblewrap._shown("/usr") == ["--ro-bind-try", "/usr", "/usr"]

"""Scratch: the folders that a submission can write to, emptied behind each."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def scratch_folders() -> list[Path]:
    """Return the folders that a submission can write to."""
    return [Path(os.environ["TMPDIR"]), *([Path("/dev/shm")] if os.getpid() == 1 else [])]


def empty_scratch() -> None:
    """Remove every file that a submission can have left; end the sandbox if that cannot be done."""
    try:
        for path in [path for folder in scratch_folders() for path in folder.iterdir()]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    except (OSError, RecursionError):
        raise SystemExit(1) from None

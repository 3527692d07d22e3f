"""What the course's files are on their way to members of a cluster."""

from __future__ import annotations

from pathlib import Path

from autograder.engine.workers.shipping import MAX_SHIPPED, pack, unpack


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, by path."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_is_packed_is_unpacked_once(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.bin").write_bytes(b"\0\1")
    (tmp_path / "module.py").write_text("x = 1")
    packed = pack(tmp_path)
    assert packed is not None
    assert tree(unpack(packed)) == tree(tmp_path)
    assert unpack(packed) == unpack(packed)
    (tmp_path / "large").write_bytes(b"")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MAX_SHIPPED + 1)
    assert pack(tmp_path) is None
    assert pack(None) is None

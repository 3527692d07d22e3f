"""Downloads: zips as LMSs make them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

MORNING = datetime(2026, 2, 3, 4, 5, 6)


def zip_bytes(
    files: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
    when: datetime = MORNING,
    **attributes: int,
) -> bytes:
    """Return a zip of these files, all of one time.

    Args:
        files: the content by name; pairs where one name is there twice.
        when: the time of all entries.
        attributes: attributes of every `ZipInfo`, such as `external_attr`.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            info = zipfile.ZipInfo(name, when.timetuple()[:6])
            info.filename = name  # as it is: ZipInfo tidies names
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return data.getvalue()


def make_zip(
    path: Path, files: Mapping[str, bytes], when: datetime = MORNING, **attributes: int
) -> Path:
    """Write a zip of these files."""
    path.write_bytes(zip_bytes(files, when, **attributes))
    return path


def moodle(name: str, number: int, file: str) -> str:
    """Return the path of a file in a download of Moodle."""
    return f"{name}_{number}_assignsubmission_file_/{file}"

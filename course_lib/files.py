"""Writing a file so that it is either the old one or the new one, never half of one."""

import os
import uuid
from pathlib import Path


def replace_text(path, text):
    """Put `text` (str) into the file `path` in one step, as UTF-8 with plain line ends; folders are made.

    A process killed while this runs leaves the old file whole. Raises OSError where the folder cannot be written.
    """
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path, *parts):
    """Put the parts (bytes), one after the other, into the file `path` in one step; as `replace_text`.

    The bytes have reached the disk before the old file gives way.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with aside.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)

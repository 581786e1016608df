"""Writing a file so that it is either the old one or the new one, never half of one."""

import os
import uuid
from pathlib import Path


def replace_text(path, text):
    """Put `text` (str) into the file `path` in one step, as UTF-8 with plain line ends; folders are made.

    A process killed while this runs leaves the old file whole. Raises OSError where the folder cannot be written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)

"""The pictures inside outputs as files of their own, so that a page is small and fetches those that are seen."""

import base64
import hashlib
import re
import struct
from pathlib import Path

IMG = re.compile(r"<img\b[^>]*>")
DATA = re.compile(r"""src=(["'])data:image/(?P<kind>\w+);base64,(?P<data>[^"']+)\1""")
STYLE = re.compile(r"""\s+style=(["'])max-width: ?100%;?\1""")
PNG = b"\x89PNG\r\n\x1a\n"


def apart(page: str, folder: Path, lesson: str) -> str:
    """The HTML with each picture that it carries written into a folder, and named in its place.

    Args:
        page: HTML.
        folder: is made; a file is named after the lesson and its content.
        lesson: its name.

    Returns:
        The HTML; each picture knows its size, so that nothing jumps when it comes.
    """
    return IMG.sub(lambda tag: _as_file(tag[0], folder, lesson), page)


def _as_file(tag, folder, lesson):
    found = DATA.search(tag)
    if not found:
        return tag
    content = base64.b64decode(found["data"])
    name = f"{lesson}-{hashlib.sha256(content).hexdigest()[:12]}.{found['kind']}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    source = f'src="_static/{folder.name}/{name}"{_size(content)} loading="lazy"'
    return STYLE.sub("", tag.replace(found[0], source))


def _size(content):
    """Width and height of a PNG as attributes, "" for another picture."""
    if not content.startswith(PNG):
        return ""
    width, height = struct.unpack(">II", content[16:24])
    return f' width="{width}" height="{height}"'

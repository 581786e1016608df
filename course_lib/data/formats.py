"""The kinds of picture files that the course reads: the one list that code, page and texts follow."""

from typing import NamedTuple


class Format(NamedTuple):
    """A kind by Pillow's name for it, its name for people, and the endings of its files."""

    pillow: str
    name: str
    endings: tuple[str, ...]


ALL = (
    Format("JPEG", "JPEG", (".jpg", ".jpeg")),
    Format("PNG", "PNG", (".png",)),
    Format("WEBP", "WebP", (".webp",)),
    Format("GIF", "GIF", (".gif",)),
    Format("BMP", "BMP", (".bmp",)),
    Format("TIFF", "TIFF", (".tif", ".tiff")),
    Format("AVIF", "AVIF", (".avif",)),
    Format("HEIF", "HEIC", (".heic", ".heif")),  # as an iPhone takes them; read by pillow-heif
)
FORMATS = tuple(kind.pillow for kind in ALL)
ENDINGS = ",".join(ending for kind in ALL for ending in kind.endings)  # as an upload control takes them
IN_WORDS = ", ".join(kind.name for kind in ALL[:-1]) + f" or {ALL[-1].name}"

"""A real web server for downloads, and miniature archives in the layout of the true ones."""

import hashlib
import io
import time
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import numpy as np
from PIL import Image

from course_lib import data
from course_lib.data.archives import Archive


@dataclass
class Page:
    """How the server answers for one path."""

    body: bytes = b""
    status: int = 200
    ranges: bool = True  # answers 206 to a Range request
    cut_after: int = 0  # closes the first connection after so many bytes
    slow: float = 0.0  # seconds between blocks of 4 KB
    says_length: bool = True  # in the head of its answer
    sent: int = 0  # bytes
    asked: list = field(default_factory=list)  # the Range header of each request


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        page = self.server.pages.get(self.path, Page(status=404))
        asked = self.headers.get("Range")
        page.asked.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and page.ranges else 0
        if page.status != 200:
            self.send_error(page.status)
        elif start and start >= len(page.body):
            self.send_error(416)
        else:
            self._send(page, start)

    def _send(self, page, start):
        self.send_response(206 if start else 200)
        if page.says_length:
            self.send_header("Content-Length", str(len(page.body) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(page.body) - 1}/{len(page.body)}")
        self.end_headers()
        end = page.cut_after if page.cut_after and len(page.asked) == 1 else len(page.body)
        for position in range(start, end, 4096):
            self.wfile.write(page.body[position : min(position + 4096, end)])
            page.sent += 4096
            time.sleep(page.slow)

    def log_message(self, *arguments):
        pass


def zipped(members, compression=zipfile.ZIP_STORED):
    """The bytes of a zip file with these {name: bytes}."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def archive_of(body, addresses, name="tiny"):
    """The Archive that describes these bytes."""
    digest = hashlib.sha256(body).hexdigest()
    return Archive(name, "folder", f"{name}.zip", tuple(addresses), len(body), digest)


def image_bytes(pixels, kind, **options):
    """A picture file of this kind, such as "PNG", from an array of pixels."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def flat_photo(colour, height=40, width=40):
    """A JPEG in one colour."""
    return image_bytes(np.full((height, width, 3), colour, np.uint8), "JPEG", quality=95)


def drawing(row, size=105):
    """A PNG as Omniglot has them: one bit, white paper, a dark stroke of 9 rows from `row`."""
    pixels = np.full((size, size), 255, np.uint8)
    pixels[row : row + 9, 20:85] = 0
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert("1").save(buffer, "PNG")
    return buffer.getvalue()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def saved(path, image, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)
    return path


def read_alone(path):
    """The picture of a folder that holds only this file."""
    pictures = data.folder(path.parent, size=16)
    assert pictures.skipped == ()
    return pictures.pictures[0].astype(int)

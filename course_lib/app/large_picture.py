"""A picture of a collection as large as a screen, read from its file when somebody asks for it."""

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from course_lib import data
from course_lib.app.case_pictures import member_of
from course_lib.app.collection import Collection
from course_lib.app.folder_pictures import file_paths
from course_lib.app.this_machine import LOCAL, link_to
from course_lib.data.folder import printable
from course_lib.data.reading import whole_picture
from course_lib.errors import expect, is_whole

LARGE = 1600  # pixels of the longer side at most


@dataclass(frozen=True)
class LargePicture:
    """What is shown of one picture.

    Args:
        jpeg: the bytes of a JPEG file.
        words: what it is called.
        size: in words.
        path: of its file, for people; empty where it comes from none.
        link: to the file, below the address of the page; empty where the server of the page has it not.
    """

    jpeg: bytes
    words: str
    size: str
    path: str
    link: str


def large_picture(collection: Collection, place: int) -> LargePicture:
    """Picture `place` of a collection. Which file that is, the collection knows; nobody can ask for another one.

    Args:
        collection: of a folder, where the file is read again; of photos in an archive, likewise; else the thumbnail
            is all there is.
        place: 0 to n - 1.

    Raises:
        ValueError: no such place, or the file is no picture any more.
        OSError: it is gone.
    """
    expect(is_whole(place) and 0 <= place < len(collection), "place", repr(place), f"0 to {len(collection) - 1}")
    folder, path, link = collection.facts.folder, "", ""
    if folder:
        file = file_paths(Path(folder), collection.facts.stamps)[place]
        found = whole_picture(file, LARGE)
        if isinstance(found, str):
            raise ValueError(found)
        large, sides = found
        path = collection.facts.files[place]
        if os.environ.get(LOCAL):
            path, link = printable(file), link_to(path)
    else:
        with Image.open(io.BytesIO(_archived(collection, place) or collection.thumbnail(place))) as image:
            sides, large = image.size, image.convert("RGB")
        large.thumbnail((LARGE, LARGE))
    jpeg = io.BytesIO()
    large.save(jpeg, "JPEG", quality=88)
    return LargePicture(jpeg.getvalue(), collection.words(place), "{} x {} pixels".format(*sides), path, link)


def _archived(collection, place):
    """The bytes of a photo in the archive of the groceries; None where neither is there."""
    archive = data.find("groceries") if collection.facts.files else None
    if archive is None:
        return None
    with zipfile.ZipFile(archive) as opened:
        return opened.read(member_of(opened, collection.facts.files[place]))

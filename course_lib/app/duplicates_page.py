"""Groups of copies as a page to look at: one HTML file, with all its pictures in it."""

import base64
from collections.abc import Sequence
from pathlib import Path

import jinja2

from course_lib.app.collection import Collection
from course_lib.app.duplicate_groups import Copy
from course_lib.app.folder_pictures import file_paths
from course_lib.data.folder import printable


def duplicates_page(folder: Path, collection: Collection, groups: Sequence[Sequence[Copy]], summary: str) -> bytes:
    """The bytes of the HTML file. Each picture has its file's name as words, and leads to the file on this machine.

    Args:
        folder: the whole path of it.
        collection: of the folder, which has the thumbnails.
        groups: from `duplicate_groups`.
        summary: a sentence that stands above them.
    """
    environment = jinja2.Environment(loader=jinja2.PackageLoader("course_lib.app"), autoescape=True)
    paths = file_paths(folder, collection.facts.stamps)
    page = environment.get_template("duplicates.html.j2").render(
        folder=printable(folder.name),
        summary=summary,
        groups=groups,
        thumbnail=lambda place: base64.b64encode(collection.thumbnail(place)).decode(),
        link=lambda place: paths[place].as_uri(),
    )
    return page.encode()

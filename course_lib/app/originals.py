"""The files of a folder's photos through the server of the page: those of its collection as they lie there, no others.

    original/2024/a%20b.jpg  ->  the file, which the browser shows, or saves where it cannot show its kind

Only a server for this machine has them: a photo carries where and when it was taken, and the page shows that to nobody.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jupyter_server.base.handlers import AuthenticatedFileHandler
from tornado.web import HTTPError

from course_lib.app.collection import folder_and_stamps
from course_lib.app.folder_pictures import file_paths
from course_lib.app.this_machine import is_this_machine
from course_lib.data.folder import printable
from course_lib.data.reading import media_type


class Originals:
    """The files of a collection by the names that the page shows.

    Args:
        path: of the collection's file, which may be written anew at any time; None where nobody is to have a file.
    """

    def __init__(self, path: str | os.PathLike | None) -> None:
        self.path = None if path is None else Path(path)
        self.seen: tuple[int, int] | None = None  # of the collection's file, when it was read
        self.folder, self.files = "", dict[str, Path]()

    def find(self, name: str) -> Path | None:
        """The file of this name below the folder; None where the collection has none.

        Raises:
            OSError: the collection is gone.
            ValueError: it is damaged.
        """
        if self.path is None:
            return None
        now = self.path.stat()
        if self.seen != (now.st_mtime_ns, now.st_size):
            self.folder, stamps = folder_and_stamps(self.path)
            files = file_paths(Path(self.folder), stamps).values() if self.folder else ()
            self.files = {printable(file.relative_to(self.folder)): file for file in files}
            self.seen = (now.st_mtime_ns, now.st_size)
        return self.files.get(name)


class OriginalFile(AuthenticatedFileHandler):
    """Answers with one file of a collection, to pages of this server alone; with a sentence where that is not to be.

    That a page of this server asks, the base class finds from the request's Referer.
    """

    def initialize(self, originals: Originals) -> None:  # type: ignore[override]
        """Take the files that may be asked for."""
        self.originals, self.media_type = originals, ""
        super().initialize(path=os.sep)

    @property
    def content_security_policy(self) -> str:
        """Nothing in a file is run, and no other page takes it into its own."""
        return "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'"

    def check_host(self) -> bool:
        """Is it this machine that the browser asks, by its own name? A stranger's name may be made to point here."""
        return is_this_machine(urlsplit(f"//{self.request.host}").hostname or "")

    def get_absolute_path(self, _root: str, _path: str) -> str:  # type: ignore[override]
        """The path of the file: looked up among those of the collection, never put together from what was asked."""
        try:
            file = self.originals.find(self.path_args[0])
        except (OSError, ValueError) as problem:
            raise HTTPError(404, "The collection of the photos cannot be read any more.") from problem
        if file is None:
            raise HTTPError(404, "There is no such file among the photos that are searched.")
        return str(file)

    def validate_absolute_path(self, _root: str, absolute_path: str) -> str:
        """The same path, as long as a picture lies there."""
        try:
            self.media_type = media_type(Path(absolute_path))
        except ValueError as problem:
            raise HTTPError(404, f"{self.path_args[0]} cannot be shown any more: {problem}.") from problem
        return absolute_path

    def get_content_type(self) -> str:
        """What the file is by its content, whatever its name says."""
        return self.media_type

    def set_extra_headers(self, path: str) -> None:
        """The name under which it is saved; no other site may show it, and no copy of it is kept."""
        name = quote(path.rpartition("/")[2], safe="")
        self.set_header("Content-Disposition", f"inline; filename*=UTF-8''{name}")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **facts: Any) -> None:
        """The sentence alone."""
        problem = facts.get("exc_info", (None, None))[1]
        said = None
        if isinstance(problem, HTTPError) and status_code == 404 and problem.log_message:
            said = problem.log_message % problem.args  # in which Tornado has doubled each %
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(said or "This address can be opened from the search page alone.")

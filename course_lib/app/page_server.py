"""The server of the search page: Voila, and beside its page the files of an own folder, on this machine alone."""

import os
from typing import Any

from jupyter_server.utils import url_path_join
from voila.app import Voila

from course_lib.app.originals import OriginalFile, Originals
from course_lib.app.this_machine import LOCAL


class PageServer(Voila):
    """Voila with one more kind of address. What it serves is named in the environment, as `serve.environ` makes it."""

    def init_handlers(self) -> list[Any]:
        """Voila's handlers come last: they answer every address with the page."""
        path = os.environ.get("COURSE_PAGE") if os.environ.get(LOCAL) else None
        address = url_path_join(self.server_url, r"/original/(.*)")
        return [(address, OriginalFile, {"originals": Originals(path)}), *super().init_handlers()]


if __name__ == "__main__":
    PageServer.launch_instance()

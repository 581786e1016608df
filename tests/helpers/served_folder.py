"""A folder served on this machine from a sub-path, as GitHub Pages does."""

import contextlib
import functools
import http.server
import threading

SUB_PATH = "siamese-course"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@contextlib.contextmanager
def served(folder, root):
    """The address of a folder, ending in /; `root` is an empty folder of the test."""
    (root / SUB_PATH).symlink_to(folder, target_is_directory=True)
    handler = functools.partial(Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{SUB_PATH}/"
        server.shutdown()

"""Folders of their own and a web server for the tests of course_lib.data."""

import threading
from http.server import ThreadingHTTPServer

import pytest
from helpers.picture_files import Handler

from course_lib.data import download


@pytest.fixture
def own_folders(tmp_path, monkeypatch):
    """COURSE_DATA and COURSE_CACHE in tmp_path, the network allowed, no waiting between tries."""
    (tmp_path / "ready").mkdir()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "ready"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_OFFLINE", raising=False)
    monkeypatch.setattr(download, "PAUSE", 0.01)
    return tmp_path


@pytest.fixture
def own_cache(tmp_path_factory, monkeypatch):
    """COURSE_CACHE in an empty folder."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("COURSE_CACHE", str(folder))
    return folder


@pytest.fixture
def server():
    """A web server on this machine: fill server.pages, ask at server.address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        running.handle_error = lambda *arguments: None  # a killed client is what some tests are about
        running.pages = {}
        running.address = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()

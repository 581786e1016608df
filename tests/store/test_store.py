"""The store on its embedded server."""

import tempfile
from pathlib import Path

import pytest
from helpers.store_suite import *  # noqa: F403

from course_lib.store import Store


@pytest.fixture(scope="session")
def place():
    """Where the stores of these tests are: a folder of their own, which the server's account may reach."""
    with tempfile.TemporaryDirectory(prefix="course-store-") as folder:
        shared = {"folder": Path(folder) / "postgres"}
        with Store("keeps_the_server_running", **shared):
            yield shared

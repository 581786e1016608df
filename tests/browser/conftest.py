"""JupyterLab on a copy of the learner's notebooks, and headless Chromium to use it as a learner would."""

import contextlib
import copy
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from helpers.headless import started
from helpers.odd_names import ODD_NAMES
from helpers.random_photos import random_photo

from course_lib.app.serve import environ
from course_lib.paths import JUPYTER, ROOT

SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # all cells on the page, also those out of sight
}


def free_port():
    with contextlib.closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def write_settings(folder):
    for name, values in SETTINGS.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab with settings, workspaces and home of its own: `Lab`."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns("source", "solutions"))
    shutil.copy(ROOT / "course_lib" / "app" / "search_page.ipynb", home / "notebooks")
    write_settings(home / "settings")
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "run", "JUPYTERLAB_SETTINGS_DIR": "settings"}
    own |= {"JUPYTERLAB_WORKSPACES_DIR": "workspaces", "HOME": "home", "IPYTHONDIR": "ipython"}
    environ = {**os.environ, **{name: str(home / folder) for name, folder in own.items()}}
    environ |= {"COURSE_PROGRESS": str(home / "progress.json"), "JUPYTER_CONFIG_PATH": str(JUPYTER)}
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--allow-root"]
    command += ["--port-retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={home / 'notebooks'}"]
    command += ["--ServerApp.disable_check_xsrf=True", "--ServerApp.allow_external_kernels=True"]
    command += ["--expose-app-in-browser"]  # so that a test can change the theme
    command += [f"--ServerApp.external_connection_dir={home / 'kernels'}"]
    (home / "kernels").mkdir()
    with open(home / "lab.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status", server, home / "lab.log")
        yield Lab(f"http://127.0.0.1:{port}", home)
    finally:
        server.terminate()
        server.wait(600)


class Lab(NamedTuple):
    """The address of a JupyterLab, and the folder that holds its notebooks and its list of kernels from elsewhere."""

    address: str
    home: Path

    def open_session(self, notebook, name, connection_file):
        """Serve a notebook (nbformat.NotebookNode) as `name`, connected to a kernel that runs already.

        Its code cells are trusted, as those are that were run in JupyterLab: only so it shows their widgets.
        """
        content = copy.deepcopy(notebook)
        for cell in content.cells:
            if cell.cell_type == "code":
                cell.metadata["trusted"] = True
        self.ask(f"contents/{name}", {"type": "notebook", "format": "json", "content": content}, "PUT")
        before = {kernel["id"] for kernel in self.ask("kernels")}
        shutil.copy(connection_file, self.home / "kernels")
        (found,) = {kernel["id"] for kernel in self.ask("kernels")} - before
        self.ask("sessions", {"path": name, "name": name, "type": "notebook", "kernel": {"id": found}})

    def close_session(self, connection_file):
        """Forget the kernel; it goes on running."""
        (self.home / "kernels" / Path(connection_file).name).unlink()
        self.ask("kernels")

    def ask(self, what, content=None, method=None):
        """The answer of the server's interface, after sending `content` where there is any."""
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self.address}/api/{what}", body, method=method)
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def app(app_server):
    """The address of `python -m course_lib app`."""
    return app_server[0]


@pytest.fixture(scope="session")
def app_server(tmp_path_factory):
    """The address of `python -m course_lib app`, and the process behind it."""
    with app_served(tmp_path_factory.mktemp("app")) as served:
        yield served


@pytest.fixture(scope="module")
def own_app(tmp_path_factory):
    """The address of the page of a folder with odd names, and that folder."""
    home = tmp_path_factory.mktemp("own")
    place = home / "Photos – 写真 #1 50%"
    write_odd_photos(place)
    with app_served(home, f"--data={place}") as (address, _):
        yield address, place


def write_odd_photos(place):
    """A photo under each odd name, in sub-folders and deeper, a TIFF and a HEIC file, and a file that is no photo."""
    names = [name for name in ODD_NAMES if not name.startswith(".") and "/" not in name]
    for i, name in enumerate(names):
        below = place / ("食品 & المطبخ" if i % 2 else "100% #1?") / ("deeper" if i % 3 else "")
        below.mkdir(parents=True, exist_ok=True)
        random_photo(i).save(below / name, "PNG")
    for ending in ("tiff", "heic"):
        random_photo(len(names)).save(place / "100% #1?" / f"scan.{ending}")
    (place / "secret.txt").write_text("secret")
    random_photo(99).save(place.parent / "beside.png")


@contextlib.contextmanager
def app_served(home, *words):
    """The address of `python -m course_lib app` with more words, and the process behind it."""
    port = free_port()
    command = [sys.executable, "-m", "course_lib", "app", "--no-browser", f"--port={port}", "--ready=1", *words]
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "run", "IPYTHONDIR": "ipython"}
    environ = {**os.environ, **{name: str(home / folder) for name, folder in own.items()}, "COURSE_NO_VENV": "1"}
    with open(home / "app.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/voila/static/voila.js", server, home / "app.log")
        assert f"http://127.0.0.1:{port}/" in (home / "app.log").read_text()
        yield f"http://127.0.0.1:{port}", psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(600)


@pytest.fixture
def voila(tmp_path):
    """A function that serves a notebook by Voila, in the template of the search page, and answers with its address."""
    servers = []

    def serve(path):
        port, log = free_port(), tmp_path / "voila.log"
        command = [sys.executable, "-m", "voila", str(path), "--no-browser", f"--port={port}", "--template=course"]
        with open(log, "w", encoding="utf-8") as words:
            servers.append(subprocess.Popen(command, env=environ(""), stdout=words, stderr=subprocess.STDOUT))
        wait_for(f"http://127.0.0.1:{port}/voila/static/voila.js", servers[-1], log)
        return f"http://127.0.0.1:{port}"

    yield serve
    for server in servers:
        server.terminate()
        server.wait(600)


def wait_for(address, server, log, seconds=600):
    for _ in range(5 * seconds):
        assert server.poll() is None, log.read_text()[-2000:]
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.2)
    raise TimeoutError(log.read_text()[-2000:])


@pytest.fixture(scope="session")
def browser():
    with started() as window:
        yield window


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(600_000)  # no wait ends because the machine is busy
    page.outside = []
    page.on("request", lambda r: page.outside.append(r.url) if not is_local(r.url) else None)
    yield page
    page.close()


def is_local(url):
    return not url.startswith(("http", "ws")) or "//127.0.0.1:" in url


@pytest.fixture(scope="session")
def screenshots():
    """Where the pictures go that a person should look at."""
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

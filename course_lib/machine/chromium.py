"""A Chromium for the browser tests: an installed one, else playwright's own, else Debian's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from course_lib.errors import CourseProblem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    "win32": tuple(
        os.path.join(os.environ.get(folder, ""), "Google", "Chrome", "Application", "chrome.exe")
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    ),
}
OS_RELEASE = Path("/etc/os-release")
QUESTION = "from playwright.sync_api import sync_playwright as p; print(p().start().chromium.executable_path)"
DEBIAN = "apt-get update && apt-get install -y chromium libatomic1"  # the second for playwright's driver


def chromium() -> str:
    """Return the path of a Chromium or Chrome that starts, after installing one where that is possible.

    CHROMIUM names one to use.

    Raises:
        CourseProblem: with the one command to run, when there is none and none can be had.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if not starts(named):
            raise CourseProblem(f"CHROMIUM: expected the path of a Chromium that starts, got {named}")
        return named
    for find in (_installed, _of_playwright, _download, _from_debian):
        path = find()
        if path and _driver_starts():
            return path
    raise CourseProblem(f"The browser tests need Chromium, and it could not be installed from here. Run: {advice()}")


def starts(path: "str | os.PathLike") -> bool:
    """Tell whether the browser at `path` is there and starts (on Windows only the first: asking opens a window)."""
    if sys.platform == "win32":
        return Path(path).is_file()
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def advice() -> str:
    """Return the one command that installs a Chromium on this machine."""
    if _is_debian():
        return f'sudo sh -c "{DEBIAN}"'
    return f'"{sys.executable}" -m playwright install --with-deps chromium'


def _driver_starts():
    """Playwright drives any Chromium through a program of its own, which lacks a library on a bare machine."""
    return subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True).returncode == 0


def _installed():
    candidates = [shutil.which(name) for name in NAMES] + list(PLACES.get(sys.platform, ()))
    return next((path for path in candidates if path and starts(path)), None)


def _of_playwright():
    answer = subprocess.run([sys.executable, "-c", QUESTION], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if answer.returncode == 0 and starts(path) else None


def _download():
    _say_and_run([sys.executable, "-m", "playwright", "install", "chromium"])
    return _of_playwright()


def _from_debian():
    if not _is_debian() or os.geteuid() != 0:
        return None
    _say_and_run(["sh", "-c", DEBIAN], DEBIAN_FRONTEND="noninteractive")
    return _installed()


def _is_debian():
    """Ubuntu's package of that name is a pointer to a snap, which playwright can't drive."""
    return OS_RELEASE.is_file() and "ID=debian" in OS_RELEASE.read_text(encoding="utf-8").splitlines()


def _say_and_run(command, **environ):
    print(f"Chromium or a library for it is missing. Trying: {' '.join(command)}", flush=True)
    subprocess.run(command, env={**os.environ, **environ})  # whether it helped is seen by starting the browser

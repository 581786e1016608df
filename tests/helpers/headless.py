"""Headless Chromium, as every test with a browser starts it."""

import contextlib
import os

from playwright.sync_api import sync_playwright

from course_lib.machine.chromium import chromium

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
]


@contextlib.contextmanager
def started():
    """A browser: CHROMIUM, or the one that the course finds."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or chromium()
        window = playwright.chromium.launch(executable_path=path, headless=True, args=QUIET)
        yield window
        window.close()

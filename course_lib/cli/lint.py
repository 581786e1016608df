"""Style, format, types and spelling."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace

from course_lib.paths import ROOT

SUMMARY, PURPOSE = "check style, format, types and spelling", "test"
NEEDS_CHECKOUT = True
TEXTS = ("notebooks", "binder", "README.md", "CONTRIBUTING.md", "data/README.md", "Makefile")
TOOLS = (
    ("ruff", "check", "bench", "course_lib", "tests", "notebooks/source"),
    ("ruff", "format", "--check", "bench", "course_lib", "tests"),
    ("mypy",),  # the rooms named in pyproject.toml
    ("codespell_lib", "bench", "course_lib", "tests", *TEXTS),
)


def add_arguments(parser: ArgumentParser) -> None:
    """There are none."""


def run(options: Namespace) -> int:
    """Run the tools in turn; the exit code is that of the first that objects."""
    for words in TOOLS:
        code = subprocess.run([sys.executable, "-m", *words], cwd=ROOT).returncode
        if code:
            return code
    return 0

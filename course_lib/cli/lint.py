"""Style, format, types, workflows and spelling."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace

from course_lib.paths import ROOT

SUMMARY, PURPOSE = "check style, format, types, workflows and spelling", "test"
NEEDS_CHECKOUT = True
TEXTS = ("notebooks", "binder", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", ".github", "data/README.md", "Makefile")
WORKFLOWS = tuple(f".github/workflows/{name}.yml" for name in ("book", "colab", "test", "weekly"))
ISSUE_FORMS = tuple(f".github/ISSUE_TEMPLATE/{name}.yml" for name in ("bug", "question", "wrong_claim"))
TOOLS = (
    ("ruff", "check", "bench", "course_lib", "tests", "notebooks/source"),
    ("ruff", "format", "--check", "bench", "course_lib", "tests"),
    ("check_jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS),
    ("check_jsonschema", "--builtin-schema", "vendor.github-actions", ".github/actions/prepare/action.yml"),
    ("check_jsonschema", "--builtin-schema", "vendor.github-issue-forms", *ISSUE_FORMS),
    ("check_jsonschema", "--builtin-schema", "vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
    ("check_jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff"),
    ("mypy",),
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

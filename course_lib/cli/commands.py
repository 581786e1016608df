"""What each command of `python -m course_lib` does once the environment is there. Heavy imports stay inside."""

import os
import subprocess
import sys

from course_lib.machine.environment import require_checkout
from course_lib.machine.processes import replace_process
from course_lib.paths import ROOT

TEXTS = ("notebooks", "binder", "README.md", "CONTRIBUTING.md", "data/README.md", "Makefile")
TOOLS = (
    ("ruff", "check", "bench", "course_lib", "tests", "notebooks/source"),
    ("ruff", "format", "--check", "bench", "course_lib", "tests"),
    ("mypy",),  # the rooms named in pyproject.toml
    ("codespell_lib", "bench", "course_lib", "tests", *TEXTS),
)


def lab(browser, port, extra):
    """Become JupyterLab, opened on lesson 00, with the words `extra` passed on; Ctrl-C ends it without a question."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}", "--ServerApp.answer_yes=True"]
    command += ["--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"]
    command += [] if browser else ["--no-browser"]
    command += [f"--port={port}"] if port else []
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return replace_process(command + extra, {"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ})


def test(only, extra):
    """Run the steps of the test, or those named in `only`, with the words of `extra` passed on to pytest."""
    from course_lib.cli.steps import run_steps

    return run_steps(only, extra)


def test_backends(only, extra):
    """Run the tests of the library with Keras on JAX and on PyTorch, or on the backends named in `only`."""
    from course_lib.cli.steps import backend_steps, run_steps

    return run_steps(only, extra, backend_steps())


def test_cluster(only, extra):
    """Run the tests of the store on a PostgreSQL of several servers, which are set up in data/cache/cluster."""
    from course_lib.cli.steps import cluster_steps, run_steps

    return run_steps(only, extra, cluster_steps())


def notebooks(check, missing):
    """Build the notebooks, or with `check` tell whether they are fresh, or list what is `missing` a cell."""
    from course_lib.authoring import notebooks, registry

    if missing:
        print(registry.report())
        return 0
    return notebooks.build(check=check)


def measure(lessons):
    """Run the `lessons` (all when empty) and write their minutes and memory."""
    from course_lib.authoring.measure import measure

    return measure(lessons)


def bands(lessons):
    """Run the `lessons` (all that have a SEED when empty) with five seeds and write what their asserts compare."""
    from course_lib.authoring.bands import bands

    return bands(lessons)


def search(data, query, k, out):
    """Print the `k` nearest pictures of `data` to the picture `query` and save them as `out`."""
    from course_lib.app.search_command import search_command

    return search_command(data, query, k, out)


def app(data, address, port, browser, ready):
    """Become the server of the search page over `data`, with `ready` processes waiting for visitors."""
    from course_lib.app.serve import app_command

    return app_command(data, address, port, browser, ready)


def weights(names):
    """Train the shipped weights called `names` (all when empty) again."""
    from course_lib.recipes.products import train_weights

    return train_weights(names)


def one_shot(parts, seed, epochs, keep):
    """Train on `parts` of Omniglot (both when empty), test on the published runs, print a line for each."""
    from course_lib.recipes.characters import EPOCHS, one_shot_command

    if keep:
        require_checkout("one-shot --keep")
    return one_shot_command(parts, seed, epochs or EPOCHS, keep)


def pictures():
    """Draw the two pictures of the README again."""
    from course_lib.authoring.readme_figures import draw_pictures

    return draw_pictures()


def lint():
    """Check style, format, types and spelling; the exit code is that of the first tool that objects."""
    for words in TOOLS:
        code = subprocess.run([sys.executable, "-m", *words], cwd=ROOT).returncode
        if code:
            return code
    return 0


def lock():
    """Write requirements.lock: the versions that are installed, with hashes, for every system and Python."""
    from course_lib.machine.requirements_lock import write_lock

    return write_lock(ROOT)

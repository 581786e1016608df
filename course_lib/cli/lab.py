"""The course in JupyterLab."""

import os
import sys
from argparse import ArgumentParser, Namespace

from course_lib.cli.argument_types import positive
from course_lib.machine.processes import replace_process
from course_lib.paths import JUPYTER, ROOT

SUMMARY, PURPOSE = "open the course in JupyterLab", "lab"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options --no-browser and --port, and the words for JupyterLab."""
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="print the address, open nothing")
    parser.add_argument("--port", type=positive, help="the port to listen on")
    parser.add_argument("extra", nargs="*", metavar="-- OPTION", help="passed on to JupyterLab")


def run(options: Namespace) -> int:
    """Become JupyterLab, opened on lesson 00; Ctrl-C ends it without a question. Its kernels keep their asserts."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}", "--ServerApp.answer_yes=True"]
    command += ["--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"]
    command += [] if options.browser else ["--no-browser"]
    command += [f"--port={options.port}"] if options.port else []
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    places = os.pathsep.join([str(JUPYTER), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])])
    ours = {"PYTHONOPTIMIZE": "", "JUPYTER_CONFIG_PATH": places}
    return replace_process(command + options.extra, {"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ, **ours})

"""The command line: `python -m course_lib lab`. Standard library at the top: it runs before anything is installed."""

import argparse
import os
import sys
from pathlib import Path

from course_lib.cli import commands
from course_lib.errors import CourseProblem
from course_lib.machine import environment
from course_lib.machine.processes import replace_process

SETS = ("groceries", "catalogue")
PARTS = ("small1", "small2")  # of Omniglot


def main(arguments):
    """Run one command with the environment it needs. Returns the exit code."""
    try:
        environment.require_supported_python()
        options = vars(_parser().parse_args(arguments))
        run, purpose, command, anywhere = map(options.pop, ("run", "purpose", "command", "anywhere"))
        if not anywhere:
            environment.require_checkout(command)
        python = environment.ensure(purpose)
        if python != Path(sys.executable):
            return replace_process([str(python), "-m", "course_lib", *arguments])
        return run(**options)
    except CourseProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130


def _parser():
    from course_lib.cli.steps import BACKENDS, CLUSTER, STEPS

    parser = argparse.ArgumentParser(prog="python -m course_lib", description="A course on Siamese networks.")
    add = parser.add_subparsers(metavar="COMMAND", required=True, dest="command").add_parser
    _add_lab(_with(add, "lab", commands.lab, "lab", "open the course in JupyterLab"))
    _add_test(_with(add, "test", commands.test, "test", "run all tests; the first step that fails ends the run"), STEPS)
    _add_test(
        _with(add, "test-backends", commands.test_backends, "backends", "run the library's tests on JAX and PyTorch"),
        BACKENDS,
    )
    _add_test(
        _with(add, "test-cluster", commands.test_cluster, "test", "run the store's tests on four servers (as root)"),
        CLUSTER,
    )
    _add_notebooks(_with(add, "notebooks", commands.notebooks, "test", "build the notebooks from notebooks/source"))
    _add_search(_with(add, "search", commands.search, "lab", "find the pictures most like yours", anywhere=True))
    _add_app(_with(add, "app", commands.app, "lab", "open the search page", anywhere=True))
    _with(add, "measure", commands.measure, "test", "run the lessons, write their minutes and memory").add_argument(
        "lessons", nargs="*", metavar="LESSON", help="such as 01_topology (default: all)"
    )
    _with(add, "bands", commands.bands, "test", "run the lessons with five seeds, write their bands").add_argument(
        "lessons", nargs="*", metavar="LESSON", help="such as 02_losses (default: all that have a SEED)"
    )
    _with(add, "weights", commands.weights, "lab", "train the shipped weights again").add_argument(
        "names", nargs="*", metavar="NAME", help="which of them (default: all)"
    )
    _add_one_shot(
        _with(add, "one-shot", commands.one_shot, "lab", "read alphabets never seen: train, then test", anywhere=True)
    )
    _with(add, "pictures", commands.pictures, "lab", "draw the pictures of the README again")
    _with(add, "lint", commands.lint, "test", "check style, format, types and spelling")
    _with(add, "lock", commands.lock, "test", "write requirements.lock from what is installed")
    return parser


def _with(add, name, run, purpose, summary, anywhere=False):
    """A command's parser; anywhere: it works where course_lib was installed without its repository."""
    parser = add(name, help=summary, description=summary)
    parser.set_defaults(run=run, purpose=purpose, anywhere=anywhere)
    return parser


def _add_lab(parser):
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="print the address, open nothing")
    parser.add_argument("--port", type=_positive, help="the port to listen on")
    parser.add_argument("extra", nargs="*", metavar="-- OPTION", help="passed on to JupyterLab")


def _add_test(parser, steps):
    parser.add_argument("--only", action="append", choices=steps, help="this step alone; may be repeated")
    parser.add_argument("extra", nargs="*", metavar="-- OPTION", help="passed on to pytest, such as -- -x -k metrics")


def _add_notebooks(parser):
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--check", action="store_true", help="build nothing; fail when a notebook is not what its source says"
    )
    way.add_argument("--missing", action="store_true", help="list the claims and pitfalls that no cell tries")


def _add_search(parser):
    parser.add_argument("--data", required=True, type=_set, help=f"{', '.join(SETS)} or a folder of pictures")
    parser.add_argument("--query", required=True, type=_file, help="the picture to look for")
    parser.add_argument("--k", type=_positive, default=10, help="how many to find (default: 10)")
    parser.add_argument("--out", type=_new_png, default=Path("neighbours.png"), help="(default: neighbours.png)")


def _add_app(parser):
    parser.add_argument("--data", default="catalogue", type=_set, help=f"{', '.join(SETS)} or a folder of pictures")
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="print the address, open nothing")
    parser.add_argument("--address", default="127.0.0.1", help="whom to serve (default: this machine, 127.0.0.1)")
    parser.add_argument("--port", type=_positive, default=8866, help="the port to listen on (default: 8866)")
    parser.add_argument("--ready", type=_positive, default=2, help="processes that wait for visitors (default: 2)")


def _add_one_shot(parser):
    parser.add_argument("parts", nargs="*", metavar="PART", type=_part, help=f"{' or '.join(PARTS)} (default: both)")
    parser.add_argument("--seed", type=_number, default=0, help="of everything random (default: 0)")
    parser.add_argument("--epochs", type=_positive, help="of 12,800 drawings (default: those of bench/one_shot.md)")
    parser.add_argument("--keep", action="store_true", help="put the trained weights where lesson 14 finds them")


def _positive(text):
    return _checked(
        int(text) if text.isdecimal() else 0, text, lambda number: number >= 1, "a whole number of at least 1"
    )


def _number(text):
    return _checked(int(text) if text.isdecimal() else -1, text, lambda number: number >= 0, "a whole number")


def _part(text):
    return _checked(text, text, PARTS.__contains__, " or ".join(PARTS))


def _file(text):
    expected = "an existing file" if text else "the picture to look for: make search QUERY=my_photo.jpg"
    return _checked(Path(text).expanduser(), text, Path.is_file, expected)  # make passes ~ on as it is


def _set(text):
    name = text if text in SETS else os.path.expanduser(text)
    return _checked(
        name, text, lambda name: name in SETS or os.path.isdir(name), f"a folder or one of {', '.join(SETS)}"
    )


def _new_png(text):
    fits = lambda path: path.suffix.lower() == ".png" and path.parent.is_dir()
    return _checked(Path(text), text, fits, "a name that ends in .png, in a folder that exists")


def _checked(value, text, fits, expected):
    if not fits(value):
        raise argparse.ArgumentTypeError(f"expected {expected}, got {text!r}")
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A network of the search as a file for other programs."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

SUMMARY, PURPOSE = "write a network of the search as ONNX or LiteRT", "lab"
NEEDS_CHECKOUT = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add which network, and where to write it."""
    names = "squeezenet (default), groceries, catalogue, or the name of one that train made"
    parser.add_argument("--network", default="squeezenet", help=names)
    parser.add_argument("--out", required=True, type=Path, help="a file that ends in .onnx or .tflite")
    parser.add_argument("--replace", action="store_true", help="overwrite the file if it is there")


def run(options: Namespace) -> int:
    """Write the file, have its runtime read it back and compare it with Keras."""
    from course_lib.app.export_command import export_command

    return export_command(options.network, options.out, options.replace)

"""What a word on the command line may be: each function returns the value or says what was expected."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

SETS = ("groceries", "catalogue")
NETWORKS = ("squeezenet", "groceries")  # that come with the course and compare the pictures of a folder
NETWORK_HELP = "compares the pictures of a folder: squeezenet (default), groceries, or the name of one that train made"
PARTS = ("small1", "small2")  # of Omniglot
Value = TypeVar("Value")


def positive(text: str) -> int:
    """A whole number of at least 1.

    >>> positive("12")
    12
    """
    number = int(text) if text.isdecimal() else 0
    return _checked(number, text, lambda number: number >= 1, "a whole number of at least 1")


def whole_number(text: str) -> int:
    """A whole number of at least 0."""
    number = int(text) if text.isdecimal() else -1
    return _checked(number, text, lambda number: number >= 0, "a whole number")


def omniglot_part(text: str) -> str:
    """One of PARTS."""
    return _checked(text, text, PARTS.__contains__, " or ".join(PARTS))


def existing_path(text: str) -> Path:
    """The path of a file or folder that is there; make passes ~ on as it is."""
    expected = "an existing file or folder" if text else "the picture to look for (by make: QUERY=my_photo.jpg)"
    return _checked(Path(text).expanduser(), text, lambda path: bool(text) and os.path.lexists(path), expected)


def picture_set(text: str) -> str:
    """One of SETS, or the path of a folder."""
    name = text if text in SETS else os.path.expanduser(text)
    fits = lambda name: name in SETS or os.path.isdir(name)
    return _checked(name, text, fits, f"a folder or one of {', '.join(SETS)}")


def folder(text: str) -> str:
    """The path of a folder that is there."""
    return _checked(os.path.expanduser(text), text, os.path.isdir, "a folder")


def new_html(text: str) -> Path:
    """A path for an HTML file, in a folder that exists."""
    fits = lambda path: path.suffix.lower() in (".html", ".htm") and path.parent.is_dir()
    return _checked(Path(text), text, fits, "a name that ends in .html, in a folder that exists")


def new_png(text: str) -> Path:
    """A path for a PNG file, in a folder that exists."""
    fits = lambda path: path.suffix.lower() == ".png" and path.parent.is_dir()
    return _checked(Path(text), text, fits, "a name that ends in .png, in a folder that exists")


def _checked(value: Value, text: str, fits: Callable[[Value], bool], expected: str) -> Value:
    if not fits(value):
        raise argparse.ArgumentTypeError(f"expected {expected}, got {text!r}")
    return value

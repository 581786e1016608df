"""The search for pictures that look alike, once."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from course_lib.cli.argument_types import NETWORKS, SETS, new_png, picture_file, picture_set, positive

SUMMARY, PURPOSE = "find the pictures most like yours", "lab"
NEEDS_CHECKOUT = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add where to search, for which picture, how many to find and where to draw them."""
    parser.add_argument("--data", required=True, type=picture_set, help=f"{', '.join(SETS)} or a folder of pictures")
    parser.add_argument("--query", required=True, type=picture_file, help="the picture to look for")
    parser.add_argument("--network", choices=NETWORKS, help="compares the pictures of a folder (default: squeezenet)")
    parser.add_argument("--k", type=positive, default=10, help="how many to find (default: 10)")
    parser.add_argument("--out", type=new_png, default=Path("neighbours.png"), help="(default: neighbours.png)")
    forms = parser.add_mutually_exclusive_group()
    for form in ("json", "csv"):
        words = f"print {form.upper()} and nothing else"
        forms.add_argument(f"--{form}", dest="form", action="store_const", const=form, default="text", help=words)


def run(options: Namespace) -> int:
    """Print the nearest pictures and save them as one picture."""
    from course_lib.app.search_command import search_command

    return search_command(options.data, options.query, options.k, options.out, options.network, options.form)

"""Files of a folder that show the same picture."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.argument_types import folder, new_html

SUMMARY, PURPOSE = "find the copies among the pictures of a folder", "lab"
NEEDS_CHECKOUT = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add where to look, and what to write."""
    parser.add_argument("--data", required=True, type=folder, metavar="FOLDER", help="a folder of pictures")
    out = "a new HTML file (default: duplicates.html, or duplicates-2.html and so on where it is there)"
    parser.add_argument("--out", type=new_html, help=out)
    parser.add_argument("--replace", action="store_true", help="overwrite the HTML file if it is there")
    parser.add_argument("--json", dest="as_json", action="store_true", help="print JSON and nothing else")


def run(options: Namespace) -> int:
    """Print the groups and save them as a page; nothing is deleted."""
    from course_lib.app.duplicates_command import duplicates_command

    return duplicates_command(options.data, options.out, options.as_json, options.replace)

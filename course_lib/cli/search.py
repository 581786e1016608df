"""The search for pictures that look alike, once."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.argument_types import (
    NETWORK_HELP,
    SETS,
    existing_path,
    new_png,
    picture_set,
    positive,
)

SUMMARY, PURPOSE = "find the pictures most like yours", "lab"
NEEDS_CHECKOUT = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add where to search, for which pictures, how many to find and where to draw and copy them."""
    parser.add_argument("--data", required=True, type=picture_set, help=f"{', '.join(SETS)} or a folder of pictures")
    query = "the pictures to look for: files, and folders of them"
    parser.add_argument("--query", required=True, nargs="+", type=existing_path, help=query)
    parser.add_argument("--network", metavar="NAME", help=NETWORK_HELP)
    parser.add_argument("--k", type=positive, default=10, help="how many to find (default: 10)")
    out = "a new PNG file (default: neighbours.png, or neighbours-2.png and so on where it is there)"
    parser.add_argument("--out", type=new_png, help=out)
    parser.add_argument("--replace", action="store_true", help="overwrite the PNG file if it is there")
    parser.add_argument("--copy-to", metavar="FOLDER", help="copy the found files there, numbered, overwriting nothing")
    forms = parser.add_mutually_exclusive_group()
    for form in ("json", "csv"):
        words = f"print {form.upper()} and nothing else"
        forms.add_argument(f"--{form}", dest="form", action="store_const", const=form, default="text", help=words)


def run(options: Namespace) -> int:
    """Print the nearest pictures and save them as one picture; a bad query is refused before much is loaded."""
    from course_lib.data.query_files import query_files
    from course_lib.machine.output import print_error

    try:
        query_files(options.query)
    except ValueError as problem:
        print_error(f"search: {problem}")
        return 1
    from course_lib.app.search_command import search_command

    return search_command(
        options.data,
        options.query,
        options.k,
        options.out,
        options.network,
        options.form,
        options.copy_to,
        options.replace,
    )

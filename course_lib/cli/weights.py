"""The weights that the course ships."""

from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "train the shipped weights again", "lab"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the names of the weights."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="which of them (default: all)")


def run(options: Namespace) -> int:
    """Train them and put them in their places."""
    from course_lib.recipes.products import train_weights

    return train_weights(options.names)

"""A network for class folders of one's own."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.argument_types import whole_number

SUMMARY, PURPOSE = "train a network on class folders of your own", "lab"
NEEDS_CHECKOUT = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the folder, the name of the network, how long to train, and --replace."""
    parser.add_argument("--data", required=True, help="a folder whose sub-folders are classes")
    parser.add_argument("--name", dest="network", help="of the network (default: the folder's)")
    epochs = "of 100 steps, about a minute each; 0: the linear head alone, in seconds (default: 4)"
    parser.add_argument("--epochs", type=whole_number, default=4, help=epochs)
    parser.add_argument("--seed", type=whole_number, default=0, help="of everything random (default: 0)")
    parser.add_argument("--replace", action="store_true", help="overwrite an older network of this name")


def run(options: Namespace) -> int:
    """Train, and keep the network if it is better than the one that the search uses anyway."""
    from course_lib.app.train_command import train_command

    return train_command(options.data, options.network, options.epochs, options.seed, options.replace)

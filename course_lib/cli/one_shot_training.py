"""Learning to read alphabets that were never seen: the training of lesson 14 and its test."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.argument_types import PARTS, omniglot_part, positive, whole_number
from course_lib.machine.environment import require_checkout

SUMMARY, PURPOSE = "read alphabets never seen: train, then test", "lab"
NEEDS_CHECKOUT = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the part of Omniglot to train on, the seed, the epochs and --keep."""
    parts = f"{' or '.join(PARTS)} (default: both)"
    parser.add_argument("parts", nargs="*", metavar="PART", type=omniglot_part, help=parts)
    parser.add_argument("--seed", type=whole_number, default=0, help="of everything random (default: 0)")
    parser.add_argument("--epochs", type=positive, help="of 12,800 drawings (default: those of bench/one_shot.md)")
    parser.add_argument("--keep", action="store_true", help="put the trained weights where lesson 14 finds them")


def run(options: Namespace) -> int:
    """Train on the parts, test on the published runs, print a line for each."""
    if options.keep:
        require_checkout("one-shot --keep")
    from course_lib.recipes.characters import EPOCHS
    from course_lib.recipes.reading_task import one_shot_command

    return one_shot_command(options.parts, options.seed, options.epochs or EPOCHS, options.keep)

"""The pictures of the README."""

from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "draw the pictures of the README again", "lab"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """There are none."""


def run(options: Namespace) -> int:
    """Draw both pictures."""
    from course_lib.authoring.readme_figures import draw_pictures

    return draw_pictures()

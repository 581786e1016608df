"""The notebooks, built from their sources."""

from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "build the notebooks from notebooks/source", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add --check and --missing, of which one may be given."""
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--check", action="store_true", help="build nothing; fail when a notebook is not what its source says"
    )
    way.add_argument("--missing", action="store_true", help="list the claims and pitfalls that no cell tries")


def run(options: Namespace) -> int:
    """Build the notebooks, or with --check tell whether they are fresh, or list what is missing a cell."""
    from course_lib.authoring import registry
    from course_lib.authoring.builder import build_notebooks

    if options.missing:
        print(registry.report())
        return 0
    return build_notebooks(check=options.check)

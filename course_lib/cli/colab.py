"""The copies of the lessons for Google Colab and Kaggle."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.paths import ROOT

SUMMARY, PURPOSE = "write the copies of the lessons that Google Colab and Kaggle open, into build/colab", "test"
NEEDS_CHECKOUT = True
NO_ADDRESS = (
    "The copies install the course from its repository on GitHub, which nothing names yet. Name it in CITATION.cff: "
    "repository-code: https://github.com/OWNER/REPOSITORY"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add --out and --commit."""
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "colab", help="the folder")
    parser.add_argument("--commit", default="main", help="the commit or branch that the first cell installs")


def run(options: Namespace) -> int:
    """Write the copies, and say how many.

    Raises:
        CourseProblem: nobody knows in which repository the course lies.
    """
    from course_lib.authoring import colab_copies, repository
    from course_lib.machine.files import replace_text

    name = repository.here(ROOT)
    if name is None:
        raise CourseProblem(NO_ADDRESS)
    copies = colab_copies.make_copies(ROOT, name, options.commit)
    for file, text in copies.items():
        (options.out / file).parent.mkdir(parents=True, exist_ok=True)
        replace_text(options.out / file, text)
    print(f"{options.out}: {len(copies)} files, which install {name} at {options.commit}")
    return 0

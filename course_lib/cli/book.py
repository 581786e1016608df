"""The book: an HTML site of the lessons as they ran."""

import time
from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "build the book, an HTML site of the lessons as they ran, in build/book/html", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """There are none."""


def run(options: Namespace) -> int:
    """Run the lessons of which no fitting run is kept, make the pages, and say where they are."""
    from course_lib.authoring import kept_runs
    from course_lib.book import site
    from course_lib.machine import environment

    site.npm_parts(site.FOLDER / "npm")  # what is missing is said before the lessons run
    environment.ensure_alone("book", "myst_nb")
    lessons = kept_runs.lesson_names()
    missing = len(kept_runs.missing(lessons))
    print(f"{len(lessons) - missing} of {len(lessons)} lessons have a run that fits their notebooks.", flush=True)
    for place, name in enumerate(kept_runs.run_missing(lessons), start=1):
        print(f"running {name}, {place} of {missing}", flush=True)
    begin = time.monotonic()
    made = site.make_book()
    count = len(list(made.glob("*.html")))
    print(f"{made}: {count} pages, {time.monotonic() - begin:.0f} s. To read them: python -m http.server -d {made}")
    return 0

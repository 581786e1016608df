"""The lessons that run in a browser, as a site."""

import time
from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "build the site of lessons that run in a browser, in build/lite/html", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add --own-pyodide."""
    parser.add_argument(
        "--own-pyodide", action="store_true", help="carry Pyodide's own files too, so that the site asks nobody else"
    )


def run(options: Namespace) -> int:
    """Run those of the lessons of which no fitting run is kept, make the site, and say where it is."""
    from course_lib.authoring import kept_runs, light_run
    from course_lib.lite import lite_site

    for name in kept_runs.run_missing(light_run.lessons()):
        print(f"running {name}", flush=True)
    begin = time.monotonic()
    made = lite_site.make_lite(own_pyodide=options.own_pyodide)
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file()) / 1e6
    seconds = time.monotonic() - begin
    print(f"{made}: {size:.0f} MB, {seconds:.0f} s. To open it: python -m http.server -d {made}")
    return 0

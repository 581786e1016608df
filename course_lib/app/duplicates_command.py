"""`python -m course_lib duplicates`: files of a folder that show the same picture. Nothing is ever deleted."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from course_lib.app.collection import Collection
from course_lib.app.duplicate_groups import Copy, duplicate_groups
from course_lib.app.duplicates_page import duplicates_page
from course_lib.app.outputs import check_out, write_out
from course_lib.app.prepare import prepare_collection
from course_lib.data.folder import printable
from course_lib.errors import expect
from course_lib.machine.output import output_for_the_answer_alone, print_error, print_lines

PAGE = "duplicates.html"  # where nothing else is said


def duplicates_command(
    folder: str | os.PathLike, out: str | os.PathLike | None = None, as_json: bool = False, replace: bool = False
) -> int:
    """Print the groups of files that show the same picture and save a page with them.

    Args:
        folder: of pictures.
        out: the HTML file, which must not be there yet; None: duplicates.html, or duplicates-2.html and so on.
        as_json: print one JSON object and nothing else.
        replace: may the page take the place of a file that is there?

    Returns:
        The exit code: 1 after naming what cannot be read or written, 141 where nobody reads on.
    """
    try:
        check_out(out, replace, "an HTML file")
        path = Path(folder).expanduser()
        expect(os.fspath(folder) and path.is_dir(), "data", repr(os.fspath(folder)), "a folder of pictures")
        with output_for_the_answer_alone():
            collection = prepare_collection(os.fspath(path.resolve()))
            groups = duplicate_groups(path.resolve(), collection)
        summary = _summary(collection, groups, path)
        page = duplicates_page(path.resolve(), collection, groups, summary)
    except (OSError, ValueError) as problem:
        print_error(f"duplicates: {problem}")
        return 1
    for file, reason in collection.facts.skipped:
        print_error(f"skipped {file}: {reason}")
    lines = _as_json(collection, groups, path) if as_json else list(_text(groups, path))
    code = print_lines(lines, "duplicates") if lines else 0
    try:
        summary += f" The page is {write_out(page, out, PAGE, replace)}."
    except OSError as problem:
        print_error(f"duplicates: {problem.filename} cannot be written ({problem.strerror or problem}).")
        return 1
    if code or as_json:
        print_error(summary)
        return code
    return print_lines([summary], "duplicates")


def _text(groups: list[list[Copy]], folder: Path) -> Iterator[str]:
    for number, (first, *others) in enumerate(groups, start=1):
        yield f"group {number}: {len(others) + 1} files"
        yield f"  {folder / first.file}  {first.width} x {first.height} pixels, {first.size:,} bytes"
        for copy in others:
            yield f"  {folder / copy.file}  {copy.why}, of {copy.of}"


def _as_json(collection: Collection, groups: list[list[Copy]], folder: Path) -> list[str]:
    facts = {"data": os.fspath(folder), "searched": len(collection), "network": collection.facts.compared_by}
    told = [[{name: fact for name, fact in asdict(copy).items() if name != "place"} for copy in g] for g in groups]
    return json.dumps({**facts, "groups": told}, indent=1).splitlines()


def _summary(collection: Collection, groups: list[list[Copy]], folder: Path) -> str:
    copies = [copy for group in groups for copy in group[1:]]
    size = sum(copy.size for copy in copies) / 1e6
    return (
        f"{len(copies)} of {len(collection):,} pictures in {printable(folder)} are copies of another one: "
        f"{len(groups)} groups, in which all files but the first take {size:,.1f} MB. Nothing was deleted."
    )

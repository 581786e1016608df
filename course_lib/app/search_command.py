"""`python -m course_lib search`: the pictures most like yours, from a data set or a folder."""

import contextlib
import os
import sys
from pathlib import Path

from course_lib.app.answer_lines import FORMS, answer_lines
from course_lib.app.collection import Collection
from course_lib.app.contact_sheet import save_sheet
from course_lib.app.prepare import prepare_collection
from course_lib.app.search_records import Hit, Query
from course_lib.app.verdict import verdict
from course_lib.data import DataNotFound, picture
from course_lib.errors import check_whole, expect
from course_lib.machine.output import print_error, print_lines

MOST_DRAWN = 100  # pictures on the sheet


def search_command(
    data_name: str,
    query: str | os.PathLike,
    k: int,
    out: str | os.PathLike,
    network: str | None = None,
    form: str = "text",
) -> int:
    """Print the k nearest pictures of the data to the picture file `query` and save them as PNG.

    In text a line is rank, distance, class and file. What the page of the same data answers to an upload is the same.
    Where the lines or the PNG file cannot be written, the other one still is.

    Args:
        data_name: groceries, catalogue, or the path of a folder of pictures.
        query: the picture file.
        k: how many, at least 1.
        out: the PNG file.
        network: as `prepare_collection` takes it.
        form: "text", "json" or "csv", as `answer_lines` takes it; in the last two the output holds nothing else.

    Returns:
        The exit code: 1 after naming what cannot be read or written or is not there, 141 where nobody reads on.
    """
    try:
        check_whole("k", k, 1)
        expect(form in FORMS, "form", repr(form), f"one of {FORMS}")
        expect(not Path(out).is_dir(), "out", f"the folder {out}", "the name of a PNG file")
        picture(query)  # before anything is prepared
        with _output_for_the_answer_alone():
            collection = prepare_collection(data_name, network)
        asked = collection.query_from_file(query)
    except (OSError, ValueError, DataNotFound) as problem:
        print_error(f"search: {problem}")
        return 1
    for file, reason in collection.facts.skipped:
        print_error(f"skipped {file}: {reason}")
    hits = collection.nearest(asked, k)
    found = verdict(collection, asked)
    code = print_lines(answer_lines(form, collection, hits, found, data_name, os.fspath(query)), "search")
    code = _draw(collection, asked, hits, out, code)
    if not code and form == "text":
        said = [found.sentence, *filter(None, [found.errors])]
        return print_lines([*said, _summary(collection, hits, data_name, out)], "search")
    if not code:
        print_error(_summary(collection, hits, data_name, out))
    return code


@contextlib.contextmanager
def _output_for_the_answer_alone():
    """What is told on the way goes to the error stream, nowhere if there is none."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(sys.stderr or nowhere):
        yield


def _draw(collection: Collection, asked: Query, hits: list[Hit], out: str | os.PathLike, code: int) -> int:
    """Draw what was found. Returns the exit code; `code` is that of printing it."""
    drawn = hits[:MOST_DRAWN]
    titles = [f"{hit.distance:.2f}\n{hit.name}" for hit in drawn]
    try:
        save_sheet(out, asked, [collection.thumbnail(hit.place) for hit in drawn], titles)
    except OSError as problem:
        print_error(f"search: {out} cannot be written ({problem.strerror or problem}).")
        return 1
    if code == 1:
        print_error(f"search: the pictures are saved as {out}.")
    return code


def _summary(collection: Collection, hits: list[Hit], data_name: str, out: str | os.PathLike) -> str:
    drawn = f"The first {MOST_DRAWN} of them are saved" if len(hits) > MOST_DRAWN else "Saved"
    return (
        f"All {len(collection):,} pictures of {data_name} were searched: the {len(hits)} nearest, "
        f"distances {hits[0].distance:.2f} to {hits[-1].distance:.2f}. {drawn} as {out}. "
        f"Compared by {collection.facts.compared_by}."
    )

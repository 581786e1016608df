"""`python -m course_lib search`: the pictures most like yours, from a data set or a folder."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from course_lib.app.answer_lines import FORMS, Answer, answer_lines
from course_lib.app.collection import Collection
from course_lib.app.contact_sheet import COLUMNS, MOST_ROWS, Block, sheet_png
from course_lib.app.copies import check_target, copy_hits
from course_lib.app.outputs import check_out, write_out
from course_lib.app.prepare import prepare_collection
from course_lib.app.verdict import verdict
from course_lib.data import DataNotFound
from course_lib.data.archive_pictures import progress_bar
from course_lib.data.folder import printable
from course_lib.data.query_files import query_files
from course_lib.errors import check_whole, expect
from course_lib.machine.output import output_for_the_answer_alone, print_error, print_lines

SHEET = "neighbours.png"  # where nothing else is said


def search_command(
    data_name: str,
    queries: str | os.PathLike | Sequence[str | os.PathLike],
    k: int,
    out: str | os.PathLike | None = None,
    network: str | None = None,
    form: str = "text",
    copy_to: str | os.PathLike | None = None,
    replace: bool = False,
) -> int:
    """Print the k nearest pictures of the data to each query and save them as PNG.

    In text a line is rank, distance, class and file. What the page of the same data answers to an upload is the same.
    Where one of the lines, the PNG file and the copies cannot be written, the others still are.

    Args:
        data_name: groceries, catalogue, or the path of a folder of pictures.
        queries: a picture file, a folder of them, or several of both.
        k: how many, at least 1.
        out: the PNG file, which must not be there yet; None: neighbours.png, or neighbours-2.png and so on if it is.
        network: as `prepare_collection` takes it.
        form: "text", "json" or "csv", as `answer_lines` takes it; in the last two the output holds nothing else.
        copy_to: a folder for copies of the files that are found; None for none.
        replace: may the PNG file take the place of one that is there?

    Returns:
        The exit code: 1 after naming what cannot be read or written or is not there, 141 where nobody reads on.
    """
    try:
        check_whole("k", k, 1)
        expect(form in FORMS, "form", repr(form), f"one of {FORMS}")
        check_out(out, replace, "a PNG file")
        target = None if copy_to is None else check_target(copy_to, data_name)
        files, left_out = query_files(queries)  # before anything is prepared
        with output_for_the_answer_alone():
            collection = prepare_collection(data_name, network)
            answers = _answered(collection, files, k, left_out)
    except (OSError, ValueError, DataNotFound) as problem:
        print_error(f"search: {problem}")
        return 1
    for file, reason in [*((printable(path), why) for path, why in left_out), *collection.facts.skipped]:
        print_error(f"skipped {file}: {reason}")
    code = print_lines(answer_lines(form, collection, answers, data_name), "search")
    say = print_error if code or form != "text" else lambda sentence: print_lines([sentence], "search")
    code = _kept(code, say, lambda: _saved(collection, answers, data_name, out, replace))
    return _kept(code, say, lambda: copy_hits(target, collection, answers, data_name)) if target else code


def _answered(collection, files, k, left_out):
    """The answers; a file of a folder that turns out to be unreadable joins those left out."""

    def answer(file):
        try:
            query = collection.query_from_file(file)
        except ValueError as problem:
            return problem
        return Answer(printable(file), query, collection.nearest(query, k), verdict(collection, query))

    found = list(progress_bar(map(answer, files), total=len(files), desc="Searching", unit=" queries"))
    failed = [(file, str(result)) for file, result in zip(files, found, strict=True) if isinstance(result, ValueError)]
    expect(len(failed) < len(files), "query", f"{len(failed)} unreadable files, {failed[:1]}", "a picture file")
    left_out += failed
    return [result for result in found if isinstance(result, Answer)]


def _kept(code: int, say: Callable[[str], object], write: Callable[[], str]) -> int:
    """Write something and say so. Returns the exit code; `code` is that of what was done before."""
    try:
        sentence = write()
    except OSError as problem:
        print_error(f"search: {problem.filename or 'a file'} cannot be written ({problem.strerror or problem}).")
        return 1
    if code != 141:
        say(sentence)
    return code


def _saved(collection, answers, data_name, out, replace):
    """Draw what was found, and tell what was searched and where the sheet is."""
    blocks = [
        _block(collection, answer, "query" if len(answers) == 1 else Path(answer.path).name) for answer in answers
    ]
    path = write_out(sheet_png(blocks), out, SHEET, replace)
    return _summary(collection, answers, data_name, path)


def _block(collection, answer, title):
    titles = [f"{hit.distance:.2f}\n{hit.name}" for hit in answer.hits]
    return Block(answer.query.thumbnail, title, [collection.thumbnail(hit.place) for hit in answer.hits], titles)


def _summary(collection: Collection, answers: Sequence[Answer], data_name: str, out: Path) -> str:
    each = "" if len(answers) == 1 else f" for each of {len(answers)} queries"
    distances = [hit.distance for answer in answers for hit in answer.hits]
    rows = MOST_ROWS // min(MOST_ROWS, len(answers))
    most, count = rows * COLUMNS, len(answers[0].hits)
    drawn = f"The first {most} of them are saved" if count > most else "Saved"
    drawn += f", for the first {MOST_ROWS} queries," if len(answers) > MOST_ROWS else ""
    return (
        f"All {len(collection):,} pictures of {data_name} were searched{each}: the {count} nearest, "
        f"distances {min(distances):.2f} to {max(distances):.2f}. {drawn} as {out}. "
        f"Compared by {collection.facts.compared_by}."
    )

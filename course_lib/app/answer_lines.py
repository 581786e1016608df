"""An answer of the search as lines: for people, as JSON, or as CSV."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from course_lib.app.case_pictures import TITLES
from course_lib.app.collection import Collection
from course_lib.app.search_records import Hit
from course_lib.app.verdict import Verdict
from course_lib.errors import expect

FORMS = ("text", "json", "csv")


def answer_lines(
    form: str, collection: Collection, hits: list[Hit], found: Verdict, data_name: str, query: str
) -> Iterator[str]:
    """The hits, nearest first.

    Args:
        form: "text": rank, distance, class and file of each. "json": one object with the query, what was searched, the
            network, the verdict whether it is here, and a list of hits with rank, distance, name and file, each file
            relative to the folder. "csv": a head and a row for each hit; the verdict is a column, empty where there is
            none.
        collection: what was searched.
        hits: from `Collection.nearest`.
        found: from `verdict`.
        data_name: its name, or the path of the folder.
        query: the path of the picture that was searched for.

    Raises:
        ValueError: another form.
    """
    expect(form in FORMS, "form", repr(form), f"one of {FORMS}")
    rows = [
        {"rank": rank, "distance": round(hit.distance, 6), "name": hit.name, "file": hit.file}
        for rank, hit in enumerate(hits, start=1)
    ]
    if form == "json":
        facts = {
            "query": query,
            "data": data_name,
            "searched": len(collection),
            "network": collection.facts.compared_by,
            "verdict": {**asdict(found), **_shares(collection, found)},
        }
        return iter(json.dumps({**facts, "hits": rows}, indent=1).splitlines())
    if form == "csv":
        head = ("rank", "distance", "name", "file", "verdict")
        return map(_csv_row, [head, *((*row.values(), found.answer or "") for row in rows)])
    return (f"{rank:3}  {hit.distance:.3f}  {_in_words(hit, data_name)}" for rank, hit in enumerate(hits, start=1))


def _shares(collection, found):
    """How often the verdict is wrong, as shares; None where there is none."""
    refusal, names = collection.facts.refusal, ("false_alarms", "refused", "misnamed")
    return {name: round(getattr(refusal, name), 4) if found.answer else None for name in names}


def _csv_row(values):
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


def _in_words(hit: Hit, data_name: str) -> str:
    """Class and file of a hit; where pictures go by their files, the file; where they have none, the number."""
    if not hit.file:
        return f"{hit.name}  (picture {hit.place})"
    file = hit.file if data_name in TITLES else str(Path(data_name) / hit.file)
    return file if hit.name == hit.file else f"{hit.name}  {file}"

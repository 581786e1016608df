"""Answers of the search as lines: for people, as JSON, or as CSV."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from course_lib.app.case_pictures import TITLES
from course_lib.app.collection import Collection
from course_lib.app.search_records import Hit, Query
from course_lib.app.verdict import Verdict
from course_lib.errors import expect

FORMS = ("text", "json", "csv")
COLUMNS = ("query", "rank", "distance", "name", "file", "verdict")


class Answer(NamedTuple):
    """A query by the path of its file, its hits, nearest first, and whether it is here at all, from `verdict`."""

    path: str
    query: Query
    hits: list[Hit]
    verdict: Verdict


def answer_lines(form: str, collection: Collection, answers: Sequence[Answer], data_name: str) -> Iterator[str]:
    """What was found, line by line.

    Args:
        form: "text": rank, distance, class and file of each hit, below the path of its query where there are several;
            then the verdict. "json": one object with what was searched, the network, and a list of answers, each a
            query with its verdict and its hits of rank, distance, name and file, the file relative to the folder.
            "csv": a head and a row for each hit, the path of its query first; the verdict is a column, empty where
            there is none.
        collection: what was searched.
        answers: to one query or several.
        data_name: its name, or the path of the folder.

    Raises:
        ValueError: another form.
    """
    expect(form in FORMS, "form", repr(form), f"one of {FORMS}")
    if form == "json":
        return iter(_as_json(collection, answers, data_name).splitlines())
    if form == "csv":
        rows = (
            (answer.path, *row.values(), answer.verdict.answer or "") for answer in answers for row in _rows(answer)
        )
        return map(_csv_row, [COLUMNS, *rows])
    return _text(answers, data_name)


def _rows(answer):
    return [
        {"rank": rank, "distance": round(hit.distance, 6), "name": hit.name, "file": hit.file}
        for rank, hit in enumerate(answer.hits, start=1)
    ]


def _as_json(collection, answers, data_name):
    facts = {"data": data_name, "searched": len(collection), "network": collection.facts.compared_by}
    told = [
        {
            "query": answer.path,
            "verdict": {**asdict(answer.verdict), **_shares(collection, answer.verdict)},
            "hits": _rows(answer),
        }
        for answer in answers
    ]
    return json.dumps({**facts, "answers": told}, indent=1)


def _shares(collection, found):
    """How often the verdict is wrong, as shares; None where there is none."""
    refusal, names = collection.facts.refusal, ("false_alarms", "refused", "misnamed")
    return {name: round(getattr(refusal, name), 4) if found.answer else None for name in names}


def _csv_row(values):
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


def _text(answers, data_name):
    for answer in answers:
        if len(answers) > 1:
            yield answer.path
        for rank, hit in enumerate(answer.hits, start=1):
            yield f"{rank:3}  {hit.distance:.3f}  {_in_words(hit, data_name)}"
        if answer.verdict.answer:
            yield answer.verdict.sentence
    verdicts = [answer.verdict for answer in answers]
    yield from dict.fromkeys(verdict.sentence for verdict in verdicts if not verdict.answer)
    yield from dict.fromkeys(verdict.errors for verdict in verdicts if verdict.errors)


def _in_words(hit: Hit, data_name: str) -> str:
    """Class and file of a hit; where pictures go by their files, the file; where they have none, the number."""
    if not hit.file:
        return f"{hit.name}  (picture {hit.place})"
    file = hit.file if data_name in TITLES else str(Path(data_name) / hit.file)
    return file if hit.name == hit.file else f"{hit.name}  {file}"

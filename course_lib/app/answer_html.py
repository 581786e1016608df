"""An answer as HTML, from the templates beside this module. Every picture has words; words from outside stay words."""

import base64
from functools import cache
from importlib.resources import files

import jinja2

from course_lib.app.collection import Collection
from course_lib.app.search_records import Query
from course_lib.app.verdict import verdict


def head(collection: Collection) -> str:
    """Style, title and origin of a collection."""
    style = files("course_lib.app").joinpath("page.css").read_text(encoding="utf-8")
    return _filled("head", style=style, facts=collection.facts, searched=len(collection), noun=collection.noun)


def message(sentence: str) -> str:
    """A sentence for the visitor, read out at once by a screen reader; nothing for an empty one."""
    return _filled("message", sentence=sentence)


def answer(
    collection: Collection,
    query: Query,
    k: int,
    threshold: float | None = None,
    coarse: int | None = None,
    only_near: bool = False,
) -> str:
    """HTML with the verdict, where there is one, and the k nearest pictures to a query, nearest first.

    Args:
        collection: what is searched.
        query: what is searched for.
        k: how many, at least 1.
        threshold: as `verdict` takes it.
        coarse: only pictures of this coarse class; None for all. The verdict looks at all pictures.
        only_near: leave out what is not below the threshold, where there is one.

    Raises:
        ValueError: `threshold` or `k` is no such number.
    """
    found = verdict(collection, query, threshold)
    hits = collection.nearest(query, k, found.threshold if only_near else None, coarse)
    place = query.place
    right = None  # how many show what was asked for, where classes are known
    if place is not None and collection.facts.tried:
        right = sum(hit.name == collection.name(place) for hit in hits)
    return _filled(
        "answer",
        query=query,
        asked=f"Your {collection.noun}" if place is None else collection.words(place),
        noun=collection.noun,
        verdict=found,
        hits=hits,
        words=collection.words,
        thing=collection.facts.thing,
        right=right,
        searched=len(collection),
        thumbnail=collection.thumbnail,
    )


def failure_gallery(collection: Collection, begin: int, count: int) -> str:
    """HTML with queries whose nearest picture is of another class, from place `begin` on, `count` at most."""
    wrong, embeddings = collection.arrays["failures"], collection.arrays["embeddings"]
    part = lambda at: {"place": at, "thumbnail": collection.thumbnail(at), "words": collection.words(at)}
    some = [
        {
            "asked": part(asked),
            "found": part(found),
            "distance": float(((embeddings[asked] - embeddings[found]) ** 2).sum() ** 0.5),
        }
        for asked, found in wrong[begin : begin + count].tolist()
    ]
    return _filled(
        "failures",
        failures=some,
        total=len(wrong),
        begin=begin,
        facts=collection.facts,
        noun=collection.noun,
    )


@cache
def _templates():
    environment = jinja2.Environment(loader=jinja2.PackageLoader("course_lib.app"), autoescape=True)
    environment.filters["base64"] = lambda content: base64.b64encode(content).decode()
    return environment


def _filled(name, **values):
    return _templates().get_template(f"{name}.html.j2").render(values)

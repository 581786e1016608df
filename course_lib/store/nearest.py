"""The nearest pictures of queries, as the database finds them."""

import re

import numpy as np
from pgvector import Vector

from course_lib.store.schema import HAS_HALVES, NEAREST, NEAREST_OF_ALL, NEAREST_OF_HALVES
from course_lib.store.tables import Tables

FIRST_CHOICE = 2  # times k pictures come from an index of halves, and are put in order by the whole numbers


def nearest(
    tables: Tables, version: int, queries: np.ndarray, k: int, where: str, values: dict
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest pictures of each query.

    Args:
        tables: of the collection.
        version: of the embeddings, whose network made the queries.
        queries: (n, d).
        k: how many, at least 1.
        where, values: from `columns.condition`.

    Returns:
        Distances and ids, (n, k) each or as many as there are; -1 and infinity where a row has none.
    """
    asked = _question(tables, version)
    rows = [_rows(tables, version, asked, _values(query, k, values), where) for query in queries]
    distances = np.full((len(rows), max(map(len, rows), default=0)), np.inf, np.float32)
    ids = np.full(distances.shape, -1)
    for i, row in enumerate(rows):
        ids[i, : len(row)], distances[i, : len(row)] = [each[0] for each in row], [each[1] for each in row]
    return distances, ids


def explain(tables: Tables, version: int, query: np.ndarray, k: int, where: str, values: dict) -> str:
    """How the database would search for one query (d,), as text; the other arguments are those of `nearest`."""
    asked, values = _question(tables, version), _values(query, k, values)
    words = {"where": where, "dimension": str(len(query))}
    rows = tables.run(f"explain (costs off) {asked}", values, version, **words).fetchall()
    return re.sub(r"'\[[^]]*\]'::(vector|halfvec(\(\d+\))?)", "query", "\n".join(row[0] for row in rows))


def _question(tables, version):
    halves = tables.run(HAS_HALVES, version=version).fetchone()[0]
    return NEAREST_OF_HALVES if halves else NEAREST


def _values(query, k, values):
    return {"query": Vector(query), "k": k, "first_choice": FIRST_CHOICE * k, **values}


def _rows(tables, version, asked, values, where):
    """Rows (id, distance); where the index leaves the list short, from every row."""
    words = {"where": where, "dimension": str(len(values["query"].to_numpy()))}
    rows = tables.run(asked, values, version, **words).fetchall()
    if len(rows) < values["k"]:
        rows = tables.run(NEAREST_OF_ALL, values, version, where=where).fetchall()
    return rows

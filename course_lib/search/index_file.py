"""The file of an index: its facts, ids, metadata and what its engine keeps, as `machine.array_file` writes them.

Version 2, which is still read, knows neither the kinds "hnsw" and "pq" nor whole embeddings for a second look.
"""

import os
from typing import Any

from course_lib.errors import expect
from course_lib.machine.array_file import read_arrays, write_arrays
from course_lib.search.kinds import from_arrays
from course_lib.search.rerank import WholeEmbeddings

KIND, VERSION, OLDEST = "index", 3, 2
FACTS = ("kind", "metric", "fingerprint", "dimension", "next_id", "rerank")
COLUMN = "metadata/"  # in front of the name of a column
WHOLE = "embeddings"


def write_index(path: str | os.PathLike, index: Any) -> None:
    """Write an `Index` to one file, in one step."""
    columns = {COLUMN + name: values for name, values in index.metadata.items()}
    whole = {} if index._whole is None else {WHOLE: index._whole.of(index.ids)}
    arrays = {"ids": index.ids} | index._engine.to_arrays() | whole | columns
    write_arrays(path, KIND, VERSION, {name: getattr(index, name) for name in FACTS}, arrays)


def read_index(path: str | os.PathLike, fingerprint: str | None, mapped: bool) -> dict[str, Any]:
    """The attributes of the index in a file, by name; arguments and errors as in `Index.load`."""
    facts, arrays = read_arrays(path, KIND, VERSION, mapped, OLDEST)
    found, rerank = facts["fingerprint"], facts.pop("rerank", None)
    expect(fingerprint in (None, found), "fingerprint", repr(found), f"an index of the network {fingerprint!r}")
    metadata = {name.removeprefix(COLUMN): values for name, values in arrays.items() if name.startswith(COLUMN)}
    whole = None if rerank is None else WholeEmbeddings(arrays[WHOLE], arrays["ids"], rerank)
    kept = {"_engine": from_arrays(facts["kind"], arrays), "_whole": whole}
    return facts | {"ids": arrays["ids"], "metadata": metadata} | kept

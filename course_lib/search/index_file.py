"""The file of an index: its facts, ids, metadata and what its engine keeps, as `machine.array_file` writes them."""

import os
from typing import Any

from course_lib.errors import expect
from course_lib.machine.array_file import read_arrays, write_arrays
from course_lib.search.engine import Engine

KIND, VERSION = "index", 2
FACTS = ("kind", "metric", "fingerprint", "dimension", "next_id")
COLUMN = "metadata/"  # in front of the name of a column


def write_index(path: str | os.PathLike, index: Any) -> None:
    """Write an `Index` to one file, in one step."""
    columns = {COLUMN + name: values for name, values in index.metadata.items()}
    arrays = {"ids": index.ids} | index._engine.to_arrays() | columns
    write_arrays(path, KIND, VERSION, {name: getattr(index, name) for name in FACTS}, arrays)


def read_index(path: str | os.PathLike, fingerprint: str | None) -> dict[str, Any]:
    """The attributes of the index in a file, by name; errors as in `Index.load`."""
    facts, arrays = read_arrays(path, KIND, VERSION)
    found = facts["fingerprint"]
    expect(fingerprint in (None, found), "fingerprint", repr(found), f"an index of the network {fingerprint!r}")
    metadata = {name.removeprefix(COLUMN): values for name, values in arrays.items() if name.startswith(COLUMN)}
    return facts | {"ids": arrays["ids"], "metadata": metadata, "_engine": Engine.from_arrays(facts["kind"], arrays)}

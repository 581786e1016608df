"""Columns of metadata in SQL: their types, their names in quotes, their values, and a filter as a condition."""

from collections.abc import Iterable, Mapping

import numpy as np

from course_lib.errors import expect
from course_lib.search.metadata import Columns, checked_filter

TYPES = {"truth values": "boolean", "whole numbers": "bigint", "numbers": "double precision", "text": "text"}
COPIED_AS = {"truth values": "bool", "whole numbers": "int8", "numbers": "float8", "text": "text"}
DTYPES: dict[str, type] = {"truth values": bool, "whole numbers": np.int64, "numbers": np.float64, "text": str}
TAKEN = {"id", "embedding", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}
LONGEST_NAME = 63  # bytes that PostgreSQL keeps of a name


def check_names(columns: Mapping) -> None:
    """Raise ValueError for a name of a column that the database cannot give to one."""
    for name in columns:
        fits = _is_unicode(name) and 1 <= len(name.encode()) <= LONGEST_NAME and name not in TAKEN
        words = f"names of columns of 1 to {LONGEST_NAME} bytes, other than {', '.join(sorted(TAKEN))}"
        expect(fits, "metadata", repr(name), words)


def quoted(names: Iterable[str], after: str = ", ") -> str:
    """The names as a list in SQL, each followed by `after`; for commands that come with values.

    >>> quoted(["label", "100 %"])
    '"label", "100 %%", '
    """
    return "".join('"{}"{}'.format(name.replace('"', '""').replace("%", "%%"), after) for name in names)


def stored_values(columns: Mapping[str, np.ndarray], kinds: Mapping[str, str]) -> list[list]:
    """The values of each of `kinds`, {column: a key of TYPES}, as Python has them; `columns` as from `checked_columns`.

    Raises:
        ValueError: a number or a text that the database cannot keep.
    """
    found = []
    for name, kind in kinds.items():
        values, argument = columns[name], f"metadata[{name!r}]"
        if kind == "whole numbers":
            expect(not values.size or values.max() < 2**63, argument, values.max(initial=0), "numbers below 2^63")
        found.append(values.astype(DTYPES[kind]).tolist())
        for text in found[-1] if kind == "text" else ():
            expect(_is_unicode(text), argument, repr(text), "text in Unicode")
    return found


def condition(filter: Columns, kinds: Mapping[str, str]) -> tuple[str, dict[str, list]]:
    """A filter as the end of a query in SQL, and the values that go with it.

    >>> condition({"label": [3, 3.5]}, {"label": "whole numbers"})
    ('where "label" = any(%(filter_0)s::bigint[])', {'filter_0': [3]})
    """
    parts, values = [], {}
    for i, (name, wanted) in enumerate(checked_filter(filter, kinds).items()):
        parts.append(f"{quoted([name], '')} = any(%(filter_{i})s::{TYPES[kinds[name]]}[])")
        values[f"filter_{i}"] = _as_held(wanted, kinds[name])
    return f"where {' and '.join(parts)}" if parts else "", values


def _as_held(wanted, kind):
    """Those of the wanted values that a column of this kind can hold, in its type."""
    if kind == "text":
        return [text for text in wanted.tolist() if _is_unicode(text)]
    if kind != "numbers":
        wanted = wanted[np.isin(wanted, (0, 1))] if kind == "truth values" else wanted[_is_int64(wanted)]
    return [value for value in wanted.astype(DTYPES[kind]).tolist() if value == value]  # NaN equals nothing


def _is_int64(values):
    """Which of the numbers an int64 can hold."""
    if values.dtype.kind != "f":
        return values.astype(object) < 2**63 if values.dtype.kind == "u" else np.ones(values.shape, bool)
    return (np.abs(values) < 2.0**63) & (values == np.trunc(values))


def _is_unicode(text):
    """Text that the database can keep: Unicode without the character 0."""
    return isinstance(text, str) and "\0" not in text and text.encode(errors="ignore").decode() == text

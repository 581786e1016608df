"""Arrays with facts in one file: what keeps an index, the collection of the search page and pictures once decoded.

    {"format": "course_lib arrays", "version": 1, "header": 1234, "sha256": "..."}
    {"kind": "index", "version": 2, "facts": {...}, "arrays": [{"name", "dtype", "shape", "sha256"}, ...]}
    the bytes of each array

Head and arrays are filled up to a multiple of 64 bytes, so that a memory map is aligned. Each part carries the checksum
of the next, and so every bit is covered. It shows damage, not malice: load files of people you trust.
"""

import hashlib
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.machine.files import replace_bytes

FORMAT, VERSION = "course_lib arrays", 1
ALIGNMENT = 64
LONGEST_LINE = 256  # of the first line, whose length nothing that is stored can change


def write_arrays(
    path: str | os.PathLike, kind: str, version: int, facts: Mapping[str, Any], arrays: Mapping[str, ArrayLike]
) -> None:
    """Write facts and arrays into one file, in one step: killed at any moment, the old file is whole.

    Args:
        path: of the file; its folder is made when missing.
        kind: what the file is, such as "index"; `read_arrays` wants to hear the same.
        version: of what the facts and arrays of this kind mean.
        facts: what JSON can say, of any length.
        arrays: {name: array}, any names; numbers, truth values or text, of any shape.

    Raises:
        ValueError: for an array of objects or records, or facts that JSON cannot say.
    """
    plain = {str(name): _plain(name, array) for name, array in arrays.items()}
    bodies = [_filled_up(array.reshape(-1).view(np.uint8)) for array in plain.values()]
    table = [
        {"name": name, "dtype": array.dtype.str, "shape": array.shape, "sha256": _checksum(*body)}
        for (name, array), body in zip(plain.items(), bodies, strict=True)
    ]
    header = _as_json({"kind": kind, "version": version, "facts": facts, "arrays": table})
    first = {"format": FORMAT, "version": VERSION, "header": len(header), "sha256": _checksum(header)}
    line = json.dumps(first).ljust(LONGEST_LINE - 1).encode() + b"\n"  # a multiple of 64, like the header
    replace_bytes(path, line, header, *(part for body in bodies for part in body))


def read_arrays(
    path: str | os.PathLike, kind: str, version: int, mapped: bool = False, oldest: int | None = None
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The facts and the arrays {name: array} of a file that `write_arrays` wrote.

    Args:
        path, kind, version: what was given to `write_arrays`.
        mapped: leave the arrays on disk, read-only, and let the system fetch what is used: several programs then share
            one copy in memory. On Windows such a file cannot be replaced as long as an array is in use.
        oldest: the first version that the caller reads too; None for `version` alone.

    Raises:
        ValueError: naming the path, when the file is damaged, no such file, or of another kind or version.
        OSError: when there is none, or a folder or a pipe in its place.
    """
    path = Path(path)
    _expect_file(path, kind)
    with path.open("rb") as file:
        header = _checked_header(path, file)
        expect(header["kind"] == kind, "path", f"{path}, of kind {header['kind']!r}", f"a file of kind {kind!r}")
        fits, found = range(oldest or version, version + 1), header["version"]
        expected = f"{kind} of version {' or '.join(map(str, fits))}"
        expect(found in fits, "path", f"{path} of version {found}", expected)
        places, end = _places(header["arrays"], file.tell())
        size = os.fstat(file.fileno()).st_size
        expect(size == end, "path", f"{path}, of {size:,} bytes: it is damaged", f"a file of {end:,} bytes")
        everything = np.memmap(file, np.uint8, "r") if mapped else None
        arrays = {}
        for entry, (begin, count) in zip(header["arrays"], places, strict=True):
            body = np.fromfile(file, np.uint8, count) if everything is None else everything[begin : begin + count]
            _expect_whole(path, body, entry["sha256"])
            arrays[entry["name"]] = _as_array(np.asarray(body), entry)
    return header["facts"], arrays


def _expect_file(path, kind):
    """A pipe would have the program wait, a folder is refused in other words by each system."""
    expected = f"a file of kind {kind!r}"
    expect(os.path.lexists(path), "path", f"{path}, which is not there", expected, FileNotFoundError)
    expect(not path.is_dir(), "path", f"the folder {path}", expected, IsADirectoryError)
    expect(path.is_file(), "path", f"{path}, which is no file or a link to nothing", expected, OSError)


def _plain(name, array):
    array = np.asarray(array, order="C")
    plain = not array.dtype.hasobject and np.dtype(array.dtype.str) == array.dtype
    expect(plain, f"arrays[{name!r}]", f"dtype {array.dtype}", "numbers, truth values or text")
    return array


def _filled_up(body):
    """The body and the zeros that make its length a multiple of ALIGNMENT."""
    return body, bytes(-len(body) % ALIGNMENT)


def _as_json(header):
    try:
        text = json.dumps(header)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"facts: expected what JSON can say, got {problem}") from problem
    return text.ljust(-(-len(text) // ALIGNMENT) * ALIGNMENT).encode()


def _checked_header(path, file):
    """The header of an open file, which is read up to the first array."""
    try:
        first = json.loads(file.readline(LONGEST_LINE))
        known = first["format"] == FORMAT and isinstance(first["header"], int) and isinstance(first["sha256"], str)
    except (ValueError, TypeError, KeyError):
        known = False
    expect(known, "path", f"{path}, which does not start like one", f"a file of {FORMAT}")
    version = first.get("version")
    expect(version == VERSION, "path", f"{path}, of version {version}", f"{FORMAT} of version {VERSION}")
    there = os.fstat(file.fileno()).st_size
    header = file.read(first["header"]) if 0 <= first["header"] <= there else b""  # else as many bytes of memory
    _expect_whole(path, header, first["sha256"])
    return json.loads(header)


def _places(table, begin):
    """Where each array begins and how many bytes it takes, and where the last one ends."""
    places = []
    for entry in table:
        size = math.prod(entry["shape"]) * np.dtype(entry["dtype"]).itemsize
        places.append((begin, -(-size // ALIGNMENT) * ALIGNMENT))
        begin += places[-1][1]
    return places, begin


def _as_array(body, entry):
    dtype = np.dtype(entry["dtype"])
    return body[: math.prod(entry["shape"]) * dtype.itemsize].view(dtype).reshape(entry["shape"])


def _expect_whole(path, body, checksum):
    whole = _checksum(body) == checksum
    expect(whole, "path", f"{path}, whose checksum differs: it is damaged", "a file as it was written")


def _checksum(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()

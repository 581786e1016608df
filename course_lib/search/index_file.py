"""The file of an index: a line that says what follows, and the arrays.

    {"format": "course_lib index", "version": 1, "sha256": "...", "facts": {...}}
    the arrays as a NumPy archive (.npz)

The checksum is that of the facts and the archive together. It shows damage, not malice: load files of people you trust.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np

from course_lib.errors import expect
from course_lib.machine.files import replace_bytes

FORMAT, VERSION = "course_lib index", 1
LONGEST_HEADER = 1 << 16


def write(path, facts, arrays):
    """Write facts (what JSON can say) and arrays {name: array} into the file `path` in one step."""
    content = io.BytesIO()
    np.savez(content, **arrays)
    body = content.getbuffer()
    head = {"format": FORMAT, "version": VERSION, "sha256": _checksum(facts, body), "facts": facts}
    replace_bytes(path, json.dumps(head).encode() + b"\n", body)


def read(path):
    """Facts and arrays of the file `path`. Raises ValueError naming `path` when it is not whole or not an index."""
    with Path(path).open("rb") as file:
        head = _header(path, file.readline(LONGEST_HEADER))
        body = file.read()
    whole = _checksum(head.get("facts"), body) == head.get("sha256")
    expect(whole, "path", f"{path}, whose checksum differs: it is damaged", "an index as it was saved")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name.removesuffix(".npy") for name in archive.namelist()]
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        return head["facts"], {name: arrays[name] for name in names}


def _header(path, line):
    try:
        head = json.loads(line)
        known = head["format"] == FORMAT
    except (ValueError, TypeError, KeyError):
        known = False
    expect(known, "path", f"{path}, which does not start like one", "a file that Index.save wrote")
    version = head.get("version")
    expect(version == VERSION, "path", f"{path} of version {version}", f"an index of version {VERSION}")
    return head


def _checksum(facts, body):
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    digest.update(body)
    return digest.hexdigest()

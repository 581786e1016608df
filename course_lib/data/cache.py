"""Arrays kept between calls in COURSE_CACHE: decoded pictures, which take long to make and can be made again."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from course_lib.machine.array_file import read_arrays, write_arrays
from course_lib.machine.keeping import keep_if_possible, turn_if_possible
from course_lib.paths import cache_folder

WHAT = "Decoded pictures"
KIND, VERSION = "decoded pictures", 4  # raise it when the same files would be decoded differently


def load_or_build_arrays(key: str, build: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The arrays stored under this key, or what build() returns, which is stored; one program builds, others wait.

    A file that cannot be read is built again. Where nothing can be kept, it is built all the same, and a warning says
    so.
    """
    arrays = load_arrays(key)
    if arrays is None:
        with turn_if_possible(_path(key), WHAT) as kept:
            arrays = load_arrays(key)
            if arrays is None:
                arrays = build()
                if kept:
                    keep_if_possible(_path(key), WHAT, lambda: _write(key, arrays))
    return arrays


def load_arrays(key: str) -> dict[str, np.ndarray] | None:
    """The arrays stored under this key, or None when there are none that can be read."""
    try:
        return read_arrays(_path(key), KIND, VERSION)[1]
    except (OSError, ValueError):
        return None


def store_arrays(key: str, arrays: dict[str, np.ndarray]) -> None:
    """Store arrays by name under this key; where they cannot be kept, a warning says so."""
    with turn_if_possible(_path(key), WHAT) as kept:
        if kept:
            keep_if_possible(_path(key), WHAT, lambda: _write(key, arrays))


def _write(key, arrays):
    write_arrays(_path(key), KIND, VERSION, {}, arrays)


def _path(key: str) -> Path:
    return cache_folder() / "decoded" / f"{key}-v{VERSION}.arrays"

"""Arrays kept between calls in COURSE_CACHE: decoded pictures, which take long to make and can be made again."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from course_lib.machine.array_file import read_arrays, write_arrays
from course_lib.machine.files import file_lock
from course_lib.paths import cache_folder

KIND, VERSION = "decoded pictures", 4  # raise it when the same files would be decoded differently


def load_or_build_arrays(key: str, build: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The arrays stored under this key, or what build() returns, which is stored; one program builds, others wait.

    A file that cannot be read is built again.

    Raises:
        CourseProblem: COURSE_CACHE cannot be written.
    """
    arrays = load_arrays(key)
    if arrays is None:
        with file_lock(_path(key)):
            arrays = load_arrays(key)
            if arrays is None:
                arrays = build()
                write_arrays(_path(key), KIND, VERSION, {}, arrays)
    return arrays


def load_arrays(key: str) -> dict[str, np.ndarray] | None:
    """The arrays stored under this key, or None when there are none that can be read."""
    try:
        return read_arrays(_path(key), KIND, VERSION)[1]
    except (OSError, ValueError):
        return None


def store_arrays(key: str, arrays: dict[str, np.ndarray]) -> None:
    """Store arrays by name under this key.

    Raises:
        CourseProblem: COURSE_CACHE cannot be written.
    """
    with file_lock(_path(key)):
        write_arrays(_path(key), KIND, VERSION, {}, arrays)


def _path(key: str) -> Path:
    return cache_folder() / "decoded" / f"{key}-v{VERSION}.arrays"

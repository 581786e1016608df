"""Where the course and its data lie on this machine.

In a checkout, a clone of the repository, everything that the course writes lies in its folder `data`. A course_lib that
pip installed elsewhere writes to the user's folders, which the system names.
"""

import re
import sys
from pathlib import Path

from course_lib.settings import read_path

LIBRARY = Path(__file__).resolve().parent
ROOT = LIBRARY.parent  # of a checkout: for what works on the repository's own files, after `require_checkout`
WEIGHTS = LIBRARY / "recipes" / "weights"  # the trained networks that the course ships
MEASURED = LIBRARY / "recipes" / "measured"  # what the scripts of bench/ measured, where a lesson quotes it
# Settings of JupyterLab, without which the arrow keys would fold headings while a slider has the focus.
JUPYTER, LAB_SETTINGS = LIBRARY / "widgets" / "jupyter", "labconfig/default_setting_overrides.json"
PROJECT = "siamese-course"  # its name in pyproject.toml, and that of the user's folders


def checkout() -> "Path | None":
    """The repository that this course_lib lies in, or None: it has a pyproject.toml of this project beside it."""
    try:
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return None
    return ROOT if re.search(rf'^name = "{PROJECT}"$', text, re.MULTILINE) else None


def data_folder() -> "Path | None":
    """The folder COURSE_DATA, which holds ready archives and is only read, or None."""
    return read_path("COURSE_DATA")


def cache_folder() -> Path:
    """Where downloads and what is computed from them lie: COURSE_CACHE, data/cache in a checkout, or the user's cache.

    All of it can be made again, but for the `store_folder` and the `network_folder` in it.
    """
    folder = read_path("COURSE_CACHE")
    if folder is None:
        folder = ROOT / "data" / "cache" if checkout() else _platform_folder("user_cache_path")
    return folder


def training_folder() -> Path:
    """The folder in which the lessons keep their trainings: COURSE_TRAINING, else one in the cache."""
    return read_path("COURSE_TRAINING") or cache_folder() / "training"


def user_folder() -> Path:
    """Where the learner's own work lies, which nobody can make again: data in a checkout, or the user's data.

    In a browser it is the folder that JupyterLite keeps in the browser's storage.
    """
    if sys.platform == "emscripten":
        return Path("/drive")
    return ROOT / "data" if checkout() else _platform_folder("user_data_path")


def study_folder() -> Path:
    """Where the learner's own studies lie: studies beside the file COURSE_PROGRESS, or in the `user_folder`."""
    progress = read_path("COURSE_PROGRESS")
    return (user_folder() if progress is None else progress.parent) / "studies"


def store_folder() -> Path:
    """The embedded database: postgres in COURSE_CACHE, in data/cache of a checkout, or in the `user_folder`."""
    return _work_folder() / "postgres"


def network_folder() -> Path:
    """The networks that were trained on the user's own folders: networks beside the `store_folder`."""
    return _work_folder() / "networks"


def _work_folder() -> Path:
    in_cache = checkout() is not None or read_path("COURSE_CACHE") is not None
    return cache_folder() if in_cache else user_folder()


def _platform_folder(kind: str) -> Path:
    import platformdirs  # not at the top: a checkout is used before anything is installed

    return getattr(platformdirs, kind)(PROJECT, appauthor=False)

"""Where the course and its data lie on this machine. Knows no other module."""

import os
from pathlib import Path

LIBRARY = Path(__file__).resolve().parent
ROOT = LIBRARY.parent  # of a checkout
WEIGHTS = LIBRARY / "recipes" / "weights"  # the trained networks that the course ships
MEASURED = LIBRARY / "recipes" / "measured"  # what the scripts of bench/ measured, where a lesson quotes it


def data_folder() -> Path | None:
    """The folder COURSE_DATA, which holds ready archives and is only read, or None."""
    folder = os.environ.get("COURSE_DATA")
    return Path(folder).expanduser() if folder else None


def cache_folder() -> Path:
    """The folder COURSE_CACHE, else data/cache beside the course, where downloads and decoded pictures are kept."""
    folder = os.environ.get("COURSE_CACHE")
    return Path(folder).expanduser() if folder else ROOT / "data" / "cache"


def training_folder() -> Path:
    """The folder in which the lessons keep their trainings: COURSE_TRAINING, else one in the cache."""
    return Path(os.environ.get("COURSE_TRAINING") or cache_folder() / "training")

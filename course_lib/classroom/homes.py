"""A home for each run of a submission: a folder of its own, and an environment that knows nothing of the teacher's.

The first home is that of our own answers. What they left there, such as decoded pictures and the fonts of matplotlib,
each later home gets a copy of, so that nobody's run waits for it again and no student's run changes another's.
"""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from course_lib.data.archives import ARCHIVES, find
from course_lib.paths import LIBRARY, cache_folder, data_folder

# What would lead out of the home: to the teacher's settings, files and database.
LEFT_OUT = ("XDG_", "IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER", "COURSE_", "PYTHONOPTIMIZE", "PYTHONSTARTUP")
OUR_OWN = ("progress.json", "progress.json.lock", "postgres", "notebooks")


class Homes:
    """Homes under one folder, the first of them for our own answers.

    Args:
        folder: an empty one, which the caller removes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first = folder / "first"
        self.first.mkdir()
        _link_archives(self.first / "cache")

    @contextlib.asynccontextmanager
    async def our_own(self) -> AsyncIterator[Path]:
        """The first home; what is nobody else's business is removed at the end."""
        _make_place(self.first)
        yield self.first
        for name in OUR_OWN:
            for path in self.first.rglob(name):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()

    @contextlib.asynccontextmanager
    async def another(self) -> AsyncIterator[Path]:
        """A copy of the first one, which is removed at the end. Nobody else waits while it is made."""
        made = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            home = made / "home"
            await asyncio.to_thread(shutil.copytree, self.first, home, symlinks=True)
            _make_place(home)
            yield home
        finally:
            await asyncio.to_thread(shutil.rmtree, made, ignore_errors=True)


def _make_place(home: Path) -> None:
    place_of(home).mkdir()


def place_of(home: Path) -> Path:
    """The folder in a home in which the notebook runs."""
    return home / "notebooks"


def environ_of(home: Path, seconds: float) -> dict[str, str]:
    """The variables of a run in this home: asserts stay, nothing is fetched, and course_lib is the one that grades.

    Args:
        home: from `Homes`.
        seconds: that a check may take.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    folders: dict[str, Path | str] = {
        "HOME": home,
        "USERPROFILE": home,
        "COURSE_CACHE": home / "cache",
        "COURSE_TRAINING": home / "training",
    }
    folders |= {"COURSE_PROGRESS": home / "progress.json", "COURSE_DATA": data_folder() or ""}
    path = os.pathsep.join(filter(None, [str(LIBRARY.parent), os.environ.get("PYTHONPATH", "")]))
    switches = {"COURSE_OFFLINE": "1", "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"} | {
        "COURSE_ANSWER_SECONDS": str(seconds)
    }
    return kept | {name: str(folder) for name, folder in folders.items()} | switches


def _link_archives(cache: Path) -> None:
    """Data sets that were fetched into the teacher's cache are there in the home too, as links."""
    ours = cache_folder()
    for name, archive in ARCHIVES.items():
        path = find(name)
        if path is not None and ours in path.parents:
            target = cache / archive.folder / archive.file
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                target.symlink_to(path.resolve())
            except OSError:  # Windows, for who may not make links
                shutil.copy(path, target)

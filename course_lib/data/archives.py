"""The archives that the course can download: what they are, and whether a copy is whole."""

import hashlib
import os
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

from course_lib.errors import CourseProblem, expect
from course_lib.paths import cache_folder, data_folder

OMNIGLOT = (
    "https://github.com/brendenlake/omniglot/raw/master/python/",
    "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/",
)
GROCERIES_COMMIT = "fc80ba90f803d79d0383df52c5a4ac5de99ff6fc"


class DataNotFound(CourseProblem):
    """A data set is neither on this machine nor could it be downloaded; the message says what to do."""


@dataclass(frozen=True)
class Archive:
    """One zip file on the network.

    Args:
        name: by which `fetch` and `find` know it.
        folder: in which a copy lies.
        file: the name of the copy.
        addresses: where it can be had.
        size: in bytes; for a listing only about.
        sha256: the checksum of its bytes.
        listing: instead of it, for an archive that its host packs anew for every download: the checksum of its members'
            names, CRCs and sizes, which stay when the packing changes.
    """

    name: str
    folder: str
    file: str
    addresses: tuple[str, ...]
    size: int  # bytes; for a listing only about
    sha256: str = ""
    listing: str = ""

    @property
    def checksum(self) -> str:
        """Whichever of the two this archive has."""
        return self.sha256 or self.listing

    @property
    def largest(self) -> int:
        """How many bytes a copy may have, of which a download takes no more."""
        return self.size if self.sha256 else 2 * self.size

    def fault(self, path: Path) -> str | None:
        """What is wrong with the copy at `path`, as text, or None when it is the archive."""
        if not os.path.isfile(path):
            return "is no file"
        try:
            return self._fault_of_bytes(path) if self.sha256 else self._fault_of_listing(path)
        except OSError as error:
            return f"cannot be read ({error.strerror or error})"

    def _fault_of_listing(self, path):
        try:
            same = listing_of(path) == self.listing
        except OSError:
            raise
        except Exception as error:  # zipfile raises many kinds on damaged files
            return f"is damaged ({error})"
        return None if same else "holds other files than expected"

    def _fault_of_bytes(self, path):
        size = path.stat().st_size
        if size != self.size:
            return f"has {size:,} bytes instead of {self.size:,}"
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        return None if digest == self.sha256 else f"has SHA-256 {digest} instead of {self.sha256}"


def listing_of(path: Path) -> str:
    """SHA-256 over the sorted lines "name CRC size" of a zip file's members.

    Raises:
        BadZipFile: it is none.
    """
    with zipfile.ZipFile(path) as archive:
        lines = sorted(f"{member.filename} {member.CRC:08x} {member.file_size}\n" for member in archive.infolist())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _omniglot(name, path, size, sha256):
    addresses = tuple(start + path for start in OMNIGLOT)
    return Archive(name, "omniglot", path.rsplit("/")[-1], addresses, size, sha256)


ARCHIVES = {
    archive.name: archive
    for archive in (
        _omniglot(
            "omniglot-small1",
            "images_background_small1.zip",
            1_319_022,
            "f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4",
        ),
        _omniglot(
            "omniglot-small2",
            "images_background_small2.zip",
            1_580_917,
            "3ccaa407515a8778e5d0861875af38b17e418f301ad5bb3b5a6b65d901a41c7f",
        ),
        _omniglot(
            "omniglot-runs",
            "one-shot-classification/all_runs.zip",
            352_787,
            "437c1eeab0af8484112e1b4cc0f3d541ec727f7c47b9b202da738af9dfd6c325",
        ),
        Archive(
            name="groceries",
            folder="groceries",
            file=f"GroceryStoreDataset-{GROCERIES_COMMIT}.zip",
            addresses=(
                f"https://github.com/marcusklasson/GroceryStoreDataset/archive/{GROCERIES_COMMIT}.zip",
                f"https://codeload.github.com/marcusklasson/GroceryStoreDataset/zip/{GROCERIES_COMMIT}",
            ),
            size=123_934_653,
            listing="dde15ccc6f152628f1efef5b6843db2e02bd060782c87975eb3b8e699b8aea22",
        ),
    )
}


def archive_named(name: str) -> Archive:
    """The Archive of that name.

    Raises:
        ValueError: naming those that exist.
    """
    expect(name in ARCHIVES, "name", repr(name), f"one of {tuple(ARCHIVES)}")
    return ARCHIVES[name]


def find(name: str) -> Path | None:
    """The path of a whole local copy, in COURSE_DATA first, then in COURSE_CACHE; None when there is none.

    A copy that fails its check is not used; a warning says so, as it does where COURSE_DATA names no folder.

    Raises:
        ValueError: an unknown name.
    """
    archive = archive_named(name)
    ready, kept = data_folder(), cache_folder()
    if ready and not os.path.isdir(ready):
        warnings.warn(f"COURSE_DATA names {ready}, and there is no folder; {kept} is asked next", stacklevel=2)
    for folder in (ready, kept):
        path = folder and folder / archive.folder / archive.file
        if not path or not os.path.exists(path):
            continue
        fault = archive.fault(path)
        if fault is None:
            return path
        warnings.warn(f"{path} is not used: it {fault}", stacklevel=2)
    return None

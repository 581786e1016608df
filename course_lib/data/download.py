"""The way of an archive from the network to this machine.

Not by the library pooch (1.9.0): it writes each attempt to a new temporary file, which it removes after an error, so a
line that breaks off at 120 of the groceries' 124 MB begins again. And it checks one checksum of the bytes, while GitHub
packs that archive anew, in other bytes, whenever it likes: what stays is the listing of its members (`Archive`).
"""

import contextlib
import time
import zipfile
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from course_lib.data.archive_pictures import progress_bar
from course_lib.data.archives import Archive, DataNotFound, archive_named, find
from course_lib.errors import CourseProblem
from course_lib.machine.files import file_lock, replace_atomically
from course_lib.paths import cache_folder, data_folder
from course_lib.settings import read_setting, read_switch

TRIES = 3  # at each address
PAUSE = 0.5  # seconds before the second try, twice as many before the third
TIMEOUT = 30  # seconds without a byte
BLOCK = 1 << 16  # bytes at most between two writes, so that a kill loses little


def fetch(name: str) -> Path:
    """The path of a whole local copy of the archive, downloaded into COURSE_CACHE when there is none.

    An interrupted download goes on where it stopped.

    Raises:
        ValueError: an unknown name.
        DataNotFound: with the address, the checksum and the place, when there is no copy and COURSE_OFFLINE=1 or no
            address gives the archive.
        CourseProblem: COURSE_CACHE cannot be written, or is full; what has come stays.
    """
    archive = archive_named(name)
    path = find(name)
    if path is not None:
        return path
    if read_switch("COURSE_OFFLINE"):
        said = f"COURSE_OFFLINE={read_setting('COURSE_OFFLINE')}"
        raise DataNotFound(_instructions(archive, f"{said} keeps the course off the network"))
    path = cache_folder() / archive.folder / archive.file
    with _written(archive, path), file_lock(path):
        if archive.fault(path) is not None:  # else another process brought it while this one waited
            with replace_atomically(path, resume=True) as part:
                _download(archive, part)
    return path


@contextlib.contextmanager
def _written(archive, path):
    """A disk that is full or read-only is no fault of the network: what has come stays, and a sentence says so."""
    try:
        yield
    except OSError as problem:
        raise CourseProblem(
            f"{path.parent} cannot be written ({problem.strerror or problem}). The data set {archive.name!r} needs "
            f"{archive.size / 1e6:.1f} MB there. Set COURSE_CACHE to a folder of your own."
        ) from problem


def _download(archive, part):
    if fault_of_download(archive, part) is None:  # an earlier call was stopped just before the end
        return
    problems = []
    for address in archive.addresses:
        problem = _try_address(archive, address, part)
        if problem is None:
            return
        problems.append(f"{address} {problem}")
    raise DataNotFound(_instructions(archive, "; ".join(problems)))


def _try_address(archive, address, part):
    """Bring the file `part` from one address. Returns None when it is the archive, else what went wrong."""
    for attempt in range(TRIES):
        time.sleep(PAUSE * attempt)
        fresh = not part.exists()
        try:
            _transfer(archive, address, part)
        except HTTPError as error:
            problem = f"answered {error.code} {error.reason}"
            if error.code == 416:  # the part is longer than the file there
                part.unlink()
            elif error.code < 500:
                return problem
        except (OSError, HTTPException) as error:
            problem = f"broke off: {error or type(error).__name__}"
        else:
            fault = fault_of_download(archive, part)
            if fault is None:
                return None
            part.unlink()
            problem = f"sent a file that {fault}"
            if fresh:
                return problem
    return problem


def _transfer(archive, address, part):
    """Append what is missing of the file at `address` to `part`, or begin again where the server wants that."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "siamese-course"} | ({"Range": f"bytes={have}-"} if have else {})
    with urlopen(Request(address, headers=headers), timeout=TIMEOUT) as response:
        goes_on = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        have = have if goes_on else 0
        length = response.headers.get("Content-Length") or ""
        total = have + int(length) if length.isdecimal() else 0
        if not goes_on:
            _append(archive, part, b"", "wb")
        with _progress(archive, have) as bar:
            while have <= archive.largest and (block := response.read1(BLOCK)):  # what is longer is not the archive
                _append(archive, part, block)
                have += len(block)
                bar.update(len(block))
    if have < min(total, archive.largest):
        raise ConnectionError(f"{have:,} of {total:,} bytes came")


def _append(archive, part, block, mode="ab"):
    with _written(archive, part), open(part, mode, buffering=0) as file:
        while block:
            block = block[file.write(block) :]


def _progress(archive, have):
    return progress_bar(desc=archive.file, initial=have, total=archive.size, unit="B", unit_scale=True)


def fault_of_download(archive: Archive, part: Path) -> str | None:
    """What is wrong with the file `part` of an archive, its members' CRCs included, as text, or None."""
    fault = archive.fault(part)
    if fault is not None:
        return fault
    try:
        with zipfile.ZipFile(part) as members:
            bad = members.testzip()
    except Exception as error:  # as in `Archive.fault`
        return f"is damaged ({error})"
    return bad and f"is damaged in {bad}"


def _instructions(archive, why):
    place = (data_folder() or cache_folder()) / archive.folder / archive.file
    checksum = f"SHA-256 {archive.sha256}" if archive.sha256 else f"SHA-256 of the listing {archive.listing}"
    return (
        f"The data set {archive.name!r} is not on this machine, and it could not be downloaded: {why}.\n"
        f"To bring it by hand, download one of these addresses ({archive.size / 1e6:.1f} MB):\n"
        + "".join(f"    {address}\n" for address in archive.addresses)
        + f"and save it as\n    {place}\n"
        f"The course checks it there: {checksum}.\n"
        "Without it, data.catalogue() and data.digits() need no network."
    )

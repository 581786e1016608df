"""Pictures out of the members of a zip file to arrays of one size, in parallel; nothing is unpacked to disk."""

import io
import os
import sys
import threading
import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from PIL import Image
from tqdm import tqdm

from course_lib.data.archives import DataNotFound
from course_lib.errors import expect
from course_lib.machine.cores import cores

MOST_BYTES = 1 << 26  # of a member; a photo of the groceries has 40,000
Item = TypeVar("Item")
Result = TypeVar("Result")


def squared(image: Image.Image, size: int) -> Image.Image:
    """The middle square of a PIL image, shrunk to (size, size): a squashed apple would no longer be round."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    box = (left, top, left + side, top + side)
    return image.resize((size, size), Image.Resampling.BILINEAR, box=box, reducing_gap=2.0)


def colour_picture(data: bytes, size: int) -> np.ndarray:
    """RGB (size, size, 3) uint8 from the bytes of a picture file."""
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (2 * size, 2 * size))  # lets the JPEG reader skip detail that shrinking would drop
        return np.asarray(squared(image.convert("RGB"), size))


def ink_picture(data: bytes, size: int, drawn_at: int) -> np.ndarray:
    """Grey (size, size, 1) uint8 from a drawing in dark ink on white paper; the ink becomes bright on dark.

    Args:
        data: the bytes of a picture file.
        size: pixels of a side of the result.
        drawn_at: pixels of a side of the drawing.

    Raises:
        ValueError: the drawing has another height or width.
    """
    with Image.open(io.BytesIO(data)) as image:
        expect(image.size == (drawn_at, drawn_at), "drawing", f"{image.size} pixels", f"{drawn_at} x {drawn_at}")
        small = image.convert("L").resize((size, size), Image.Resampling.BOX)
    return 255 - np.asarray(small)[..., None]


def in_parallel(work: Callable[[Item], Result], items: Collection[Item], title: str) -> list[Result]:
    """[work(item) for item in items] on all cores, with a progress bar when it takes longer than a moment.

    Args:
        work: what is done with each item; it must bear to be called by several threads at once.
        items: pictures, by their files or otherwise.
        title: of the progress bar.
    """
    with ThreadPoolExecutor(cores()) as workers:
        return list(progress_bar(workers.map(work, items), total=len(items), desc=title, unit=" pictures"))


def progress_bar(*items: Iterable, **words: Any) -> tqdm:
    """The bar of tqdm on the output, with what is done and how long the rest will take; arguments are those of tqdm.

    It comes after a second on a terminal; elsewhere, in a log say, after five, and moves every five. Where the output
    is closed there is none.
    """
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    delay, pause = (1, 0.1) if on_terminal else (5, 5)
    return tqdm(*items, **words, delay=delay, mininterval=pause, file=sys.stdout, disable=sys.stdout is None)


def decode_members(
    path: str | os.PathLike, members: Sequence[str], decode: Callable[[bytes, int], np.ndarray], size: int, title: str
) -> np.ndarray:
    """The pictures of these members of a zip file, (n, size, size, c) uint8; nothing is unpacked to disk.

    Args:
        path: of the zip file.
        members: their names, n.
        decode: makes a picture (size, size, c) of the bytes of a member and the size, as `colour_picture` does.
        size: pixels of a side.
        title: of the progress bar.

    Raises:
        DataNotFound: a member is missing, damaged, or no picture that `decode` takes.
    """
    one_reader = threading.Lock()  # from Python 3.12 on, threads that read one ZipFile at once get wrong bytes

    def picture(member):
        with one_reader:
            large = archive.getinfo(member).file_size > MOST_BYTES
            packed = b"" if large else archive.read(member)
        try:
            expect(not large, "member", f"more than {MOST_BYTES:,} bytes", "a picture")
            return decode(packed, size)
        except Exception as error:  # Pillow's readers raise many kinds on damaged files
            raise _damaged(path, f"{member}: {error}") from error

    try:
        with zipfile.ZipFile(path) as archive:
            return np.stack(in_parallel(picture, members, title))
    except DataNotFound:
        raise
    except Exception as error:  # and so does zipfile
        raise _damaged(path, error) from error


def _damaged(path, why):
    return DataNotFound(f"{path} is damaged: {why}. Remove it, and the course fetches a new copy.")

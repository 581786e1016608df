"""Pictures from strangers: bounded in bytes and in pixels before they are decoded, kept in memory, never on a disk."""

import io

import numpy as np
from PIL import Image, UnidentifiedImageError

from course_lib.data.formats import FORMATS, IN_WORDS
from course_lib.data.reading import too_small, upright_squares
from course_lib.data.record import check_size

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 25_000_000  # decoded 100 MB at most; a telephone takes 12 million


class UnusableUpload(ValueError):
    """A sentence for the person who sent the picture."""


def uploaded(content: bytes, *sizes: int) -> list[np.ndarray]:
    """The middle square of an uploaded picture in each of the sizes, RGB (size, size, 3) uint8 each, in a list.

    Args:
        content: the bytes of a file of one of `course_lib.data.formats`, turned and made opaque as `folder` does it.
        sizes: pixels of a side, one for each picture that is wanted.

    Raises:
        UnusableUpload: more than MOST_BYTES bytes, more than MOST_PIXELS pixels, or no whole picture.
    """
    for size in sizes:
        check_size(size)
    if not content:
        raise UnusableUpload("This file is empty.")
    if len(content) > MOST_BYTES:
        raise UnusableUpload(f"This file is too large: at most {MOST_BYTES >> 20} MB can be searched for.")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            return _squares(image, sizes)
    except UnidentifiedImageError:
        raise UnusableUpload(f"This is no picture of the kinds {IN_WORDS}.") from None
    except UnusableUpload:
        raise
    except Exception as problem:  # Pillow's readers raise many kinds on damaged files
        raise UnusableUpload("This picture is damaged and could not be read.") from problem


def _squares(image, sizes):
    width, height = image.size  # from the head of the file: nothing is decoded yet
    if width * height > MOST_PIXELS:
        limit = f"at most {MOST_PIXELS // 1_000_000} million can be searched for"
        raise UnusableUpload(f"This picture has {width:,} x {height:,} pixels; {limit}.")
    if reason := too_small(width, height):
        raise UnusableUpload(f"This picture is too small: {reason}.")
    return upright_squares(image, sizes)

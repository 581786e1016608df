"""Descriptions of a picture that nobody had to learn. Every table of results starts with them. NumPy only."""

import numpy as np

from course_lib.data import check_pictures
from course_lib.errors import expect


def raw_pixels(pictures: np.ndarray) -> np.ndarray:
    """The pixels themselves, averaged over blocks of 4 x 4: uint8 (n, h, w, c) to (n, h/4 * w/4 * c), 0 to 1."""
    check_pictures(pictures)
    n, h, w, c = pictures.shape
    blocks = pictures[:, : h // 4 * 4, : w // 4 * 4].reshape(n, h // 4, 4, w // 4, 4, c)
    return blocks.mean(axis=(2, 4)).reshape(n, -1) / 255


def colour_histogram(pictures: np.ndarray, boxes: int = 8) -> np.ndarray:
    """The square root of each colour's share: uint8 RGB (n, h, w, 3) to (n, boxes**3), each row of length 1.

    The colour cube is cut into boxes x boxes x boxes. With the root, the Euclidean distance becomes Hellinger's.
    """
    check_pictures(pictures)
    expect(pictures.shape[3] == 3, "pictures", f"{pictures.shape[3]} channel", "RGB pictures (n, h, w, 3)")
    places = pictures.astype(int) * boxes // 256 @ [boxes**2, boxes, 1]  # (n, h, w)
    counts = np.stack([np.bincount(row.ravel(), minlength=boxes**3) for row in places])
    return np.sqrt(counts / places[0].size)

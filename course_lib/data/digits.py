"""scikit-learn's handwritten digits as a PictureSet."""

import numpy as np

from course_lib.data.record import PictureSet
from course_lib.data.splits import split_by_picture

PARTS = {"train": 0.4, "val": 0.1, "test": 0.5}
SOURCE = (
    "1,797 handwritten digits of 8 x 8 pixels that ship with scikit-learn, "
    "from the UCI set Optical Recognition of Handwritten Digits (Alpaydin and Kaynak 1998), CC BY 4.0."
)


def digits() -> PictureSet:
    """1,797 real digits, grey (1797, 8, 8, 1), ten classes, always with the same split by image.

    719 train, 179 val and 899 test pictures. The ink is bright on dark.
    """
    from sklearn.datasets import load_digits

    table = load_digits()
    pictures = np.round(table.images * (255 / 16)).astype(np.uint8)[..., None]
    labels = table.target.astype(np.int64)
    names = tuple(str(digit) for digit in range(10))
    everything = PictureSet(pictures, labels, names, np.full(len(labels), "train"), source=SOURCE)
    return split_by_picture(everything, PARTS)

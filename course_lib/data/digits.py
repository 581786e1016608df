"""scikit-learn's handwritten digits as a PictureSet."""

import numpy as np

from course_lib.data.record import PictureSet
from course_lib.data.splits import split_by_group, split_by_picture
from course_lib.errors import expect

BY_PICTURE = {"train": 0.4, "val": 0.1, "test": 0.5}
BY_WRITER = {"train": 6 / 14, "val": 2 / 14, "test": 6 / 14}
# Where the pictures of another writer begin, as scikit-learn-mooc gives it in its chapter "Sample grouping".
BLOCKS = (0, 130, 256, 386, 516, 646, 776, 915, 1029, 1157, 1287, 1415, 1545, 1667, 1797)
SOURCE = (
    "1,797 handwritten digits of 8 x 8 pixels that ship with scikit-learn, "
    "from the UCI set Optical Recognition of Handwritten Digits (Alpaydin and Kaynak 1998), CC BY 4.0."
)


def digits(by: str = "writer", seed: int = 0) -> PictureSet:
    """1,797 real digits, grey (1797, 8, 8, 1), ten classes. The ink is bright on dark.

    Args:
        by: "writer": nobody who wrote a training picture wrote a test picture; six blocks of `digit_writers` train,
            two validate, six test. "picture": 719 train, 179 val and 899 test pictures of all writers, mixed, which
            makes every score too good.
        seed: another one deals otherwise.

    Raises:
        ValueError: `by` is another word, or the seed is no whole number of at least 0.

    Lesson: 05

    >>> digits().describe()
    '1797 grey pictures of 8 x 8 pixels, 10 classes, 764 train, 258 val, 775 test'
    """
    from sklearn.datasets import load_digits

    expect(by in ("writer", "picture"), "by", repr(by), '"writer" or "picture"')
    table = load_digits()
    pictures = np.round(table.images * (255 / 16)).astype(np.uint8)[..., None]
    labels = table.target.astype(np.int64)
    names = tuple(str(digit) for digit in range(10))
    everything = PictureSet(pictures, labels, names, np.full(len(labels), "train"), source=SOURCE)
    if by == "picture":
        return split_by_picture(everything, BY_PICTURE, seed)
    return split_by_group(everything, digit_writers(), BY_WRITER, seed)


def digit_writers() -> np.ndarray:
    """The block of each picture of `digits`, int64 (1797,), 0 to 13, as they lie in the file.

    A block is what one person wrote in one go. The file was written by thirteen people, says the UCI set's own note;
    its fourteen blocks were found by scikit-learn-mooc.
    """
    return np.repeat(np.arange(len(BLOCKS) - 1, dtype=np.int64), np.diff(BLOCKS))

"""The catalogue: drawn product pictures, any number of classes."""

import numpy as np

from course_lib.data.drawing import draw_product
from course_lib.data.product_designs import MOST_CLASSES, product
from course_lib.data.record import PictureSet, check_size
from course_lib.errors import check_seed, check_whole

SPLIT_OF_FIVE = ("train", "train", "train", "val", "test")
SOURCE = "Product pictures drawn by this course (course_lib.data.catalogue), free to use."


def catalogue(classes: int = 24, per_class: int = 20, size: int = 32, seed: int = 0, first: int = 0) -> PictureSet:
    """Drawn product pictures, RGB (classes * per_class, size, size, 3), sorted by class.

    A class is an arrangement x a colour x a pattern, such as "bottle, three in a row, green, dotted"; the coarse label
    is the arrangement. Position, scale, rotation, light, background and clutter vary from picture to picture.
    Class c depends on (c, seed) and its picture i on (c, i, seed) only, so a larger set extends a smaller one.
    Every fourth of five pictures is for validation, every fifth for testing.

    Args:
        classes: how many, at most 15,360.
        per_class: pictures of each.
        size: pixels of a side.
        seed: another one sells other products.
        first: so many classes are left out before the first one, which has the label 0.

    Raises:
        ValueError: a number out of range.

    >>> catalogue(classes=2, per_class=5).describe()
    '10 RGB pictures of 32 x 32 pixels, 2 classes in 1 coarse classes, 6 train, 2 val, 2 test'
    """
    check_whole("first", first, 0, MOST_CLASSES - 1)
    check_whole("classes", classes, 1, MOST_CLASSES - first)
    check_whole("per_class", per_class, 1, 100_000)
    check_size(size)
    check_seed(seed)
    products = [product(first + c, seed) for c in range(classes)]
    pictures = np.empty((classes * per_class, size, size, 3), np.uint8)
    for c, sold in enumerate(products):
        for i in range(per_class):
            pictures[c * per_class + i] = draw_product(sold, size, np.random.default_rng([seed, 4, first + c, i]))
    coarse_names = tuple(dict.fromkeys(sold.coarse_name for sold in products))
    coarse = np.array([coarse_names.index(sold.coarse_name) for sold in products], np.int64)
    return PictureSet(
        pictures=pictures,
        labels=np.repeat(np.arange(classes, dtype=np.int64), per_class),
        names=tuple(sold.name for sold in products),
        split=np.tile(np.resize(SPLIT_OF_FIVE, per_class), classes),
        coarse=np.repeat(coarse, per_class),
        coarse_names=coarse_names,
        source=SOURCE,
    )

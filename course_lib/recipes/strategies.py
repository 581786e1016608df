"""Lesson 12: which pictures, which methods, and one short training that follows from its arguments alone."""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib import data, losses
from course_lib.data.omniglot import PARTS as BOTH
from course_lib.errors import check_whole
from course_lib.training.batches import PKBatches

KINDS = 200  # of products in one deal: 100 to learn, 50 to choose by, 50 to judge by
EACH = 10  # pictures of a product
DEALS = 9  # deal 0 is for choosing, the others are for judging
SIDE = 24
RATES = (0.002, 0.06)  # smallest and largest learning rate that are tried


class Method(NamedTuple):
    """A loss with the one setting that is tuned.

    Args:
        make: from the number of classes to the loss.
        setting: where the loss keeps it, such as "margin" or "layer.scale".
        low: the smallest value that is tried.
        high: the largest.
    """

    make: Callable[[int], losses.EmbeddingLoss]
    setting: str
    low: float
    high: float

    def value(self, place: float) -> float:
        """The value at a place from 0, the smallest, to 1, the largest; equal steps are equal factors."""
        return float(self.low * (self.high / self.low) ** place)

    def owner(self, loss: losses.EmbeddingLoss) -> tuple[Any, str]:
        """What holds the setting of a loss of this method, the loss itself or a part of it, and its name there."""
        *path, last = self.setting.split(".")
        return functools.reduce(getattr, path, loss), last

    def default(self) -> float:
        """The value that the loss has when nobody sets it."""
        return float(getattr(*self.owner(self.make(2))))


def rate_at(place: float) -> float:
    """The learning rate at a place from 0 to 1, as `Method.value`."""
    return float(RATES[0] * (RATES[1] / RATES[0]) ** place)


def _mined(mining):
    return lambda classes: losses.MinedTripletLoss(mining=mining)


METHODS = {
    "contrastive": Method(lambda classes: losses.ContrastiveLoss(), "margin", 0.5, 2.0),
    "random": Method(_mined("random"), "margin", 0.05, 0.8),
    "semi-hard": Method(_mined("semi_hard"), "margin", 0.05, 0.8),
    "batch-hard": Method(_mined("batch_hard"), "margin", 0.05, 0.8),
    "SupCon": Method(lambda classes: losses.SupConLoss(), "temperature", 0.03, 0.6),
    "prototypes": Method(lambda classes: losses.PrototypicalLoss(), "scale", 1.0, 16.0),
    "Proxy-Anchor": Method(lambda classes: losses.ProxyAnchorLoss(classes), "alpha", 2.0, 32.0),
    "softmax": Method(lambda classes: losses.NormalisedSoftmaxLoss(classes), "layer.scale", 2.0, 32.0),
    "SupCon + softmax": Method(
        lambda classes: losses.ContrastiveSoftmaxLoss(classes), "sup_con.temperature", 0.03, 0.6
    ),
}

ABLATED = {  # tried to see why the first one is behind
    "contrastive, active": Method(lambda classes: losses.ContrastiveLoss(active=True), "margin", 0.5, 2.0),
}


@functools.cache
def products(deal: int) -> dict[str, data.PictureSet]:
    """Drawn products, {"train": 100 kinds, "val": 50, "test": 50}, no kind in two parts and none in two deals.

    Args:
        deal: 0, for choosing, to DEALS - 1.
    """
    check_whole("deal", deal, 0, DEALS - 1)
    whole = data.catalogue(KINDS, EACH, SIDE, first=KINDS * deal)
    kinds = np.random.default_rng(deal).permutation(KINDS)
    ends = {"train": kinds[:100], "val": kinds[100:150], "test": kinds[150:]}
    return {part: whole.of_classes(those) for part, those in ends.items()}


@functools.cache
def characters(deal: int) -> dict[str, data.PictureSet]:
    """Handwritten characters of Omniglot; the parts are as of `products`.

    Ninety characters of five alphabets to learn. In deal 0 the 46 others of these alphabets are to choose by ("val").
    In the other deals there is a "test" in their place, 13 characters of three alphabets that no deal learns from, and
    no character is in the tests of two deals.

    Args:
        deal: 0, for choosing, to DEALS - 1.

    Raises:
        DataNotFound: there is no copy and no network.
    """
    check_whole("deal", deal, 0, DEALS - 1)
    first, second = (data.omniglot(part, SIDE) for part in BOTH)
    shuffled = np.random.default_rng(deal).permutation(np.unique(first.labels))
    learned = first.of_classes(shuffled[:90])
    if deal == 0:
        return {"train": learned, "val": first.of_classes(shuffled[90:])}
    names = [name for name in second.names if name.split("/")[0] not in first.coarse_names]
    new = np.random.default_rng(0).permutation([second.names.index(name) for name in names])
    return {"train": learned, "test": second.of_classes(new[deal - 1 :: DEALS - 1][:13])}


SETS = {"products": products, "characters": characters}


def batches_of(pictures: data.PictureSet, seed: int, steps: int, classes: int = 16, per_class: int = 4) -> PKBatches:
    """`PKBatches` of a PictureSet, whose labels are numbered from 0 on, for losses that know their classes."""
    numbers = np.unique(pictures.labels, return_inverse=True)[1]
    return PKBatches(pictures.pictures, numbers, classes=classes, per_class=per_class, steps=steps, seed=seed)

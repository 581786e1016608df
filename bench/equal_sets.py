"""The pictures of bench/equal_time.py: classes to learn, classes to choose by, classes to judge by, none in two."""

from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches

SIDE = 32
CATALOGUE_KINDS, CATALOGUE_EACH, CATALOGUE_LEARNED = 160, 20, 80
GROCERIES_LEARNED = 41
OMNIGLOT_LEARNED = 90


class Part(NamedTuple):
    """Pictures (n, 32, 32, 3), labels (n,), and which of them ask (n,) the others; if all do, each asks the rest."""

    pictures: np.ndarray
    labels: np.ndarray
    asks: np.ndarray

    def score(self, embeddings):
        """MAP@R of embeddings (n, d)."""
        if self.asks.all():
            table = distance_matrix(embeddings, embeddings)
            return float(map_at_r(ranked_matches(table, self.labels, self.labels, same_pictures=True)))
        table = distance_matrix(embeddings[self.asks], embeddings[~self.asks])
        return float(map_at_r(ranked_matches(table, self.labels[self.asks], self.labels[~self.asks])))


class Set(NamedTuple):
    """The three parts; `flip` says whether a mirrored picture is still one of its class."""

    title: str
    flip: bool
    train: Part
    validation: Part
    test: Part


def everything(pictures):
    """A `Part` of a PictureSet in which every picture asks all others."""
    return Part(colours(pictures.pictures), pictures.labels, np.ones(len(pictures.labels), bool))


def colours(pictures):
    """Pictures (n, h, w, 1 or 3) with three channels, so that one network fits all sets."""
    return np.repeat(pictures, 3 // pictures.shape[-1], axis=-1)


def catalogue():
    """Drawn products."""
    whole = data.catalogue(CATALOGUE_KINDS, CATALOGUE_EACH, SIDE)
    learned, chosen, judged = dealt(CATALOGUE_KINDS, CATALOGUE_LEARNED)
    return Set("drawn products", True, *(everything(whole.of_classes(kinds)) for kinds in (learned, chosen, judged)))


def omniglot():
    """Characters; those that judge are of alphabets that nothing learns from."""
    first, second = data.omniglot("small1", SIDE), data.omniglot("small2", SIDE)
    shuffled = np.random.default_rng(0).permutation(np.unique(first.labels))
    learned, chosen = np.split(shuffled, [OMNIGLOT_LEARNED])
    new = [label for label, name in enumerate(second.names) if name.split("/")[0] not in first.coarse_names]
    parts = first.of_classes(learned), first.of_classes(chosen), second.of_classes(np.array(new))
    return Set("handwritten characters, Omniglot", False, *map(everything, parts))


def groceries():
    """Photos of groceries; those of the published test ask those of the published training part."""
    whole = data.groceries(SIDE)
    learned, chosen, judged = dealt(len(whole.names), GROCERIES_LEARNED)
    train = whole.of_classes(learned).where(split="train")
    parts = [whole.of_classes(kinds) for kinds in (chosen, judged)]
    asking = (Part(part.pictures, part.labels, part.split == "test") for part in parts)
    return Set("photos of groceries", True, everything(train), *asking)


def dealt(kinds, learned):
    """Classes to learn, to choose by and to judge by: the rest of `kinds` in two halves."""
    shuffled = np.random.default_rng(0).permutation(kinds)
    return np.split(shuffled, [learned, learned + (kinds - learned) // 2])


SETS = {"catalogue": catalogue, "omniglot": omniglot, "groceries": groceries}

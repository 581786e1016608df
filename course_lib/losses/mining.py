"""Which triples of a batch take part in the triplet loss, and how many of them are active.

A choice of triples is a mask (b, b, b) as (anchor, positive, negative), true where the triple takes part. The functions
that choose take the distances (b, b), the mask of valid triples and, for those that want it, random numbers: one for
each triple, (b, b, b), or, where that is too much, one for each anchor and positive, (b, b).
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from course_lib.errors import expect
from course_lib.losses.base import LossWithLayer, MarginLoss, wide
from course_lib.losses.batch import check_batch, is_small, pairwise_distances
from course_lib.losses.triples import every_triple, mean_over_triples, triple_differences, valid_triples
from course_lib.losses.triplet import hinge
from course_lib.tensors import Tensor


def greatest(scores: Tensor, among: Tensor) -> Tensor:
    """Mask (..., n) of the largest score along the last axis where `among` is true; nowhere true where it never is.

    Equal scores are all chosen: the order of the batch does not matter.

    >>> ops.convert_to_numpy(greatest(ops.array([5.0, 3.0, 2.0]), ops.array([False, True, True]))).tolist()
    [False, True, False]
    """
    scores = ops.where(among, scores, -float("inf"))
    return among & (scores == ops.max(scores, axis=-1, keepdims=True))


def random_negative(distance: Tensor, valid: Tensor, noise: Tensor) -> Tensor:
    """For each anchor and positive one negative at random, each as likely as any other.

    Args:
        distance: not looked at.
        valid: (b, b, b).
        noise: (b, b, b): the negative with the largest is taken. Or (b, b), uniform from 0 to below 1: it says how far
            down the list of negatives to go.

    >>> valid = ops.array([[[False, True, True]]])  # two negatives
    >>> ops.convert_to_numpy(random_negative(None, valid, ops.array([[0.7]]))).tolist()
    [[[False, False, True]]]
    """
    if len(noise.shape) == len(valid.shape):
        return greatest(noise, valid)
    place = ops.cumsum(ops.cast(valid, "int32"), axis=-1)  # from 1 on, of each negative in its list
    several = ops.max(place, axis=-1)
    wanted = ops.cast(ops.floor(noise * ops.cast(several, noise.dtype)), "int32") + 1
    return valid & (place == ops.minimum(wanted, several)[..., None])  # a product may be rounded up to `several`


def semi_hard(distance: Tensor, valid: Tensor, noise: Tensor = None) -> Tensor:
    """For each anchor and positive the nearest negative behind the positive, if any.

    Source: Schroff et al. 2015.
    """
    difference = triple_differences(distance)  # (anchor, positive, negative)
    return greatest(difference, valid & (difference < 0))


def batch_hard(distance: Tensor, valid: Tensor, noise: Tensor = None) -> Tensor:
    """For each anchor its worst triple: the farthest positive, the nearest negative.

    Source: Hermans et al. 2017.
    """
    shape = ops.shape(valid)
    rows = (shape[0], shape[1] * shape[2])  # one row per anchor
    worst = greatest(ops.reshape(triple_differences(distance), rows), ops.reshape(valid, rows))
    return ops.reshape(worst, shape)


MININGS = {"all": every_triple, "random": random_negative, "semi_hard": semi_hard, "batch_hard": batch_hard}


def choice(mining: str) -> Callable[..., Tensor]:
    """The function of a way of mining.

    Raises:
        ValueError: an unknown name.
    """
    expect(mining in MININGS, "mining", repr(mining), f"one of {sorted(MININGS)}")
    return MININGS[mining]


def chosen_triples(distance: Tensor, labels: Tensor, mining: str = "all", noise: Tensor = None) -> Tensor:
    """Mask (b, b, b) of the triples that take part.

    Triples whose distances are NaN all take part: a broken network shall not look like a perfect one.

    Args:
        distance: (b, b).
        labels: (b,).
        mining: a key of MININGS.
        noise: (b, b, b) or (b, b), for "random".

    Raises:
        ValueError: more than 512 labels: the mask would take gigabytes. The losses need no such mask.
    """
    check_noise(mining, noise)
    distance, valid = ops.stop_gradient(distance), valid_triples(labels)
    return choice(mining)(distance, valid, noise) | (valid & ops.isnan(triple_differences(distance)))


def check_noise(mining: str, noise: Tensor) -> None:
    """Raise ValueError where "random" has no random numbers."""
    expect(noise is not None or mining != "random", "noise", "none", "an array (b, b, b) or (b, b) of random numbers")


def active_share(
    embeddings: Tensor, labels: Tensor, margin: float, mining: str = "all", noise: Tensor = None
) -> Tensor:
    """Share of the chosen triples with d_ap - d_an + margin above 0, a scalar; 0 where there is no triple.

    Watch it rather than the loss: that is a mean over the active triples, as the others have no gradient.

    Args:
        embeddings: (b, d).
        labels: (b,).
        margin: as in `MinedTripletLoss`.
        mining: a key of MININGS.
        noise: (b, b, b) or (b, b), for "random".

    >>> places = ops.array([[0.0], [1.0], [1.1], [9.0]])  # negatives at 1.1: too near; at 9: far enough
    >>> float(active_share(places, ops.array([0, 0, 1, 2]), margin=0.5))
    0.5
    """

    def curve(difference: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        active = ops.cast(~(difference + margin <= 0), difference.dtype)  # 1 for NaN, too
        return active, ops.zeros_like(active), ops.ones_like(active, dtype="bool")

    check_noise(mining, noise)
    return mean_over_triples(pairwise_distances(embeddings), labels, curve, choice(mining), noise)


def soft_hinge(difference: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """log(1 + exp(d_ap - d_an)) as `mean_over_triples` wants it: every triple counts."""
    return ops.softplus(difference), ops.sigmoid(difference), ops.ones_like(difference, dtype="bool")


@keras.saving.register_keras_serializable("course_lib")
class Noise(keras.layers.Layer):
    """Uniform random numbers for a batch of b: (b, b, b), or (b, b) for a large one or where a graph does not know b.

    Their source is part of the model's state.
    """

    def __init__(self, seed: int = 0, **options: Any):
        super().__init__(**options)
        self.seed = seed
        self.source = keras.random.SeedGenerator(seed)

    def call(self, embeddings: Tensor) -> Tensor:
        b, known = ops.shape(embeddings)[0], embeddings.shape[0]
        sizes = (b, b, b) if is_small(known, known, known) else (b, b)
        return keras.random.uniform(sizes, seed=self.source)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "seed": self.seed}


@keras.saving.register_keras_serializable("course_lib")
class MinedTripletLoss(MarginLoss, LossWithLayer):
    """Triplet loss over chosen triples of a batch; a batch without a valid triple gives 0.

    Args:
        margin: of the hinge.
        mining: "all", "random", "semi_hard" or "batch_hard", the functions above.
        soft: False: the hinge, averaged over its active triples as in `TripletLoss`. True: log(1 + exp(d_ap - d_an))
            (Hermans, Beyer and Leibe 2017), which has no margin and never stops pulling, averaged over the chosen ones.
        seed: of the random negatives.
        name, options: as of every Keras loss.

    >>> float(MinedTripletLoss(margin=0.5)(ops.array([0, 0, 1]), ops.array([[0.0], [1.0], [1.25]])))
    0.25
    """

    def __init__(
        self,
        margin: float = 0.2,
        mining: str = "semi_hard",
        soft: bool = False,
        seed: int = 0,
        name: str = "mined_triplet_loss",
        **options: Any,
    ):
        super().__init__(margin, layer=Noise(seed, dtype=wide(options.get("dtype"))), name=name, **options)
        choice(mining)  # complain now, not in the first step
        self.mining, self.soft, self.seed = mining, soft, seed

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        noise = self.layer(y_pred) if self.mining == "random" else None
        loss = soft_hinge if self.soft else hinge(self.margin)
        return mean_over_triples(pairwise_distances(y_pred), y_true, loss, choice(self.mining), noise)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "mining": self.mining, "soft": self.soft, "seed": self.seed}

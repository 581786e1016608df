"""Losses on embeddings, in Keras 3 operations, so that they run on TensorFlow, JAX and PyTorch alike.

Each is a Keras loss: y_true holds the labels (b,), y_pred the embeddings (b, d) of one batch; every pair, or every
triple, inside the batch takes part. Lesson 02 derives them. Keras turns labels into float32: keep them below 2^24.
"""

import keras
from keras import ops

from course_lib.errors import expect


def pairwise_distances(embeddings):
    """Euclidean distances inside a batch (b, d). Returns (b, b).

    Differences, not the matrix product, so that equal embeddings are exactly 0 apart. The root has an infinite slope
    at 0: there a 1 goes under it and a 0 comes out, which leaves a gradient of 0 instead of NaN. A NaN stays NaN.

    >>> ops.convert_to_numpy(pairwise_distances([[0.0, 0.0], [3.0, 4.0]])).tolist()
    [[0.0, 5.0], [5.0, 0.0]]
    """
    embeddings = ops.convert_to_tensor(embeddings)
    shape = tuple(embeddings.shape)
    expect(len(shape) == 2, "embeddings", f"shape {shape}", "shape (b, d)")
    squared = ops.sum(ops.square(embeddings[:, None] - embeddings[None]), axis=-1)  # (b, b)
    apart = squared != 0
    return ops.where(apart, ops.sqrt(ops.where(apart, squared, 1.0)), 0.0)


def contrastive(distance, same, margin):
    """Loss of each pair (Hadsell, Chopra and LeCun 2006, eq. 4): distance and same (...,), the same shape returned.

    same: 1/2 distance^2; different: 1/2 max(0, margin - distance)^2.
    """
    pull = 0.5 * ops.square(distance)
    push = 0.5 * ops.square(ops.relu(margin - distance))
    return ops.where(same, pull, push)


def triplet(d_ap, d_an, margin):
    """Loss of each triple: max(0, d_ap - d_an + margin), shapes as broadcast (Weinberger et al. 2005)."""
    return ops.relu(d_ap - d_an + margin)


def mean_where(values, mask):
    """Mean of the values where mask is true; 0 where it never is. Both of one shape; returns a scalar.

    What is masked out has no say, not even as infinity or NaN.

    >>> float(mean_where([1.0, 3.0, float("inf")], [True, True, False]))
    2.0
    """
    values, mask = ops.convert_to_tensor(values), ops.convert_to_tensor(mask, "bool")
    shapes = tuple(values.shape), tuple(mask.shape)
    expect(len(shapes[0]) == len(shapes[1]), "mask", f"shape {shapes[1]}", f"the shape of the values, {shapes[0]}")
    count = ops.sum(ops.cast(mask, values.dtype))
    return ops.sum(ops.where(mask, values, 0.0)) / ops.maximum(count, 1.0)


def same_and_others(labels):
    """Masks (b, b) over the pairs of a batch: same class, and different pictures (everything off the diagonal).

    labels (b,) or (b, 1).
    """
    labels = ops.reshape(labels, (-1,))
    return labels[:, None] == labels[None], ~ops.cast(ops.eye(ops.shape(labels)[0]), "bool")


def check_batch(y_true, y_pred):
    """Raise ValueError unless y_true is (b,) or (b, 1) and y_pred (b, d), as far as their shapes are known by now."""
    try:
        labels, embeddings = (tuple(ops.convert_to_tensor(each).shape) for each in (y_true, y_pred))
    except ValueError:  # inside a graph of TensorFlow not even the number of axes has to be known
        return
    expect(len(embeddings) == 2, "y_pred", f"shape {embeddings}", "embeddings of shape (b, d)")
    one_each = len(labels) == 1 or (len(labels) == 2 and labels[1] == 1)
    expect(one_each, "y_true", f"shape {labels}", "one label per embedding, shape (b,); not one-hot")
    known = {labels[0], embeddings[0]} - {None}
    expect(len(known) < 2, "y_true", f"{labels[0]} labels", f"{embeddings[0]}, one per embedding")


class MarginLoss(keras.losses.Loss):
    """A loss with one setting: the margin, a positive number in the unit of the embedding."""

    def __init__(self, margin, **options):
        super().__init__(**options)
        expect(0 < margin < float("inf"), "margin", margin, "a positive number")
        self.margin = margin

    def get_config(self):
        return {**super().get_config(), "margin": self.margin}


@keras.saving.register_keras_serializable("course_lib")
class ContrastiveLoss(MarginLoss):
    """Contrastive loss over all pairs of a batch: half the mean of the same pairs, half that of the different ones.

    The halves keep the few same pairs from drowning: in a batch of 16 classes x 4 pictures they are 5 in 100.

    >>> embeddings = ops.array([[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    >>> float(ContrastiveLoss(margin=1.0)(ops.array([0, 0, 1]), embeddings))
    0.375
    """

    def __init__(self, margin=1.0, name="contrastive_loss", **options):
        super().__init__(margin, name=name, **options)

    def call(self, y_true, y_pred):
        check_batch(y_true, y_pred)
        distance = pairwise_distances(y_pred)  # (b, b)
        same, others = same_and_others(y_true)
        loss = contrastive(distance, same, self.margin)
        return 0.5 * (mean_where(loss, same & others) + mean_where(loss, ~same))


@keras.saving.register_keras_serializable("course_lib")
class TripletLoss(MarginLoss):
    """Triplet loss over all triples of a batch, averaged over the active ones (those with a loss above 0).

    The average over the active triples keeps the gradient's size when most triples are already right (Hermans, Beyer
    and Leibe 2017, "batch all"); its value does not fall to 0 while one triple is active, so watch the scores instead.
    """

    def __init__(self, margin=0.2, name="triplet_loss", **options):
        super().__init__(margin, name=name, **options)

    def call(self, y_true, y_pred):
        check_batch(y_true, y_pred)
        distance = pairwise_distances(y_pred)  # (b, b)
        same, others = same_and_others(y_true)
        loss = triplet(distance[:, :, None], distance[:, None, :], self.margin)  # (anchor, positive, negative)
        valid = (same & others)[:, :, None] & ~same[:, None, :]
        return mean_where(loss, valid & (loss != 0))  # a NaN is active too, and shows

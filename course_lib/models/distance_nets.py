"""A second network that learns the distance (claim S2-13): embeddings of two pictures in, a logit out.

The logit says how surely both show the same class; its sigmoid is the probability. Rank by the logit: in 32 bits the
sigmoid of everything above 17 is exactly 1.
"""

from typing import Any

import keras
import numpy as np
from keras import layers, ops, saving

from course_lib.errors import check_whole, expect
from course_lib.tensors import Shape, Tensor

LARGEST = 2**29  # bytes of what the first layer says of all pairs, 0.54 GB


@saving.register_keras_serializable("course_lib")
class MetricNet(layers.Layer):
    """Dense layers on [left; right]: two of `hidden` numbers with ReLU, then the logit.

    Called with embeddings (n, d) and (m, d) it gives the logits (n, m) of all pairs; with one batch, of it with itself.
    The first layer of a concatenation is a sum, W [left; right] = W_l left + W_r right, so that each picture passes it
    once and not once per pair. Not symmetric: (left, right) and (right, left) may differ.

    Between them stand n m `hidden` numbers, at least three times in training; `score_pairs` goes by blocks.

    Raises:
        ValueError: in the call, more than half a gigabyte of them, as far as n and m are known by then.

    Source: Han et al. 2015, "MatchNet".
    """

    def __init__(self, hidden: int = 64, **options: Any):
        super().__init__(**options)
        check_whole("hidden", hidden, 1)
        self.hidden = hidden = int(hidden)  # Keras takes no NumPy number here
        self.left = layers.Dense(hidden, use_bias=False, name="left")
        self.right = layers.Dense(hidden, name="right")
        self.middle = layers.Dense(hidden, activation="relu", name="middle")
        self.logit = layers.Dense(1, name="logit")

    def build(self, queries_shape: Shape, gallery_shape: Shape | None = None) -> None:
        self.left.build((None, queries_shape[-1]))
        self.right.build((None, queries_shape[-1]))
        self.middle.build((None, self.hidden))
        self.logit.build((None, self.hidden))

    def call(self, queries: Tensor, gallery: Tensor | None = None) -> Tensor:
        gallery = queries if gallery is None else gallery
        n, m = queries.shape[0], gallery.shape[0]
        wanted = 4 * n * m * self.hidden if n and m else 0
        got = f"{n} x {m} pairs of {self.hidden} numbers of 4 bytes, {wanted / 1e9:.1f} GB"
        expect(wanted <= LARGEST, "queries, gallery", got, "at most 0.54 GB, as in the blocks of score_pairs")
        return self.score(queries[:, None], gallery[None])  # (n, m)

    def score(self, left: Tensor, right: Tensor) -> Tensor:
        """Logits of pairs, (..., d) twice to (...), as broadcast."""
        first = ops.relu(self.left(left) + self.right(right))  # (..., hidden)
        return self.logit(self.middle(first))[..., 0]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "hidden": self.hidden}


def pair_network(features: keras.Model, score: MetricNet) -> keras.Model:
    """Pictures (b, h, w, c) to the logits (b, b) of all pairs of the batch: a feature net with a `MetricNet` on top.

    Both learn together with the loss `PairCrossEntropy`. It shares their layers, so that afterwards `features` embeds
    and `score_pairs(score, ...)` searches.
    """
    return keras.Model(features.inputs[0], score(features.outputs[0]), name="pair_network")


def score_pairs(score: MetricNet, queries: np.ndarray, gallery: np.ndarray, block: int = 256) -> np.ndarray:
    """Logits of every query with every gallery embedding, as an array; larger is more alike.

    Args:
        score: a network that was trained in a `pair_network`.
        queries: embeddings (n, d).
        gallery: embeddings (m, d).
        block: so many queries meet so many of the gallery at a time: memory does not grow with n * m * d.

    Returns:
        (n, m).

    Raises:
        ValueError: an argument does not fit.

    >>> score_pairs(MetricNet(), np.zeros((3, 2)), np.ones((5, 2)), block=2).shape
    (3, 5)
    """
    check_whole("block", block, 1)
    queries, gallery = np.asarray(queries, "float32"), np.asarray(gallery, "float32")
    for argument, embeddings in (("queries", queries), ("gallery", gallery)):
        fits = embeddings.ndim == 2 and embeddings.shape[1] == queries.shape[-1] and len(embeddings)
        expect(fits, argument, f"shape {embeddings.shape}", "shape (n, d), the same d in both, not empty")
    logits = np.empty((len(queries), len(gallery)), "float32")
    for i in range(0, len(queries), block):
        for j in range(0, len(gallery), block):
            part = score(queries[i : i + block], gallery[j : j + block])
            logits[i : i + block, j : j + block] = ops.convert_to_numpy(part)
    return logits

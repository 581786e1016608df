"""Every loss of course_lib.losses for 8 embeddings of 4 numbers in 4 classes, with its layer built."""

import numpy as np

from course_lib import losses

LABELS = np.repeat(np.arange(4), 2)
EMBEDDINGS = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")

MAKE = {
    "contrastive": lambda: losses.ContrastiveLoss(2.0),
    "triplet": lambda: losses.TripletLoss(1.0),
    "mined": lambda: losses.MinedTripletLoss(1.0, "batch_hard"),
    "random": lambda: losses.MinedTripletLoss(1.0, "random"),
    "sup_con": losses.SupConLoss,
    "info_nce": losses.InfoNCELoss,
    "pairs": losses.PairCrossEntropy,
    "softmax": lambda: losses.NormalisedSoftmaxLoss(4),
    "contrastive_softmax": lambda: losses.ContrastiveSoftmaxLoss(4),
    "proxy_anchor": lambda: losses.ProxyAnchorLoss(4),
    "prototypical": lambda: losses.PrototypicalLoss(support=1),
    "hierarchical_softmax": lambda: losses.HierarchicalSoftmaxLoss([0, 0, 1, 1]),
    "positives_only": losses.PositivesOnlyLoss,
    "simsiam": losses.SimSiamLoss,
    "vicreg": losses.VICRegLoss,
    "dsh": lambda: losses.DSHLoss(4.0),
    "sdrn": lambda: losses.SDRNLoss(4),
    "distance_regression": lambda: losses.DistanceRegressionLoss(2 - 2 * np.eye(4)),
}


def made(name):
    """The loss of this name."""
    loss = MAKE[name]()
    if isinstance(loss, losses.LossWithLayer) and not loss.layer.built:
        loss.layer.build((None, 4))
    return loss


def batch_for(name, embeddings=EMBEDDINGS):
    """The embeddings, or for a loss on logits of pairs those of all pairs."""
    return embeddings @ embeddings.T if name == "pairs" else embeddings

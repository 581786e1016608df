"""Losses on embeddings, in Keras 3 operations, so that they run on TensorFlow, JAX and PyTorch alike.

Each is a Keras loss: y_true holds the labels (b,), y_pred the embeddings (b, d) of one batch. The formula stands beside
it as a plain function of tensors. Where two views of each picture take the place of labels, the label is the number of
the picture: `PKBatches(pictures, np.arange(n), classes=b, per_class=2)` with an augmentation gives such batches.
Labels are whole numbers of any size; for texts take their numbers, np.unique(texts, return_inverse=True)[1].

contrastive           the contrastive loss over all pairs of a batch
triplet               the triplet loss over all triples
triples               all triples of a batch, and the mean of a loss over some of them
mining                the same over chosen triples; the share of active ones
similarity            SupCon, InfoNCE
pairs                 cross-entropy of the logits of all pairs
softmax               normalised softmax, a classifier on cosines that the loss owns; SupCon and it, added
proxy_anchor          Proxy-Anchor, one learned point for each class
prototypes            prototypical episodes: means of some pictures of a batch, which the others ask for
hierarchical_softmax  the same on two levels, products and coarse classes
no_negatives          positives only, SimSiam, VICReg
hashing               codes of numbers near -1 and 1
few_labels            for batches in which most pictures have no label: pseudo-labels, entropy, a class "made"
few_labels_metric     the same on distances: neighbours stay near, entropy of a softmax over distances
distance_regression   contrastive loss with a hinged KL term (SDRN); given target distances
batch                 what they share: distances, masks and means inside a batch; how many positives it holds
label_tensors         labels that stay apart inside a graph too
base                  base classes: on embeddings; with a margin, a temperature, a layer, a number of classes
"""

from course_lib.losses.base import EmbeddingLoss, LossWithClasses, LossWithLayer, MarginLoss
from course_lib.losses.batch import mean_where, pairwise_distances, positive_pairs, same_and_others
from course_lib.losses.contrastive import ContrastiveLoss, contrastive
from course_lib.losses.distance_regression import (
    DistanceRegressionLoss,
    SDRNLoss,
    distance_error,
    hinged_divergence,
    kl_divergence,
    label_distribution,
)
from course_lib.losses.few_labels import PseudoLabelLoss, cross_entropies, entropies, made_or_real
from course_lib.losses.few_labels_metric import MetricEntropyLoss, NeighbourEmbeddingLoss, distance_logits
from course_lib.losses.hashing import DSHLoss, hash_pairs, off_binary
from course_lib.losses.hierarchical_softmax import HierarchicalSoftmaxLoss
from course_lib.losses.mining import (
    MININGS,
    MinedTripletLoss,
    active_share,
    batch_hard,
    chosen_triples,
    random_negative,
    semi_hard,
)
from course_lib.losses.no_negatives import (
    PositivesOnlyLoss,
    Predictor,
    SimSiamLoss,
    VICRegLoss,
    covariance_term,
    invariance_term,
    negative_cosine,
    variance_term,
)
from course_lib.losses.pairs import PairCrossEntropy, pair_cross_entropy
from course_lib.losses.prototypes import PrototypicalLoss, places_in_class, prototypical
from course_lib.losses.proxy_anchor import ProxyAnchorLoss, log_one_plus, proxy_anchor
from course_lib.losses.similarity import InfoNCELoss, SupConLoss, info_nce, similarities, sup_con
from course_lib.losses.softmax import ContrastiveSoftmaxLoss, CosineClassifier, NormalisedSoftmaxLoss
from course_lib.losses.triples import triple_differences, valid_triples
from course_lib.losses.triplet import TripletLoss, triplet

__all__ = [
    "MININGS",
    "ContrastiveLoss",
    "ContrastiveSoftmaxLoss",
    "CosineClassifier",
    "DSHLoss",
    "DistanceRegressionLoss",
    "EmbeddingLoss",
    "HierarchicalSoftmaxLoss",
    "InfoNCELoss",
    "LossWithClasses",
    "LossWithLayer",
    "MarginLoss",
    "MetricEntropyLoss",
    "MinedTripletLoss",
    "NeighbourEmbeddingLoss",
    "NormalisedSoftmaxLoss",
    "PairCrossEntropy",
    "PositivesOnlyLoss",
    "Predictor",
    "PrototypicalLoss",
    "ProxyAnchorLoss",
    "PseudoLabelLoss",
    "SDRNLoss",
    "SimSiamLoss",
    "SupConLoss",
    "TripletLoss",
    "VICRegLoss",
    "active_share",
    "batch_hard",
    "chosen_triples",
    "contrastive",
    "covariance_term",
    "cross_entropies",
    "distance_error",
    "distance_logits",
    "entropies",
    "hash_pairs",
    "hinged_divergence",
    "info_nce",
    "invariance_term",
    "kl_divergence",
    "label_distribution",
    "log_one_plus",
    "made_or_real",
    "mean_where",
    "negative_cosine",
    "off_binary",
    "pair_cross_entropy",
    "pairwise_distances",
    "places_in_class",
    "positive_pairs",
    "prototypical",
    "proxy_anchor",
    "random_negative",
    "same_and_others",
    "semi_hard",
    "similarities",
    "sup_con",
    "triple_differences",
    "triplet",
    "valid_triples",
    "variance_term",
]

"""Losses on embeddings, in Keras 3 operations, so that they run on TensorFlow, JAX and PyTorch alike.

Each is a Keras loss: y_true holds the labels (b,), y_pred the embeddings (b, d) of one batch. The formula stands beside
it as a plain function of tensors. Where two views of each picture take the place of labels, the label is the number of
the picture: `PKBatches(pictures, np.arange(n), classes=b, per_class=2)` with an augmentation gives such batches.

margin               contrastive, triplet over all triples
mining               which triples of a batch take part; the share of active ones; positives of a batch
similarity           SupCon, InfoNCE
pairs                cross-entropy of the logits of all pairs
softmax              normalised softmax: a classifier on cosines that the loss owns
contrastive_softmax  SupCon and normalised softmax, added
hierarchy            the same on two levels, products and coarse classes
collapse             positives only, SimSiam, VICReg
hashing              codes of numbers near -1 and 1
distance_regression  contrastive loss with a hinged KL term (SDRN); given target distances
owned                the base of losses with a layer of their own
"""

from course_lib.losses.collapse import (
    PositivesOnlyLoss,
    Predictor,
    SimSiamLoss,
    VICRegLoss,
    covariance_term,
    invariance_term,
    negative_cosine,
    variance_term,
)
from course_lib.losses.contrastive_softmax import ContrastiveSoftmaxLoss
from course_lib.losses.distance_regression import (
    DistanceRegressionLoss,
    SDRNLoss,
    distance_error,
    hinged_divergence,
    kl_divergence,
    label_distribution,
    share_above,
)
from course_lib.losses.hashing import DSHLoss, hash_pairs, off_binary
from course_lib.losses.hierarchy import HierarchicalSoftmaxLoss
from course_lib.losses.margin import (
    ContrastiveLoss,
    MarginLoss,
    TripletLoss,
    contrastive,
    mean_where,
    pairwise_distances,
    same_and_others,
    triplet,
)
from course_lib.losses.mining import (
    MININGS,
    MinedTripletLoss,
    active_share,
    batch_hard,
    positive_pairs,
    random_negative,
    semi_hard,
    triple_differences,
    valid_triples,
)
from course_lib.losses.owned import LossWithLayer
from course_lib.losses.pairs import PairCrossEntropy, pair_cross_entropy
from course_lib.losses.similarity import InfoNCELoss, SupConLoss, info_nce, similarities, sup_con
from course_lib.losses.softmax import CosineClassifier, NormalisedSoftmaxLoss

__all__ = [
    "MININGS",
    "ContrastiveLoss",
    "ContrastiveSoftmaxLoss",
    "CosineClassifier",
    "DSHLoss",
    "DistanceRegressionLoss",
    "HierarchicalSoftmaxLoss",
    "InfoNCELoss",
    "LossWithLayer",
    "MarginLoss",
    "MinedTripletLoss",
    "NormalisedSoftmaxLoss",
    "PairCrossEntropy",
    "PositivesOnlyLoss",
    "Predictor",
    "SDRNLoss",
    "SimSiamLoss",
    "SupConLoss",
    "TripletLoss",
    "VICRegLoss",
    "active_share",
    "batch_hard",
    "contrastive",
    "covariance_term",
    "distance_error",
    "hash_pairs",
    "hinged_divergence",
    "info_nce",
    "invariance_term",
    "kl_divergence",
    "label_distribution",
    "mean_where",
    "negative_cosine",
    "off_binary",
    "pair_cross_entropy",
    "pairwise_distances",
    "positive_pairs",
    "random_negative",
    "same_and_others",
    "semi_hard",
    "share_above",
    "similarities",
    "sup_con",
    "triple_differences",
    "triplet",
    "valid_triples",
    "variance_term",
]

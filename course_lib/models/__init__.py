"""Networks in Keras 3: pictures in, embeddings out.

embedding      pictures in, embeddings out, without training
picture_layers a picture as grey, and as colour without lightness
encoders       the encoder of the course, with channel gates and other norms on request
pyramid        maps of several levels made equally deep, what coarse ones know brought down to the fine ones
scales         a picture in several sizes at test time
residual       a deeper encoder, for photos
pretrained     an encoder over a backbone that saw ImageNet, with the range of pixels that it wants
levels         averages of several levels of such a network, side by side
discriminant   a linear head in seconds, and the square roots below it
moves          pictures zoomed, shifted and mirrored at random, for training
views          random views of photos, for training, and mirror images
sprn           position and colour in two branches, one ranking layer; a network without branches to compare with
distortion     drawings distorted for training, with one resampling
resampling     pictures read between their pixels
distance_nets  a network that learns the distance itself, and scores n x m pairs block by block

A function that takes a network and returns another shares its layers: training the new one trains the old one.
"""

from course_lib.models.discriminant import SquareRoot, shrunken_discriminant, with_discriminant
from course_lib.models.distance_nets import MetricNet, pair_network, score_pairs
from course_lib.models.distortion import RandomDistortion
from course_lib.models.embedding import embed
from course_lib.models.encoders import UnitLength, augmentation, convolution, encoder, with_gates
from course_lib.models.levels import levels_network
from course_lib.models.moves import RandomMoves
from course_lib.models.picture_layers import ColourPicture, GreyPicture, colour_of, grey_of
from course_lib.models.pretrained import BACKBONES, Preprocessing, frozen_encoder, pretrained_encoder
from course_lib.models.pyramid import FeaturePyramid
from course_lib.models.resampling import bilinear_sample, grid_sample
from course_lib.models.residual import residual_encoder
from course_lib.models.scales import at_scales
from course_lib.models.sprn import RankingLayer, branch_embeddings, flat_network, fuse, ranking_matrix, sprn
from course_lib.models.views import Mirror, RandomView

__all__ = [
    "BACKBONES",
    "ColourPicture",
    "FeaturePyramid",
    "GreyPicture",
    "MetricNet",
    "Mirror",
    "Preprocessing",
    "RandomDistortion",
    "RandomMoves",
    "RandomView",
    "RankingLayer",
    "SquareRoot",
    "UnitLength",
    "at_scales",
    "augmentation",
    "bilinear_sample",
    "branch_embeddings",
    "colour_of",
    "convolution",
    "embed",
    "encoder",
    "flat_network",
    "frozen_encoder",
    "fuse",
    "grey_of",
    "grid_sample",
    "levels_network",
    "pair_network",
    "pretrained_encoder",
    "ranking_matrix",
    "residual_encoder",
    "score_pairs",
    "shrunken_discriminant",
    "sprn",
    "with_discriminant",
    "with_gates",
]

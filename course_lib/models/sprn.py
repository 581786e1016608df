"""The Siamese Pairwise Ranking Network of article 1 (claim S1-33), as it can be built: z = R[S(grey); C(colour)].

S sees a grey picture and keeps its layout, C sees colours and no layout, the ranking layer R sees both.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from keras import Input, Model, layers, ops, saving

from course_lib.errors import check_whole, expect
from course_lib.models.encoders import check_settings, convolution, embedding_head, feature_maps
from course_lib.models.picture_layers import ColourPicture, GreyPicture
from course_lib.tensors import Shape, Tensor, scaled_to_unit

BRANCHES = ("spatial", "colour")


def fuse(branches: Sequence[Tensor], kernel: Tensor, weights: Sequence[float] | None = None) -> Tensor:
    """One embedding from those of the branches: R [w1 z1; w2 z2], then unit length.

    Args:
        branches: a list of embeddings (b, d1), (b, d2).
        kernel: R, (d1 + d2, d).
        weights: one number of at least 0 per branch, not all 0; all 1 by default. With (1, 0) the first ranks alone.

    Returns:
        (b, d).

    >>> both = [ops.array([[1.0, 0.0]]), ops.array([[0.0, 1.0]])]
    >>> ops.convert_to_numpy(fuse(both, ops.eye(4), weights=(2, 0))).tolist()
    [[1.0, 0.0, 0.0, 0.0]]
    """
    weights = [1.0] * len(branches) if weights is None else weights
    expect(len(weights) == len(branches), "weights", f"{len(weights)} numbers", f"{len(branches)}, one per branch")
    expect(min(weights) >= 0 < max(weights), "weights", weights, "numbers of at least 0, not all 0")
    both = ops.concatenate([w * z for w, z in zip(weights, branches, strict=True)], axis=-1)  # (b, d1 + d2)
    return scaled_to_unit(ops.matmul(both, kernel))  # (b, d)


@saving.register_keras_serializable("course_lib")
class RankingLayer(layers.Layer):
    """`fuse` with a learned matrix R, `kernel`, and equal weights: a list of (b, d1), (b, d2) to (b, dimension)."""

    def __init__(self, dimension: int, **options: Any):
        super().__init__(**options)
        check_whole("dimension", dimension, 1)
        self.dimension = int(dimension)

    def build(self, shapes: Sequence[Shape]) -> None:
        rows = sum(shape[-1] for shape in shapes)
        self.kernel = self.add_weight(shape=(rows, self.dimension), initializer="glorot_uniform", name="kernel")

    def call(self, branches: Sequence[Tensor]) -> Tensor:
        return fuse(branches, self.kernel)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "dimension": self.dimension}


def sprn(
    shape: tuple[int, int, int],
    dimension: int = 64,
    width: int = 24,
    *,
    branches: Sequence[str] = BRANCHES,
    norm: str = "batch",
) -> Model:
    """The two-branch network: uint8 RGB pictures (b, *shape) to embeddings (b, dimension) of length 1.

    Both branches end in embeddings (b, dimension) of length 1, so that neither is louder than the other before R.

    Args:
        shape: (height, width, 3), at least 8 x 8.
        dimension: how many numbers an embedding has.
        width: channels of the first convolution of each branch.
        branches: ("spatial",) or ("colour",) builds a network of one branch, for the ablation.
        norm: as in `encoder`.

    >>> sprn((32, 32, 3), dimension=16, width=8).output_shape
    (None, 16)
    """
    check_settings(shape, dimension, width, norm)
    known = len(branches) > 0 and set(branches) <= set(BRANCHES)
    expect(known, "branches", branches, f"one or both of {BRANCHES}")
    build = {"spatial": spatial_branch, "colour": colour_branch}
    pictures = Input(shape)
    wanted = [name for name in BRANCHES if name in branches]  # R expects them in this order
    parts = [embedding_head(build[name](pictures, width, norm), dimension, norm, name=name) for name in wanted]
    return Model(pictures, RankingLayer(dimension, name="ranking")(parts), name="sprn")


def spatial_branch(pictures: Tensor, width: int, norm: str) -> Tensor:
    """Features of grey pictures with their layout: convolutions down to a small map, which is not pooled."""
    return with_layout(GreyPicture()(pictures), width, norm)


def colour_branch(pictures: Tensor, width: int, norm: str) -> Tensor:
    """Features of colours without layout: each pixel by itself (1 x 1 convolutions), then the mean over all."""
    x = convolution(ColourPicture()(pictures), width, norm=norm, size=1)
    x = convolution(x, 2 * width, norm=norm, size=1)
    return layers.GlobalAveragePooling2D()(x)


def with_layout(x: Tensor, width: int, norm: str) -> Tensor:
    """Blocks of the encoder until the shorter side is 4 to 7 places, all of them side by side: (b, places * c)."""
    blocks = max(1, (min(x.shape[1:3]) // 4).bit_length() - 1)
    return layers.Flatten()(feature_maps(x, width, blocks, norm=norm)[-1])


def branch_embeddings(network: Model) -> Model:
    """A model that gives the embeddings of the branches of a `sprn`, one (b, d) per branch, for `fuse`."""
    names = [name for name in BRANCHES if name in {layer.name for layer in network.layers}]
    expect(names, "network", repr(network.name), "a network made by sprn")
    return Model(network.input, [network.get_layer(name).output for name in names], name="branches")


def ranking_matrix(network: Model) -> np.ndarray:
    """The matrix R of a `sprn` as an array (d1 + d2, d), for `fuse`."""
    return ops.convert_to_numpy(network.get_layer("ranking").kernel)


def flat_network(shape: tuple[int, int, int], dimension: int, like: Model, norm: str = "batch") -> Model:
    """A network without branches, on RGB with its layout kept, with about as many parameters as another one.

    Built as the spatial branch is, as wide as it must be. The count is a parabola in the width; three networks give it.

    Args:
        shape: (height, width, 3), at least 8 x 8.
        dimension: how many numbers an embedding has.
        like: the other network.
        norm: as in `encoder`.
    """
    check_settings(shape, dimension, 1, norm)
    tried, widths = (8, 16, 24), np.arange(1, 1000)
    parabola = np.polyfit(tried, [_flat(shape, dimension, width, norm).count_params() for width in tried], 2)
    nearest = np.argmin(np.abs(np.polyval(parabola, widths) - like.count_params()))
    return _flat(shape, dimension, int(widths[nearest]), norm)


def _flat(shape: tuple[int, int, int], dimension: int, width: int, norm: str) -> Model:
    pictures = Input(shape)
    x = with_layout(layers.Rescaling(1 / 127.5, offset=-1)(pictures), width, norm)
    return Model(pictures, embedding_head(x, dimension, norm), name="flat")

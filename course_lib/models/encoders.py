"""The encoder of the course: pictures in, embeddings of length 1 out."""

from collections.abc import Callable
from math import gcd

from keras import Input, Model, Sequential, layers, saving

from course_lib.attention import Gate
from course_lib.errors import check_whole, expect
from course_lib.models.batch_norm import BatchNormalization
from course_lib.models.moves import RandomMoves
from course_lib.models.pyramid import FeaturePyramid
from course_lib.tensors import Tensor, check_channels_last, scaled_to_unit

NORMS = ("batch", "group", "none")


def encoder(
    shape: tuple[int, int, int],
    dimension: int = 64,
    width: int = 24,
    *,
    gate: Callable[[], Gate] | None = None,
    norm: str = "batch",
    normalise: bool = True,
    blocks: int = 4,
    levels: int = 1,
    pyramid: FeaturePyramid | None = None,
) -> Model:
    """A small convolutional network: uint8 pictures (b, *shape) to embeddings (b, dimension) of length 1.

    Halvings of height and width, one in each block, then the average and the maximum of each channel over all places,
    of the last feature map or of several. The scaling of the pixels to -1 .. 1 is its first layer, so that nobody can
    forget it.

    Args:
        shape: (height, width, channels), at least 8 x 8.
        dimension: how many numbers an embedding has.
        width: channels of the first block; block i has i times as many.
        gate: makes one layer of `course_lib.attention` for the end of each block, such as SqueezeExcitation or
            lambda: ECA(5); `with_gates` shows what they did.
        norm: "batch"; "group", which does not mix the pictures of a batch (Wu and He 2018); or "none".
        normalise: False leaves the embeddings as long as they are.
        blocks: how many halvings.
        levels: of how many blocks, from the last one, the feature maps are pooled, side by side.
        pyramid: a layer through which these maps go before they are pooled, such as FeaturePyramid(48).

    Raises:
        ValueError: an argument does not fit.

    >>> encoder((32, 32, 3), dimension=16, width=8).output_shape
    (None, 16)
    """
    check_settings(shape, dimension, width, norm)
    check_whole("blocks", blocks, 1, 8)
    check_whole("levels", levels, 1, blocks)
    pictures = Input(shape)
    maps = feature_maps(layers.Rescaling(1 / 127.5, offset=-1)(pictures), width, blocks, gate=gate, norm=norm)
    maps = maps[-levels:] if pyramid is None else pyramid(maps[-levels:])
    pools = (layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D)
    x = layers.Concatenate()([pool()(level) for level in maps for pool in pools])
    return Model(pictures, embedding_head(x, dimension, norm, normalise), name="encoder")


def check_settings(shape: tuple[int, int, int], dimension: int, width: int, norm: str) -> None:
    """Raise ValueError unless a network can be built from these."""
    check_channels_last()
    expect(len(shape) == 3 and min(shape[:2]) >= 8, "shape", shape, "(height, width, channels) of at least 8 x 8")
    check_whole("dimension", dimension, 1)
    check_whole("width", width, 1)
    expect(norm in NORMS, "norm", repr(norm), f"one of {NORMS}")


def feature_maps(
    x: Tensor, width: int, blocks: int = 4, gate: Callable[[], Gate] | None = None, norm: str = "batch"
) -> list[Tensor]:
    """The maps after each block, fine to coarse: half as high and wide, i * width channels, gated."""
    maps = [gated(convolution(x, width, stride=2, norm=norm), gate)]
    for block in range(2, blocks + 1):
        x = convolution(maps[-1], block * width, norm=norm, pool=True)
        maps.append(gated(x, gate))
    return maps


def convolution(
    x: Tensor, filters: int, stride: int = 1, norm: str = "batch", size: int = 3, pool: bool = False
) -> Tensor:
    """size x size convolution, norm, ReLU; stride 2 or maximum pooling halves height and width."""
    x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=norm == "none")(x)
    x = normalised(x, norm, groups=gcd(8, filters))
    x = layers.MaxPooling2D(padding="same")(x) if pool else x  # before the ReLU it gives the same, of fewer numbers
    return layers.ReLU()(x)


def normalised(x: Tensor, norm: str, groups: int) -> Tensor:
    """x after the norm; "group" normalises `groups` groups of channels, each inside one picture."""
    if norm == "batch":
        return BatchNormalization()(x)
    return layers.GroupNormalization(groups)(x) if norm == "group" else x


@saving.register_keras_serializable("course_lib")
class UnitLength(layers.Layer):
    """`scaled_to_unit` as a layer: embeddings (b, d) to embeddings of length 1."""

    def call(self, embeddings: Tensor) -> Tensor:
        return scaled_to_unit(embeddings)


def embedding_head(
    x: Tensor, dimension: int, norm: str = "batch", normalise: bool = True, name: str | None = None
) -> Tensor:
    """Dense layer, norm, unit length: features (b, f) to embeddings (b, dimension); `name` is that of the last."""
    x = layers.Dense(int(dimension), use_bias=norm == "none")(x)
    x = normalised(x, norm, groups=1)
    return UnitLength(name=name)(x) if normalise else x


def gated(x: Tensor, gate: Callable[[], Gate] | None) -> Tensor:
    """x (b, h, w, c) through a new gate; its gates stay in reach for `with_gates`."""
    if gate is None:
        return x
    layer = gate()
    expect(
        isinstance(layer, Gate), "gate", type(layer).__name__, "a function that makes a layer of course_lib.attention"
    )
    return layer(x, return_gates=True)[0]


def with_gates(network: Model) -> Model:
    """A model that gives, in one pass, [embeddings, gates of block 1, gates of block 2, ...] of an encoder with gates.

    It shares the layers of `network`. Gates are (b, c) with c the channels of the block.
    """
    gates = [layer.output[1] for layer in network.layers if isinstance(layer, Gate)]  # output: [feature map, gates]
    expect(gates, "network", "one without gates", "an encoder built with gate=...")
    return Model(network.input, [network.output, *gates], name="with_gates")


def augmentation(seed: int, flip: bool = True) -> Sequential:
    """Random flip, zoom, shift, brightness and contrast, for training only: uint8 pictures in, floats 0 to 255 out."""
    check_channels_last()
    light = {"value_range": (0, 255), "seed": seed}
    parts = [
        RandomMoves(zoom=(0.75, 1.1), shift=0.1, flip=flip, seed=seed),
        layers.RandomBrightness(0.15, **light),
        layers.RandomContrast(0.2, **light),
    ]
    return Sequential(parts, name="augmentation")

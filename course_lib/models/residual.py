"""A residual encoder: deeper than `encoder`, for photos and longer trainings."""

from keras import Input, Model, layers

from course_lib.errors import expect
from course_lib.models.batch_norm import BatchNormalization
from course_lib.models.encoders import check_settings, convolution, embedding_head
from course_lib.tensors import Tensor


def residual_encoder(
    shape: tuple[int, int, int], dimension: int = 128, width: int = 32, *, dropout: float = 0.3
) -> Model:
    """A small residual network: uint8 pictures (b, *shape) to embeddings of length 1.

    A convolution of 5 x 5 and three residual blocks, each of which halves height and width and doubles the channels;
    then average and maximum of each channel over all places. The weights do not depend on height and width:
    `set_weights` moves them to a network for pictures of another size.

    Args:
        shape: (height, width, channels), at least 8 x 8.
        dimension: how many numbers an embedding has.
        width: channels behind the first convolution.
        dropout: share of the channels that are left out in training, before the embedding.

    Raises:
        ValueError: an argument does not fit.

    Source: He and others 2016.

    >>> residual_encoder((32, 32, 3), dimension=16, width=8).output_shape
    (None, 16)
    """
    check_settings(shape, dimension, width, "batch")
    expect(0 <= dropout < 1, "dropout", dropout, "a share, at least 0 and below 1")
    pictures = Input(shape)
    x = convolution(layers.Rescaling(1 / 64, offset=-2)(pictures), width, stride=2, size=5)
    for block in (2, 4, 8):
        x = residual_block(x, block * width)
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
    return Model(pictures, embedding_head(layers.Dropout(dropout)(x), dimension), name="residual_encoder")


def residual_block(x: Tensor, filters: int) -> Tensor:
    """x (b, h, w, c) to (b, h/2, w/2, filters): two convolutions, added to a plain path that has none.

    The last norm starts at 0, so that at the start the block is its plain path (Goyal and others 2017).
    """
    plain = layers.Conv2D(filters, 1, use_bias=False)(layers.AveragePooling2D(2, padding="same")(x))
    y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(convolution(x, filters, stride=2))
    y = BatchNormalization(gamma_initializer="zeros")(y)
    return layers.ReLU()(layers.Add()([BatchNormalization()(plain), y]))

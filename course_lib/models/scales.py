"""A picture in several sizes at test time: one network, several looks, one embedding."""

from collections.abc import Sequence
from numbers import Real
from typing import Any

from keras import Input, Model, layers, models

from course_lib.errors import expect
from course_lib.models.encoders import UnitLength
from course_lib.tensors import Tensor, check_channels_last


def at_scales(network: Model, factors: Sequence[float]) -> Model:
    """A network that embeds pictures in several sizes and gives the mean of the embeddings, scaled to length 1.

    It shares the layers of `network`. Pictures are resized by bilinear interpolation. One of twice the side has four
    times the pixels, so `factors` of 1 and 2 cost five times as much as 1 alone.

    Args:
        network: of convolutions and a pooling over all places, such as `encoder`; it must bear other sizes of pictures.
        factors: of height and width.

    Raises:
        ValueError: a factor is not above 0, or the network has an input of another kind.

    Lesson: 13

    >>> from course_lib.models import encoder
    >>> at_scales(encoder((32, 32, 3), dimension=16, width=8), (1, 2)).output_shape
    (None, 16)
    """
    check_channels_last()
    expect(isinstance(network, Model), "network", type(network).__name__, "a Keras model of pictures (b, h, w, c)")
    expect(len(factors), "factors", "none", "at least one")
    factor: Any
    for factor in factors:
        fits = isinstance(factor, Real) and 0 < float(factor) < float("inf")
        expect(fits, "factors", repr(factor), "finite numbers above 0")
    shape = network.input_shape
    expect(isinstance(shape, tuple) and len(shape) == 4, "network", f"input {shape}", "one of pictures (b, h, w, c)")
    any_size = models.clone_model(
        network, input_tensors=Input((None, None, shape[3])), clone_function=lambda layer: layer
    )
    pictures = Input(shape[1:])
    seen = [any_size(resized(pictures, factor)) for factor in factors]
    mean = layers.Average()(seen) if len(seen) > 1 else seen[0]
    return Model(pictures, UnitLength()(mean), name="at_scales")


def resized(pictures: Tensor, factor: float) -> Tensor:
    """Pictures (b, h, w, c) with `factor` times the height and width."""
    height, width = (max(round(side * factor), 1) for side in pictures.shape[1:3])
    return pictures if factor == 1 else layers.Resizing(height, width)(pictures)

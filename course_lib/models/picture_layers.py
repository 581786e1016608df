"""Layers without weights on RGB pictures: grey, colour. Each is a plain function and a layer that can be saved."""

from keras import backend, layers, ops, saving

from course_lib.errors import expect
from course_lib.tensors import Shape, Tensor

GREY = (0.299, 0.587, 0.114)  # share of red, green, blue in lightness (ITU-R BT.601)


def grey_of(pictures: Tensor) -> Tensor:
    """Lightness of each pixel of RGB pictures (b, h, w, 3): the weighted mean of its colours, floats (b, h, w, 1)."""
    pictures = _floats(pictures)
    return ops.sum(pictures * ops.convert_to_tensor(GREY, pictures.dtype), axis=-1, keepdims=True)


def colour_of(pictures: Tensor) -> Tensor:
    """What remains of RGB pictures (b, h, w, 3) without their lightness: the pictures minus `grey_of` them.

    0 everywhere for a grey picture, and the same when a picture becomes lighter by a constant.
    """
    return _floats(pictures) - grey_of(pictures)  # (b, h, w, 3)


def _floats(pictures: Tensor) -> Tensor:
    pictures = ops.convert_to_tensor(pictures)
    return pictures if backend.is_float_dtype(pictures.dtype) else ops.cast(pictures, "float32")


class PictureLayer(layers.Layer):
    """Base of layers on RGB pictures with pixels from 0 to 255."""

    def build(self, shape: Shape) -> None:
        expect(len(shape) == 4 and shape[-1] == 3, "pictures", f"shape {tuple(shape)}", "RGB pictures (b, h, w, 3)")


@saving.register_keras_serializable("course_lib")
class GreyPicture(PictureLayer):
    """Grey pictures (b, h, w, 1) from -1, black, to 1, white; takes RGB pictures (b, h, w, 3) from 0 to 255.

    >>> ops.convert_to_numpy(GreyPicture()(ops.zeros((1, 1, 2, 3)))).tolist()
    [[[[-1.0], [-1.0]]]]
    """

    def call(self, pictures: Tensor) -> Tensor:
        return grey_of(pictures) / 127.5 - 1


@saving.register_keras_serializable("course_lib")
class ColourPicture(PictureLayer):
    """`colour_of` pictures (b, h, w, 3) from 0 to 255, divided by 255: from -0.89 to 0.89, 0 where there is no colour.

    >>> print(ops.convert_to_numpy(ColourPicture()(ops.array([[[[255, 0, 0]]]]))).round(2))
    [[[[ 0.7 -0.3 -0.3]]]]
    """

    def call(self, pictures: Tensor) -> Tensor:
        return colour_of(pictures) / 255

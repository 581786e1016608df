"""SqueezeNet 1.1, whose ImageNet weights come with a package and not from a download."""

from keras import Input, KerasTensor, Model, backend, layers, ops

from course_lib.errors import expect, is_whole
from course_lib.machine.imagenet_weights import squeezenet_arrays
from course_lib.tensors import Tensor, check_channels_last

SQUEEZED = {2: 16, 3: 16, 4: 32, 5: 32, 6: 48, 7: 48, 8: 64, 9: 64}  # channels; a fire module gives eight times as many
MEAN_BLUE_FIRST = (104.0, 117.0, 123.0)  # SqueezeNet_v1.1/train_val.prototxt


def preprocess_input(pictures: Tensor, data_format: str | None = None) -> Tensor:
    """RGB pictures (b, h, w, 3) from 0 to 255 in the range of this network: blue first, ImageNet's mean taken off.

    Args:
        pictures: RGB, channels last.
        data_format: "channels_last" or None; it is there because the modules of `keras.applications` have it.

    Source:
        Iandola and others 2016, https://github.com/forresti/SqueezeNet.
    """
    expect(data_format in (None, "channels_last"), "data_format", repr(data_format), "'channels_last'")
    shape = tuple(getattr(pictures, "shape", ()))
    expect(len(shape) == 4 and shape[-1] == 3, "pictures", f"shape {shape}", "RGB pictures (b, h, w, 3)")
    if not backend.is_float_dtype(backend.standardize_dtype(pictures.dtype)):
        pictures = ops.cast(pictures, "float32")  # whole numbers would wrap around below 0
    return pictures[..., ::-1] - ops.convert_to_tensor(MEAN_BLUE_FIRST, pictures.dtype)


def SqueezeNet(
    include_top: bool = True, weights: str | None = "imagenet", input_shape: tuple[int, int, int] = (227, 227, 3)
) -> Model:
    """The network, from `preprocess_input` of pictures to a feature map or to logits.

    Args:
        include_top: True: logits (b, 1000) of ImageNet's classes, before the softmax. False: the last map (b, h, w,
            512), whose sides are those of the input halved four times.
        weights: "imagenet" or None, random numbers.
        input_shape: of a picture, channels last, at least 32 x 32.

    Raises:
        CourseProblem: the package with the weights is not installed, or its file is another one.
        ValueError: an argument does not fit.

    Source:
        Iandola and others 2016, *SqueezeNet: AlexNet-level accuracy with 50x fewer parameters*; version 1.1.
    """
    check_channels_last()
    expect(weights in (None, "imagenet"), "weights", repr(weights), '"imagenet" or None')
    sides = tuple(input_shape) if isinstance(input_shape, tuple | list) else ()
    fits = len(sides) == 3 and all(map(is_whole, sides)) and min(sides[:2]) >= 32 and sides[2] == 3
    expect(fits, "input_shape", input_shape, "(height, width, 3) of at least 32 x 32")
    pictures = Input(input_shape)
    x = feature_map(pictures)
    if include_top:
        x = layers.GlobalAveragePooling2D()(layers.Conv2D(1000, 1, name="conv10")(x))
    network = Model(pictures, x, name="squeezenet")
    if weights:
        load_imagenet(network)
    return network


def feature_map(x: KerasTensor) -> KerasTensor:
    """The layers up to the last map: `preprocess_input` of pictures (b, h, w, 3) to (b, h', w', 512), none negative."""
    x = layers.MaxPooling2D(3, 2)(_convolution(x, 64, 3, "conv1", strides=2))
    for number, channels in SQUEEZED.items():
        x = _fire(x, channels, f"fire{number}")
        if number in (3, 5):
            x = layers.MaxPooling2D(3, 2)(x)
    return x


def _convolution(x, channels, side, name, strides=1):
    return layers.ReLU()(layers.Conv2D(channels, side, strides, "same", name=name)(x))


def _fire(x, squeezed, name):
    """Few channels by 1 x 1, then four times as many by 1 x 1 and as many by 3 x 3, side by side."""
    few = _convolution(x, squeezed, 1, f"{name}_squeeze1x1")
    wide = [_convolution(few, 4 * squeezed, side, f"{name}_expand{side}x{side}") for side in (1, 3)]
    return layers.Concatenate(name=name)(wide)


def load_imagenet(network: Model) -> None:
    """Give the convolutions of `SqueezeNet` the weights of the package, by their names."""
    arrays = squeezenet_arrays()
    for layer in network.layers:
        if layer.weights:
            layer.set_weights(arrays[layer.name.replace("_", "/")])

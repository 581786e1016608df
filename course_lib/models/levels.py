"""The averages of several levels of SqueezeNet, side by side: features for a head, frozen or trained further."""

from keras import Input, Model, layers

from course_lib.errors import check_whole, expect
from course_lib.models import squeezenet
from course_lib.models.pretrained import SMALLEST, Preprocessing
from course_lib.tensors import check_channels_last

LEVELS = tuple(f"fire{number}" for number in squeezenet.SQUEEZED)  # the feature maps, from early to late
USED = ("fire5", "fire7", "fire9")  # one of each size, and the last


def levels_network(
    size: int, levels: tuple[str, ...] = USED, weights: str | None = "imagenet", frozen: tuple[str, ...] = LEVELS
) -> Model:
    """Pictures (b, size, size, 3), 0 to 255, to the averages over places of feature maps, (b, f), none negative.

    Early maps tell textures and colours, late ones things; where kinds of one thing are to be told apart, both count.

    Args:
        size: side of the pictures in pixels, at least SMALLEST.
        levels: some of LEVELS.
        weights: "imagenet", or None, random numbers.
        frozen: the levels that do not train; where the first ones do not, the convolution before them does not either.

    Raises:
        CourseProblem: the package with the weights is not installed.
        ValueError: an argument does not fit.

    >>> levels_network(32, weights=None).output_shape  # 256 + 384 + 512
    (None, 1152)
    """
    check_channels_last()
    check_whole("size", size, SMALLEST)
    expect(weights in (None, "imagenet"), "weights", repr(weights), '"imagenet" or None')
    for argument, names in (("levels", levels), ("frozen", frozen)):
        expect(set(names) <= set(LEVELS), argument, repr(names), f"some of {LEVELS}")
    expect(levels, "levels", "none", "at least one")
    pictures = Input((size, size, 3))
    whole = Model(pictures, squeezenet.feature_map(Preprocessing("SqueezeNet")(pictures)))
    if weights:
        squeezenet.load_imagenet(whole)
    for layer in whole.layers:
        level = layer.name.partition("_")[0]
        layer.trainable = level not in frozen and not (level == "conv1" and LEVELS[0] in frozen)
    averages = [layers.GlobalAveragePooling2D(name=f"{name}_average")(whole.get_layer(name).output) for name in levels]
    return Model(pictures, averages[0] if len(averages) == 1 else layers.Concatenate()(averages), name="levels")

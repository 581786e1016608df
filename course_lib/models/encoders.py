"""Networks in Keras 3: pictures in, embeddings of length 1 out."""

from keras import Input, Model, Sequential, layers

from course_lib.errors import expect


def encoder(shape, dimension=64, width=24):
    """A small convolutional network: uint8 pictures (b, *shape) to embeddings (b, dimension) of length 1.

    shape is (height, width, channels), at least 8 x 8. Four halvings of height and width, then the average and the
    maximum of each channel over all places. The scaling of the pixels to -1 .. 1 is its first layer, so that nobody
    can forget it.

    >>> encoder((32, 32, 3), dimension=16, width=8).output_shape
    (None, 16)
    """
    expect(len(shape) == 3 and min(shape[:2]) >= 8, "shape", shape, "(height, width, channels) of at least 8 x 8")
    expect(dimension >= 1, "dimension", dimension, "a positive whole number")
    expect(width >= 1, "width", width, "a positive whole number")
    pictures = Input(shape)
    x = layers.Rescaling(1 / 127.5, offset=-1)(pictures)
    x = convolution(x, width, stride=2)
    for filters in (2 * width, 3 * width, 4 * width):
        x = layers.MaxPooling2D(padding="same")(convolution(x, filters))
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
    x = layers.Dense(dimension, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return Model(pictures, layers.UnitNormalization()(x), name="encoder")


def convolution(x, filters, stride=1):
    """3 x 3 convolution, batch norm, ReLU; stride 2 halves height and width."""
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization()(x))


def augmentation(seed, flip=True):
    """Random flip, zoom, shift, brightness and contrast, for training only: uint8 pictures in, floats 0 to 255 out."""
    light = {"value_range": (0, 255), "seed": seed}
    moves = {"fill_mode": "reflect", "seed": seed}
    return Sequential(
        [
            *([layers.RandomFlip("horizontal", seed=seed)] if flip else []),
            layers.RandomZoom((-0.25, 0.1), (-0.25, 0.1), **moves),
            layers.RandomTranslation(0.1, 0.1, **moves),
            layers.RandomBrightness(0.15, **light),
            layers.RandomContrast(0.2, **light),
        ],
        name="augmentation",
    )

"""Operations on tensors that attention, losses and models share. Keras 3 operations only."""

from typing import Any, TypeAlias

from keras import backend, config, ops

from course_lib.errors import expect

# A tensor of the backend at hand (tf.Tensor, jax.Array, torch.Tensor), a KerasTensor while a graph is built, or what
# keras.ops makes one of. Keras has no types, so a type checker takes it as it comes; the name tells the reader.
Tensor: TypeAlias = Any

# The sizes of a tensor's axes as Keras hands them to `build`: whole numbers, and None where a size is open, as that of
# the batch. A layer checks the sizes that it needs, so a type checker takes each as the number that it then is.
Shape: TypeAlias = tuple[int | Any, ...]


def check_channels_last() -> None:
    """Raise ValueError where Keras is set to pictures (c, h, w): every layer would silently be another one.

    The setting stands in keras.json, which an older installation may have left in the home folder.
    """
    got = config.image_data_format()
    by_hand = "keras.config.set_image_data_format('channels_last') sets it, and so does the same word in keras.json"
    expect(got == "channels_last", "image_data_format", repr(got), f"'channels_last', pictures (h, w, c); {by_hand}")


def scaled_to_unit(embeddings: Tensor) -> Tensor:
    """Each row (..., d) divided by its length; a row shorter than 1e-6 has no direction, becomes 0, gets no gradient.

    A NaN stays NaN. Keras' own UnitNormalization gives a NaN gradient at a row of zeros: the slope of 1 / length is
    infinite there. Of numbers of 16 bits the squares are added up in 32: in 16 they vanish or overflow.

    >>> print(ops.convert_to_numpy(scaled_to_unit(ops.array([[3.0, 4.0], [0.0, 0.0]]))).round(4))
    [[0.6 0.8]
     [0.  0. ]]
    """
    embeddings = ops.convert_to_tensor(embeddings)
    given = backend.standardize_dtype(embeddings.dtype)
    if given in ("float16", "bfloat16"):
        return ops.cast(scaled_to_unit(ops.cast(embeddings, "float32")), given)
    squared = ops.sum(ops.square(embeddings), axis=-1, keepdims=True)  # (..., 1)
    short = squared <= 1e-12  # not so for NaN, which stays one
    return ops.where(short, 0.0, embeddings * ops.rsqrt(ops.where(short, 1.0, squared)))

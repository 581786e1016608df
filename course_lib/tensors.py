"""Operations on tensors that attention, losses and models share. Keras 3 operations only."""

from typing import Any, TypeAlias

from keras import ops

# A tensor of the backend at hand (tf.Tensor, jax.Array, torch.Tensor), a KerasTensor while a graph is built, or what
# keras.ops makes one of. Keras has no types, so a type checker takes it as it comes; the name tells the reader.
Tensor: TypeAlias = Any

# The sizes of a tensor's axes as Keras hands them to `build`: whole numbers, and None where a size is open, as that of
# the batch. A layer checks the sizes that it needs, so a type checker takes each as the number that it then is.
Shape: TypeAlias = tuple[int | Any, ...]


def scaled_to_unit(embeddings: Tensor) -> Tensor:
    """Each row (..., d) divided by its length; a row shorter than 1e-6 has no direction, becomes 0, gets no gradient.

    A NaN stays NaN. Keras' own UnitNormalization gives a NaN gradient at a row of zeros: the slope of 1 / length is
    infinite there.

    >>> print(ops.convert_to_numpy(scaled_to_unit(ops.array([[3.0, 4.0], [0.0, 0.0]]))).round(4))
    [[0.6 0.8]
     [0.  0. ]]
    """
    squared = ops.sum(ops.square(embeddings), axis=-1, keepdims=True)  # (..., 1)
    short = squared <= 1e-12  # not so for NaN, which stays one
    return ops.where(short, 0.0, embeddings * ops.rsqrt(ops.where(short, 1.0, squared)))

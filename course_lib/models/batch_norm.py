"""Keras' batch normalisation with the gradient that lesson 04b derives: fewer passes over the maps, shorter steps."""

from collections.abc import Callable

from keras import layers, ops, saving

from course_lib.tensors import Tensor


@saving.register_keras_serializable("course_lib")
class BatchNormalization(layers.BatchNormalization):
    """`keras.layers.BatchNormalization`: weights, settings and results are its own.

    In training the gradient by the maps is the closed form of lesson 04b, where TensorFlow goes back through mean,
    variance and quotient one by one. Numbers of 16 bits, masks, frozen layers and statistics over several machines
    are left to Keras.

    >>> tuple(BatchNormalization()(ops.ones((2, 4, 4, 3)), training=True).shape)
    (2, 4, 4, 3)
    """

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None) -> Tensor:
        own = self.axis in (-1, len(inputs.shape) - 1) and self.scale and self.center and not self.synchronized
        exact = self.compute_dtype in ("float32", "float64") and mask is None
        if not (training and self.trainable and own and exact):
            return super().call(inputs, training=training, mask=mask)
        maps = ops.cast(inputs, self.compute_dtype)
        mean, variance = ops.moments(ops.stop_gradient(maps), tuple(range(len(maps.shape) - 1)))  # (c,) each
        for moving, found in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + found * (1 - self.momentum))
        inverse = ops.rsqrt(variance + self.epsilon)
        scale = self.gamma * inverse
        return scaled(maps, scale, self.beta - mean * scale, mean, inverse)


@ops.custom_gradient
def scaled(maps: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, inverse: Tensor) -> tuple[Tensor, Callable]:
    """maps * scale + offset, whose gradient by the maps knows that mean and inverse deviation are those of the maps.

    Args:
        maps: (..., c).
        scale: (c,), gamma times the inverse deviation.
        offset: (c,).
        mean: (c,), over all axes of the maps but the last.
        inverse: (c,), one over the deviation. Of both the gradient stands in that by the maps, and is 0 here.

    Source: Ioffe and Szegedy 2015, "Batch Normalization".
    """

    def gradient(*given: Tensor, upstream: Tensor = None) -> tuple[Tensor, ...]:
        above = given[0] if upstream is None else upstream  # PyTorch's way gives the arguments first
        axes = tuple(range(len(above.shape) - 1))
        share = 1.0 / (ops.cast(ops.size(above), above.dtype) / above.shape[-1])  # of one value of a channel
        by_offset, by_scale = ops.sum(above, axes), ops.sum(above * maps, axes)  # (c,) each
        slope = scale * inverse**2 * (by_scale - mean * by_offset) * share  # (c,)
        by_maps = scale * above - slope * maps + (slope * mean - scale * by_offset * share)
        return by_maps, by_scale, by_offset, ops.zeros_like(mean), ops.zeros_like(inverse)

    return maps * scale + offset, gradient

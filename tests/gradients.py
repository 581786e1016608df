"""Gradients for tests on any backend: TensorFlow, JAX and PyTorch each differentiate in their own way."""

import keras
import numpy as np
from keras import ops


def gradient(function, x):
    """Gradient of a scalar function of tensors at the array x; an array of the same shape and type."""
    return _GRADIENTS[keras.backend.backend()](function, np.asarray(x))


def central_differences(function, x, step=1e-6):
    """The same by moving each number of the float64 array x a step up and a step down."""
    slopes = np.zeros(np.shape(x))
    for place in np.ndindex(slopes.shape):
        move = np.zeros_like(slopes)
        move[place] = step
        slopes[place] = (function(x + move) - function(x - move)) / (2 * step)
    return slopes


def _tensorflow(function, x):
    import tensorflow as tf

    variable = tf.Variable(x)
    with tf.GradientTape() as tape:
        value = function(variable)
    return tape.gradient(value, variable).numpy()


def _jax(function, x):
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", x.dtype == "float64")
    try:
        return np.asarray(jax.grad(function)(x))
    finally:
        jax.config.update("jax_enable_x64", before)


def _torch(function, x):
    tensor = ops.convert_to_tensor(x).requires_grad_()
    function(tensor).backward()
    return tensor.grad.cpu().numpy()


_GRADIENTS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}

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

    def value(moved):
        with keras.StatelessScope():  # what a layer notes on the way, such as a running mean, stays out of the trace
            return function(moved)

    return np.asarray(jax.grad(value)(x))


def _torch(function, x):
    tensor = ops.convert_to_tensor(x).requires_grad_()
    function(tensor).backward()
    return tensor.grad.cpu().numpy()


_GRADIENTS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}

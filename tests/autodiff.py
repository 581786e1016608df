"""The gradient of a function of one tensor, by whichever of TensorFlow, JAX and PyTorch Keras runs on."""

import keras
import numpy as np


def gradient(function, x):
    """d function / d x as a NumPy array; function takes a tensor like x and returns a scalar."""
    if keras.backend.backend() == "jax":
        import jax

        return np.asarray(jax.grad(function)(jax.numpy.asarray(x)))
    if keras.backend.backend() == "torch":
        tensor = keras.ops.convert_to_tensor(x).detach().clone().requires_grad_(True)
        function(tensor).backward()
        return tensor.grad.cpu().numpy()
    import tensorflow as tf

    variable = tf.Variable(x)
    with tf.GradientTape() as tape:
        value = function(variable)
    return tape.gradient(value, variable).numpy()


def central_differences(function, x, step=1e-6):
    """The same by two calls per number of x; function takes an array and returns a number."""
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        by = np.zeros_like(x)
        by[place] = step
        slopes[place] = (function(x + by) - function(x - by)) / (2 * step)
    return slopes

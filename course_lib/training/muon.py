"""Muon: an optimiser that gives every direction of a weight matrix the same say."""

import math

import keras
from keras import ops

from course_lib.errors import expect

STEPS = ((3.4445, -4.7750, 2.0315),) * 5  # of Newton-Schulz; the numbers are Jordan's, chosen to rise fast from 0
LENGTH = 0.2  # root mean square of the entries of an update at rate 1, about that of AdamW


def orthogonal(matrix):
    """The nearest matrix (m, n) with all singular values near 1: U V^T of its decomposition U S V^T, roughly.

    Five steps of a polynomial in the matrix (Newton-Schulz) send every singular value from 0.01 to 1 into 0.6 to 1.3,
    with products of matrices alone, which is faster than the decomposition.
    """
    expect(len(matrix.shape) == 2, "matrix", f"shape {matrix.shape}", "(m, n)")
    tall = matrix.shape[0] > matrix.shape[1]
    x = ops.transpose(matrix) if tall else matrix
    x = x / (ops.sqrt(ops.sum(ops.square(x))) + 1e-7)
    for a, b, c in STEPS:
        square = ops.matmul(x, ops.transpose(x))
        x = a * x + ops.matmul(b * square + c * ops.matmul(square, square), x)
    return ops.transpose(x) if tall else x


@keras.saving.register_keras_serializable("course_lib")
class Muon(keras.optimizers.AdamW):
    """Muon for the matrices and kernels of a network, AdamW for all else (Jordan and others 2024, Liu and others 2025).

    The gradient of a layer mostly points along a few directions, and an Adam step too. Muon takes the running mean of
    the gradients as a matrix, a convolution's kernel (h, w, c, f) as (h w c, f), and makes it `orthogonal`: directions
    that rarely come up are learned as fast as the common ones.

    learning_rate: of the matrices; a number or a schedule. share: how much of it all else gets. momentum: of the
    running mean. `leave_to_adam(variables)` says which matrices are to be treated as all else: those of which a batch
    touches few columns, such as the columns of classes.
    """

    def __init__(self, learning_rate=1e-2, weight_decay=0.02, share=0.3, momentum=0.95, name="muon", **options):
        super().__init__(learning_rate, weight_decay=weight_decay, name=name, **options)
        expect(0 < share <= 1, "share", share, "above 0, at most 1")
        expect(0 <= momentum < 1, "momentum", momentum, "at least 0 and below 1")
        self.share, self.momentum, self.left = share, momentum, set()

    def leave_to_adam(self, variables):
        """Treat these variables as AdamW does, even if they are matrices. To be said before the first step."""
        self.left |= {variable.path for variable in variables}

    def is_matrix(self, variable):
        """Does Muon itself train it?"""
        return len(variable.shape) >= 2 and variable.path not in self.left

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.means = [
            self.add_variable_from_reference(variable, name="mean") if self.is_matrix(variable) else None
            for variable in variables
        ]

    def update_step(self, gradient, variable, learning_rate):
        mean = self.means[self._get_variable_index(variable)]
        if mean is None:
            super().update_step(gradient, variable, learning_rate * self.share)
            return
        rate, gradient = ops.cast(learning_rate, variable.dtype), ops.cast(gradient, variable.dtype)
        self.assign(mean, self.momentum * mean + (1 - self.momentum) * gradient)
        ahead = self.momentum * mean + (1 - self.momentum) * gradient
        matrix = orthogonal(ops.reshape(ahead, (-1, variable.shape[-1])))
        step = LENGTH * math.sqrt(max(matrix.shape)) * ops.reshape(matrix, variable.shape)
        self.assign_sub(variable, rate * step)

    def get_config(self):
        return {**super().get_config(), "share": self.share, "momentum": self.momentum}

"""Muon: an optimiser that gives every direction of a weight matrix the same say."""

import math
from collections.abc import Iterable
from typing import Any

import keras
from keras import ops

from course_lib.errors import expect

STEPS = ((3.4445, -4.7750, 2.0315),) * 5  # of Newton-Schulz; the numbers are Jordan's, chosen to rise fast from 0
LENGTH = 0.2  # root mean square of the entries of an update at rate 1, about that of AdamW


def orthogonal(matrix: Any) -> Any:
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
    """Muon for the matrices and kernels of a network, AdamW for all else.

    The gradient of a layer mostly points along a few directions, and an Adam step too. Muon takes the running mean of
    the gradients as a matrix, a convolution's kernel (h, w, c, f) as (h w c, f), and makes it `orthogonal`: directions
    that rarely come up are learned as fast as the common ones.

    `keras.optimizers.Muon` (3.10 and later; the course runs from 3.8) trains what has two axes and leaves the kernels
    of convolutions, four axes and nearly all weights of our encoders, to Adam; and it knows what it is to leave by
    patterns in names, where the layer of a loss has to be left as it is, whatever its name.

    A matrix has one variable of state, its running mean; all else has the two of Adam.

    Args:
        learning_rate: of the matrices; a number or a schedule.
        weight_decay: of all weights, times the learning rate.
        share: how much of the learning rate all else gets, above 0, at most 1.
        momentum: of the running mean, at least 0 and below 1.
        left: what `leave_to_adam` was told, for an optimiser that is loaded from a file: paths of variables, or their
            places among those that are trained, which it keeps from `build` on, since a path may change in a file.
        name, options: others of `keras.optimizers.AdamW`, without amsgrad.

    Source: Jordan and others 2024, Liu and others 2025.
    """

    def __init__(
        self,
        learning_rate: Any = 1e-2,
        weight_decay: float = 0.02,
        share: float = 0.3,
        momentum: float = 0.95,
        left: Iterable[str | int] = (),
        name: str = "muon",
        **options: Any,
    ):
        super().__init__(learning_rate, weight_decay=weight_decay, name=name, **options)
        expect(0 < share <= 1, "share", share, "above 0, at most 1")
        expect(0 <= momentum < 1, "momentum", momentum, "at least 0 and below 1")
        expect(not self.amsgrad, "amsgrad", self.amsgrad, "False")
        self.share, self.momentum, self.left = share, momentum, set(left)

    def leave_to_adam(self, variables: Iterable[keras.Variable]) -> None:
        """Treat these variables as AdamW does, even if they are matrices: those of which a batch touches few columns.

        Such are the columns of classes. To be said before the first step; after that the state has its shape.

        Raises:
            ValueError: it is said later.
        """
        expect(not self.built, "variables", "they after the first step", "the variables to leave before it")
        self.left |= {variable.path for variable in variables}

    def build(self, variables: list[keras.Variable]) -> None:
        """Make the state, one mean for a matrix, two for all else, under the names by which Adam's step finds them."""
        if self.built:
            return
        keras.optimizers.Optimizer.build(self, variables)
        self.left = {place for place, each in enumerate(variables) if self.left & {place, each.path}}
        new = self.add_variable_from_reference
        self._momentums = [new(variable, name="momentum") for variable in variables]
        self._velocities = [
            new(variable, name="velocity") if len(variable.shape) < 2 or place in self.left else None
            for place, variable in enumerate(variables)
        ]

    def load_own_variables(self, store: Any) -> None:
        """Take the state from a file, as Keras asks of an optimiser.

        Raises:
            ValueError: the file holds another number of variables, as one of an older course does, which kept three
                for a matrix. Keras would only warn, and go on from the first step.
        """
        got, own = len(store.keys()), len(self.variables)
        wanted = f"{own} variables; load the model with compile=False and compile it anew"
        expect(got == own, "optimizer", f"a state of {got}", wanted)
        super().load_own_variables(store)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change one variable by its gradient, as Keras asks of an optimiser."""
        place = self._get_variable_index(variable)
        if self._velocities[place] is not None:
            super().update_step(gradient, variable, learning_rate * self.share)
            return
        mean = self._momentums[place]
        rate, gradient = ops.cast(learning_rate, variable.dtype), ops.cast(gradient, variable.dtype)
        self.assign(mean, self.momentum * mean + (1 - self.momentum) * gradient)
        ahead = self.momentum * mean + (1 - self.momentum) * gradient
        matrix = orthogonal(ops.reshape(ahead, (-1, variable.shape[-1])))
        step = LENGTH * math.sqrt(max(matrix.shape)) * ops.reshape(matrix, variable.shape)
        self.assign_sub(variable, rate * step)

    def get_config(self) -> dict:
        """The settings with which Keras makes it again, `left` among them."""
        return {
            **super().get_config(),
            "share": self.share,
            "momentum": self.momentum,
            "left": sorted(self.left, key=str),
        }

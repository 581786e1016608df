"""Five ways to turn a gradient into a step, as in lesson 03. Each keeps its own memory, one array per parameter."""

import numpy as np

from course_lib.by_hand.checks import as_array
from course_lib.errors import expect


class Optimizer:
    """What all five share: `step` checks the gradients and subtracts `rate` times `direction`."""

    def __init__(self, rate):
        expect(rate > 0, "rate", rate, "a positive number")
        self.rate, self.t, self.memory = rate, 0, {}

    def step(self, parameters, gradients):
        """New parameters, a dict of arrays like `parameters` and `gradients`; the old ones stay as they are."""
        expect(gradients.keys() == parameters.keys(), "gradients", sorted(gradients), f"{sorted(parameters)}")
        self.t += 1
        moved = {}
        for name, value in parameters.items():
            gradient = as_array(name, gradients[name])
            expect(gradient.shape == np.shape(value), name, gradient.shape, f"shape {np.shape(value)}")
            moved[name] = value - self.rate * self.direction(gradient, self.memory.setdefault(name, {}))
        return moved


class SGD(Optimizer):
    """Plain descent: the direction is the gradient."""

    def __init__(self, rate=0.01):
        super().__init__(rate)

    def direction(self, gradient, memory):
        return gradient


class Adam(Optimizer):
    """A mean of gradients over the root of a mean of their squares, both corrected for their start at zero.

    Source: Kingma and Ba (2015), algorithm 1.
    """

    def __init__(self, rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(rate)
        self.beta1, self.beta2, self.eps = beta1, beta2, eps

    def direction(self, gradient, memory):
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        m_hat = memory["m"] / (1 - self.beta1**self.t)
        v_hat = memory["v"] / (1 - self.beta2**self.t)
        return m_hat / (np.sqrt(v_hat) + self.eps)

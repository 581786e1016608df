"""Five ways to turn a gradient into a step, as in lesson 03. Each keeps its own memory, one dict per parameter.

An optimizer belongs to one training: a second network wants a new one, for the memory is that of the first.
"""

import numpy as np

from course_lib.by_hand.gradient_checks import as_array
from course_lib.by_hand.layers import Parameters
from course_lib.by_hand.optimizer_constants import a_share, an_eps, divisor
from course_lib.errors import expect


class Optimizer:
    """What all five share: `step` subtracts from each parameter its `change`, which every rule computes in its own way.

    change(gradient, memory): learning rate included; `memory` is a dict that the rule fills for this parameter;
    `self.t` counts the steps from 1. The rate may be changed between two steps.
    """

    def __init__(self, learning_rate: float):
        expect(0 < learning_rate < np.inf, "learning_rate", learning_rate, "a positive number")
        self.learning_rate, self.t, self.memory = learning_rate, 0, {}  # type: ignore[var-annotated]  # as taught

    def step(self, parameters: Parameters, gradients: Parameters) -> Parameters:
        """New parameters, a dict of arrays like `parameters` and `gradients`; the old ones stay as they are."""
        expect(gradients.keys() == parameters.keys(), "gradients", sorted(gradients), f"{sorted(parameters)}")
        self.t += 1
        moved = {}
        for name, value in parameters.items():
            value = as_array(f"parameters[{name!r}]", value)
            gradient = as_array(f"gradients[{name!r}]", gradients[name])
            expect(gradient.shape == value.shape, f"gradients[{name!r}]", gradient.shape, f"shape {value.shape}")
            # Every rule brings its own `change`.
            moved[name] = value - self.change(gradient, self.memory.setdefault(name, {}))  # type: ignore[attr-defined]
        return moved


class SGD(Optimizer):
    """Plain descent: the gradient times the learning rate.

    >>> SGD(learning_rate=0.1).step({"w": [1.0]}, {"w": [2.0]})
    {'w': array([0.8])}
    """

    def __init__(self, learning_rate: float = 0.01):
        super().__init__(learning_rate)

    def change(self, gradient: np.ndarray, memory: Parameters) -> np.ndarray:
        return self.learning_rate * gradient


class Momentum(Optimizer):
    """A velocity that keeps its share `momentum` at each step and takes in the gradient.

    Args:
        learning_rate: above 0.
        momentum: at least 0 and below 1.
        rate_inside: the velocity holds steps, as in Keras, otherwise gradients, as in PyTorch. Both are the same while
            the rate stays; after a change of rate the first goes on with old steps.

    Source: Polyak 1964.
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9, rate_inside: bool = False):
        super().__init__(learning_rate)
        self.momentum, self.rate_inside = a_share("momentum", momentum), rate_inside

    def change(self, gradient: np.ndarray, memory: Parameters) -> np.ndarray:
        inside, outside = (self.learning_rate, 1) if self.rate_inside else (1, self.learning_rate)
        memory["velocity"] = self.momentum * memory.get("velocity", 0) + inside * gradient
        return outside * memory["velocity"]


class Adagrad(Optimizer):
    """The gradient divided by the root of the sum of all squared gradients.

    Args:
        learning_rate: above 0.
        eps: above 0.
        where: as in `divisor`.
        start: where the sum begins.

    Source: Duchi, Hazan and Singer 2011.
    """

    def __init__(self, learning_rate: float = 0.01, eps: float = 1e-10, where: str = "outside", start: float = 0.0):
        super().__init__(learning_rate)
        expect(0 <= start < np.inf, "start", start, "a number, not below 0")
        self.eps, self.where, self.start = an_eps(eps, where), where, start

    def change(self, gradient: np.ndarray, memory: Parameters) -> np.ndarray:
        memory["total"] = memory.get("total", self.start) + gradient**2
        return self.learning_rate * gradient / divisor(memory["total"], self.eps, self.where)


class RMSProp(Optimizer):
    """The gradient divided by the root of an exponential average of its squares.

    Args:
        learning_rate: above 0.
        beta2: what the average keeps of its past, at least 0 and below 1.
        eps: above 0.
        where: as in `divisor`.

    Source: Tieleman and Hinton 2012.
    """

    def __init__(self, learning_rate: float = 0.01, beta2: float = 0.9, eps: float = 1e-8, where: str = "outside"):
        super().__init__(learning_rate)
        self.beta2, self.eps, self.where = a_share("beta2", beta2), an_eps(eps, where), where

    def change(self, gradient: np.ndarray, memory: Parameters) -> np.ndarray:
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        return self.learning_rate * gradient / divisor(memory["v"], self.eps, self.where)


class Adam(Optimizer):
    """An average of gradients over the root of an average of their squares, both corrected for their start at zero.

    Args:
        learning_rate: above 0.
        beta1: what the average of gradients keeps of its past, at least 0 and below 1.
        beta2: the same of their squares.
        eps: above 0.
        where: as in `divisor`; "early" adds eps before v is corrected, as Keras does: in effect eps /
            sqrt(1 - beta2^t).
        corrected: False leaves the averages as they are.

    Source: Kingma and Ba 2015, algorithm 1.

    >>> Adam(learning_rate=0.1).step({"w": [1.0, 1.0]}, {"w": [2.0, -3000.0]})["w"].round(6)
    array([0.9, 1.1])
    """

    def __init__(
        self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8,
        where: str = "outside", corrected: bool = True,
    ):  # fmt: skip
        super().__init__(learning_rate)
        self.beta1, self.beta2 = a_share("beta1", beta1), a_share("beta2", beta2)
        self.eps, self.where, self.corrected = an_eps(eps, where, "early"), where, corrected

    def change(self, gradient: np.ndarray, memory: Parameters) -> np.ndarray:
        memory["m"] = self.beta1 * memory.get("m", 0) + (1 - self.beta1) * gradient
        memory["v"] = self.beta2 * memory.get("v", 0) + (1 - self.beta2) * gradient**2
        weights = (1 - self.beta1**self.t, 1 - self.beta2**self.t) if self.corrected else (1, 1)
        m_hat, v_hat = memory["m"] / weights[0], memory["v"] / weights[1]
        eps = self.eps / np.sqrt(weights[1]) if self.where == "early" else self.eps
        return self.learning_rate * m_hat / divisor(v_hat, eps, self.where)

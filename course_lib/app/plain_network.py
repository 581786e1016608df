"""A trained network in NumPy alone: what the search page embeds an uploaded picture with, in milliseconds.

TensorFlow would cost each visitor seconds and 600 MB. `course_lib.app.export` takes the steps from a Keras network.
"""

import os
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike

from course_lib.app.layer_steps import KINDS
from course_lib.errors import expect
from course_lib.machine.array_file import read_arrays, write_arrays

VERSION = 1  # of the file of a network


class LayerStep(TypedDict):
    """One step of a PlainNetwork: a key of KINDS, places of results, places in the weights, numbers and words."""

    kind: str
    inputs: list[int]
    arrays: list[int]
    settings: dict[str, object]


class PlainNetwork:
    """Steps, each a function of earlier results; result 0 is the input, the last one the output.

    Args:
        shape: of one input, such as (height, width, channels).
        steps: from the first to the last.
        arrays: the weights.
        fingerprint: of the network that it was taken from, as `course_lib.search.fingerprint` tells it.

    Raises:
        ValueError: a step is of an unknown kind.

    >>> twice = {"kind": "rescaling", "inputs": [0], "arrays": [], "settings": {"scale": 2, "offset": 1}}
    >>> PlainNetwork((1,), [twice], [])([[3.0]])
    array([[7.]], dtype=float32)
    """

    def __init__(
        self, shape: Sequence[int], steps: Sequence[LayerStep], arrays: Sequence[ArrayLike], fingerprint: str = ""
    ) -> None:
        self.shape, self.steps, self.fingerprint = tuple(shape), list(steps), fingerprint
        self.arrays = [np.asarray(array, np.float32) for array in arrays]
        unknown = {step["kind"] for step in self.steps} - set(KINDS)
        expect(not unknown, "steps", sorted(unknown), f"only {sorted(KINDS)}")

    def __call__(self, inputs: ArrayLike) -> np.ndarray:
        """Embeddings (b, d) float32 of inputs (b, *shape)."""
        inputs = np.asarray(inputs, np.float32)
        fits = inputs.ndim and inputs.shape[1:] == self.shape
        expect(fits, "inputs", f"shape {inputs.shape}", f"(b, {', '.join(map(str, self.shape))})")
        expect(np.isfinite(inputs).all(), "inputs", "NaN or infinity", "finite numbers")
        results = [inputs]
        for step in self.steps:
            given = [results[i] for i in step["inputs"]] + [self.arrays[i] for i in step["arrays"]]
            results.append(KINDS[step["kind"]](*given, **step["settings"]))
        return results[-1]

    def save(self, path: str | os.PathLike) -> None:
        """Write the network into one file, in one step."""
        facts = {"shape": self.shape, "steps": self.steps, "fingerprint": self.fingerprint}
        write_arrays(path, "network", VERSION, facts, {str(i): array for i, array in enumerate(self.arrays)})

    @classmethod
    def load(cls, path: str | os.PathLike) -> "PlainNetwork":
        """The network that `save` wrote.

        Raises:
            ValueError: a damaged file, or another one.
            OSError: there is none.
        """
        facts, arrays = read_arrays(path, "network", VERSION)
        return cls(facts["shape"], facts["steps"], list(arrays.values()), facts["fingerprint"])

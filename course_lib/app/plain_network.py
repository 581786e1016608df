"""A trained network in NumPy alone: what the search page embeds an uploaded picture with, in milliseconds.

TensorFlow would cost each visitor seconds and 600 MB. `course_lib.app.export` takes the steps from a Keras network.
"""

import os

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.errors import expect
from course_lib.machine.array_file import read_arrays, write_arrays

VERSION = 1  # of the file of a network


class PlainNetwork:
    """Steps, each a function of earlier results; result 0 is the input, the last one the output.

    shape        of one input, such as (height, width, channels)
    steps        list of {"kind": a key of KINDS, "inputs": places of results, "arrays": places in arrays,
                 "settings": {}}
    arrays       list of weights
    fingerprint  of the network that it was taken from, as `course_lib.search.fingerprint` tells it

    >>> twice = {"kind": "rescaling", "inputs": [0], "arrays": [], "settings": {"scale": 2, "offset": 1}}
    >>> PlainNetwork((1,), [twice], [])([[3.0]])
    array([[7.]], dtype=float32)
    """

    def __init__(self, shape: tuple, steps: list, arrays: list, fingerprint: str = "") -> None:
        self.shape, self.steps, self.fingerprint = tuple(shape), list(steps), fingerprint
        self.arrays = [np.asarray(array, np.float32) for array in arrays]
        unknown = {step["kind"] for step in self.steps} - set(KINDS)
        expect(not unknown, "steps", sorted(unknown), f"only {sorted(KINDS)}")

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
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
        """The network that `save` wrote. Raises ValueError for a damaged or other file, OSError for none."""
        facts, arrays = read_arrays(path, "network", VERSION)
        return cls(facts["shape"], facts["steps"], list(arrays.values()), facts["fingerprint"])


def rescaling(x, scale, offset):
    """scale * x + offset, with numbers."""
    return x * np.float32(scale) + np.float32(offset)


def channel_scaling(x, scale, shift):
    """Each channel of x (..., c) times its scale (c,) plus its shift (c,): batch normalisation after training."""
    return x * scale + shift


def group_normalisation(x, scale, shift, groups, epsilon):
    """x (b, ..., c) with `groups` groups of neighbouring channels at mean 0 and variance 1, each inside one picture."""
    grouped = x.reshape(len(x), -1, groups, x.shape[-1] // groups)  # (b, places, groups, c / groups)
    mean, variance = grouped.mean((1, 3), keepdims=True), grouped.var((1, 3), keepdims=True)
    return ((grouped - mean) / np.sqrt(variance + epsilon)).reshape(x.shape) * scale + shift


def convolution(x, kernel, bias=None, *, strides, padding):
    """x (b, h, w, c) with kernel (kh, kw, c, f), to (b, h', w', f)."""
    windows = _windows(x, kernel.shape[:2], strides, padding, 0)  # (b, h', w', c, kh, kw)
    out = np.tensordot(windows, kernel, axes=([4, 5, 3], [0, 1, 2]))
    return out if bias is None else out + bias


def max_pooling(x, size, strides, padding):
    """The largest of each size[0] x size[1] places of x (b, h, w, c), channel by channel."""
    return _windows(x, size, strides, padding, -np.inf).max(axis=(4, 5))


def average_pooling(x, size, strides, padding):
    """The mean of each size[0] x size[1] places of x (b, h, w, c), channel by channel; padding does not count."""
    windows = _windows(x, size, strides, padding, np.nan)  # (b, h', w', c, *size)
    return np.nanmean(windows, axis=(4, 5), dtype=np.float32)


def sum_of_parts(*parts):
    """Arrays of one shape, added."""
    return sum(parts[1:], parts[0])


def unchanged(x):
    """x: what dropout is after training."""
    return x


def relu(x):
    """What is negative becomes 0."""
    return np.maximum(x, 0)


def average_of_places(x):
    """(b, h, w, c) to (b, c)."""
    return x.mean(axis=(1, 2))


def maximum_of_places(x):
    """(b, h, w, c) to (b, c)."""
    return x.max(axis=(1, 2))


def side_by_side(*parts):
    """Arrays (b, c_i) to (b, sum of c_i)."""
    return np.concatenate(parts, axis=-1)


def dense(x, kernel, bias=None):
    """x (b, n) times kernel (n, m), plus bias (m,)."""
    return x @ kernel if bias is None else x @ kernel + bias


def unit_length(x):
    """Each row (b, d) divided by its length; one shorter than 1e-6 becomes 0, as in `course_lib.tensors`."""
    squared = (x**2).sum(axis=-1, keepdims=True)
    return np.where(squared > 1e-12, x / np.sqrt(np.maximum(squared, 1e-12)), 0)


def _windows(x, size, strides, padding, fill):
    """Views (b, h', w', c, *size) of x (b, h, w, c); "same" pads as TensorFlow does, the odd place after."""
    if padding == "same":
        room = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(x.shape[1:3], size, strides, strict=True)]
        around = [(0, 0), *((r // 2, r - r // 2) for r in room), (0, 0)]
        x = np.pad(x, around, constant_values=fill)
    return sliding_window_view(x, tuple(size), axis=(1, 2))[:, :: strides[0], :: strides[1]]


ON_CHANNELS = (rescaling, channel_scaling, group_normalisation, relu, convolution, max_pooling, average_pooling)
BETWEEN = (sum_of_parts, unchanged)
TO_VECTORS = (average_of_places, maximum_of_places, side_by_side, dense, unit_length)
KINDS = {step.__name__: step for step in (*ON_CHANNELS, *BETWEEN, *TO_VECTORS)}

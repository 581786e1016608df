"""What each layer of a trained network does, in NumPy: the steps of `course_lib.app.plain_network`."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Size: TypeAlias = Sequence[int]  # height and width


def rescaling(x: np.ndarray, scale: float, offset: float) -> np.ndarray:
    """scale * x + offset, with numbers."""
    return x * np.float32(scale) + np.float32(offset)


def blue_first(x: np.ndarray, mean: Sequence[float]) -> np.ndarray:
    """RGB (b, h, w, 3) with blue first, less the mean (3,) of blue, green and red."""
    return x[..., ::-1] - np.asarray(mean, np.float32)


def channel_scaling(x: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Each channel of x (..., c) times its scale (c,) plus its shift (c,): batch normalisation after training."""
    return x * scale + shift


def group_normalisation(x: np.ndarray, scale: np.ndarray, shift: np.ndarray, groups: int, epsilon: float) -> np.ndarray:
    """x (b, ..., c) with `groups` groups of neighbouring channels at mean 0 and variance 1, each inside one picture."""
    grouped = x.reshape(len(x), -1, groups, x.shape[-1] // groups)  # (b, places, groups, c / groups)
    mean, variance = grouped.mean((1, 3), keepdims=True), grouped.var((1, 3), keepdims=True)
    return ((grouped - mean) / np.sqrt(variance + epsilon)).reshape(x.shape) * scale + shift


def convolution(
    x: np.ndarray, kernel: np.ndarray, bias: np.ndarray | None = None, *, strides: Size, padding: str
) -> np.ndarray:
    """x (b, h, w, c) with kernel (kh, kw, c, f), to (b, h', w', f)."""
    windows = _windows(x, kernel.shape[:2], strides, padding, 0)  # (b, h', w', c, kh, kw)
    out = np.tensordot(windows, kernel, axes=([4, 5, 3], [0, 1, 2]))
    return out if bias is None else out + bias


def max_pooling(x: np.ndarray, size: Size, strides: Size, padding: str) -> np.ndarray:
    """The largest of each size[0] x size[1] places of x (b, h, w, c), channel by channel."""
    return _windows(x, size, strides, padding, -np.inf).max(axis=(4, 5))


def average_pooling(x: np.ndarray, size: Size, strides: Size, padding: str) -> np.ndarray:
    """The mean of each size[0] x size[1] places of x (b, h, w, c), channel by channel; padding does not count."""
    windows = _windows(x, size, strides, padding, np.nan)  # (b, h', w', c, *size)
    return np.asarray(np.nanmean(windows, axis=(4, 5), dtype=np.float32))


def sum_of_parts(*parts: np.ndarray) -> np.ndarray:
    """Arrays of one shape, added."""
    return sum(parts[1:], parts[0])


def unchanged(x: np.ndarray) -> np.ndarray:
    """What dropout is after training: x itself."""
    return x


def relu(x: np.ndarray) -> np.ndarray:
    """What is negative becomes 0."""
    return np.maximum(x, 0)


def average_of_places(x: np.ndarray) -> np.ndarray:
    """(b, h, w, c) to (b, c)."""
    return x.mean(axis=(1, 2))


def maximum_of_places(x: np.ndarray) -> np.ndarray:
    """(b, h, w, c) to (b, c)."""
    return x.max(axis=(1, 2))


def side_by_side(*parts: np.ndarray) -> np.ndarray:
    """Arrays (b, ..., c_i) to (b, ..., sum of c_i)."""
    return np.concatenate(parts, axis=-1)


def dense(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    """x (b, n) times kernel (n, m), plus bias (m,)."""
    return x @ kernel if bias is None else x @ kernel + bias


def unit_length(x: np.ndarray) -> np.ndarray:
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


ON_PIXELS = (rescaling, blue_first)
ON_CHANNELS = (channel_scaling, group_normalisation, relu, convolution, max_pooling, average_pooling)
BETWEEN = (sum_of_parts, unchanged)
TO_VECTORS = (average_of_places, maximum_of_places, side_by_side, dense, unit_length)
KINDS: dict[str, Callable[..., np.ndarray]] = {
    step.__name__: step for step in (*ON_PIXELS, *ON_CHANNELS, *BETWEEN, *TO_VECTORS)
}

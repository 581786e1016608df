"""Features on a common scale: centred and standardised over a batch or a row, batch norm. Written in lesson 04b."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from course_lib.by_hand.gradient_checks import checked
from course_lib.errors import expect

Average: TypeAlias = Callable[[np.ndarray], np.ndarray]
Moment: TypeAlias = float | np.ndarray  # a running mean or variance: a number, or one per feature


def over_batch(values: np.ndarray) -> np.ndarray:
    """The mean of each column: values (n, d) to (d,).

    >>> over_batch(np.array([[1, 5], [3, 7]]))
    array([2., 6.])
    """
    return values.mean(axis=0)


def over_features(values: np.ndarray) -> np.ndarray:
    """The mean of each row, as layer norm takes it: values (n, d) to (n, 1).

    Source: Ba, Kiros and Hinton 2016.

    >>> over_features(np.array([[1, 5], [3, 7]]))
    array([[3.],
           [5.]])
    """
    return values.mean(axis=1, keepdims=True)


@checked(x="n d", eps="")
def centre(
    x: np.ndarray, average: Callable[[np.ndarray], np.ndarray] = over_batch, eps: float = 1e-3
) -> tuple[np.ndarray, np.ndarray]:
    """x (n, d) minus its mean, (n, d), and sqrt(variance + eps), in the shape that `average` returns.

    Args:
        x: (n, d).
        average: the mean over the batch or over the features.
        eps: is added to the variance.

    Raises:
        ValueError: variance and eps are both zero: equal values have no scale.

    >>> centre([[1], [3]], eps=0)
    (array([[-1.],
           [ 1.]]), array([1.]))
    """
    centred = x - average(x)  # (n, d)
    variance = average(centred**2) + eps
    expect((variance > 0).all(), "eps", eps, "above 0, or values that differ")
    return centred, np.sqrt(variance)


def standardise(
    x: np.ndarray, average: Callable[[np.ndarray], np.ndarray] = over_batch, eps: float = 1e-3
) -> np.ndarray:
    """x (n, d) with mean 0 and variance 1 (with eps: a little less) over what `average` averages.

    >>> standardise([[1, 10], [3, 30]], eps=0)
    array([[-1., -1.],
           [ 1.,  1.]])
    """
    centred, std = centre(x, average, eps)
    return centred / std


@checked(upstream="n d", x="n d")
def standardise_backward(
    upstream: np.ndarray, x: np.ndarray, average: Callable[[np.ndarray], np.ndarray] = over_batch, eps: float = 1e-3
) -> np.ndarray:
    """Gradient of the loss by x (n, d).

    Two directions are taken out: moving all of x, and stretching it. Neither changes what `standardise` returns.

    Args:
        upstream: (n, d), the gradient by `standardise`.
        x: (n, d), as `standardise` had it.
        average: the same.
        eps: the same.

    >>> standardise_backward([[1], [1]], [[1], [3]])
    array([[0.],
           [0.]])
    """
    centred, std = centre(x, average, eps)
    x_hat = centred / std  # (n, d)
    return (upstream - average(upstream) - x_hat * average(upstream * x_hat)) / std


@checked(gamma="d", beta="d", x="n d")
def batch_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-3) -> np.ndarray:
    """Each feature of x (n, d) standardised over the batch, times gamma (d,), plus beta (d,): as in training.

    Args:
        x: (n, d).
        gamma: (d,).
        beta: (d,).
        eps: that of Keras; PyTorch has 1e-5.

    Source: Ioffe and Szegedy 2015, algorithm 1.

    >>> batch_norm([[1], [3]], [10], [5], eps=0)
    array([[-5.],
           [15.]])
    """
    return gamma * standardise(x, over_batch, eps) + beta  # (n, d)


@checked(upstream="n d", x="n d", gamma="d")
def batch_norm_backward(
    upstream: np.ndarray, x: np.ndarray, gamma: np.ndarray, eps: float = 1e-3
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the loss by x (n, d), gamma (d,) and beta (d,); upstream (n, d) is its gradient by `batch_norm`.

    >>> d_x, d_gamma, d_beta = batch_norm_backward([[1], [0]], [[1], [3]], [10], eps=0)
    >>> d_gamma, d_beta
    (array([-1.]), array([1.]))
    """
    d_x = standardise_backward(gamma * upstream, x, over_batch, eps)  # (n, d)
    d_gamma = (upstream * standardise(x, over_batch, eps)).sum(axis=0)  # (d,)
    return d_x, d_gamma, upstream.sum(axis=0)


@checked(x="n d", gamma="d", beta="d", mean="d", variance="d")
def batch_norm_inference(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, mean: np.ndarray, variance: np.ndarray, eps: float = 1e-3
) -> np.ndarray:
    """As `batch_norm` with a given mean (d,) and variance (d,), so that no row of x (n, d) depends on another.

    >>> batch_norm_inference([[7]], [1], [0], mean=[1], variance=[9], eps=0)
    array([[2.]])
    """
    expect((variance + eps > 0).all(), "variance", variance.min(), "variance + eps above 0")
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta  # (n, d)


@checked(x="n d")
def update_running(running: tuple[Moment, Moment], x: np.ndarray, momentum: float = 0.99) -> tuple[np.ndarray, ...]:
    """The running mean (d,) and variance (d,) of a feature, a pair, after one more batch.

    As in Keras the variance of the batch is divided by n.

    Args:
        running: the pair before.
        x: (n, d), the batch.
        momentum: the share of the old value.

    >>> update_running((0, 1), [[1], [3]], momentum=0.9)
    (array([0.2]), array([1.]))
    """
    expect(0 <= momentum <= 1, "momentum", momentum, "a share from 0 to 1")
    batch = (x.mean(axis=0), x.var(axis=0))  # (d,) each
    return tuple(momentum * old + (1 - momentum) * new for old, new in zip(running, batch, strict=True))

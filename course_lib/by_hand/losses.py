"""Distances of pairs and the losses of lessons 01 and 02: each returns its value, then one gradient per embedding."""

import numpy as np

from course_lib.by_hand.gradient_checks import checked
from course_lib.by_hand.layers import sigmoid
from course_lib.errors import expect


@checked(left="n d", right="n d")
def squared_distance(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Squared Euclidean distance of each pair of rows: (n, d) and (n, d) to (n,).

    >>> squared_distance([[0, 0], [1, 1]], [[3, 4], [1, 1]])
    array([25.,  0.])
    """
    return ((left - right) ** 2).sum(axis=1)  # (n,)


@checked(left="n d", right="n d", same="n bool", margin="")
def pair_loss(
    left: np.ndarray, right: np.ndarray, same: np.ndarray, margin: float = 1.0
) -> tuple[float, np.ndarray, np.ndarray]:
    """Mean over n pairs of d2 where `same`, of max(0, margin - d2) elsewhere; d2 is the squared distance.

    Args:
        left: (n, d).
        right: (n, d).
        same: (n,) bool, whether both are of one class.
        margin: the squared distance at which a pair of different classes costs nothing any more.

    Returns:
        The loss and its gradients by left and right, (n, d) each.

    >>> loss, d_left, d_right = pair_loss([[0.0], [0.0]], [[0.5], [0.5]], [True, False])
    >>> loss
    0.5
    >>> d_left.ravel()
    array([-0.5,  0.5])
    """
    d2 = squared_distance(left, right)  # (n,)
    loss = np.where(same, d2, np.maximum(0, margin - d2)).mean()
    pull = np.where(same, 1, np.where(d2 < margin, -1, 0))  # (n,)
    d_left = 2 * pull[:, None] * (left - right) / len(left)  # (n, d)
    return float(loss), d_left, -d_left


@checked(left="n d", right="n d")
def distance(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Euclidean distance of each pair of rows: (n, d) and (n, d) to (n,).

    >>> distance([[0, 0], [1, 1]], [[3, 4], [1, 1]])
    array([5., 0.])
    """
    return np.sqrt(squared_distance(left, right))  # (n,)


@checked(upstream="n", left="n d", right="n d")
def distance_backward(upstream: np.ndarray, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradients of the loss by left and right, (n, d) each.

    A unit vector from right to left per pair. At distance 0 no direction is the right one: the gradient is 0 there.

    Args:
        upstream: (n,), the gradient by `distance`.
        left: (n, d), as `distance` had it.
        right: (n, d), the same.

    >>> distance_backward([10, 10], [[0, 0], [1, 1]], [[3, 4], [1, 1]])[0]
    array([[-6., -8.],
           [ 0.,  0.]])
    """
    d = distance(left, right)[:, None]  # (n, 1)
    direction = np.divide(left - right, d, out=np.zeros_like(left), where=d > 0)  # (n, d)
    d_left = upstream[:, None] * direction
    return d_left, -d_left


@checked(left="n d", right="n d", same="n bool", margin="")
def contrastive(
    left: np.ndarray, right: np.ndarray, same: np.ndarray, margin: float = 1.0
) -> tuple[float, np.ndarray, np.ndarray]:
    """Mean over n pairs of d^2 / 2 where `same`, of max(0, margin - d)^2 / 2 elsewhere.

    Args:
        left: (n, d).
        right: (n, d).
        same: (n,) bool, whether both are of one class.
        margin: the distance at which a pair of different classes costs nothing any more.

    Returns:
        The loss and its gradients by left and right, (n, d) each.

    Source: Hadsell, Chopra and LeCun 2006, eq. 4.

    >>> contrastive([[0.0], [0.0]], [[0.5], [0.5]], [True, False])[0]
    0.125
    """
    d = distance(left, right)  # (n,)
    gap = np.maximum(0, margin - d)  # (n,)
    loss = 0.5 * np.where(same, d**2, gap**2).mean()
    slope = np.where(same, d, -gap) / len(d)  # (n,)
    return float(loss), *distance_backward(slope, left, right)


@checked(anchor="n d", positive="n d", negative="n d", margin="", power="")
def triplet(
    anchor: np.ndarray, positive: np.ndarray, negative: np.ndarray, margin: float = 0.2, power: float = 1
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Mean over n triplets of max(0, d_ap - d_an + margin)^power: the hinge, or with power=2 its square.

    Args:
        anchor: (n, d).
        positive: (n, d), of the anchor's class.
        negative: (n, d), of another one.
        margin: by so much d_an has to exceed d_ap.
        power: at least 1.

    Returns:
        The loss and its gradients by anchor, positive and negative, (n, d) each.

    Source: Hermans, Beyer and Leibe 2017; Schroff, Kalenichenko and Philbin 2015 with squared distances.

    >>> triplet([[0.0]], [[1.0]], [[0.5]], margin=0.5)[0]
    1.0
    """
    expect(power >= 1, "power", power, "at least 1")
    violation = np.maximum(0, distance(anchor, positive) - distance(anchor, negative) + margin)  # (n,)
    slope = (violation > 0) * power * violation ** (power - 1) / len(anchor)  # (n,)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return float((violation**power).mean()), by_anchor_p + by_anchor_n, by_positive, by_negative


@checked(anchor="n d", positive="n d", negative="n d")
def softmax_triplet(
    anchor: np.ndarray, positive: np.ndarray, negative: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Mean over n triplets of p^2 with p = exp(d_ap) / (exp(d_ap) + exp(d_an)), a softmax of both distances; no margin.

    It sees nothing but the difference d_ap - d_an, like `triplet`.

    Args:
        anchor: (n, d).
        positive: (n, d), of the anchor's class.
        negative: (n, d), of another one.

    Returns:
        The loss and its gradients by anchor, positive and negative, (n, d) each.

    Source: Hoffer and Ailon 2015, section 2.

    >>> softmax_triplet([[0.0]], [[1.0]], [[1.0]])[0]
    0.25
    """
    p = sigmoid(distance(anchor, positive) - distance(anchor, negative))  # (n,)
    slope = 2 * p * p * (1 - p) / len(anchor)  # (n,)
    by_anchor_p, by_positive = distance_backward(slope, anchor, positive)
    by_anchor_n, by_negative = distance_backward(-slope, anchor, negative)
    return float((p**2).mean()), by_anchor_p + by_anchor_n, by_positive, by_negative


@checked(anchor="n d", positive="n d", negative="n d")
def distance_ratio(
    anchor: np.ndarray, positive: np.ndarray, negative: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Mean over n triplets of (d_ap / d_an)^2, which no change of scale changes.

    Args:
        anchor: (n, d).
        positive: (n, d), of the anchor's class.
        negative: (n, d), of another one.

    Returns:
        The loss and its gradients by anchor, positive and negative, (n, d) each.

    Raises:
        ValueError: a negative lies on its anchor, where the ratio has no value.

    >>> distance_ratio([[0.0]], [[1.0]], [[2.0]])[0]
    0.25
    """
    d_ap, d_an = distance(anchor, positive), distance(anchor, negative)  # (n,) each
    expect((d_an > 0).all(), "negative", "one that lies on its anchor", "a distance above 0")
    ratio = d_ap / d_an  # (n,)
    by_anchor_p, by_positive = distance_backward(2 * ratio / d_an / len(anchor), anchor, positive)
    by_anchor_n, by_negative = distance_backward(-2 * ratio**2 / d_an / len(anchor), anchor, negative)
    return float((ratio**2).mean()), by_anchor_p + by_anchor_n, by_positive, by_negative

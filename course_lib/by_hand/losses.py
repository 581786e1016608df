"""The distance of a pair and the loss of a batch of pairs. Written in lesson 01; lesson 02 adds its losses here."""

import numpy as np

from course_lib.by_hand.checks import checked


@checked(left="n d", right="n d")
def squared_distance(left, right):
    """Squared Euclidean distance of each pair of rows: (n, d) and (n, d) to (n,).

    >>> squared_distance([[0, 0], [1, 1]], [[3, 4], [1, 1]])
    array([25.,  0.])
    """
    return ((left - right) ** 2).sum(axis=1)  # (n,)


@checked(left="n d", right="n d", same="n bool", margin="")
def pair_loss(left, right, same, margin=1.0):
    """Mean over n pairs of d2 where `same`, of max(0, margin - d2) elsewhere; d2 is the squared distance.

    left, right (n, d), same (n,) bool. Returns the loss and its gradients by left and right, (n, d) each.

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

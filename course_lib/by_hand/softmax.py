"""From logits to probabilities, and what they cost: a classifier's loss. Written in lesson 10."""

import numpy as np

from course_lib.by_hand.checks import checked


@checked(logits="n c")
def softmax(logits):
    """exp(z_k) / sum_j exp(z_j) in every row: logits (n, c) to probabilities (n, c), each row of sum 1.

    >>> softmax([[0, 0], [1000, 0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    e = np.exp(logits - logits.max(axis=1, keepdims=True))  # (n, c) a number taken off a whole row changes nothing
    return e / e.sum(axis=1, keepdims=True)


@checked(logits="n c", targets="n c")
def cross_entropy(logits, targets):
    """Mean over n rows of -sum_k t_k log p_k, with p = `softmax(logits)`, and its gradient by the logits.

    logits, targets (n, c): a row of targets holds a share for each class, such as a 1 for the true one. A row of zeros
    costs nothing and gets no gradient. Returns the loss and its gradient (n, c): (p - t) / n where t sums to 1.

    >>> loss, gradient = cross_entropy([[0, 0]], [[1, 0]])
    >>> round(loss, 4), gradient
    (0.6931, array([[-0.5,  0.5]]))
    """
    shifted = logits - logits.max(axis=1, keepdims=True)  # (n, c)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (n, c) never log(0)
    gradient = targets.sum(axis=1, keepdims=True) * np.exp(log_p) - targets  # (n, c)
    return float(-(targets * log_p).sum() / len(logits)), gradient / len(logits)

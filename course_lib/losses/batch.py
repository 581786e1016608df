"""What the losses share: distances and masks inside one batch, means over a mask. Lesson 02 derives the distances."""

import math

import numpy as np
from keras import ops

from course_lib.errors import expect
from course_lib.labels import checked_labels
from course_lib.losses.label_tensors import check_class_numbers, label_tensor
from course_lib.tensors import Tensor

AT_ONCE = 2**22  # numbers of an array that a loss makes without going row by row


def pairwise_distances(embeddings: Tensor) -> Tensor:
    """Euclidean distances inside a batch (b, d). Returns (b, b).

    Differences, not the matrix product, so that equal embeddings are exactly 0 apart. The root has an infinite slope
    at 0: there a 1 goes under it and a 0 comes out, which leaves a gradient of 0 instead of NaN. A NaN stays NaN.
    Large batches go row by row: all differences (b, b, d) at once would take 2 GB for 1,024 embeddings of 512 numbers.

    >>> ops.convert_to_numpy(pairwise_distances([[0.0, 0.0], [3.0, 4.0]])).tolist()
    [[0.0, 5.0], [5.0, 0.0]]
    """
    embeddings = ops.convert_to_tensor(embeddings)
    shape = tuple(embeddings.shape)
    expect(len(shape) == 2, "embeddings", f"shape {shape}", "shape (b, d)")
    if is_small(shape[0], shape[0], shape[1]):
        squared = ops.sum(ops.square(embeddings[:, None] - embeddings[None]), axis=-1)  # (b, b)
    else:
        squared = squared_by_rows(embeddings)
    apart = squared != 0
    return ops.where(apart, ops.sqrt(ops.where(apart, squared, 1.0)), 0.0)


def is_small(*sizes: int | None) -> bool:
    """May an array of these sizes be made at once? Not where one of them is unknown, as inside a graph."""
    return None not in sizes and math.prod(size for size in sizes if size is not None) <= AT_ONCE


def squared_by_rows(embeddings: Tensor) -> Tensor:
    """Squared distances inside a batch (b, d), (b, b), in memory that grows with b^2 and not with b^2 d.

    The value comes from differences, the gradient from |x|^2 + |y|^2 - 2 x y, which has the same.

    >>> ops.convert_to_numpy(squared_by_rows(ops.array([[0.0, 0.0], [3.0, 4.0]]))).tolist()
    [[0.0, 25.0], [25.0, 0.0]]
    """
    fixed = ops.stop_gradient(embeddings)
    value = ops.map(lambda row: ops.sum(ops.square(row - fixed), axis=-1), fixed)  # (b, b)
    centred = embeddings - ops.mean(fixed, axis=0)
    lengths = ops.sum(ops.square(centred), axis=-1)  # (b,)
    product = lengths[:, None] + lengths[None] - 2 * centred @ ops.transpose(centred)  # (b, b)
    return value + (product - ops.stop_gradient(product))


def same_and_others(labels: Tensor) -> tuple[Tensor, Tensor]:
    """Masks (b, b) over the pairs of a batch: same class, and different pictures (everything off the diagonal).

    labels (b,) or (b, 1), as `label_tensor` takes them.
    """
    labels = ops.reshape(label_tensor(labels), (-1,))
    return labels[:, None] == labels[None], ~ops.cast(ops.eye(ops.shape(labels)[0]), "bool")


def positives(labels: Tensor) -> Tensor:
    """Mask (b, b) over the pairs of a batch: two pictures of one class. labels (b,) or (b, 1)."""
    same, others = same_and_others(labels)
    return same & others


def positive_pairs(labels: np.ndarray) -> int:
    """How many pairs of pictures of one class a batch holds, each counted once. labels (b,).

    >>> positive_pairs([3, 3, 3, 8])
    3
    """
    counts = np.unique(checked_labels(labels), return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def class_numbers(labels: Tensor, classes: int) -> Tensor:
    """Labels (b,) or (b, 1) from 0 to classes - 1 as int32 (b,).

    Raises:
        ValueError: others, as far as their values are known by now.
    """
    labels = ops.reshape(label_tensor(labels), (-1,))
    check_class_numbers(labels, classes)
    return ops.cast(labels, "int32")


def mean_where(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of the values where mask is true; 0 where it never is. Both of one shape; returns a scalar.

    What is masked out has no say, not even as infinity or NaN.

    >>> float(mean_where([1.0, 3.0, float("inf")], [True, True, False]))
    2.0
    """
    values, mask = ops.convert_to_tensor(values), ops.convert_to_tensor(mask, "bool")
    shapes = tuple(values.shape), tuple(mask.shape)
    expect(len(shapes[0]) == len(shapes[1]), "mask", f"shape {shapes[1]}", f"the shape of the values, {shapes[0]}")
    count = ops.sum(ops.cast(mask, values.dtype))
    return ops.sum(ops.where(mask, values, 0.0)) / ops.maximum(count, 1.0)


def balanced_mean(values: Tensor, labels: Tensor) -> Tensor:
    """Half the mean over the same pairs of a batch plus half the mean over the different ones. A scalar.

    values (b, b), one per pair, of which no picture with itself counts; labels (b,). The halves keep the few same pairs
    from drowning: in a batch of 16 classes x 4 pictures they are 5 in 100.

    >>> float(balanced_mean([[9.0, 1.0], [3.0, 9.0]], [0, 0]))
    1.0
    """
    same, others = same_and_others(labels)
    return 0.5 * (mean_where(values, same & others) + mean_where(values, ~same))


def check_batch(y_true: Tensor, y_pred: Tensor) -> None:
    """Raise ValueError unless y_true is (b,) or (b, 1) and y_pred (b, d), as far as their shapes are known by now."""
    try:
        labels, embeddings = (tuple(ops.convert_to_tensor(each).shape) for each in (y_true, y_pred))
    except ValueError:  # inside a graph of TensorFlow not even the number of axes has to be known
        return
    expect(len(embeddings) == 2, "y_pred", f"shape {embeddings}", "embeddings of shape (b, d)")
    one_each = len(labels) == 1 or (len(labels) == 2 and labels[1] == 1)
    expect(one_each, "y_true", f"shape {labels}", "one label per embedding, shape (b,); not one-hot")
    known = {labels[0], embeddings[0]} - {None}
    expect(len(known) < 2, "y_true", f"{labels[0]} labels", f"{embeddings[0]}, one per embedding")

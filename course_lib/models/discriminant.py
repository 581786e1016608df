"""A linear head in seconds: the directions in which the classes of given features differ most."""

from typing import Any

import numpy as np
from keras import Model, layers, ops, saving
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.models.encoders import UnitLength
from course_lib.tensors import Tensor


@saving.register_keras_serializable("course_lib")
class SquareRoot(layers.Layer):
    """The square root of numbers that are not negative, such as averages behind a ReLU; what is below 0 counts as 0.

    It brings the few large averages nearer to the many small ones. Its slope at 0 is infinite: it is for features that
    are given, not for layers that train below it.

    >>> print(ops.convert_to_numpy(SquareRoot()(ops.array([[0.0, 4.0]]))))
    [[0. 2.]]
    """

    def call(self, numbers: Tensor) -> Tensor:
        return ops.sqrt(ops.relu(numbers))


def shrunken_discriminant(
    features: ArrayLike, labels: ArrayLike, shrinkage: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """The shrunken linear discriminant of standardised features: kernel (f, d) and bias (d,) of an affine map.

    Let S be the covariance of the features within their classes, and S' = (1 - s) S + s t I with t the mean of its
    diagonal. In the space of the map, distances between class means are sqrt((a - b)' S'^-1 (a - b)): directions in
    which pictures of one class scatter count little. It keeps only the directions in which class means differ, one less
    than there are classes, or fewer. The shrinkage s makes S' invertible where there are more features than pictures.

    Args:
        features: (n, f).
        labels: (n,), of two classes or more, more pictures than classes.
        shrinkage: s, above 0, at most 1.

    Raises:
        ValueError: an argument does not fit.

    Lesson: 17.

    Source: Fisher 1936; Ledoit and Wolf 2004 for the shrinkage towards t I.

    >>> kernel, bias = shrunken_discriminant([[0, 0], [0, 2], [4, 0], [4, 2]], [0, 0, 1, 1])
    >>> kernel.shape, bias.shape
    ((2, 1), (1,))
    """
    rows, groups = checked_features(features, labels, shrinkage)
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread > 1e-6 * spread.max(initial=0), spread, np.inf)  # a constant feature says nothing
    rows = (rows - middle) / spread  # (n, f)
    counts = np.bincount(groups)
    means = np.stack([rows[groups == group].mean(axis=0) for group in range(len(counts))])  # (c, f)
    within = rows - means[groups]
    scatter = within.T @ within / len(rows)  # (f, f)
    level = np.trace(scatter) / len(scatter)
    expect(level > 1e-12, "features", "the same for all pictures of a class", "some that differ within a class")
    shrunk = (1 - shrinkage) * scatter + shrinkage * level * np.eye(len(scatter))
    root = np.linalg.cholesky(shrunk)  # shrunk = root root'
    weighted = np.sqrt(counts / len(rows))[:, None] * means  # (c, f), their mean is 0
    _, sizes, directions = np.linalg.svd(np.linalg.solve(root, weighted.T).T, full_matrices=False)
    kept = directions[sizes > 1e-6 * sizes.max()]  # (d, f)
    kernel = np.linalg.solve(root.T, kept.T) / spread[:, None]
    return kernel.astype("float32"), (-middle @ kernel).astype("float32")


def with_discriminant(features: Model, kernel: np.ndarray, bias: np.ndarray, name: str = "discriminant") -> Model:
    """A network of features with the affine map of `shrunken_discriminant` behind it, and unit length.

    Args:
        features: a network to features (b, f).
        kernel: (f, d).
        bias: (d,).
        name: of the new network.
    """
    affine = layers.Dense(len(bias), trainable=False)
    network = Model(features.input, UnitLength()(affine(features.output)), name=name)
    affine.set_weights([kernel, bias])
    return network


def checked_features(features: Any, labels: Any, shrinkage: float) -> tuple[np.ndarray, np.ndarray]:
    """The features as an array (n, f), and for each row the place of its label among the sorted ones, (n,).

    Args:
        features: (n, f), finite numbers.
        labels: (n,), of two classes or more, more rows than classes.
        shrinkage: above 0, at most 1.

    Raises:
        ValueError: an argument does not fit.
    """
    rows, labels = np.asarray(features, float), np.asarray(labels)
    expect(rows.ndim == 2 and rows.size, "features", f"shape {rows.shape}", "shape (n, f), not empty")
    expect(np.isfinite(rows).all(), "features", "NaN or infinity", "finite numbers")
    expect(labels.shape == (len(rows),), "labels", f"shape {labels.shape}", f"({len(rows)},), one for each row")
    expect(0 < shrinkage <= 1, "shrinkage", shrinkage, "above 0, at most 1")
    present, groups = np.unique(labels, return_inverse=True)
    expect(len(present) >= 2, "labels", "one class", "two or more, or nothing can be told apart")
    expect(len(rows) > len(present), "labels", f"{len(present)} classes of {len(rows)} pictures", "several of a class")
    return rows, groups

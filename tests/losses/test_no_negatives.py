import keras
import numpy as np
import pytest
from helpers.gradients import central_differences, gradient

from course_lib.evaluation.spectrum import effective_rank
from course_lib.losses import (
    PositivesOnlyLoss,
    Predictor,
    VICRegLoss,
    covariance_term,
    invariance_term,
    negative_cosine,
    variance_term,
)

LABELS = np.array([0, 0, 1, 1, 2, 2])


def normal(seed, rows=6, columns=3):
    return np.random.default_rng(seed).normal(size=(rows, columns))


def tensor(x):
    return keras.ops.convert_to_tensor(x)


def test_the_terms_of_vicreg_equal_the_papers_formulas():
    first, second = normal(0), normal(1)
    views = np.stack([first, second], axis=1).reshape(12, 3)  # view 1, view 2 of picture 0, then of picture 1
    labels = np.repeat(np.arange(6), 2)
    paired = np.mean([((a - b) ** 2).sum() for a, b in zip(first, second, strict=True)])
    assert float(invariance_term(tensor(views), tensor(labels))) == pytest.approx(paired, rel=1e-5)
    hinge = np.maximum(0, 1 - np.sqrt(first.var(axis=0, ddof=1) + 1e-4))
    assert float(variance_term(tensor(first))) == pytest.approx(hinge.mean(), abs=1e-6)
    covariance = np.cov(first.T)
    off_diagonal = covariance[~np.eye(3, dtype=bool)]
    assert float(covariance_term(tensor(first))) == pytest.approx((off_diagonal**2).sum() / 3, rel=1e-5)


def test_vicreg_is_the_papers_equations_and_with_other_weights_its_algorithm_and_the_published_program():
    """All three in NumPy, on two views with the statistics of the whole batch: the second is the first, turned."""
    first = normal(0, 8, 4)
    first = np.concatenate([first, -first])  # mean 0, so that turning changes no variance
    second = -first
    views, labels = np.concatenate([first, second]), np.tile(np.arange(16), 2)
    factor = 32 / 31 / (16 / 15)  # the whole batch divides by b - 1 = 31, each view by 15
    matrix = np.cov(first.T) * factor
    v = np.maximum(0, 1 - np.sqrt(matrix.diagonal() + 1e-4)).mean()
    c = (matrix[~np.eye(4, dtype=bool)] ** 2).sum() / 4
    equations = 25 * ((first - second) ** 2).sum(axis=1).mean() + 25 * (v + v) + (c + c)  # 5 and 6
    algorithm = 25 * ((first - second) ** 2).mean() + 25 * (v + v) + (c + c)  # of appendix A
    program = 25 * ((first - second) ** 2).mean() + 25 * (v / 2 + v / 2) + (c + c)
    assert float(VICRegLoss(dtype="float64")(labels, views)) == pytest.approx(equations)
    assert float(VICRegLoss(25 / 4, dtype="float64")(labels, views)) == pytest.approx(algorithm)
    assert float(VICRegLoss(25 / 4, 12.5, dtype="float64")(labels, views)) == pytest.approx(program)


def test_collapse_is_perfect_for_positives_only_and_wide_independent_dimensions_for_vicreg():
    collapsed, labels = np.ones((8, 2)), np.repeat(np.arange(4), 2)
    corners = np.repeat([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]], 2, axis=0)
    assert [float(PositivesOnlyLoss()(labels, x)) for x in (collapsed, corners)] == [0, 0]
    assert float(VICRegLoss()(labels, corners)) == pytest.approx(0, abs=1e-6)
    assert float(VICRegLoss()(labels, collapsed)) == pytest.approx(49.5)


def test_unit_length_embeddings_cannot_reach_the_papers_spread():
    x = normal(3, 400, 16)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    assert float(variance_term(tensor(x))) == pytest.approx(0.75, abs=0.01)
    assert float(variance_term(tensor(x), target=1 / 4)) < 0.01


def test_the_negative_cosine_has_no_gradient_on_the_side_that_stops():
    p, z = normal(4), normal(5)
    value = -(p * z).sum(1) / np.linalg.norm(p, axis=1) / np.linalg.norm(z, axis=1)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(negative_cosine(tensor(p), tensor(z))), value, atol=1e-5)

    def total(p, z):
        return keras.ops.sum(negative_cosine(p, z))

    assert (gradient(lambda moved: total(tensor(p), moved) + 0 * keras.ops.sum(moved), z) == 0).all()
    judged = central_differences(
        lambda p: -sum((p * z).sum(1) / np.linalg.norm(p, axis=1) / np.linalg.norm(z, axis=1)), p
    )
    np.testing.assert_allclose(gradient(lambda moved: total(moved, tensor(z)), p), judged, atol=1e-6)


def test_a_saved_predictor_gives_the_same(tmp_path):
    network = keras.Sequential([keras.Input((3,)), Predictor(hidden=5, seed=2)])
    x = normal(6).astype("float32")
    network(x, training=True)  # moves the statistics of its batch norm
    network.save(tmp_path / "predictor.keras")
    again = keras.saving.load_model(tmp_path / "predictor.keras")
    assert again.output_shape == (None, 3)
    np.testing.assert_array_equal(again.predict(x, verbose=0), network.predict(x, verbose=0))


def descend(loss, x, steps=40, rate=0.3):
    for _ in range(steps):
        x = x - rate * gradient(lambda moved: loss(LABELS, moved), x)
    return x


def test_descent_on_positives_only_makes_views_equal_and_on_vicreg_spreads_the_pictures():
    start = 0.1 * normal(7)
    pulled = descend(PositivesOnlyLoss(), start)
    np.testing.assert_allclose(pulled[0::2], pulled[1::2], atol=1e-4)
    spread = descend(VICRegLoss(1.0, 1.0, 0.1), start)
    assert np.std(spread, axis=0, ddof=1).min() > 0.5
    assert effective_rank(spread) > 1.5

import keras
import numpy as np

from course_lib.losses import CosineClassifier, NormalisedSoftmaxLoss


def normal(seed, rows):
    return np.random.default_rng(seed).normal(size=(rows, 4))


def test_a_low_temperature_gives_a_finite_loss():
    assert np.isfinite(float(NormalisedSoftmaxLoss(3, scale=1e4)(np.array([0, 0, 1, 1, 2, 2]), normal(1, 6))))


def test_normalised_softmax_is_smallest_on_its_own_class_weights():
    loss = NormalisedSoftmaxLoss(3, scale=10.0)
    loss.layer.build((None, 4))
    directions = loss.layer.get_weights()[0].T  # (classes, d)
    at_home = float(loss(np.arange(3), directions))
    assert at_home < float(loss(np.arange(3), np.roll(directions, 1, axis=0)))
    assert at_home < float(loss(np.arange(3), normal(0, 3)))


def test_the_classifier_is_the_cosine_times_the_scale_and_can_be_saved(tmp_path):
    network = keras.Sequential([keras.Input((4,)), CosineClassifier(3, scale=7.0, seed=5)])
    x, kernel = normal(4, 6).astype("float32"), network.get_weights()[0]
    cosines = (x @ kernel) / np.linalg.norm(x, axis=1, keepdims=True) / np.linalg.norm(kernel, axis=0)
    np.testing.assert_allclose(network.predict(x, verbose=0), 7 * cosines, atol=1e-4)
    network.save(tmp_path / "classifier.keras")
    again = keras.saving.load_model(tmp_path / "classifier.keras")
    np.testing.assert_array_equal(again.predict(x, verbose=0), network.predict(x, verbose=0))


def test_equal_seeds_give_equal_class_weights():
    weights = [CosineClassifier(3, seed=seed) for seed in (1, 1, 2)]
    for layer in weights:
        layer.build((None, 4))
    first, second, third = (layer.get_weights()[0] for layer in weights)
    assert (first == second).all()
    assert (first != third).any()

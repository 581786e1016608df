import keras
import numpy as np
import pytest

from course_lib.models import augmentation, encoder


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return encoder((24, 20, 3), dimension=16, width=8)


def pictures(n, shape=(24, 20, 3)):
    return np.random.default_rng(0).integers(0, 256, (n, *shape), dtype=np.uint8)


def test_embeddings_have_length_one(network):
    lengths = np.linalg.norm(network.predict(pictures(5), verbose=0), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_in_inference_a_picture_does_not_feel_its_batch_mates(network):
    alone, among = network.predict(pictures(8)[:1], verbose=0), network.predict(pictures(8), verbose=0)
    np.testing.assert_allclose(alone[0], among[0], atol=1e-6)


def test_a_saved_network_gives_the_same_embeddings(network, tmp_path):
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(again.predict(pictures(3), verbose=0), network.predict(pictures(3), verbose=0))


@pytest.mark.parametrize("shape", [(8, 8, 1), (33, 9, 3)])
def test_other_sizes_and_grey_pictures(shape):
    assert encoder(shape, dimension=4, width=4).predict(pictures(2, shape), verbose=0).shape == (2, 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((7, 8, 3),), "shape: expected .*at least 8 x 8, got"),
        (((8, 8),), "shape: expected"),
        (((8, 8, 3), 0), "dimension: expected a positive whole number, got 0"),
        (((8, 8, 3), 4, 0), "width: expected a positive whole number, got 0"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        encoder(*arguments)


def test_augmentation_changes_pictures_in_training_only():
    distort = augmentation(seed=1)
    before = pictures(4)
    after = np.asarray(distort(before, training=True))
    assert after.shape == before.shape
    assert after.min() >= 0
    assert after.max() <= 255
    assert np.abs(after - before).mean() > 5
    np.testing.assert_allclose(distort(before, training=False), before, atol=1e-4)

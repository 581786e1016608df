"""The averages of several levels, frozen or not."""

import keras
import numpy as np
import pytest

from course_lib.models import frozen_encoder, levels_network

PICTURES = np.random.default_rng(0).integers(0, 256, (3, 40, 40, 3), dtype=np.uint8)


def trains(network):
    """The names of the layers that train, those of one level together."""
    return {weight.path.split("/")[0].partition("_")[0] for weight in network.trainable_weights}


def test_the_last_level_is_the_frozen_encoder_before_its_unit_length():
    averages = levels_network(40, ("fire9",)).predict(PICTURES, verbose=0)
    expected = frozen_encoder(40).predict(PICTURES, verbose=0)
    np.testing.assert_allclose(averages / np.linalg.norm(averages, axis=1, keepdims=True), expected, atol=1e-6)


def test_levels_stand_side_by_side():
    both = levels_network(40, ("fire5", "fire9")).predict(PICTURES, verbose=0)
    for level, part in (("fire5", both[:, :256]), ("fire9", both[:, 256:])):
        np.testing.assert_allclose(levels_network(40, (level,)).predict(PICTURES, verbose=0), part, atol=1e-4)
    assert both.min() >= 0


def test_what_is_frozen_does_not_train():
    assert trains(levels_network(32, weights=None)) == set()
    assert trains(levels_network(32, weights=None, frozen=("fire2", "fire3", "fire4"))) == {
        f"fire{number}" for number in range(5, 10)
    }
    assert "conv1" in trains(levels_network(32, weights=None, frozen=("fire5",)))


def test_weights_do_not_depend_on_the_size_of_the_pictures():
    large = levels_network(64, weights=None)
    large.set_weights(levels_network(32).get_weights())
    for ours, theirs in zip(large.get_weights(), levels_network(64).get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 31}, "size: expected a whole number of at least 32"),
        ({"size": 32, "levels": ()}, "levels: expected at least one, got none"),
        ({"size": 32, "levels": ("fire1",)}, "levels: expected some of"),
        ({"size": 32, "frozen": ("conv1",)}, "frozen: expected some of"),
        ({"size": 32, "weights": "mine"}, 'weights: expected "imagenet" or None'),
    ],
)
def test_what_does_not_fit_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        levels_network(**arguments)


def test_channels_first_are_refused():
    keras.config.set_image_data_format("channels_first")
    try:
        with pytest.raises(ValueError, match="channels_last"):
            levels_network(32)
    finally:
        keras.config.set_image_data_format("channels_last")

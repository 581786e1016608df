"""One network, several sizes of a picture."""

import keras
import numpy as np
import pytest

from course_lib.models import FeaturePyramid, at_scales, encoder

PICTURES = np.random.default_rng(0).integers(0, 256, (3, 24, 32, 3), dtype=np.uint8)


@pytest.fixture(scope="module", params=["top", "pyramid"])
def network(request):
    keras.utils.set_random_seed(0)
    pyramid = FeaturePyramid(6) if request.param == "pyramid" else None
    return encoder((24, 32, 3), 8, 4, levels=3 if pyramid else 1, pyramid=pyramid)


def test_the_size_of_the_picture_alone_changes_nothing(network):
    expected = network.predict(PICTURES, verbose=0)
    np.testing.assert_allclose(at_scales(network, (1,)).predict(PICTURES, verbose=0), expected, atol=1e-5)


def test_it_is_the_mean_of_the_embeddings_of_resized_pictures(network):
    larger = encoder((48, 64, 3), 8, 4, **_like(network))
    larger.set_weights(network.get_weights())
    enlarged = keras.ops.convert_to_numpy(keras.layers.Resizing(48, 64)(PICTURES.astype("float32")))
    mean = (network.predict(PICTURES, verbose=0) + larger.predict(enlarged, verbose=0)) / 2
    expected = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    np.testing.assert_allclose(at_scales(network, (1, 2)).predict(PICTURES, verbose=0), expected, atol=1e-4)


def test_it_shares_the_weights(network):
    several = at_scales(network, (0.5, 1))
    assert {id(each) for each in several.weights} == {id(each) for each in network.weights}


def test_it_can_be_saved(network, tmp_path):
    several = at_scales(network, (0.5, 1))
    several.save(tmp_path / "several.keras")
    again = keras.saving.load_model(tmp_path / "several.keras")
    np.testing.assert_array_equal(again.predict(PICTURES, verbose=0), several.predict(PICTURES, verbose=0))


def _like(network):
    pyramids = [layer for layer in network.layers if isinstance(layer, FeaturePyramid)]
    return {"levels": 3, "pyramid": FeaturePyramid(6)} if pyramids else {}


@pytest.mark.parametrize(
    ("factors", "message"),
    [
        ((), "factors: expected at least one, got none"),
        ((1, 0), "factors: expected finite numbers above 0, got 0"),
        ((-1,), "factors: expected finite numbers above 0, got -1"),
        (("a",), "factors: expected finite numbers above 0, got 'a'"),
        ((float("nan"),), "factors: expected finite numbers above 0, got nan"),
        ((float("inf"),), "factors: expected finite numbers above 0, got inf"),
    ],
)
def test_what_does_not_fit_is_named(network, factors, message):
    with pytest.raises(ValueError, match=message):
        at_scales(network, factors)


def test_a_network_of_vectors_is_refused():
    with pytest.raises(ValueError, match=r"network: expected one of pictures \(b, h, w, c\)"):
        at_scales(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]), (1,))


def test_what_is_no_network_is_refused():
    with pytest.raises(ValueError, match=r"network: expected a Keras model .*, got NoneType"):
        at_scales(None, (1,))

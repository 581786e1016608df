"""The network in NumPy gives what Keras gives; Keras is the oracle."""

import keras
import numpy as np
import pytest

from course_lib.app.export import export_network
from course_lib.attention import ECA
from course_lib.models import encoder, frozen_encoder, pretrained_encoder, residual_encoder
from course_lib.recipes.products import shipped_encoder
from course_lib.search.fingerprint import model_fingerprint

RNG = np.random.default_rng(0)


def pictures(shape, n=3):
    return RNG.integers(0, 256, (n, *shape), dtype=np.uint8)


def unlike_new(network):
    """The same network with other numbers in every weight, as after a training."""
    network.set_weights([np.abs(w + RNG.normal(0, 0.1, w.shape)) for w in network.get_weights()])
    return network


def assert_equal(network, batch):
    copy = export_network(network)
    assert copy.fingerprint == model_fingerprint(network)
    np.testing.assert_allclose(copy(batch), network.predict(batch, verbose=0), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("case", ["catalogue", "groceries"])
def test_the_shipped_networks_agree_with_keras(case):
    network = shipped_encoder(case)
    assert_equal(network, pictures(network.input_shape[1:], 8))


@pytest.mark.parametrize("shape", [(32, 32, 3), (17, 30, 3), (8, 9, 1)])
@pytest.mark.parametrize("norm", ["batch", "group", "none"])
def test_every_encoder_without_gates_agrees_with_keras(shape, norm):
    assert_equal(unlike_new(encoder(shape, dimension=16, width=6, norm=norm, normalise=False)), pictures(shape))
    assert_equal(unlike_new(encoder(shape, dimension=16, width=6, norm=norm)), pictures(shape))


@pytest.mark.parametrize("shape", [(32, 32, 3), (17, 30, 3), (8, 9, 1)])
def test_every_residual_encoder_agrees_with_keras(shape):
    assert_equal(unlike_new(residual_encoder(shape, dimension=16, width=4)), pictures(shape))


@pytest.mark.parametrize("size", [32, 77, 128])
def test_the_frozen_encoder_agrees_with_keras(size):
    assert_equal(frozen_encoder(size), pictures((size, size, 3)))


def test_what_cannot_be_translated_is_named():
    with pytest.raises(ValueError, match="network: expected that of SqueezeNet, got the preprocessing of MobileNetV2"):
        export_network(pretrained_encoder("MobileNetV2", 32, weights=None))
    with pytest.raises(ValueError, match=r"network: expected .*, got a layer ECA"):
        export_network(encoder((8, 8, 3), gate=lambda: ECA(3)))
    numbers = keras.Input((4,))
    bent = keras.layers.Dense(2, activation="relu", name="bent")(numbers)
    with pytest.raises(ValueError, match="got bent with an activation of its own"):
        export_network(keras.Model(numbers, bent))

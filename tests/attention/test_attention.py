"""Each attention layer against plain NumPy in float64 that loops over pictures, channels and places."""

import keras
import numpy as np
import pytest
from helpers.gradients import gradient
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from course_lib.attention import ECA, CBAMChannel, ChannelQKV, DANetChannel, SoftmaxGate, SpatialGate, SqueezeExcitation

B, H, W, C = 3, 4, 5, 8
GATES = {
    "se": lambda: SqueezeExcitation(ratio=4),
    "softmax": lambda: SoftmaxGate(ratio=4),
    "softmax, no factor": lambda: SoftmaxGate(ratio=4, keep_size=False),
    "cbam": lambda: CBAMChannel(ratio=4),
    "eca": lambda: ECA(size=3),
    "spatial": lambda: SpatialGate(size=3),
    "danet": DANetChannel,
    "qkv": ChannelQKV,
}
every_layer = pytest.mark.parametrize("name", GATES)
few = settings(max_examples=15, deadline=None)


def feature_map(seed=0, shape=(B, H, W, C)):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def layer_with_random_weights(name, seed=1, shape=(B, H, W, C)):
    layer, rng = GATES[name](), np.random.default_rng(seed)
    layer.build(shape)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.weights])
    return layer


def numbers(layer):
    """Weights of a layer by their path inside it, as float64."""
    return {"/".join(v.path.split("/")[1:]): v.numpy().astype("float64") for v in layer.weights}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(row):
    exponentials = [np.exp(value - max(row)) for value in row]
    return np.array(exponentials) / sum(exponentials)


def bottleneck(w, squeezed):
    hidden = np.maximum(squeezed @ w["reduce/kernel"] + w["reduce/bias"], 0)
    return hidden @ w["expand/kernel"] + w["expand/bias"]


def means(picture):
    return np.array([picture[..., c].mean() for c in range(picture.shape[-1])])


def maxima(picture):
    return np.array([picture[..., c].max() for c in range(picture.shape[-1])])


def eca_gates(w, picture):
    kernel = w["convolution/kernel"][:, 0, 0]
    padded = np.pad(means(picture), len(kernel) // 2)
    return sigmoid(np.array([padded[c : c + len(kernel)] @ kernel for c in range(picture.shape[-1])]))


def spatial_gates(w, picture):
    kernel = w["convolution/kernel"][..., 0]  # (size, size, 2)
    reach = len(kernel) // 2
    squeezed = np.pad(np.stack([picture.mean(-1), picture.max(-1)], -1), [(reach, reach), (reach, reach), (0, 0)])
    gates = np.zeros(picture.shape[:2])
    for i, j in np.ndindex(gates.shape):
        gates[i, j] = sigmoid((squeezed[i : i + len(kernel), j : j + len(kernel)] * kernel).sum())
    return gates


ORACLE_GATES = {
    "se": lambda w, picture: sigmoid(bottleneck(w, means(picture))),
    "softmax": lambda w, picture: picture.shape[-1] * softmax(bottleneck(w, means(picture))),
    "softmax, no factor": lambda w, picture: softmax(bottleneck(w, means(picture))),
    "cbam": lambda w, picture: sigmoid(bottleneck(w, means(picture)) + bottleneck(w, maxima(picture))),
    "eca": eca_gates,
    "spatial": lambda w, picture: spatial_gates(w, picture)[..., None],
}


def mixed(picture, queries, keys, values, divisor, scale):
    """Loops over channels: each takes of all others, weighed by a softmax over its dot products."""
    out, taken = picture.copy(), np.zeros(picture.shape[-1])
    for i in range(picture.shape[-1]):
        scores = [(queries[..., i] * keys[..., j]).sum() / divisor for j in range(picture.shape[-1])]
        for j, weight in enumerate(softmax(scores)):
            out[..., i] += scale * weight * values[..., j]
            taken[j] += weight
    return out, taken


def oracle(name, layer, x):
    """(out, gates) of one batch, picture by picture."""
    w, results = numbers(layer), []
    for picture in x.astype("float64"):
        if name == "danet":
            results.append(mixed(picture, picture, picture, picture, 1, w["scale"]))
        elif name == "qkv":
            parts = [picture @ w[f"{p}/kernel"][0, 0] + w[f"{p}/bias"] for p in ("query", "key", "value")]
            results.append(mixed(picture, *parts, np.sqrt(picture.shape[0] * picture.shape[1]), w["scale"]))
        else:
            gates = ORACLE_GATES[name](w, picture)
            results.append((picture * gates, gates[..., 0] if name == "spatial" else gates))
    return [np.array(part) for part in zip(*results, strict=True)]


@every_layer
def test_output_and_gates_equal_the_loops(name):
    layer, x = layer_with_random_weights(name), feature_map()
    out, gates = layer(x, return_gates=True)
    for ours, theirs in zip((out, gates), oracle(name, layer, x), strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(ours), theirs, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(x)), ops.convert_to_numpy(out))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("se", 552), ("softmax", 552), ("cbam", 552), ("eca", 3), ("danet", 1), ("qkv", 3168 + 1), ("spatial", 18)],
)
def test_parameters_for_32_channels(name, expected):
    layer = GATES[name]()
    layer.build((None, 8, 8, 32))
    assert layer.count_params() == expected


def test_the_three_convolutions_of_qkv_have_3168_parameters():
    layer = layer_with_random_weights("qkv", shape=(None, 8, 8, 32))
    assert sum(part.count_params() for part in (layer.query, layer.key, layer.value)) == 3168


@few
@given(st.integers(0, 99), st.sampled_from(sorted(GATES)), st.integers(1, 4), st.integers(1, 6), st.integers(4, 9))
def test_shapes_batch_order_and_bounds(seed, name, b, side, channels):
    shape = (b, side, side + 1, channels)
    layer, x = layer_with_random_weights(name, seed, shape), feature_map(seed, shape)
    out, gates = (ops.convert_to_numpy(part) for part in layer(x, return_gates=True))
    assert out.shape == shape
    assert gates.shape == (shape[:3] if name == "spatial" else (b, channels))
    assert (gates >= 0).all()
    if name in ("softmax", "danet", "qkv"):
        np.testing.assert_allclose(gates.mean(1), 1, rtol=1e-5)
    elif name == "softmax, no factor":
        np.testing.assert_allclose(gates.sum(1), 1, rtol=1e-5)
    else:
        assert (gates <= 1).all()
    order = np.random.default_rng(seed).permutation(b)
    np.testing.assert_allclose(ops.convert_to_numpy(layer(x[order])), out[order], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["se", "softmax", "cbam", "eca", "danet", "qkv"])
def test_channel_attention_does_not_feel_where_a_thing_is(name):
    layer, x = layer_with_random_weights(name), feature_map()
    places = np.random.default_rng(5).permutation(H * W)
    moved = lambda maps: maps.reshape(B, H * W, C)[:, places].reshape(B, H, W, C)
    out = ops.convert_to_numpy(layer(x))
    np.testing.assert_allclose(ops.convert_to_numpy(layer(moved(x))), moved(out), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["danet", "qkv"])
def test_mixing_changes_nothing_before_its_scale_is_learned(name):
    layer, x = GATES[name](), feature_map()
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(x)), x)
    weights = ops.convert_to_numpy(layer.attention(x))
    assert weights.shape == (B, C, C)
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)


@every_layer
@pytest.mark.parametrize("size", [0.0, 1.0, 1e4])
def test_output_and_gradient_are_finite_for_zero_equal_and_huge_maps(name, size):
    layer, x = layer_with_random_weights(name), np.full((2, H, W, C), size, "float32")
    assert np.isfinite(ops.convert_to_numpy(layer(x))).all()
    assert np.isfinite(gradient(lambda x: ops.mean(layer(x)), x)).all()


@every_layer
def test_a_saved_layer_gives_the_same_output_and_gates(name, tmp_path):
    pictures = keras.Input((H, W, C))
    layer = layer_with_random_weights(name)
    model = keras.Model(pictures, layer(pictures, return_gates=True))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    for ours, theirs in zip(again(feature_map()), layer(feature_map(), return_gates=True), strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(ours), ops.convert_to_numpy(theirs), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SqueezeExcitation(ratio=0), "ratio: expected a whole number of at least 1, got 0"),
        (
            lambda: CBAMChannel(ratio=9).build((None, 4, 4, 8)),
            "ratio: expected at most 8, the number of channels, got 9",
        ),
        (lambda: ECA(size=4), "size: expected an odd whole number, got 4"),
        (lambda: SpatialGate(size=0), "size: expected an odd whole number, got 0"),
        (lambda: DANetChannel().build((None, 8)), r"x: expected a feature map \(b, h, w, c\), got shape \(None, 8\)"),
        (lambda: ECA().build((None, 4, 4, None)), r"x: expected a feature map \(b, h, w, c\), got shape"),
    ],
)
def test_bad_settings_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

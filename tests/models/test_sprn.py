"""The two branches of the SPRN and what joins them, against NumPy in float64."""

import keras
import numpy as np
import pytest
from helpers.gradients import central_differences, gradient
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from course_lib.models import (
    ColourPicture,
    GreyPicture,
    RankingLayer,
    branch_embeddings,
    encoder,
    flat_network,
    fuse,
    ranking_matrix,
    sprn,
)

SHAPE = (16, 12, 3)
few = settings(max_examples=20, deadline=None)


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return sprn(SHAPE, dimension=6, width=4)


def pictures(n=4, seed=0, shape=SHAPE):
    return np.random.default_rng(seed).integers(0, 256, (n, *shape), dtype=np.uint8)


def run(network, batch):
    out = network(batch, training=False)
    return [ops.convert_to_numpy(part) for part in out] if isinstance(out, list) else ops.convert_to_numpy(out)


def fused_by_loop(branches, kernel, weights):
    out = []
    for row in range(len(branches[0])):
        joined = [w * value for w, branch in zip(weights, branches, strict=True) for value in branch[row]]
        z = [sum(joined[i] * kernel[i, j] for i in range(len(joined))) for j in range(kernel.shape[1])]
        length = np.sqrt(sum(value * value for value in z))
        out.append([value / length if length else 0.0 for value in z])
    return np.array(out)


def test_grey_and_colour_equal_the_loop():
    batch = pictures()
    grey, colour = (ops.convert_to_numpy(layer(batch)) for layer in (GreyPicture(), ColourPicture()))
    for place in np.ndindex(batch.shape[:3]):
        r, g, b = (float(value) for value in batch[place])
        lightness = 0.299 * r + 0.587 * g + 0.114 * b
        np.testing.assert_allclose(grey[place], [lightness / 127.5 - 1], atol=1e-5)
        np.testing.assert_allclose(
            colour[place], np.array([r - lightness, g - lightness, b - lightness]) / 255, atol=1e-5
        )


def test_grey_pictures_have_no_colour():
    grey = np.repeat(pictures()[..., :1], 3, axis=-1)
    np.testing.assert_allclose(ops.convert_to_numpy(ColourPicture()(grey)), 0, atol=1e-6)


def test_the_spatial_branch_does_not_feel_colour(network):
    before = pictures()
    lightness = before @ np.array([0.299, 0.587, 0.114])
    grey = np.repeat(lightness[..., None], 3, axis=-1).astype("float32")
    (spatial, _), (again, _) = (run(branch_embeddings(network), batch) for batch in (before, grey))
    np.testing.assert_allclose(again, spatial, atol=1e-4)


def test_the_colour_branch_does_not_feel_layout_and_the_spatial_one_does(network):
    before = pictures()
    places = np.random.default_rng(1).permutation(16 * 12)
    mixed = before.reshape(4, -1, 3)[:, places].reshape(before.shape)
    (spatial, colour), (spatial2, colour2) = (run(branch_embeddings(network), b) for b in (before, mixed))
    np.testing.assert_allclose(colour2, colour, atol=1e-4)
    assert np.abs(spatial2 - spatial).max() > 0.01


@few
@given(st.integers(0, 999), st.floats(0, 5), st.floats(0, 5), st.sampled_from([1.0, 0.0]))
def test_fusing_equals_the_loop(seed, w1, w2, size):
    rng = np.random.default_rng(seed)
    branches, kernel = [size * rng.normal(size=(3, 4)), size * rng.normal(size=(3, 2))], rng.normal(size=(6, 5))
    weights = (w1, w2) if w1 > 0.01 or w2 > 0.01 else (1, 0)
    ours = fuse([branch.astype("float32") for branch in branches], kernel.astype("float32"), weights)
    np.testing.assert_allclose(ops.convert_to_numpy(ours), fused_by_loop(branches, kernel, weights), atol=1e-3)


def test_the_gradient_of_fusing_equals_central_differences():
    rng = np.random.default_rng(0)
    spatial, colour, kernel, target = (rng.normal(size=size) for size in ((3, 4), (3, 2), (6, 5), (3, 5)))
    tensor = lambda values: ops.array(values, "float64")
    ours = gradient(lambda x: ops.sum(fuse([x, tensor(colour)], tensor(kernel), (1, 2)) * tensor(target)), spatial)
    by_steps = central_differences(lambda x: (fused_by_loop([x, colour], kernel, (1, 2)) * target).sum(), spatial)
    np.testing.assert_allclose(ours, by_steps, atol=1e-6)


def test_the_network_is_its_branches_fused(network):
    branches = run(branch_embeddings(network), pictures())
    assert [branch.shape for branch in branches] == [(4, 6), (4, 6)]
    for branch in branches:
        np.testing.assert_allclose(np.linalg.norm(branch, axis=1), 1, atol=1e-5)
    whole, kernel = run(network, pictures()), ranking_matrix(network)
    np.testing.assert_allclose(ops.convert_to_numpy(fuse(branches, kernel)), whole, atol=1e-5)
    alone = ops.convert_to_numpy(fuse(branches, kernel, weights=(0, 1)))
    np.testing.assert_allclose(alone, fused_by_loop(branches[1:], kernel[6:], [1]), atol=1e-5)


@pytest.mark.parametrize("branches", [("spatial",), ("colour",), ("colour", "spatial")])
def test_other_branches_and_saving(branches, tmp_path):
    network = sprn(SHAPE, dimension=5, width=4, branches=branches, norm="group")
    assert len(branch_embeddings(network).outputs) == len(branches)
    network.save(tmp_path / "sprn.keras")
    again = keras.saving.load_model(tmp_path / "sprn.keras")
    np.testing.assert_array_equal(run(again, pictures()), run(network, pictures()))
    assert ranking_matrix(again).shape == (5 * len(branches), 5)
    if len(branches) == 2:
        branches = run(branch_embeddings(again), pictures())
        ours = ops.convert_to_numpy(fuse(branches, ranking_matrix(again)))
        np.testing.assert_allclose(ours, run(network, pictures()), atol=1e-5)


@pytest.mark.parametrize("shape", [(32, 32, 3), (8, 8, 3)])
@pytest.mark.parametrize("norm", ["batch", "none"])
def test_the_flat_network_has_about_as_many_parameters(shape, norm):
    branched = sprn(shape, dimension=16, width=12, norm=norm)
    flat = flat_network(shape, 16, like=branched, norm=norm)
    assert norm == "batch" or not any("norm" in layer.name for layer in flat.layers)
    assert flat.count_params() == pytest.approx(branched.count_params(), rel=0.08)
    assert run(flat, pictures(2, shape=shape)).shape == (2, 16)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sprn((8, 8, 1)), r"pictures: expected RGB pictures \(b, h, w, 3\), got shape \(None, 8, 8, 1\)"),
        (lambda: sprn(SHAPE, branches=("shape",)), "branches: expected one or both of"),
        (lambda: sprn(SHAPE, branches=()), "branches: expected one or both of"),
        (lambda: RankingLayer(0), "dimension: expected a whole number of at least 1, got 0"),
        (lambda: fuse([np.ones((1, 2))], np.eye(2), (1, 1)), "weights: expected 1, one per branch, got 2 numbers"),
        (lambda: fuse([np.ones((1, 2))], np.eye(2), (0,)), "weights: expected numbers of at least 0, not all 0"),
        (lambda: fuse([np.ones((1, 2))], np.eye(2), (-1,)), "weights: expected numbers of at least 0, not all 0"),
        (lambda: branch_embeddings(encoder((8, 8, 3))), "network: expected a network made by sprn, got 'encoder'"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""The occlusion map finds the region that a description looks at, and its sums are those of plain loops."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.evaluation import saliency
from course_lib.models import embed, encoder

PICTURES = np.random.default_rng(0).integers(0, 256, (5, 16, 20, 3), dtype=np.uint8)
PICTURE = PICTURES[0]
ZEROS = np.zeros((5, 3))


def quarter(pictures):
    """The mean colour of the upper left quarter, and of nothing else."""
    return np.asarray(pictures, float)[:, :8, :10].mean(axis=(1, 2))


def test_the_map_is_above_0_where_the_description_looks_and_0_elsewhere():
    light = PICTURE.copy()
    light[:8, :10] //= 2  # so that the mean colour of the whole picture is not that of the quarter
    (growth,), (tops, lefts) = saliency.occlusion_maps(quarter, light[None], quarter(light[None]), patch=4, stride=2)
    looked_at = (tops[:, None] < 8) & (lefts < 10)
    assert looked_at.any()
    assert not looked_at.all()
    assert (growth[looked_at] > 1).all()
    np.testing.assert_array_equal(growth[~looked_at], 0)
    heat = saliency.over_pixels(growth, (tops, lefts), patch=4)
    assert (heat[:8, :10] > 0).all()
    np.testing.assert_array_equal(heat[11:], 0)  # patches at row 7 reach to row 10
    np.testing.assert_array_equal(heat[:, 13:], 0)


def test_hiding_what_sets_two_pictures_apart_brings_them_together():
    """The growth is below 0 there."""
    other = PICTURE.copy()
    other[2:6, 2:6] = PICTURE.mean(axis=(0, 1)).round()
    (growth,), places = saliency.occlusion_maps(quarter, PICTURE[None], quarter(other[None]), patch=4, stride=2)
    before = np.linalg.norm(quarter(PICTURE[None]) - quarter(other[None]))
    assert growth[1, 1] == pytest.approx(-before)
    assert saliency.most_salient(-growth, places) == (2, 2)


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return encoder((16, 20, 3), dimension=6, width=4)


def test_the_maps_of_a_random_network_are_those_of_a_plain_double_loop(network):
    embed_pictures = lambda pictures: embed(network, pictures)
    targets = embed_pictures(PICTURES[2:4])
    both, (tops, lefts) = saliency.occlusion_maps(embed_pictures, PICTURES[:2], targets, patch=7, stride=5)
    assert (tops.tolist(), lefts.tolist()) == ([0, 5, 9], [0, 5, 10, 13])
    for picture, target, growth in zip(PICTURES[:2], targets, both, strict=True):
        start = np.sqrt(((embed_pictures(picture[None])[0] - target) ** 2).sum())
        covers = []
        for top in tops:
            for left in lefts:
                covered = picture.astype(float)
                for row in range(top, top + 7):
                    for column in range(left, left + 7):
                        covered[row, column] = np.round([picture[..., c].mean() for c in range(3)])
                covers.append(covered)
        after = [np.sqrt(((found - target) ** 2).sum()) for found in embed_pictures(np.stack(covers))]
        np.testing.assert_allclose(growth.ravel(), np.array(after) - start, atol=1e-5)


def test_describe_is_called_once_and_the_pictures_are_left_as_they_were():
    calls, before = [], PICTURES.copy()

    def embed_pictures(pictures):
        calls.append(len(pictures))
        return quarter(pictures)

    saliency.occlusion_maps(embed_pictures, PICTURES, ZEROS, patch=8, stride=4)
    assert calls == [5 * (1 + 3 * 4)]
    np.testing.assert_array_equal(PICTURES, before)


def test_in_blocks_the_maps_are_the_same(monkeypatch):
    calls = []

    def embed_pictures(pictures):
        calls.append(len(pictures))
        return quarter(pictures)

    at_once, _ = saliency.occlusion_maps(embed_pictures, PICTURES, ZEROS, patch=4, stride=1)
    monkeypatch.setattr(saliency, "AT_ONCE", 1)
    in_blocks, _ = saliency.occlusion_maps(embed_pictures, PICTURES, ZEROS, patch=4, stride=1)
    assert (in_blocks == at_once).all()
    assert calls == [1110, 256, 256, 256, 256, 86]


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_patches_cover_every_pixel_and_stay_inside(h, w, data):
    patch = data.draw(st.integers(1, min(h, w)))
    stride = data.draw(st.integers(1, patch))
    places = saliency.grid((h, w, 3), patch, stride)
    for side, edges in zip((h, w), places, strict=True):
        assert (edges[0], edges[-1]) == (0, side - patch)
        steps = np.diff(edges)
        assert (steps > 0).all()
        assert (steps[:-1] == stride).all()
        assert (steps <= stride).all()
    growth = np.random.default_rng(h).normal(size=tuple(map(len, places)))
    total, count = np.zeros((h, w)), np.zeros((h, w))
    for i, top in enumerate(places[0]):
        for j, left in enumerate(places[1]):
            total[top : top + patch, left : left + patch] += growth[i, j]
            count[top : top + patch, left : left + patch] += 1
    np.testing.assert_allclose(saliency.over_pixels(growth, places, patch), total / count)


def test_the_share_of_changed_neighbours_is_that_of_a_plain_loop(network):
    embed_pictures = lambda pictures: embed(network, pictures)
    rng = np.random.default_rng(1)
    pictures, corners = np.tile(PICTURES, (3, 1, 1, 1)), rng.integers(0, 9, (15, 2))
    gallery = embed_pictures(rng.integers(0, 256, (40, 16, 20, 3), dtype=np.uint8))
    labels = np.arange(40) % 4
    changed = []
    for picture, (top, left) in zip(pictures, corners, strict=True):
        covered = picture.copy()
        covered[top : top + 8, left : left + 8] = 255
        near = [np.linalg.norm(embed_pictures(p[None]) - gallery, axis=1).argmin() for p in (picture, covered)]
        changed.append(labels[near[0]] != labels[near[1]])
    share = saliency.changed_by_hiding(embed_pictures, pictures, corners, 8, gallery, labels, colour=255)
    assert share == np.mean(changed)
    assert 0 < share < 1


def test_a_map_that_knows_where_the_description_looks_changes_more_than_a_place_elsewhere():
    dark = np.zeros_like(PICTURES[:2])
    dark[:, :, 10:] = 255
    dark[0, :8, :10], dark[1, :8, :10] = 60, 90
    maps, places = saliency.occlusion_maps(quarter, dark, quarter(dark), 8, 4)
    corners = [saliency.most_salient(growth, places) for growth in maps]
    gallery = np.array([[60.0] * 3, [90.0] * 3, [130.0] * 3])
    assert saliency.changed_by_hiding(quarter, dark, corners, 8, gallery, [0, 1, 2]) == 1
    assert saliency.changed_by_hiding(quarter, dark, [(8, 12), (8, 12)], 8, gallery, [0, 1, 2]) == 0


def changed(**other):
    given = {"corners": [(0, 0)], "patch": 4, "gallery": np.eye(2, 3), "labels": [1, 2]}
    return saliency.changed_by_hiding(quarter, PICTURES[:1], **given | other)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: saliency.occlusion_maps(quarter, PICTURE, np.zeros(3)), "pictures: expected shape"),
        (lambda: saliency.occlusion_maps(quarter, PICTURES / 255, ZEROS), "pictures: expected uint8, 0 to 255"),
        (lambda: saliency.occlusion_maps(quarter, PICTURES, np.zeros(3)), r"targets: expected \(5, 3\), .*got shape"),
        (lambda: saliency.occlusion_maps(quarter, PICTURES, ZEROS[:, :2]), r"targets: expected \(5, 3\), .*got shape"),
        (lambda: saliency.occlusion_maps(lambda p: quarter(p) * np.nan, PICTURES, ZEROS), "embeddings: .*got NaN"),
        (lambda: changed(labels=7), r"labels: expected 2, one per embedding of the gallery, got shape \(\)"),
        (lambda: changed(labels=[]), r"labels: expected 2, one per embedding of the gallery, got shape \(0,\)"),
        (lambda: changed(labels=[[1], [2]]), r"labels: expected 2, .* got shape \(2, 1\)"),
        (lambda: changed(labels=[1, None]), "labels: expected whole numbers, texts"),
        (lambda: changed(gallery=np.empty((0, 3)), labels=[]), "gallery: expected at least one, got no embeddings"),
        (lambda: changed(gallery=None), "gallery: expected real numbers, got dtype object"),
        (lambda: changed(corners=[[0], [0, 0]]), "corners: expected an array or lists of one length"),
        (
            lambda: saliency.occlusion_maps(quarter, PICTURES, ZEROS, patch=17),
            "patch: expected a whole number from 1 to 16",
        ),
        (
            lambda: saliency.occlusion_maps(quarter, PICTURES, ZEROS, patch=0),
            "patch: expected a whole number from 1 to 16",
        ),
        (
            lambda: saliency.occlusion_maps(quarter, PICTURES, ZEROS, 4, 5),
            "stride: expected a whole number from 1 to 4, got 5",
        ),
        (lambda: saliency.over_pixels(np.zeros((2, 2)), (np.arange(2), np.arange(3)), 4), r"places: .*got \(2, 3\)"),
        (lambda: saliency.changed_by_hiding(quarter, PICTURES, [(0, 0)], 4, np.eye(3), [0, 1, 2]), "corners: expected"),
        (lambda: saliency.changed_by_hiding(quarter, PICTURES, [(0, 0)] * 5, 4, np.eye(3), [0]), "labels: expected 3"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

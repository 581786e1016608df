"""The longer training: on drawn pictures, with oracles for its scores."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.short_epochs import shorten_epochs

from course_lib import data
from course_lib.distances import distance_matrix
from course_lib.evaluation import retrieval
from course_lib.evaluation.baselines import raw_pixels
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.models import embed
from course_lib.recipes import photos


@pytest.fixture(scope="module")
def drawn():
    return data.catalogue(classes=6, per_class=10, size=photos.SIZE)


@pytest.fixture(scope="module")
def network(drawn):
    return photos.train_on_photos(drawn.where(split="train"), seed=0, epochs=1)


def test_a_training_teaches_even_in_a_hundred_steps(drawn, network):
    learned = drawn.where(split="train")
    embeddings = embed(network, learned.pictures)
    scores = {
        name: map_at_r(self_search(x, learned)) for name, x in (("after", embeddings), ("before", untrained(learned)))
    }
    assert scores["after"] > scores["before"] + 0.1, scores
    assert network.input_shape == (None, photos.SIZE, photos.SIZE, 3)


def untrained(pictures):
    return embed(photos.photo_encoder(), pictures.pictures)


def self_search(embeddings, pictures):
    distances = distance_matrix(embeddings, embeddings)
    return ranked_matches(distances, pictures.labels, pictures.labels, same_pictures=True)


def test_the_same_seed_gives_the_same_network_with_and_without_a_folder(drawn, monkeypatch, tmp_path):
    shorten_epochs(monkeypatch, photos, "CutMixBatches", steps=10)
    learned = drawn.where(split="train")
    first, again = (photos.train_on_photos(learned, seed=0, epochs=1, checkpoints=each) for each in (None, tmp_path))
    for ours, theirs in zip(again.get_weights(), first.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert len(list(tmp_path.iterdir())) == 1


def test_scores_are_those_of_a_plain_loop(drawn):
    gallery, queries = drawn.where(split="train"), drawn.where(split="test")
    right = {"fine": 0, "coarse": 0, "hierarchical": 0}
    stored = raw_pixels(gallery.pictures)
    for vector, label, coarse in zip(raw_pixels(queries.pictures), queries.labels, queries.coarse, strict=True):
        nearest = int(((stored - vector) ** 2).sum(axis=1).argmin())
        fine, near = int(gallery.labels[nearest] == label), int(gallery.coarse[nearest] == coarse)
        right["fine"] += fine
        right["coarse"] += near
        right["hierarchical"] += (fine + near) / 2
    expected = {name: number / len(queries) for name, number in right.items()}
    assert retrieval.official_scores(raw_pixels, queries, gallery) == pytest.approx(expected)


def test_a_mirror_image_has_the_same_mirrored_embedding(drawn, network):
    some = drawn.pictures[:5]
    ours, theirs = (photos.embed_mirrored(network, each) for each in (some, some[:, :, ::-1]))
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-6)


def test_a_set_without_coarse_classes_trains_too(drawn):
    flat = replace(drawn, coarse=None, coarse_names=())
    np.testing.assert_array_equal(retrieval.coarse_of(flat), np.zeros(6))


def test_a_product_in_two_coarse_classes_and_a_single_class_are_named(drawn):
    torn = replace(drawn, coarse=np.arange(len(drawn)) % len(drawn.coarse_names))
    with pytest.raises(ValueError, match="pictures: expected one coarse class for each"):
        retrieval.coarse_of(torn)
    with pytest.raises(ValueError, match="pictures: expected two or more"):
        photos.train_on_photos(drawn.where(drawn.labels == 0), seed=0)

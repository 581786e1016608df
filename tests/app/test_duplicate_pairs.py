"""What may be a copy is looked at: hashes agree with another implementation, and no kind of copy is passed over."""

import shutil

import numpy as np
import pytest
from helpers.random_photos import random_photo
from scipy.fft import dctn

from course_lib.app.alignment import TURNS, turned_by
from course_lib.app.duplicate_pairs import likely_pairs, same_files, wave_hash
from course_lib.app.prepare import prepare_collection


@pytest.mark.parametrize("seed", range(5))
def test_the_hash_is_that_of_scipys_cosine_transform(seed):
    grey = np.random.default_rng(seed).uniform(0, 255, (32, 32))
    shares = dctn(grey, type=2)[1:9, 1:9]
    bits = np.unpackbits(np.array([wave_hash(grey)]).view(np.uint8)).reshape(8, 8)
    np.testing.assert_array_equal(bits, shares > np.median(shares))


@pytest.fixture
def folder(tmp_path, cache):
    """Twenty pictures, and of the first one every turned form, a cutting and two further copies of its file."""
    place = tmp_path / "photos"
    place.mkdir()
    for i in range(20):
        random_photo(i).save(place / f"photo {i:02}.png")
    for turn in list(TURNS)[1:]:
        turned_by(random_photo(0), turn).save(place / f"turned {turn}.png")
    random_photo(0).crop((30, 20, 220, 165)).save(place / "cut.png")
    shutil.copy(place / "photo 00.png", place / "again.png")
    shutil.copy(place / "photo 00.png", place / "and again.png")
    return place


def test_every_copy_is_paired_with_its_original_and_few_others_are(folder):
    collection = prepare_collection(str(folder))
    files = collection.facts.files
    (same,) = same_files(collection)
    assert {files[place] for place in same} == {"again.png", "and again.png", "photo 00.png"}
    unique = np.array([place for place in range(len(files)) if place not in same[1:]])
    pairs = likely_pairs(collection, unique)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert set(pairs.ravel().tolist()) <= set(unique.tolist())
    with_original = {files[b] if a == same[0] else files[a] for a, b in pairs.tolist() if same[0] in (a, b)}
    assert with_original >= {f"turned {turn}.png" for turn in list(TURNS)[1:]} | {"cut.png"}


def test_one_picture_has_no_pair(tmp_path, cache):
    (tmp_path / "one").mkdir()
    random_photo(0).save(tmp_path / "one" / "a.png")
    collection = prepare_collection(str(tmp_path / "one"))
    assert same_files(collection) == []
    assert likely_pairs(collection, np.array([0])).shape == (0, 2)

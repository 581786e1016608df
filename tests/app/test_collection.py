"""A collection answers queries, whether chosen, uploaded or from a file."""

import numpy as np
import pytest
from helpers.shop_folder import as_png

from course_lib import data
from course_lib.app.collection import Collection
from course_lib.data.upload import UnusableUpload
from course_lib.models import embed
from course_lib.recipes import products


def test_what_is_saved_loads_again(shop):
    copy = Collection.load(shop.path)
    assert copy.facts == shop.facts
    assert copy.thumbnail(0) == shop.thumbnail(0) != copy.thumbnail(1)
    for name, array in shop.arrays.items():
        np.testing.assert_array_equal(copy.arrays[name], array)


def test_an_uploaded_picture_and_a_file_are_embedded_as_keras_does(shop, tmp_path):
    drawn = data.catalogue(3, 1, 32).pictures
    expected = embed(products.shipped_encoder("catalogue"), drawn)
    for picture, embedding in zip(drawn, expected, strict=True):
        query = shop.query_from_upload(as_png(picture))
        np.testing.assert_allclose(query.embedding, embedding, atol=1e-4)
        assert query.place is None
        (tmp_path / "a.png").write_bytes(as_png(picture))
        np.testing.assert_array_equal(shop.query_from_file(tmp_path / "a.png").embedding, query.embedding)
    with pytest.raises(UnusableUpload):
        shop.query_from_upload(b"words")
    (tmp_path / "a.png").write_bytes(b"words")
    with pytest.raises(ValueError, match="path: expected a picture file"):
        shop.query_from_file(tmp_path / "a.png")


@pytest.mark.parametrize("place", [None, 1004])
def test_the_nearest_are_those_of_a_plain_loop(shop, place):
    embeddings = shop.arrays["embeddings"]
    query = (
        shop.query_from_upload(as_png(data.catalogue(3, 1, 40).pictures[2])) if place is None else shop.query_at(place)
    )
    distances = np.sqrt(((embeddings - query.embedding) ** 2).sum(axis=1))
    order = [i for i in np.argsort(distances, kind="stable") if i != place]
    hits = shop.nearest(query, 10)
    assert [hit.place for hit in hits] == order[:10]
    np.testing.assert_allclose([hit.distance for hit in hits], distances[order[:10]], atol=1e-5)
    assert [hit.name for hit in hits] == [shop.facts.names[shop.labels[i]] for i in order[:10]]
    border = hits[4].distance
    assert [hit.place for hit in shop.nearest(query, 10, threshold=border)] == order[:4]
    coarse = shop.index.metadata["coarse"]
    of_two = [i for i in order if coarse[i] == 2]
    assert [hit.place for hit in shop.nearest(query, 5, coarse=2)] == of_two[:5]
    assert len(shop.nearest(query, 5000)) == len(order)

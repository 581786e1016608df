"""The triplet loss against plain loops over triples in NumPy, float64."""

import keras
import numpy as np
import pytest
from helpers import loss_loops
from helpers.loss_batches import batches, margins
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from keras.ops import convert_to_numpy as as_numpy

from course_lib.losses import TripletLoss, triplet, valid_triples

few = settings(max_examples=25, deadline=None)
number = st.floats(-9, 9)


@given(st.lists(st.tuples(number, number), min_size=1, max_size=5), margins)
@few
def test_triplet_is_the_formula_triple_by_triple(distances, margin):
    loop = [max(0, d_ap - d_an + margin) for d_ap, d_an in distances]
    got = as_numpy(triplet(*np.transpose(distances), margin))
    np.testing.assert_allclose(got, loop, rtol=1e-6, atol=1e-12)


@given(batches(), margins)
@few
def test_the_loss_is_the_triple_loop(batch, margin):
    embeddings, labels = batch
    size = 1e-12 * (1 + abs(embeddings).max())  # no triple so near to 0 that rounding decides if it is active
    triples = loss_loops.candidates(labels, embeddings)
    assume(all(abs(d_ap - d_an + margin) > size for d_ap, d_an, *_ in triples))
    loss = float(TripletLoss(margin, dtype="float64")(labels, embeddings))
    assert loss == pytest.approx(loss_loops.triplet(labels, embeddings, margin), rel=1e-9)


def test_a_batch_without_a_pair_of_one_class_gives_no_loss():
    assert float(TripletLoss(0.2)(np.arange(4), np.eye(4, dtype="float32"))) == 0


def test_valid_triples_by_hand():
    found = {tuple(map(int, place)) for place in np.argwhere(as_numpy(valid_triples(keras.ops.array([5, 5, 8]))))}
    assert found == {(0, 1, 2), (1, 0, 2)}

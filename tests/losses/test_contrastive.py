"""The contrastive loss against plain loops over pairs in NumPy, float64."""

import numpy as np
import pytest
from helpers import loss_loops
from helpers.loss_batches import batches, margins
from hypothesis import given, settings
from hypothesis import strategies as st
from keras.ops import convert_to_numpy as as_numpy

from course_lib.losses import ContrastiveLoss, contrastive

few = settings(max_examples=25, deadline=None)
number = st.floats(-9, 9)


@given(st.lists(st.tuples(number, st.booleans()), min_size=1, max_size=5), margins)
@few
def test_contrastive_is_the_formula_pair_by_pair(pairs, margin):
    distances, same = np.array([abs(d) for d, _ in pairs]), np.array([alike for _, alike in pairs])
    loop = [0.5 * d**2 if s else 0.5 * max(0, margin - d) ** 2 for d, s in zip(distances, same, strict=True)]
    np.testing.assert_allclose(as_numpy(contrastive(distances, same, margin)), loop, rtol=1e-6, atol=1e-300)


@given(batches(), margins)
@few
def test_the_loss_is_the_double_loop(batch, margin):
    embeddings, labels = batch
    loss = float(ContrastiveLoss(margin, dtype="float64")(labels, embeddings))
    assert loss == pytest.approx(loss_loops.contrastive(labels, embeddings, margin), rel=1e-9)
